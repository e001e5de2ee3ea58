//! Limits on what a user orders: one thing of a kind at a time, and so many in an hour.
//!
//! An order is noted before it is placed on the queue, with the update that asked for it. When the placing fails, or the worker dies in
//! between, Telegram delivers that update again: it meets its own note and places the same order under the same moment, so however often
//! that happens one thing is written.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use store::{BucketSpec, Buckets, Key, Record, StoreError, Stored, Table, Take};
use telegram::UserId;

/// The longest that one order keeps the next one waiting: longer than all tries of the queue take.
const LONGEST: SignedDuration = SignedDuration::from_mins(20);
/// How long the record of an order is kept: longer than Telegram delivers an update again.
const KEPT: SignedDuration = SignedDuration::from_hours(24);
/// How often a change is tried against others.
const TRIES: usize = 5;
/// Orders of a kind at once and in an hour.
const HOURLY: BucketSpec = BucketSpec {
    capacity: 6,
    refill_per_second: 6.0 / 3600.0,
};

/// What is ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ordered {
    /// A report.
    Report,
    /// An export.
    Export,
}

/// Whether something may be ordered now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leave {
    /// Yes, and it is noted as asked for at this moment, which names it: to be placed, also if it was before.
    Granted(Timestamp),
    /// This very update ordered it, and it is over: nothing more to place.
    Over,
    /// Another one is being written.
    Underway,
    /// Too many were ordered; one more after this.
    TooMany(Duration),
}

/// What users have ordered.
#[derive(Debug, Clone)]
pub struct Orders {
    table: Table,
    buckets: Buckets,
}

/// A user's newest order of a kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Order {
    user: UserId,
    what: Ordered,
    /// The trace of the update that asked for it.
    update: String,
    /// When it was asked for.
    at: Timestamp,
    is_over: bool,
}

impl Orders {
    /// The orders in this table.
    pub fn new(table: Table) -> Self {
        Self {
            buckets: Buckets::new(table.clone()),
            table,
        }
    }

    /// Asks leave for an order of this update, and notes that it is underway.
    ///
    /// # Errors
    /// Those of the table; the same update may ask again.
    pub async fn ask(&self, user: UserId, what: Ordered, update: &str, now: Timestamp) -> Result<Leave, StoreError> {
        let order = Order {
            user,
            what,
            update: update.to_owned(),
            at: now,
            is_over: false,
        };
        let mut is_counted = false;
        for _ in 0..TRIES {
            let standing = self.newest(user, what).await?;
            if let Some(leave) = standing.as_ref().and_then(|stored| stored.record.answers(&order)) {
                return Ok(leave);
            }
            if !is_counted {
                if let Take::Wait(wait) = self.buckets.take(&what.name(user), HOURLY, now).await? {
                    return Ok(Leave::TooMany(wait));
                }
                is_counted = true;
            }
            let noted = match &standing {
                Some(stored) => self.table.replace(&order, stored.version).await.map(|_| ()),
                None => self.table.insert(&order).await,
            };
            match noted {
                Ok(()) => return Ok(Leave::Granted(now)),
                // Somebody else's order came in between: it is looked at.
                Err(StoreError::Conflict) => {}
                Err(error) => return Err(error),
            }
        }
        Err(StoreError::Conflict)
    }

    /// The order of this moment is over: the next one may come. Of any other order it says nothing.
    ///
    /// # Errors
    /// Those of the table; then the order ends by itself.
    pub async fn over(&self, user: UserId, what: Ordered, at: Timestamp) -> Result<(), StoreError> {
        for _ in 0..TRIES {
            let standing = self.newest(user, what).await?;
            let Some(stored) = standing.filter(|stored| stored.record.at == at && !stored.record.is_over) else {
                return Ok(());
            };
            let over = Order {
                is_over: true,
                ..stored.record
            };
            match self.table.replace(&over, stored.version).await {
                Err(StoreError::Conflict) => {}
                done => return done.map(|_| ()),
            }
        }
        Err(StoreError::Conflict)
    }

    /// Forgets what the user has ordered.
    ///
    /// # Errors
    /// Those of the table.
    pub(crate) async fn forget(&self, user: UserId) -> Result<(), StoreError> {
        for what in [Ordered::Report, Ordered::Export] {
            self.table.delete(&Order::key_of(user, what)).await?;
        }
        Ok(())
    }

    async fn newest(&self, user: UserId, what: Ordered) -> Result<Option<Stored<Order>>, StoreError> {
        self.table.get::<Order>(&Order::key_of(user, what)).await
    }
}

impl Order {
    /// What this order, which stands, says to a new one; `None` when it says nothing.
    fn answers(&self, new: &Self) -> Option<Leave> {
        match (self.update == new.update, self.is_over) {
            (true, false) => Some(Leave::Granted(self.at)),
            (true, true) => Some(Leave::Over),
            (false, false) if new.at < self.at + LONGEST => Some(Leave::Underway),
            (false, _) => None,
        }
    }

    fn key_of(user: UserId, what: Ordered) -> Key {
        let what = match what {
            Ordered::Report => "report",
            Ordered::Export => "export",
        };
        Key::new(format!("USER#{user}"), format!("WRITING#{what}"))
    }
}

impl Record for Order {
    const KIND: &'static str = "writing_order";

    fn key(&self) -> Key {
        Self::key_of(self.user, self.what)
    }

    fn expires_at(&self) -> Option<Timestamp> {
        self.at.checked_add(KEPT).ok()
    }
}

impl Ordered {
    /// The name of the bucket that counts a user's orders.
    fn name(self, user: UserId) -> String {
        match self {
            Self::Report => format!("report-{user}"),
            Self::Export => format!("export-{user}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(update: &str, minute: i64) -> Order {
        Order {
            user: UserId(1),
            what: Ordered::Export,
            update: update.to_owned(),
            at: Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minute),
            is_over: false,
        }
    }

    #[test]
    fn the_same_update_places_the_same_order_again_and_another_waits_its_turn() {
        let (first, again, other) = (order("update-1", 0), order("update-1", 30), order("update-2", 1));
        assert_eq!(first.answers(&again), Some(Leave::Granted(first.at)));
        assert_eq!(first.answers(&other), Some(Leave::Underway));
        assert_eq!(first.answers(&order("update-2", 20)), None, "it has lasted too long");
        let over = Order { is_over: true, ..first };
        assert_eq!(over.answers(&again), Some(Leave::Over));
        assert_eq!(over.answers(&other), None);
    }
}
