//! A rule: what a seller wants moved, from where to where, and how far that has got.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use store::{Key, Record, WorkKey};
use telegram::{ChatId, UserId};
use wildberries::redistribution_rules::LEAST_UNITS;
use wildberries::{ChrtId, NmId, OfficeId, SellerId};

use crate::ids::{RequestId, RuleId};
use crate::windows::Windows;

/// Work partition of rules that wait for quotas, or have a request under way.
pub const ACTIVE: &str = "MOVE#A";
/// Work partition of rules that left the lookout's list; read only for recent changes.
pub const INACTIVE: &str = "MOVE#I";

/// Most sizes in one rule.
pub const MOST_SIZES: usize = 20;
/// Most destinations in one rule.
pub const MOST_DESTINATIONS: usize = 10;
/// Most units of one size in one rule.
pub const MOST_UNITS: u32 = 999_999;

/// How long a rule may have a request under way before the lookout has it finished. Longer than every redelivery of a job.
const STUCK_AFTER: SignedDuration = SignedDuration::from_mins(15);
/// How long a deleted rule is remembered, so that every lookout notices.
const TOMBSTONE: SignedDuration = SignedDuration::from_hours(24);
/// The longest pause after tries that moved nothing.
const LONGEST_PAUSE: SignedDuration = SignedDuration::from_mins(10);

/// A warehouse as the seller picked it: the name is kept so that cards and messages read well.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Office {
    /// Its number.
    pub id: OfficeId,
    /// Its name at the time of choosing.
    pub name: String,
}

/// One size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The size.
    pub chrt: ChrtId,
    /// Units wanted in all.
    pub wanted: u32,
    /// Units accepted so far.
    #[serde(default)]
    pub moved: u32,
}

/// Where a rule stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleState {
    /// It waits for quotas.
    Waiting,
    /// It does not.
    Paused(PauseReason),
    /// Nothing is left to be moved.
    Done,
    /// Its last day is over.
    Passed,
    /// Its seller deleted it.
    Deleted,
}

/// Why a rule is paused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PauseReason {
    /// Its seller wanted it so.
    ByUser,
    /// The gateway does not take its goods.
    Rejected {
        /// The gateway's words.
        detail: String,
    },
    /// No key of its shop can move stock.
    Key,
    /// Nobody can say what came of a request.
    Unsettled,
}

/// A destination that was tried while an opening lasted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tried {
    /// Where to.
    pub office: OfficeId,
    /// Which opening: the moment it was seen, unix milliseconds.
    pub opening: i64,
}

/// Why the last try moved less than it could have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// When.
    pub at: Timestamp,
    /// What.
    pub why: Why,
}

/// The kinds of refusal a card tells of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// The quotas were used up.
    Exhausted,
    /// The request was taken, but nothing of it accepted.
    Nothing,
    /// The shop asks too often.
    TooActive,
    /// The goods were not taken.
    Rejected {
        /// The gateway's words.
        detail: String,
    },
    /// The gateway failed.
    Trouble,
    /// No key could be used.
    Key,
    /// Nobody can say.
    Unsettled,
    /// Something a later version knows.
    #[serde(other)]
    Other,
}

/// A rule as stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// Its name.
    pub id: RuleId,
    /// Whose.
    pub user: UserId,
    /// Where its messages go.
    pub chat: ChatId,
    /// The shop.
    pub seller: SellerId,
    /// The shop's name, as its seller calls the key.
    pub shop_name: String,
    /// The card.
    pub nm: NmId,
    /// Its sizes, in the order in which they were chosen.
    pub lines: Vec<Line>,
    /// Where the goods lie.
    pub from: Office,
    /// Where they may go, the most wanted first.
    pub to: Vec<Office>,
    /// At which openings it asks.
    pub windows: Windows,
    /// Last day, by Moscow's calendar.
    pub until: Date,
    /// Where it stands.
    pub state: RuleState,
    /// The request under way, or whose end has not been told.
    #[serde(default)]
    pub request: Option<RequestId>,
    /// How many requests were begun.
    #[serde(default)]
    pub requests: u32,
    /// Destinations tried in openings that may still last.
    #[serde(default)]
    pub tried: Vec<Tried>,
    /// Grows when what was tried may be tried anew.
    #[serde(default)]
    pub round: u32,
    /// Nothing is tried before.
    #[serde(default)]
    pub hold_until: Option<Timestamp>,
    /// Tries in a row that moved nothing.
    #[serde(default)]
    pub fruitless: u8,
    /// The last refusal since something was moved.
    #[serde(default)]
    pub refusal: Option<Refusal>,
    /// Made at.
    pub created_at: Timestamp,
    /// Last change; lookouts read changes in this order.
    pub changed_at: Timestamp,
}

impl Line {
    /// Units that are still to be moved.
    pub fn left(&self) -> u32 {
        self.wanted.saturating_sub(self.moved)
    }

    /// Whether so many are left that they can be moved at all.
    pub fn is_open(&self) -> bool {
        self.left() >= LEAST_UNITS
    }
}

impl Rule {
    /// Table key of a user's rule.
    pub fn key_of(user: UserId, id: &RuleId) -> Key {
        Key::new(format!("USER#{user}"), format!("MOVE#{id}"))
    }

    /// Whether the lookout still has to do with it.
    pub fn is_active(&self) -> bool {
        self.state == RuleState::Waiting || self.request.is_some()
    }

    /// Whether its seller still has it.
    pub fn is_listed(&self) -> bool {
        self.state != RuleState::Deleted
    }

    /// Whether it is over for good.
    pub fn is_over(&self) -> bool {
        matches!(self.state, RuleState::Done | RuleState::Passed | RuleState::Deleted)
    }

    /// Units that are still to be moved.
    pub fn left(&self) -> u64 {
        self.lines.iter().map(|line| u64::from(line.left())).sum()
    }

    /// Units accepted so far.
    pub fn moved(&self) -> u64 {
        self.lines.iter().map(|line| u64::from(line.moved)).sum()
    }

    /// Units wanted in all.
    pub fn wanted(&self) -> u64 {
        self.lines.iter().map(|line| u64::from(line.wanted)).sum()
    }

    /// Whether anything is left that can be moved.
    pub fn has_open_lines(&self) -> bool {
        self.lines.iter().any(Line::is_open)
    }

    /// Whether a destination was tried in this opening.
    pub fn has_tried(&self, office: OfficeId, opening: i64) -> bool {
        let mut tried = self.tried.iter();
        tried.any(|tried| tried.office == office && tried.opening == opening)
    }

    /// Whether its request has been under way for so long that its job must be lost.
    pub fn is_stuck(&self, now: Timestamp) -> bool {
        self.request.is_some() && now.duration_since(self.changed_at) > STUCK_AFTER
    }

    /// The same rule after trying a destination in an opening.
    pub fn having_tried(mut self, tried: Tried) -> Self {
        // One mark for each destination: an older opening of the same pair is over.
        self.tried.retain(|known| known.office != tried.office);
        self.tried.push(tried);
        self
    }

    /// The same rule, to meet what is open anew.
    pub fn next_round(mut self) -> Self {
        self.round += 1;
        self.tried.clear();
        self
    }

    /// The same rule after a try that moved nothing: the next waits longer each time, two seconds at first.
    pub fn fruitlessly(mut self, now: Timestamp) -> Self {
        self.fruitless = self.fruitless.saturating_add(1);
        let pause = SignedDuration::from_secs(1 << self.fruitless.min(10)).min(LONGEST_PAUSE);
        self.hold_until = Some(self.hold_until.unwrap_or(now).max(now + pause));
        self
    }

    /// The same rule in another state, changed now.
    pub fn with_state(mut self, state: RuleState, now: Timestamp) -> Self {
        self.state = state;
        self.changed_at = now;
        self
    }
}

impl Record for Rule {
    const KIND: &'static str = "move_rule";

    fn key(&self) -> Key {
        Self::key_of(self.user, &self.id)
    }

    fn work(&self) -> Option<WorkKey> {
        let partition = if self.is_active() { ACTIVE } else { INACTIVE };
        Some(WorkKey::by_time(partition, self.changed_at, self.id.as_str()))
    }

    fn expires_at(&self) -> Option<Timestamp> {
        (self.state == RuleState::Deleted && self.request.is_none()).then(|| self.changed_at + TOMBSTONE)
    }
}
