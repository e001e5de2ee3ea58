//! The jobs on `moves.fifo`.

use jiff::Timestamp;
use queue::Job;
use serde::{Deserialize, Serialize};
use telegram::UserId;
use wildberries::{NmId, OfficeId, Quota, SellerId};

use crate::ids::{RequestId, RuleId};

/// Work for the mover.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "do")]
pub enum MoveJob {
    /// Ask for what a rule wants: quotas are open.
    Move(MoveStock),
    /// Bring a request to its end that could not be finished at once.
    Settle(SettleRequest),
    /// Look after a rule that cannot go on by itself: its last day has passed, its shop has no key, its job was lost.
    Tend(TendRule),
    /// Ask what lies in a shop, before quotas open.
    ReadStock(ReadStock),
}

/// "Ask for what this rule wants."
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoveStock {
    /// Whose rule.
    pub user: UserId,
    /// Which.
    pub rule: RuleId,
    /// The shop: one shop's jobs go one after another.
    pub seller: SellerId,
    /// Version of the rule that was matched; another version may be matched anew.
    pub version: u64,
    /// The rule's round.
    pub round: u32,
    /// The destinations that are open, the most wanted first.
    pub ways: Vec<Way>,
    /// The quotas of its warehouses.
    pub quotas: Vec<Quota>,
    /// When the quotas were seen.
    pub seen_at: Timestamp,
}

/// A destination that is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Way {
    /// Where to.
    pub office: OfficeId,
    /// Since when it is open, unix milliseconds: tells one opening from the next.
    pub opening: i64,
}

/// "Find out what came of that request."
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettleRequest {
    /// Whose.
    pub user: UserId,
    /// For which rule.
    pub rule: RuleId,
    /// Which.
    pub request: RequestId,
    /// Tells one order to settle it from the next.
    pub nonce: u64,
}

/// "Look after that rule."
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TendRule {
    /// Whose.
    pub user: UserId,
    /// Which.
    pub rule: RuleId,
    /// Version of the rule when that was found.
    pub version: u64,
    /// When that was found.
    pub at: Timestamp,
}

/// "Ask what lies in that shop."
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadStock {
    /// Whose keys: the users with rules there, those with the oldest rules first.
    #[serde(default)]
    pub users: Vec<UserId>,
    /// Which shop.
    pub seller: SellerId,
    /// The cards its rules speak of.
    #[serde(default)]
    pub cards: Vec<NmId>,
    /// When it was ordered.
    pub at: Timestamp,
}

impl MoveJob {
    /// What it is about, for the trace.
    pub fn subject(&self) -> String {
        match self {
            Self::Move(job) => format!("move-{}", job.rule),
            Self::Settle(job) => format!("move-{}", job.rule),
            Self::Tend(job) => format!("move-{}", job.rule),
            Self::ReadStock(job) => format!("stock-{}", job.seller),
        }
    }
}

impl Job for MoveJob {
    const VERSION: u16 = 1;

    /// A shop's requests go one after another: they share its stock. What waits for others' answers holds up nobody.
    fn group(&self) -> String {
        match self {
            Self::Move(job) => job.seller.to_string(),
            Self::Settle(job) => job.request.to_string(),
            Self::Tend(job) => format!("tend-{}-{}", job.user, job.rule),
            Self::ReadStock(job) => format!("stock-{}", job.seller),
        }
    }

    fn dedup(&self) -> String {
        match self {
            Self::Move(job) => {
                let opening = job.ways.iter().map(|way| way.opening).max().unwrap_or_default();
                format!("move-{}-{}-{}-{opening}", job.user, job.rule, job.version)
            }
            Self::Settle(job) => format!("settle-{}-{}", job.request, job.nonce),
            Self::Tend(job) => {
                let minutes = job.at.as_second() / 300;
                format!("tend-{}-{}-{}-{minutes}", job.user, job.rule, job.version)
            }
            Self::ReadStock(job) => format!("stock-{}-{}", job.seller, job.at.as_second() / 20),
        }
    }
}
