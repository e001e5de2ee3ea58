//! What an attempt leaves behind: the booking, a line of history, a shop's rest.

use accounts::history::{HistoryLine, Operation, Slot};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use store::{Key, Record};
use telegram::UserId;
use wildberries::{Coefficient, SellerId, SupplyId};

use crate::attempt::{Attempt, Outcome, Times};
use crate::board::{Cell, OpenCell};
use crate::ids::{AttemptId, WatchId};
use crate::watch::Way;

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
    /// How it was taken.
    #[serde(default)]
    pub way: Way,
    /// The supply that is planned by it, if that is known.
    #[serde(default)]
    pub supply: Option<SupplyId>,
    /// The booking that it took the place of.
    #[serde(default)]
    pub replaces: Option<String>,
    /// The booking that took its place.
    #[serde(default)]
    pub replaced_by: Option<String>,
}

impl BookingRecord {
    /// Sort keys of bookings begin so.
    pub const PREFIX: &'static str = "BOOKING#";

    /// Table key of a user's booking.
    pub fn key_of(user: UserId, confirmed_at: Timestamp, id: &str) -> Key {
        let order = confirmed_at.as_millisecond();
        Key::new(format!("USER#{user}"), format!("{}{order:013}#{id}", Self::PREFIX))
    }
}

impl Record for BookingRecord {
    const KIND: &'static str = "booking";

    fn key(&self) -> Key {
        Self::key_of(self.user, self.confirmed_at, &self.id)
    }
}

/// The line of history for an attempt that ended at `at` with `outcome`.
pub fn history_of(attempt: &Attempt, outcome: &Outcome, at: Timestamp) -> HistoryLine {
    let what = Operation::Attempt {
        watch: attempt.watch.to_string(),
        attempt: attempt.id.to_string(),
        slot: slot_of(&attempt.open, &attempt.warehouse_name),
        ending: outcome.ending(),
        detail: detail_of(attempt, outcome),
        seen_at: attempt.times.seen_at,
        took_ms: at.duration_since(attempt.times.seen_at).as_millis() as i64,
    };
    HistoryLine::new(attempt.user, at, attempt.id.as_str(), what)
}

/// The booking's number, with the one it took the place of, or the service's word.
fn detail_of(attempt: &Attempt, outcome: &Outcome) -> Option<String> {
    let detail = outcome.detail()?;
    Some(match (&attempt.instead_of, outcome) {
        (Some(replaced), Outcome::Confirmed { .. }) => format!("{detail} ← #{}", replaced.booking),
        _ => detail.to_owned(),
    })
}

/// What is open, as history tells it.
pub fn slot_of(open: &OpenCell, warehouse: &str) -> Slot {
    Slot {
        warehouse: warehouse.to_owned(),
        date: open.cell.date,
        box_type: open.cell.box_type,
        coefficient: open.coefficient,
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
