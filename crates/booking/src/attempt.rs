//! An attempt to book one opening for one watch: the record that makes it happen once.
//!
//! ```text
//! (no record) ─claim─▶ Claimed ─▶ Sending ─▶ Done ─tell─▶ Done, told
//!                         ▲          │  ├─▶ Pending ─▶ Done
//!                         └──────────┘  └─ asked: a definite answer
//!                    refused key, never sent, busy
//! ```

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use store::{Key, Record};
use telegram::{ChatId, UserId};
use wildberries::SellerId;

use crate::board::OpenCell;
use crate::ids::{AttemptId, KeyId, WatchId};

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
    /// No catches are left.
    NoCatches,
    /// The service failed; nothing was booked, and the opening may be tried again after a while.
    Trouble,
    /// The answer to the request was lost. Asked, the service knows of no booking; this opening is not tried again all the same.
    Unanswered,
    /// The service could not be asked what came of the request for so long that we stop asking.
    Unsettled,
}

impl Outcome {
    /// Its name in logs and metrics.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Confirmed { .. } => "confirmed",
            Self::Lost => "lost",
            Self::GoodsRejected { .. } => "goods_rejected",
            Self::TooActive { .. } => "too_active",
            Self::NoKey => "no_key",
            Self::NoCatches => "no_catches",
            Self::Trouble => "trouble",
            Self::Unanswered => "unanswered",
            Self::Unsettled => "unsettled",
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
    /// The (last) booking request was sent.
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
    /// What was open.
    pub open: OpenCell,
    /// The warehouse's name.
    pub warehouse_name: String,
    /// How far it is.
    #[serde(flatten)]
    pub phase: Phase,
    /// Whether a catch of the user is reserved for it.
    pub reserved: bool,
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
            Phase::Claimed | Phase::Sending { .. } | Phase::Pending { .. } => None,
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
            Phase::Claimed | Phase::Sending { .. } | Phase::Pending { .. } => None,
        }
    }
}
