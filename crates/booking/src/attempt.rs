//! An attempt to book one opening for one watch: the record that makes it happen once.
//!
//! ```text
//! (no record) ─claim─▶ Claimed ─▶ Sending ─▶ Done ─tell─▶ Done, told          through the gateway
//!                         ▲          │  ├─▶ Pending ─▶ Done
//!                         └──────────┘  └─ asked: a definite answer
//!                    refused key, never sent, busy
//!
//! (no record) ─claim─▶ Claimed ─▶ Offered ─▶ Done ─tell─▶ Done, told          assisted
//!                                  ▲    │
//!                                  └────┘ followed
//! ```

use accounts::balance::Fare;
use accounts::history::Ending;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use store::{Key, Record};
use telegram::{ChatId, UserId};
use wildberries::{Load, SellerId, SupplyId};

use crate::board::OpenCell;
use crate::ids::{AttemptId, KeyId, WatchId};
use crate::offer::Offer;
use crate::sooner::Replaced;
use crate::watch::Way;

/// How long an attempt is remembered after its end. Far longer than a queue can redeliver its job.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(24 * 90);

/// How far an attempt has got; each phase is stored before what it names is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "phase")]
pub enum Phase {
    /// The watch and a catch are held; nothing was sent.
    Claimed,
    /// A request may have been sent; whoever finds this phase asks before anything else.
    Sending {
        /// With which key.
        key: KeyId,
        /// Under which idempotency key.
        idempotency_key: String,
    },
    /// The gateway knows the booking but has not decided.
    Pending {
        /// With which key.
        key: KeyId,
        /// The booking's number.
        booking: String,
    },
    /// The seller has the offer.
    Offered,
    /// It is over.
    Done {
        /// How.
        outcome: Outcome,
        /// When.
        at: Timestamp,
    },
}

/// How an attempt ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "outcome")]
pub enum Outcome {
    /// Booked, and the gateway says so.
    Confirmed {
        /// The booking's number.
        booking: String,
        /// Time of day, if the gateway gave one.
        time_slot: Option<String>,
        /// Name of the key it was booked with.
        key_name: String,
    },
    /// The date was gone.
    Lost,
    /// The goods may not go there.
    GoodsRejected {
        /// The gateway's word.
        detail: String,
    },
    /// The shop books too actively and must rest.
    TooActive {
        /// Until when.
        until: Timestamp,
    },
    /// No key of the shop may book (any more).
    NoKey,
    /// No catches are left: the seller is only told.
    NoCatches {
        /// How many other openings the watch has missed since its seller was last told.
        #[serde(default)]
        others: u32,
        /// Whether catches are left, and offers that are open have reserved every one.
        #[serde(default)]
        in_offers: bool,
    },
    /// The service failed; nothing was booked, and the opening may be tried again after a while.
    Trouble,
    /// The answer to the request was lost. Asked, the service knows of no booking; this opening is not tried again all the same.
    Unanswered,
    /// What came of the request could not be learnt for so long that we stop asking: the service did not say, or no key of the shop
    /// was left to ask it with (the attempt is `keyless`).
    Unsettled,
    /// The seller planned the order, but not for what was offered.
    PlannedByHand {
        /// The number Wildberries gave it.
        booking: String,
        /// The warehouse's name, if Wildberries says so. Not called like a history line's own: the two stand side by side there.
        warehouse: Option<String>,
        /// For which day, if Wildberries says so.
        date: Option<Date>,
    },
    /// What was offered closed before the seller planned for it.
    SlotClosed,
    /// The seller did not plan in the offer's time.
    OfferExpired,
    /// The seller did not want it.
    OfferSkipped,
    /// The watch was changed, paused or deleted while its offer was open.
    OfferWithdrawn,
    /// Wildberries no longer knows the order.
    OrderGone,
}

impl Outcome {
    /// As history tells it.
    pub fn ending(&self) -> Ending {
        match self {
            Self::Confirmed { .. } => Ending::Caught,
            Self::Lost => Ending::Lost,
            Self::GoodsRejected { .. } => Ending::GoodsRejected,
            Self::TooActive { .. } => Ending::TooActive,
            Self::NoKey => Ending::NoKey,
            // Told as an opening that was missed, not as an attempt.
            Self::NoCatches { .. } => Ending::Other,
            Self::Trouble => Ending::Trouble,
            Self::Unanswered => Ending::Unanswered,
            Self::Unsettled => Ending::Unsettled,
            Self::PlannedByHand { .. } => Ending::PlannedByHand,
            Self::SlotClosed => Ending::SlotClosed,
            Self::OfferExpired => Ending::OfferExpired,
            Self::OfferSkipped => Ending::OfferSkipped,
            Self::OfferWithdrawn => Ending::OfferWithdrawn,
            Self::OrderGone => Ending::OrderGone,
        }
    }

    /// What else history keeps of it: the booking's number, or the service's word.
    pub fn detail(&self) -> Option<&str> {
        match self {
            Self::Confirmed { booking, .. } | Self::PlannedByHand { booking, .. } => Some(booking),
            Self::GoodsRejected { detail } => Some(detail),
            _ => None,
        }
    }

    /// Its name in logs and metrics.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Confirmed { .. } => "confirmed",
            Self::Lost => "lost",
            Self::GoodsRejected { .. } => "goods_rejected",
            Self::TooActive { .. } => "too_active",
            Self::NoKey => "no_key",
            Self::NoCatches { .. } => "no_catches",
            Self::Trouble => "trouble",
            Self::Unanswered => "unanswered",
            Self::Unsettled => "unsettled",
            Self::PlannedByHand { .. } => "planned_by_hand",
            Self::SlotClosed => "slot_closed",
            Self::OfferExpired => "offer_expired",
            Self::OfferSkipped => "offer_skipped",
            Self::OfferWithdrawn => "offer_withdrawn",
            Self::OrderGone => "order_gone",
        }
    }
}

/// The instants of an attempt; where the time went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Times {
    /// The tick that saw the opening had the feed's answer.
    pub seen_at: Timestamp,
    /// The job was put on the queue.
    pub queued_at: Timestamp,
    /// The (last) booking request was sent, or the offer was made.
    pub requested_at: Option<Timestamp>,
    /// The answer that settled it came.
    pub settled_at: Option<Timestamp>,
}

/// An attempt as stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// Its name.
    pub id: AttemptId,
    /// Whose.
    pub user: UserId,
    /// Where its messages go.
    pub chat: ChatId,
    /// For which watch.
    pub watch: WatchId,
    /// For which shop.
    pub seller: SellerId,
    /// How it is taken.
    #[serde(default)]
    pub way: Way,
    /// What was open; of an assisted catch, what the seller planned for.
    pub open: OpenCell,
    /// The warehouse's name.
    pub warehouse_name: String,
    /// How far it is.
    #[serde(flatten)]
    pub phase: Phase,
    /// What was offered to the seller, if it is assisted.
    #[serde(default)]
    pub offer: Option<Offer>,
    /// Whether a catch of the user is reserved for it.
    pub reserved: bool,
    /// What it is paid with.
    #[serde(default)]
    pub fare: Fare,
    /// The key its watch books with first. Not called like a phase's own: the two stand side by side in the item.
    #[serde(default)]
    pub first_key: Option<KeyId>,
    /// Whether its opening was counted in the figures before: missed then, or tried without an end.
    #[serde(default)]
    pub again: bool,
    /// The booking that it is to move to an earlier day, if it is for that.
    #[serde(default)]
    pub instead_of: Option<Replaced>,
    /// What the gateway is told that is delivered.
    #[serde(default)]
    pub load: Load,
    /// The supply that is planned by it, as soon as that is known.
    #[serde(default)]
    pub supply: Option<SupplyId>,
    /// Whether no key of the shop was left to ask with when it was last asked what came of the request.
    #[serde(default)]
    pub keyless: bool,
    /// How many requests were sent.
    pub requests: u32,
    /// Grows when a request was certainly refused for a reason of its own (key, pace), so that the next one needs a new
    /// idempotency key: under the old one the gateway would repeat its refusal.
    pub generation: u32,
    /// Where the time went.
    pub times: Times,
    /// Until when the worker that has it may be at work.
    pub lease_until: Timestamp,
    /// Whether its outcome is on the notification queue.
    pub told: bool,
}

impl Attempt {
    /// Table key of an attempt.
    pub fn key_of(id: &AttemptId) -> Key {
        Key::new(format!("ATTEMPT#{id}"), "ATTEMPT")
    }

    /// What the gateway is to know the next request by.
    pub fn idempotency_key(&self) -> String {
        match self.generation {
            0 => self.id.to_string(),
            n => format!("{}.{n}", self.id),
        }
    }

    /// Its outcome, once there is one.
    pub fn outcome(&self) -> Option<&Outcome> {
        match &self.phase {
            Phase::Done { outcome, .. } => Some(outcome),
            Phase::Claimed | Phase::Sending { .. } | Phase::Pending { .. } | Phase::Offered => None,
        }
    }
}

impl Record for Attempt {
    const KIND: &'static str = "attempt";

    fn key(&self) -> Key {
        Self::key_of(&self.id)
    }

    fn expires_at(&self) -> Option<Timestamp> {
        match self.phase {
            Phase::Done { at, .. } => Some(at + REMEMBERED),
            Phase::Claimed | Phase::Sending { .. } | Phase::Pending { .. } | Phase::Offered => None,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::texts::samples::{attempt, now};

    #[test]
    fn an_attempt_is_read_as_it_was_stored_in_every_phase() {
        let key = || KeyId::from_text("0011223344556677");
        let phases = [
            Phase::Claimed,
            Phase::Sending {
                key: key(),
                idempotency_key: "a.1".into(),
            },
            Phase::Pending {
                key: key(),
                booking: "8812".into(),
            },
            Phase::Offered,
            Phase::Done {
                outcome: Outcome::NoCatches {
                    others: 3,
                    in_offers: true,
                },
                at: now(),
            },
        ];
        for phase in phases {
            let stored = Attempt {
                phase,
                first_key: Some(key()),
                ..attempt()
            };
            // As text: a name that two fields share would be there twice.
            let text = serde_json::to_string(&stored).unwrap();
            assert_eq!(serde_json::from_str::<Attempt>(&text).unwrap(), stored, "{text}");
        }
    }

    #[test]
    fn an_ending_without_catches_that_an_earlier_version_stored_is_read() {
        let old: Outcome = serde_json::from_str(r#"{"outcome":"no_catches"}"#).unwrap();
        assert_eq!(
            old,
            Outcome::NoCatches {
                others: 0,
                in_offers: false,
            }
        );
    }
}
