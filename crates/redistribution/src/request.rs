//! A request to move stock: the record that makes it happen once.
//!
//! ```text
//! (no record) ─claim─▶ Sending ─▶ Done ─tell─▶ Done, told
//!                       ▲   │
//!                       └───┘ refused key, asked to wait: another generation
//!                             lost answer: the same request, the same key
//! ```

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use store::{Key, Record};
use telegram::{ChatId, UserId};
use wildberries::{RedistributionItem, RedistributionRequest, SellerId};

use accounts::ids::KeyId;

use crate::ids::{RequestId, RuleId};
use crate::rule::{Office, Refusal, Why};

/// How long a request is remembered after its end.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(24 * 180);

/// How far a request has got; each phase is stored before what it names is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "phase")]
pub enum Phase {
    /// It may have been sent; whoever finds this phase sends the very same again.
    Sending {
        /// With which key.
        key: KeyId,
        /// Under which idempotency key.
        idempotency_key: String,
    },
    /// It is over.
    Done {
        /// How.
        outcome: Outcome,
        /// When.
        at: Timestamp,
    },
}

/// How a request ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "outcome")]
pub enum Outcome {
    /// Something will be moved.
    Moved {
        /// The gateway's number of the request.
        number: String,
        /// What.
        items: Vec<RedistributionItem>,
        /// The key it was asked with.
        key: KeyId,
    },
    /// The request was taken, but nothing will be moved.
    Nothing {
        /// The gateway's number of the request.
        number: String,
    },
    /// The quotas were used up.
    Exhausted,
    /// The goods cannot be moved like this.
    Rejected {
        /// The gateway's words.
        detail: String,
    },
    /// The shop asks too often and must rest.
    TooActive {
        /// Until when.
        until: Timestamp,
    },
    /// No key of the shop can be used (any more); nothing was moved.
    NoKey,
    /// The gateway failed; nothing was moved.
    Trouble,
    /// Nobody can say what came of it.
    Unsettled {
        /// What the gateway says it accepted, where that cannot be right: more than was asked for, or something else.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        accepted: Vec<RedistributionItem>,
        /// The gateway's number of the request, if it gave one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        number: Option<String>,
    },
}

/// The instants of a request; where the time went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Times {
    /// The look that saw the quotas had its answer.
    pub seen_at: Timestamp,
    /// The job was put on the queue.
    pub queued_at: Timestamp,
    /// The request was first sent.
    pub requested_at: Timestamp,
    /// The answer that settled it came.
    pub settled_at: Option<Timestamp>,
}

/// A request as stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Its name.
    pub id: RequestId,
    /// The rule it is for.
    pub rule: RuleId,
    /// Whose.
    pub user: UserId,
    /// Where its message goes.
    pub chat: ChatId,
    /// The shop.
    pub seller: SellerId,
    /// What is asked for, word for word: a repetition must not differ.
    pub body: RedistributionRequest,
    /// Where the goods lie.
    pub src: Office,
    /// Where they are to go.
    pub dst: Office,
    /// In which opening: the moment it was seen, unix milliseconds.
    pub opening: i64,
    /// How far it is.
    #[serde(flatten)]
    pub phase: Phase,
    /// How often it was sent.
    pub sent: u32,
    /// Grows when it was certainly refused for a reason of its own (key, pace), so that the next sending needs a new idempotency
    /// key: under the old one the gateway would repeat its refusal.
    pub generation: u32,
    /// Where the time went.
    pub times: Times,
    /// Until when the worker that has it may be at work.
    pub lease_until: Timestamp,
    /// Whether its end is on the notification queue, or needs no word.
    pub told: bool,
}

impl Request {
    /// Sort keys of requests begin so.
    pub const PREFIX: &'static str = "MOVEREQUEST#";

    /// Sort keys of a rule's requests begin so.
    pub fn prefix_of(rule: &RuleId) -> String {
        format!("{}{rule}#", Self::PREFIX)
    }

    /// Table key of a request.
    pub fn key_of(user: UserId, rule: &RuleId, id: &RequestId) -> Key {
        Key::new(format!("USER#{user}"), format!("{}{id}", Self::prefix_of(rule)))
    }

    /// What the gateway is to know the next sending by.
    pub fn idempotency_key(&self) -> String {
        idempotency_key(&self.id, self.generation)
    }

    /// Its outcome, once there is one.
    pub fn outcome(&self) -> Option<&Outcome> {
        match &self.phase {
            Phase::Done { outcome, .. } => Some(outcome),
            Phase::Sending { .. } => None,
        }
    }

    /// Units asked for.
    pub fn asked(&self) -> u32 {
        self.body.items.iter().map(|item| item.count).sum()
    }

    /// Whether an answer speaks of what was asked for, and of no more than that.
    pub fn is_answered_by(&self, accepted: &[RedistributionItem]) -> bool {
        accepted.iter().all(|item| {
            let same = |other: &&RedistributionItem| (other.chrt, other.dst_office) == (item.chrt, item.dst_office);
            let asked: u32 = self.body.items.iter().filter(same).map(|item| item.count).sum();
            let taken: u64 = accepted.iter().filter(same).map(|item| u64::from(item.count)).sum();
            taken <= u64::from(asked)
        })
    }
}

/// What the gateway is to know a request's sending by.
pub fn idempotency_key(id: &RequestId, generation: u32) -> String {
    match generation {
        0 => id.to_string(),
        n => format!("{id}.{n}"),
    }
}

impl Outcome {
    /// The end of a request of which no word could be had.
    pub fn silence() -> Self {
        Self::Unsettled {
            accepted: Vec::new(),
            number: None,
        }
    }

    /// Units that will be moved.
    pub fn units(&self) -> u32 {
        match self {
            Self::Moved { items, .. } => items.iter().map(|item| item.count).sum(),
            _ => 0,
        }
    }

    /// The gateway's number of the request, if it gave one.
    pub fn number(&self) -> Option<&str> {
        match self {
            Self::Moved { number, .. } | Self::Nothing { number } => Some(number),
            Self::Unsettled { number, .. } => number.as_deref(),
            _ => None,
        }
    }

    /// As a refusal, for what moved nothing.
    pub fn refusal(&self, at: Timestamp) -> Option<Refusal> {
        let why = match self {
            Self::Moved { .. } => return None,
            Self::Nothing { .. } => Why::Nothing,
            Self::Exhausted => Why::Exhausted,
            Self::Rejected { detail } => Why::Rejected { detail: detail.clone() },
            Self::TooActive { .. } => Why::TooActive,
            Self::NoKey => Why::Key,
            Self::Trouble => Why::Trouble,
            Self::Unsettled { .. } => Why::Unsettled,
        };
        Some(Refusal { at, why })
    }

    /// Its name in logs and histories.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Moved { .. } => "moved",
            Self::Nothing { .. } => "nothing_accepted",
            Self::Exhausted => "quota_exhausted",
            Self::Rejected { .. } => "rejected",
            Self::TooActive { .. } => "too_active",
            Self::NoKey => "no_key",
            Self::Trouble => "trouble",
            Self::Unsettled { .. } => "unsettled",
        }
    }
}

impl Record for Request {
    const KIND: &'static str = "move_request";

    fn key(&self) -> Key {
        Self::key_of(self.user, &self.rule, &self.id)
    }

    fn expires_at(&self) -> Option<Timestamp> {
        match self.phase {
            Phase::Done { at, .. } => Some(at + REMEMBERED),
            Phase::Sending { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use wildberries::{ChrtId, OfficeId};

    use super::*;
    use crate::rules::samples;

    #[test]
    fn an_answer_may_speak_of_less_but_never_of_more_or_of_something_else() {
        let request = samples::request(&[(10, 20), (11, 5)]);
        let item = |chrt, count| RedistributionItem {
            chrt: ChrtId(chrt),
            dst_office: request.dst.id,
            count,
        };
        assert!(request.is_answered_by(&[]));
        assert!(request.is_answered_by(&[item(10, 12)]));
        assert!(request.is_answered_by(&[item(10, 12), item(10, 8), item(11, 5)]));
        assert!(!request.is_answered_by(&[item(10, 21)]));
        assert!(!request.is_answered_by(&[item(10, 12), item(10, 9)]));
        assert!(!request.is_answered_by(&[item(12, 5)]));
        let elsewhere = RedistributionItem {
            dst_office: OfficeId(1),
            ..item(10, 5)
        };
        assert!(!request.is_answered_by(&[elsewhere]));
    }
}
