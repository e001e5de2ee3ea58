//! What may be done with watches: create, list, pause, resume, delete.

use jiff::Timestamp;
use jiff::civil::Date;
use rand::Rng;
use store::{StoreError, Stored, Table};
use telegram::{ChatId, UserId};
use wildberries::{BoxType, Coefficient};

use crate::balance::Balance;
use crate::clock::moscow_date;
use crate::ids::{KeyId, WatchId};
use crate::keys;
use crate::seller_key::KeyRecord;
use crate::watch::{Mode, PauseReason, Watch, WatchState, WatchedWarehouse};

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
}

/// A watch as the seller described it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WatchOrder {
    /// Wanted warehouses, 1 to [`MOST_WAREHOUSES`].
    pub warehouses: Vec<WatchedWarehouse>,
    /// Wanted box types, at least one.
    pub boxes: Vec<BoxType>,
    /// Highest coefficient, at most [`HIGHEST_COEFFICIENT`].
    pub max: Coefficient,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// Key to book with.
    pub key: KeyId,
    /// When to stop.
    pub mode: Mode,
}

/// What came of creating a watch.
#[derive(Debug, Clone, PartialEq)]
pub enum CreateWatch {
    /// It runs.
    Created(Box<Watch>),
    /// The key is gone, expired, refused or read-only.
    KeyUnusable,
    /// The range has passed.
    Past,
    /// The user has as many watches as allowed.
    TooMany,
    /// No catches are left.
    NoCatches,
}

/// What came of a change to a watch.
#[derive(Debug, Clone, PartialEq)]
pub enum ChangeWatch {
    /// Done; the watch as it is now.
    Changed(Box<Watch>),
    /// It was so already; the watch as it is.
    Already(Box<Watch>),
    /// There is no such watch (any more).
    Gone,
    /// It is being booked this very moment: its outcome comes first.
    Busy,
    /// It cannot resume: no key of its shop may book.
    KeyUnusable,
    /// It cannot resume: its range has passed.
    Past,
    /// It cannot resume: no catches are left.
    NoCatches,
}

impl Watches {
    /// Starts a watch.
    pub async fn create(
        &self,
        user: UserId,
        chat: ChatId,
        order: WatchOrder,
        now: Timestamp,
        rng: &mut (impl Rng + Send),
    ) -> Result<CreateWatch, StoreError> {
        if order.to < moscow_date(now) {
            return Ok(CreateWatch::Past);
        }
        let key = self
            .table
            .get::<KeyRecord>(&KeyRecord::key_of(user, &order.key))
            .await?;
        let Some(key) = key.filter(|k| k.record.can_book(now)) else {
            return Ok(CreateWatch::KeyUnusable);
        };
        if self
            .list(user)
            .await?
            .iter()
            .filter(|w| !is_over(&w.record.state))
            .count()
            >= self.most_watches
        {
            return Ok(CreateWatch::TooMany);
        }
        if !self.may_catch(user).await? {
            return Ok(CreateWatch::NoCatches);
        }
        let watch = Watch {
            id: WatchId::random(rng),
            user,
            chat,
            key: order.key,
            seller: key.record.seller,
            warehouses: order.warehouses,
            boxes: order.boxes,
            max: order.max,
            from: order.from,
            to: order.to,
            mode: order.mode,
            state: WatchState::Watching,
            caught: Vec::new(),
            hold_until: None,
            round: 0,
            avoided: Vec::new(),
            troubles: 0,
            created_at: now,
            changed_at: now,
        };
        self.table.insert(&watch).await?;
        Ok(CreateWatch::Created(Box::new(watch)))
    }

    /// The user's watches, newest first.
    pub async fn list(&self, user: UserId) -> Result<Vec<Stored<Watch>>, StoreError> {
        list(&self.table, user).await
    }

    /// Catches the user has left; a new user has the trial.
    pub async fn catches_left(&self, user: UserId) -> Result<u32, StoreError> {
        let balance = self.table.get::<Balance>(&Balance::key_of(user)).await?;
        Ok(balance.map_or(self.trial_catches, |b| b.record.left))
    }

    /// Pauses a watch. One that is being booked cannot be paused: resumed too early it might book twice.
    pub async fn pause(&self, user: UserId, id: &WatchId, now: Timestamp) -> Result<ChangeWatch, StoreError> {
        let changed = self
            .change(user, id, |watch| {
                (watch.state == WatchState::Watching)
                    .then(|| watch.clone().with_state(WatchState::Paused(PauseReason::ByUser), now))
            })
            .await?;
        Ok(match changed {
            ChangeWatch::Already(watch) if matches!(watch.state, WatchState::Booking { .. }) => ChangeWatch::Busy,
            other => other,
        })
    }

    /// Starts a paused watch again, if it may run.
    pub async fn resume(&self, user: UserId, id: &WatchId, now: Timestamp) -> Result<ChangeWatch, StoreError> {
        let Some(stored) = self.get(user, id).await? else {
            return Ok(ChangeWatch::Gone);
        };
        let watch = &stored.record;
        if !matches!(watch.state, WatchState::Paused(_)) {
            return Ok(ChangeWatch::Already(Box::new(stored.record)));
        }
        if watch.to < moscow_date(now) {
            return Ok(ChangeWatch::Past);
        }
        if keys::able_to_book(&self.table, user, &watch.seller, now)
            .await?
            .is_empty()
        {
            return Ok(ChangeWatch::KeyUnusable);
        }
        if !self.may_catch(user).await? {
            return Ok(ChangeWatch::NoCatches);
        }
        self.change(user, id, |watch| {
            matches!(watch.state, WatchState::Paused(_))
                .then(|| watch.clone().next_round(None).with_state(WatchState::Watching, now))
        })
        .await
    }

    /// Deletes a watch. If it is being booked, the attempt still ends and its outcome is told.
    pub async fn delete(&self, user: UserId, id: &WatchId, now: Timestamp) -> Result<ChangeWatch, StoreError> {
        self.change(user, id, |watch| {
            Some(watch.clone().with_state(WatchState::Deleted, now))
        })
        .await
    }

    /// One of the user's watches; `None` if there is no such watch (any more).
    pub async fn get(&self, user: UserId, id: &WatchId) -> Result<Option<Stored<Watch>>, StoreError> {
        let stored = self.table.get::<Watch>(&Watch::key_of(user, id)).await?;
        Ok(stored.filter(|w| w.record.is_listed()))
    }

    /// Whether a new watch could ever book: a catch is free, or one under way may yet come back.
    async fn may_catch(&self, user: UserId) -> Result<bool, StoreError> {
        let balance = self.table.get::<Balance>(&Balance::key_of(user)).await?;
        Ok(balance.map_or(self.trial_catches > 0, |b| b.record.left + b.record.reserved > 0))
    }

    /// Applies `next` to the watch, anew if somebody else changed it in between.
    async fn change(
        &self,
        user: UserId,
        id: &WatchId,
        next: impl Fn(&Watch) -> Option<Watch>,
    ) -> Result<ChangeWatch, StoreError> {
        const TRIES: usize = 5;
        for _ in 0..TRIES {
            let Some(stored) = self.get(user, id).await? else {
                return Ok(ChangeWatch::Gone);
            };
            let Some(changed) = next(&stored.record) else {
                return Ok(ChangeWatch::Already(Box::new(stored.record)));
            };
            match self.table.replace(&changed, stored.version).await {
                Ok(_) => return Ok(ChangeWatch::Changed(Box::new(changed))),
                Err(StoreError::Conflict) => {}
                Err(error) => return Err(error),
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

fn is_over(state: &WatchState) -> bool {
    matches!(state, WatchState::Caught { .. } | WatchState::Deleted)
}
