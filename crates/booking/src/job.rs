//! The job on `bookings.fifo`: one opening for one watch.

use jiff::Timestamp;
use queue::Job;
use serde::{Deserialize, Serialize};
use telegram::UserId;
use wildberries::SellerId;

use crate::board::OpenCell;
use crate::ids::{AttemptId, WatchId};

/// "Book this opening for that watch."
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookSlot {
    /// The attempt this job begins (or, delivered again, continues).
    pub attempt: AttemptId,
    /// Whose watch.
    pub user: UserId,
    /// Which watch.
    pub watch: WatchId,
    /// Version of the watch that matched: a changed watch may be offered the same opening again.
    pub watch_version: u64,
    /// The shop it books for: one shop books one slot at a time.
    pub seller: SellerId,
    /// What opened.
    pub open: OpenCell,
    /// When the tick that saw it had the feed's answer.
    pub seen_at: Timestamp,
}

impl Job for BookSlot {
    const VERSION: u16 = 1;

    fn group(&self) -> String {
        self.seller.to_string()
    }

    fn dedup(&self) -> String {
        format!("{}-{}", self.attempt, self.watch_version)
    }
}
