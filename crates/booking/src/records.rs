//! What an attempt leaves behind: the booking, a line of history, a shop's rest.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use store::{Key, Record};
use telegram::UserId;
use wildberries::{Coefficient, SellerId};

use crate::attempt::{Attempt, Outcome, Times};
use crate::board::Cell;
use crate::ids::{AttemptId, WatchId};

/// How long a supply is remembered as taken: longer than any watch for it can run.
const TAKEN_FOR: SignedDuration = SignedDuration::from_hours(24 * 365);

/// A confirmed booking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookingRecord {
    /// Whose.
    pub user: UserId,
    /// Wildberries' number.
    pub id: String,
    /// The attempt that made it.
    pub attempt: AttemptId,
    /// The watch it was for.
    pub watch: WatchId,
    /// The shop.
    pub seller: SellerId,
    /// Where, when, in what.
    pub cell: Cell,
    /// The warehouse's name.
    pub warehouse_name: String,
    /// Price multiplier.
    pub coefficient: Coefficient,
    /// Time of day, if given.
    pub time_slot: Option<String>,
    /// Name of the key it was made with.
    pub key_name: String,
    /// Confirmed at.
    pub confirmed_at: Timestamp,
    /// Where the time went.
    pub times: Times,
}

impl Record for BookingRecord {
    const KIND: &'static str = "booking";

    fn key(&self) -> Key {
        Key::new(
            format!("USER#{}", self.user),
            format!("BOOKING#{:013}#{}", self.confirmed_at.as_millisecond(), self.id),
        )
    }
}

/// One line of a user's history: an attempt and how it ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryLine {
    /// Whose.
    pub user: UserId,
    /// When it ended.
    pub at: Timestamp,
    /// Which attempt.
    pub attempt: AttemptId,
    /// For which watch.
    pub watch: WatchId,
    /// On what.
    pub cell: Cell,
    /// The warehouse's name.
    pub warehouse_name: String,
    /// How it ended.
    #[serde(flatten)]
    pub outcome: Outcome,
}

impl HistoryLine {
    /// The line for an attempt that ended at `at` with `outcome`.
    pub fn of(attempt: &Attempt, outcome: &Outcome, at: Timestamp) -> Self {
        Self {
            user: attempt.user,
            at,
            attempt: attempt.id.clone(),
            watch: attempt.watch.clone(),
            cell: attempt.open.cell,
            warehouse_name: attempt.warehouse_name.clone(),
            outcome: outcome.clone(),
        }
    }
}

impl Record for HistoryLine {
    const KIND: &'static str = "history";

    fn key(&self) -> Key {
        Key::new(
            format!("USER#{}", self.user),
            format!("HISTORY#{:013}#{}", self.at.as_millisecond(), self.attempt),
        )
    }
}

/// A shop that must not book for a while.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SellerRest {
    /// Which shop.
    pub seller: SellerId,
    /// Until when.
    pub until: Timestamp,
}

impl SellerRest {
    /// Table key of a shop's rest.
    pub fn key_of(seller: &SellerId) -> Key {
        Key::new(format!("SELLER#{seller}"), "REST")
    }
}

impl Record for SellerRest {
    const KIND: &'static str = "seller_rest";

    fn key(&self) -> Key {
        Self::key_of(&self.seller)
    }

    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.until)
    }
}

/// A supply that proved a draft's catch, so that it proves no other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakenSupply {
    /// The shop.
    pub seller: SellerId,
    /// The supply's number.
    pub number: String,
    /// The attempt it belongs to.
    pub attempt: AttemptId,
    /// When it was found.
    pub at: Timestamp,
}

impl TakenSupply {
    /// Table key of a shop's supply.
    pub fn key_of(seller: &SellerId, number: &str) -> Key {
        Key::new(format!("SELLER#{seller}"), format!("SUPPLY#{number}"))
    }
}

impl Record for TakenSupply {
    const KIND: &'static str = "taken_supply";

    fn key(&self) -> Key {
        Self::key_of(&self.seller, &self.number)
    }

    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.at + TAKEN_FOR)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::texts::samples::{attempt, now};

    #[test]
    fn a_line_of_history_reads_back_whatever_came_of_the_attempt() {
        let text = || "a".to_owned();
        let planned = |warehouse: Option<String>| Outcome::PlannedByHand {
            booking: text(),
            warehouse,
            date: None,
        };
        let confirmed = Outcome::Confirmed {
            booking: text(),
            time_slot: None,
            key_name: text(),
        };
        let rejected = Outcome::GoodsRejected { detail: text() };
        let rests = Outcome::TooActive { until: now() };
        for outcome in [
            planned(None),
            planned(Some(text())),
            confirmed,
            rejected,
            rests,
            Outcome::SlotClosed,
        ] {
            let line = HistoryLine::of(&attempt(), &outcome, now());
            let json = serde_json::to_string(&line).unwrap();
            assert_eq!(serde_json::from_str::<HistoryLine>(&json).unwrap(), line);
        }
    }
}
