//! Limits on what a user orders: one thing of a kind at a time, and so many in an hour.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use store::{Begin, BucketSpec, Buckets, Once, StoreError, Table, Take};
use telegram::UserId;

/// The longest that one order keeps the next one waiting: longer than all tries of the queue take.
const LONGEST: SignedDuration = SignedDuration::from_mins(20);
/// How long the record of an order is kept.
const KEPT: Duration = Duration::from_secs(24 * 60 * 60);
/// Orders of a kind at once and in an hour.
const HOURLY: BucketSpec = BucketSpec {
    capacity: 6,
    refill_per_second: 6.0 / 3600.0,
};

/// What is ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ordered {
    /// A report.
    Report,
    /// An export.
    Export,
}

/// Whether something may be ordered now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leave {
    /// Yes, and it is noted.
    Granted,
    /// One is being written.
    Underway,
    /// Too many were ordered; one more after this.
    TooMany(Duration),
}

/// What users have ordered.
#[derive(Debug, Clone)]
pub struct Orders {
    once: Once,
    buckets: Buckets,
}

impl Orders {
    /// The orders in this table.
    pub fn new(table: Table) -> Self {
        Self {
            once: Once::new(table.clone(), "WRITING", KEPT),
            buckets: Buckets::new(table),
        }
    }

    /// Asks leave for an order, and notes that it is underway.
    ///
    /// # Errors
    /// Those of the table.
    pub async fn ask(&self, user: UserId, what: Ordered, now: Timestamp) -> Result<Leave, StoreError> {
        let name = what.name(user);
        if self.once.begin(&name, now, now + LONGEST).await? != Begin::Fresh {
            return Ok(Leave::Underway);
        }
        match self.buckets.take(&name, HOURLY, now).await? {
            Take::Ready => Ok(Leave::Granted),
            Take::Wait(wait) => {
                self.once.release(&name).await?;
                Ok(Leave::TooMany(wait))
            }
        }
    }

    /// The order is over, or was never placed: the next one may come.
    ///
    /// # Errors
    /// Those of the table; then the order ends by itself.
    pub async fn over(&self, user: UserId, what: Ordered) -> Result<(), StoreError> {
        self.once.release(&what.name(user)).await
    }
}

impl Ordered {
    fn name(self, user: UserId) -> String {
        match self {
            Self::Report => format!("report-{user}"),
            Self::Export => format!("export-{user}"),
        }
    }
}
