//! A watch: what a seller wants caught, and how far that has got.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use store::{Key, Record, WorkKey};
use telegram::{ChatId, UserId};
use wildberries::{BoxType, Coefficient, DraftId, Load, OrderId, SellerId, SupplyId, WarehouseId};

use crate::board::{Cell, OpenCell, OpeningId};
use crate::ids::{AttemptId, KeyId, WatchId};
use crate::missed::Missed;
use crate::sooner::Replaced;

/// Work partition of watches that the poller matches (or that are being booked).
pub const ACTIVE: &str = "WATCH#A";
/// Work partition of watches that left the poller's index; read only for recent changes.
pub const INACTIVE: &str = "WATCH#I";

/// How long a watch may say "booking" before the poller has its attempt finished. Longer than every redelivery of a job, so it
/// only matters when a job was lost for good.
const STUCK_AFTER: SignedDuration = SignedDuration::from_mins(15);
/// Openings a watch remembers to avoid; older ones have long closed.
const MOST_AVOIDED: usize = 100;
/// How long a deleted watch is remembered, so that every poller notices.
const TOMBSTONE: SignedDuration = SignedDuration::from_hours(24);

/// A warehouse as the seller picked it: the name is kept so that cards and messages read well when the board is away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WatchedWarehouse {
    /// Wildberries' id.
    pub id: WarehouseId,
    /// Name at the time of choosing.
    pub name: String,
}

/// When a watch has had enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Stop at the first booking.
    FirstCatch,
    /// Keep booking further cells; the same cell is never booked twice.
    KeepCatching,
}

/// What the seller wants planned, as Wildberries knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "cargo")]
pub enum Cargo {
    /// An order that has no date yet.
    Order {
        /// Its number.
        order: OrderId,
    },
    /// A draft; it becomes an order, and then a supply, under the seller's hands.
    Draft {
        /// Its id.
        draft: DraftId,
        /// When it was made: what it becomes is younger.
        made_at: Timestamp,
    },
    /// A supply that is planned already, for a later day than is wanted.
    Supply {
        /// Its number.
        supply: SupplyId,
    },
}

/// Goods that the bot put into a draft for a watch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoadedGoods {
    /// The draft.
    pub draft: DraftId,
    /// Different goods.
    pub positions: u32,
    /// Units of them together.
    pub units: u64,
    /// The supply that the draft has become under a booking that was never confirmed, if it has.
    #[serde(default)]
    pub supply: Option<SupplyId>,
}

/// How an open slot is taken.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "way")]
pub enum Way {
    /// The seller confirms it in the portal; Wildberries' word on the supply is the proof.
    Assisted(Cargo),
    /// The booking gateway takes it.
    #[default]
    Gateway,
}

/// Why a watch does not run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "why")]
pub enum PauseReason {
    /// The seller pressed pause.
    ByUser,
    /// The gateway refused the goods; `detail` is its word.
    Goods {
        /// What the gateway said.
        detail: String,
    },
    /// The key was refused, has expired or was removed, and the seller has no other for the same shop.
    Key,
    /// No catches are left. Not paused so any more: a watch without catches goes on and tells what it sees.
    NoCatches,
    /// Nobody could say what came of a booking request: the seller has to look before anything else is booked.
    Unsettled,
    /// Wildberries no longer knows the order it was to be planned for.
    OrderGone,
}

/// Where a watch stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum WatchState {
    /// Waiting for an opening.
    Watching,
    /// An attempt holds it.
    Booking {
        /// The attempt.
        attempt: AttemptId,
    },
    /// Done: stopped at its first catch.
    Caught {
        /// The booking's number at Wildberries.
        booking: String,
    },
    /// Stopped, for a reason the seller is told.
    Paused(PauseReason),
    /// Over: its last day has passed.
    Passed,
    /// Deleted by the seller; remembered for a day.
    Deleted,
}

/// A watch as stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Watch {
    /// Its name.
    pub id: WatchId,
    /// Whose it is.
    pub user: UserId,
    /// Where its messages go.
    pub chat: ChatId,
    /// The key it books with first.
    pub key: KeyId,
    /// The shop that key belongs to. Another key of the same shop may take over.
    pub seller: SellerId,
    /// Wanted warehouses, at least one.
    pub warehouses: Vec<WatchedWarehouse>,
    /// Wanted box types, at least one.
    pub boxes: Vec<BoxType>,
    /// Highest acceptance coefficient to pay.
    pub max: Coefficient,
    /// First wanted day.
    pub from: Date,
    /// Last wanted day, not before `from`.
    pub to: Date,
    /// When to stop.
    pub mode: Mode,
    /// How an open slot is taken.
    #[serde(default)]
    pub way: Way,
    /// Where it stands.
    pub state: WatchState,
    /// The offer that is open for it, until the booker has closed it; also when the watch no longer runs.
    #[serde(default)]
    pub offer: Option<AttemptId>,
    /// The attempt that held it when it was deleted, until that has ended: its catch has to come back.
    #[serde(default)]
    pub ending: Option<AttemptId>,
    /// Openings that suited it so far.
    #[serde(default)]
    pub seen: u32,
    /// Cells already booked for it.
    pub caught: Vec<Cell>,
    /// Not before this instant: its shop must rest ("too active"), or the service is in trouble.
    pub hold_until: Option<Timestamp>,
    /// Grows whenever the board is to be offered to it anew, openings it has tried included.
    #[serde(default)]
    pub round: u32,
    /// Openings it must not try again in any round: the slot was gone, or an answer was lost.
    #[serde(default)]
    pub avoided: Vec<(Cell, OpeningId)>,
    /// Attempts in a row that ended in a trouble of the service.
    #[serde(default)]
    pub troubles: u8,
    /// Whether it waits for a catch: an opening was missed, or put off, for want of one.
    #[serde(default)]
    pub unpaid: bool,
    /// Openings that it could not take.
    #[serde(default)]
    pub missed: Missed,
    /// The booking that it is to move to an earlier day, if it is for that.
    #[serde(default)]
    pub instead_of: Option<Replaced>,
    /// The goods that were put into its draft, if the bot did that.
    #[serde(default)]
    pub goods: Option<LoadedGoods>,
    /// Made at: the older watch goes first.
    pub created_at: Timestamp,
    /// Last change; pollers read changes in this order.
    pub changed_at: Timestamp,
}

impl Watch {
    /// Table key of a user's watch.
    pub fn key_of(user: UserId, id: &WatchId) -> Key {
        Key::new(format!("USER#{user}"), format!("WATCH#{id}"))
    }

    /// Whether it waits for openings, or is being booked.
    pub fn is_running(&self) -> bool {
        matches!(self.state, WatchState::Watching | WatchState::Booking { .. })
    }

    /// Whether the poller should know it: it runs, an offer of it is open, or an attempt outlives it.
    pub fn is_active(&self) -> bool {
        self.is_running() || self.offer.is_some() || self.ending.is_some()
    }

    /// The attempt that holds it, if one does, also when it is deleted.
    pub fn held_by(&self) -> Option<&AttemptId> {
        match &self.state {
            WatchState::Booking { attempt } => Some(attempt),
            _ => self.ending.as_ref(),
        }
    }

    /// The same watch, deleted by its seller. What holds it goes on to its end.
    pub fn deleted(mut self, now: Timestamp) -> Self {
        self.ending = self.held_by().cloned();
        self.with_state(WatchState::Deleted, now)
    }

    /// Whether the seller still has it.
    pub fn is_listed(&self) -> bool {
        self.state != WatchState::Deleted
    }

    /// From when on a new attempt may be made for it; `None` when it does not run, or has an offer open.
    pub fn ready_at(&self) -> Option<Timestamp> {
        match self.state {
            _ if self.offer.is_some() => None,
            _ if self.held_by().is_some() => Some(self.changed_at + STUCK_AFTER),
            WatchState::Watching => Some(self.hold_until.unwrap_or(Timestamp::UNIX_EPOCH)),
            WatchState::Booking { .. }
            | WatchState::Caught { .. }
            | WatchState::Paused(_)
            | WatchState::Passed
            | WatchState::Deleted => None,
        }
    }

    /// Whether an open cell is what the seller asked for.
    pub fn wants(&self, open: &OpenCell) -> bool {
        let cell = &open.cell;
        self.warehouses.iter().any(|w| w.id == cell.warehouse)
            && self.boxes.contains(&cell.box_type)
            && (self.from..=self.to).contains(&cell.date)
            && open.coefficient <= self.max
            && !self.avoided.contains(&(*cell, open.opening))
    }

    /// The same watch, to be offered the whole board anew, not before `hold_until`.
    pub fn next_round(mut self, hold_until: Option<Timestamp>) -> Self {
        self.round += 1;
        self.hold_until = hold_until;
        self
    }

    /// The same watch, never to try this opening again.
    pub fn avoiding(mut self, open: &OpenCell) -> Self {
        if self.avoided.len() == MOST_AVOIDED {
            self.avoided.remove(0);
        }
        self.avoided.push((open.cell, open.opening));
        self
    }

    /// The order it waits with, if it does.
    pub fn order(&self) -> Option<OrderId> {
        match self.way {
            Way::Assisted(Cargo::Order { order }) => Some(order),
            Way::Assisted(Cargo::Draft { .. } | Cargo::Supply { .. }) | Way::Gateway => None,
        }
    }

    /// Whether where it goes, and in what, is fixed at Wildberries.
    pub fn is_fixed(&self) -> bool {
        self.order().is_some() || self.instead_of.is_some()
    }

    /// What the gateway is told that is delivered; `None` when it would have to move a supply whose number is unknown.
    pub fn load(&self) -> Option<Load> {
        match (&self.instead_of, &self.goods) {
            (Some(replaced), _) => replaced.supply.map(Load::Supply),
            (None, Some(goods)) => Some(match goods.supply {
                Some(supply) => Load::Supply(supply),
                None => Load::Draft(goods.draft.clone()),
            }),
            (None, None) => Some(Load::Unsaid),
        }
    }

    /// Name of one of its warehouses, for messages.
    pub fn warehouse_name(&self, id: WarehouseId) -> Option<&str> {
        self.warehouses.iter().find(|w| w.id == id).map(|w| w.name.as_str())
    }

    /// The same watch in another state, changed now.
    pub fn with_state(mut self, state: WatchState, now: Timestamp) -> Self {
        self.state = state;
        self.changed_at = now;
        self
    }
}

impl Record for Watch {
    const KIND: &'static str = "watch";

    fn key(&self) -> Key {
        Self::key_of(self.user, &self.id)
    }

    fn work(&self) -> Option<WorkKey> {
        let partition = if self.is_active() { ACTIVE } else { INACTIVE };
        Some(WorkKey::by_time(partition, self.changed_at, self.id.as_str()))
    }

    fn expires_at(&self) -> Option<Timestamp> {
        (self.state == WatchState::Deleted && !self.is_active()).then(|| self.changed_at + TOMBSTONE)
    }
}
