//! What may be done with watches: create, list, pause, resume, edit, delete; and wake, when catches were paid for. Every deed is a line
//! of history, written with it.

mod create;
mod edit;
mod wake;

use jiff::Timestamp;
use store::{StoreError, Stored, Table, TransactError, Write};
use telegram::UserId;
use wildberries::{OrderId, SellerId};

use self::edit::edited;
use crate::clock::moscow_date;
use crate::ids::WatchId;
use crate::keys;
use crate::watch::{PauseReason, Watch, WatchState};
use accounts::balance::Balance;
use accounts::history::{HistoryLine, Operation};
use accounts::pace::{Pace, ShopPace};

pub use self::create::{CreateWatch, WatchOrder, WayOrder};
pub use self::edit::Edit;

/// Most warehouses in one watch.
pub const MOST_WAREHOUSES: usize = 30;
/// Highest coefficient a watch may ask for.
pub const HIGHEST_COEFFICIENT: u16 = 20;

/// What is needed to manage watches.
#[derive(Debug, Clone)]
pub struct Watches {
    /// The table.
    pub table: Table,
    /// Free catches of a new user.
    pub trial_catches: u32,
    /// Most watches a user may have that are not done.
    pub most_watches: usize,
    /// How fast a shop books, as the booker is told.
    pub pace: Pace,
}

/// How much a user may book.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Allowance {
    /// So many catches are left.
    Catches(u32),
    /// As many as open, for a time.
    Unlimited {
        /// Until when.
        until: Timestamp,
    },
}

/// What came of a change to a watch.
#[derive(Debug, Clone, PartialEq)]
pub enum ChangeWatch {
    /// Done; the watch as it is now.
    Changed(Box<Watch>),
    /// It was so already, or is over; the watch as it is.
    Already(Box<Watch>),
    /// There is no such watch (any more).
    Gone,
    /// It is being booked this very moment: its outcome comes first.
    Busy,
    /// It cannot resume: no key of its shop can take slots in its way.
    KeyUnusable,
    /// The range has passed.
    Past,
    /// It cannot resume: another running watch waits with the same order.
    OrderTaken,
    /// Its order has that fixed at Wildberries.
    Fixed,
}

impl Watches {
    /// The user's watches, newest first.
    pub async fn list(&self, user: UserId) -> Result<Vec<Stored<Watch>>, StoreError> {
        list(&self.table, user).await
    }

    /// What the user may book; a new user has the trial.
    pub async fn allowance(&self, user: UserId, now: Timestamp) -> Result<Allowance, StoreError> {
        let balance = self.table.get::<Balance>(&Balance::key_of(user)).await?;
        let Some(balance) = balance.map(|stored| stored.record) else {
            return Ok(Allowance::Catches(self.trial_catches));
        };
        Ok(match balance.unlimited_until.filter(|until| *until > now) {
            Some(until) => Allowance::Unlimited { until },
            None => Allowance::Catches(u32::try_from(balance.left).unwrap_or_default()),
        })
    }

    /// Pauses a watch. One that is being booked cannot be paused: resumed too early it might book twice. An open offer stays noted
    /// until the booker has withdrawn it.
    pub async fn pause(&self, user: UserId, id: &WatchId, now: Timestamp) -> Result<ChangeWatch, StoreError> {
        let deed = |watch| Operation::WatchPaused { watch };
        self.change(user, id, now, deed, |watch| match watch.state {
            WatchState::Watching => Ok(watch.clone().with_state(WatchState::Paused(PauseReason::ByUser), now)),
            WatchState::Booking { .. } => Err(ChangeWatch::Busy),
            _ => Err(already(watch)),
        })
        .await
    }

    /// Starts a paused watch again, if it may run. Without catches it only tells what it sees.
    pub async fn resume(&self, user: UserId, id: &WatchId, now: Timestamp) -> Result<ChangeWatch, StoreError> {
        let Some(stored) = self.get(user, id).await? else {
            return Ok(ChangeWatch::Gone);
        };
        let watch = &stored.record;
        if !matches!(watch.state, WatchState::Paused(_)) {
            return Ok(already(watch));
        }
        if watch.to < moscow_date(now) {
            return Ok(ChangeWatch::Past);
        }
        if keys::fit_for(&self.table, user, &watch.seller, &watch.way, now)
            .await?
            .is_empty()
        {
            return Ok(ChangeWatch::KeyUnusable);
        }
        if watch.is_fixed() {
            let mut others = self.list(user).await?;
            others.retain(|w| w.record.id != *id);
            let is_taken = watch.order().is_some_and(|order| is_order_taken(&others, order));
            let replaced = watch.instead_of.as_ref();
            if is_taken || replaced.is_some_and(|replaced| is_being_moved(&others, &replaced.booking)) {
                return Ok(ChangeWatch::OrderTaken);
            }
        }
        let unpaid = !self.has_catches(user, now).await?;
        let deed = |watch| Operation::WatchResumed { watch };
        self.change(user, id, now, deed, |watch| match watch.state {
            WatchState::Paused(_) => {
                let mut watch = watch.clone().next_round(None);
                watch.unpaid = unpaid;
                Ok(watch.with_state(WatchState::Watching, now))
            }
            _ => Err(already(watch)),
        })
        .await
    }

    /// Changes one answer about a watch that is not over. It keeps its history, and the board is offered to it anew; an open offer
    /// that no longer suits is withdrawn by the booker.
    pub async fn edit(
        &self,
        user: UserId,
        id: &WatchId,
        edit: &Edit,
        now: Timestamp,
    ) -> Result<ChangeWatch, StoreError> {
        let deed = |watch| Operation::WatchChanged { watch };
        self.change(user, id, now, deed, |watch| edited(watch, edit, now)).await
    }

    /// Deletes a watch. If it is being booked, the attempt still ends and its outcome is told.
    pub async fn delete(&self, user: UserId, id: &WatchId, now: Timestamp) -> Result<ChangeWatch, StoreError> {
        let deed = |watch| Operation::WatchDeleted { watch };
        self.change(user, id, now, deed, |watch| Ok(watch.clone().deleted(now)))
            .await
    }

    /// One of the user's watches; `None` if there is no such watch (any more).
    pub async fn get(&self, user: UserId, id: &WatchId) -> Result<Option<Stored<Watch>>, StoreError> {
        let stored = self.table.get::<Watch>(&Watch::key_of(user, id)).await?;
        Ok(stored.filter(|w| w.record.is_listed()))
    }

    /// Whether a watch could ever book: catches are not counted, one is free, or one under way may yet come back.
    pub async fn has_catches(&self, user: UserId, now: Timestamp) -> Result<bool, StoreError> {
        let balance = self.table.get::<Balance>(&Balance::key_of(user)).await?;
        Ok(balance.map_or(self.trial_catches > 0, |stored| {
            let balance = stored.record;
            balance.left > 0 || balance.reserved > 0 || balance.is_unlimited(now)
        }))
    }

    /// How a shop stands against its pace at `now`; `None` where nobody counts.
    pub async fn pace_of(&self, seller: &SellerId, now: Timestamp) -> Result<Option<ShopPace>, StoreError> {
        self.pace.of(&self.table, seller, now).await
    }

    /// Replaces the watch by what `next` makes of it, anew if somebody else changed it in between; or says what `next` says. The `deed` is
    /// written into history with it.
    async fn change(
        &self,
        user: UserId,
        id: &WatchId,
        now: Timestamp,
        deed: impl Fn(String) -> Operation,
        next: impl Fn(&Watch) -> Result<Watch, ChangeWatch>,
    ) -> Result<ChangeWatch, StoreError> {
        const TRIES: usize = 5;
        for _ in 0..TRIES {
            let Some(stored) = self.get(user, id).await? else {
                return Ok(ChangeWatch::Gone);
            };
            let changed = match next(&stored.record) {
                Ok(changed) => changed,
                Err(outcome) => return Ok(outcome),
            };
            let line = HistoryLine::new(user, now, format!("{id}-{}", stored.version + 1), deed(id.to_string()));
            let writes = vec![Write::replace(&changed, stored.version), Write::put(&line)];
            match self.table.transact(writes, None).await {
                Ok(()) => return Ok(ChangeWatch::Changed(Box::new(changed))),
                Err(TransactError::Conflict { .. }) => {}
                Err(TransactError::Store(error)) => return Err(error),
            }
        }
        Err(StoreError::Conflict)
    }
}

/// The user's watches, newest first.
pub async fn list(table: &Table, user: UserId) -> Result<Vec<Stored<Watch>>, StoreError> {
    let mut watches = table.list::<Watch>(&format!("USER#{user}"), "WATCH#").await?;
    watches.retain(|w| w.record.is_listed());
    watches.sort_by(|a, b| {
        b.record
            .created_at
            .cmp(&a.record.created_at)
            .then_with(|| a.record.id.cmp(&b.record.id))
    });
    Ok(watches)
}

/// Whether one of these watches, running, is to move the booking.
fn is_being_moved(watches: &[Stored<Watch>], booking: &str) -> bool {
    let moves = |watch: &Watch| {
        watch
            .instead_of
            .as_ref()
            .is_some_and(|replaced| replaced.booking == booking)
    };
    watches.iter().any(|w| w.record.is_active() && moves(&w.record))
}

/// Whether one of these watches, running, waits with the order.
fn is_order_taken(watches: &[Stored<Watch>], order: OrderId) -> bool {
    watches
        .iter()
        .any(|w| w.record.is_active() && w.record.order() == Some(order))
}

fn store_error(error: TransactError) -> StoreError {
    match error {
        TransactError::Conflict { .. } => StoreError::Conflict,
        TransactError::Store(error) => error,
    }
}

fn already(watch: &Watch) -> ChangeWatch {
    ChangeWatch::Already(Box::new(watch.clone()))
}

/// Whether a watch in this state is done for good.
pub(crate) fn is_over(state: &WatchState) -> bool {
    matches!(
        state,
        WatchState::Caught { .. } | WatchState::Passed | WatchState::Deleted
    )
}

#[cfg(test)]
mod tests;
