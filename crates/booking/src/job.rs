//! The jobs on `bookings.fifo`.

use jiff::Timestamp;
use queue::Job;
use serde::{Deserialize, Serialize};
use telegram::UserId;
use wildberries::SellerId;

use crate::board::OpenCell;
use crate::ids::{AttemptId, WatchId};

/// Work for the booker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "do")]
pub enum BookingJob {
    /// Book an opening for a watch.
    Book(BookSlot),
    /// Bring an attempt to its end that could not be finished at once.
    Settle(SettleAttempt),
}

/// "Book this opening for that watch."
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookSlot {
    /// The attempt this job begins (or, delivered again, continues).
    pub attempt: AttemptId,
    /// Whose watch.
    pub user: UserId,
    /// Which watch.
    pub watch: WatchId,
    /// The shop it books for: one shop books one slot at a time.
    pub seller: SellerId,
    /// What opened.
    pub open: OpenCell,
    /// When the tick that saw it had the feed's answer.
    pub seen_at: Timestamp,
}

/// "Find out what came of that attempt."
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettleAttempt {
    /// Which.
    pub attempt: AttemptId,
    /// Tells one order to settle it from the next.
    pub nonce: u64,
}

impl BookingJob {
    /// The attempt it is about.
    pub fn attempt(&self) -> &AttemptId {
        match self {
            Self::Book(job) => &job.attempt,
            Self::Settle(job) => &job.attempt,
        }
    }
}

impl Job for BookingJob {
    const VERSION: u16 = 1;

    /// A shop's bookings go one after another; settling waits for others' answers and must hold up nobody.
    fn group(&self) -> String {
        match self {
            Self::Book(job) => job.seller.to_string(),
            Self::Settle(job) => job.attempt.to_string(),
        }
    }

    fn dedup(&self) -> String {
        match self {
            Self::Book(job) => job.attempt.to_string(),
            Self::Settle(job) => format!("settle-{}-{}", job.attempt, job.nonce),
        }
    }
}
