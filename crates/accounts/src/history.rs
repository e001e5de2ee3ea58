//! What happened, a line for each operation: what a user reads in `/history`.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use store::{Key, Record};
use telegram::UserId;
use wildberries::{BoxType, Coefficient};

/// One line of a user's history. Written once, in the transaction of what it tells.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HistoryLine {
    /// Whose.
    pub user: UserId,
    /// When it happened.
    pub at: Timestamp,
    /// Tells lines of one instant from each other, and the same line written twice from two.
    pub id: String,
    /// What happened.
    #[serde(flatten)]
    pub what: Operation,
}

/// A slot, as history tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// The warehouse's name.
    pub warehouse: String,
    /// The day.
    pub date: Date,
    /// How the goods are packed.
    pub box_type: BoxType,
    /// The price's multiplier.
    pub coefficient: Coefficient,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "what")]
pub enum Operation {
    /// A watch was made.
    WatchMade {
        /// Which.
        watch: String,
        /// Its warehouses, by name.
        warehouses: Vec<String>,
        /// First wanted day.
        from: Date,
        /// Last wanted day.
        to: Date,
    },
    /// A watch was changed by its owner.
    WatchChanged {
        /// Which.
        watch: String,
    },
    /// A watch was paused by its owner.
    WatchPaused {
        /// Which.
        watch: String,
    },
    /// A watch was resumed by its owner.
    WatchResumed {
        /// Which.
        watch: String,
    },
    /// A watch was deleted by its owner.
    WatchDeleted {
        /// Which.
        watch: String,
    },
    /// A slot opened that could not be attempted.
    OpeningMissed {
        /// For which watch.
        watch: String,
        /// What opened.
        slot: Slot,
        /// Why not.
        why: Missed,
    },
    /// A slot opened and was attempted.
    Attempt {
        /// For which watch.
        watch: String,
        /// The attempt.
        attempt: String,
        /// What opened.
        slot: Slot,
        /// How it ended.
        ending: Ending,
        /// The booking's number, or the service's word.
        #[serde(default)]
        detail: Option<String>,
        /// When the opening was seen.
        seen_at: Timestamp,
        /// From seeing it to the end, milliseconds.
        took_ms: i64,
    },
    /// A key was added.
    KeyAdded {
        /// Its name.
        name: String,
        /// Its last four characters.
        last4: String,
    },
    /// A key was removed by its owner.
    KeyRemoved {
        /// Its name.
        name: String,
        /// Its last four characters.
        last4: String,
    },
    /// Wildberries refused a key.
    KeyRefused {
        /// Its name.
        name: String,
        /// Its last four characters.
        last4: String,
    },
    /// A payment was made.
    Paid {
        /// The charge's number at Telegram.
        charge: String,
        /// Stars.
        stars: u64,
        /// Catches bought; none for a time without limit.
        catches: u32,
        /// Until when there is no limit, if that was bought.
        #[serde(default)]
        until: Option<Timestamp>,
    },
    /// A payment was given back.
    Refunded {
        /// The charge's number at Telegram.
        charge: String,
        /// Stars.
        stars: u64,
    },
    /// A redistribution rule was made, changed, paused, resumed or deleted.
    MoveRule {
        /// Which.
        rule: String,
        /// What was done with it.
        deed: RuleDeed,
        /// The item.
        item: String,
    },
    /// Stock was asked to be moved.
    Moved {
        /// By which rule.
        rule: String,
        /// From which warehouse.
        from: String,
        /// To which warehouse.
        to: String,
        /// How many units were asked for.
        asked: u32,
        /// How many were accepted.
        accepted: u32,
        /// The request's number at Wildberries, if there is one.
        #[serde(default)]
        request: Option<String>,
        /// Why it was less than asked for, in the service's or our words.
        #[serde(default)]
        detail: Option<String>,
    },
    /// Something a later version wrote.
    #[serde(other)]
    Other,
}

/// Why an opening was not attempted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Missed {
    /// No catches were left.
    NoCatches,
    /// Offers that were open had reserved every catch.
    CatchesReserved,
    /// The shop had to rest.
    ShopRests,
    /// Something a later version knows.
    #[serde(other)]
    Other,
}

/// How an attempt ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// A booking, confirmed.
    Caught,
    /// The date was gone.
    Lost,
    /// The goods may not go there.
    GoodsRejected,
    /// The shop books too actively.
    TooActive,
    /// No key could book.
    NoKey,
    /// The service failed.
    Trouble,
    /// An answer was lost; nothing was booked, as far as the service knows.
    Unanswered,
    /// Nobody can say what came of it.
    Unsettled,
    /// The seller planned something else by hand.
    PlannedByHand,
    /// What was offered closed first.
    SlotClosed,
    /// The seller did not answer in time.
    OfferExpired,
    /// The seller did not want it.
    OfferSkipped,
    /// The watch was changed meanwhile.
    OfferWithdrawn,
    /// The order no longer exists.
    OrderGone,
    /// Something a later version knows.
    #[serde(other)]
    Other,
}

/// What was done with a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleDeed {
    /// Made.
    Made,
    /// Changed.
    Changed,
    /// Paused by its owner.
    Paused,
    /// Resumed by its owner.
    Resumed,
    /// Deleted by its owner.
    Deleted,
    /// Something a later version knows.
    #[serde(other)]
    Other,
}

impl HistoryLine {
    /// Sort keys of lines begin so.
    pub const PREFIX: &'static str = "HISTORY#";

    /// A line.
    pub fn new(user: UserId, at: Timestamp, id: impl Into<String>, what: Operation) -> Self {
        Self {
            user,
            at,
            id: id.into(),
            what,
        }
    }

    /// Sort key of the first line at or after an instant.
    pub fn from(at: Timestamp) -> String {
        format!("{}{:013}", Self::PREFIX, at.as_millisecond())
    }
}

impl Record for HistoryLine {
    const KIND: &'static str = "operation";

    fn key(&self) -> Key {
        let order = Self::from(self.at);
        Key::new(format!("USER#{}", self.user), format!("{order}#{}", self.id))
    }
}
