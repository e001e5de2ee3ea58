//! The jobs on `bookings.fifo`.

use jiff::Timestamp;
use jiff::civil::Date;
use queue::Job;
use serde::{Deserialize, Serialize};
use telegram::UserId;
use wildberries::SellerId;

use crate::announcements::FeedNews;
use crate::board::OpenCell;
use crate::ids::{AttemptId, KeyId, WatchId};

/// Work for the booker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "do")]
pub enum BookingJob {
    /// Book an opening for a watch.
    Book(BookSlot),
    /// Bring an attempt to its end that could not be finished at once.
    Settle(SettleAttempt),
    /// Bring an offer up to date.
    Follow(FollowOffer),
    /// Take an offer back: the seller does not want it.
    Skip(SkipOffer),
    /// Warn of a key's end.
    Warn(WarnOfEnd),
    /// Close a watch whose last day has passed.
    Close(CloseWatch),
    /// Tell the seller what a watch missed since it was last told.
    Untold(TellUntold),
    /// Tell those who watch what the feed does.
    Announce(Announce),
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

/// "See how that offer stands."
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowOffer {
    /// Which.
    pub attempt: AttemptId,
    /// What suits its watch on the board now, the best first; `None` when the board is not fresh.
    pub open: Option<Vec<OpenCell>>,
    /// When the poller looked.
    pub at: Timestamp,
}

/// "The seller does not want that offer."
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SkipOffer {
    /// Which.
    pub attempt: AttemptId,
    /// Who says so; only its own seller may.
    pub user: UserId,
}

/// "That key will not live much longer."
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WarnOfEnd {
    /// Whose.
    pub user: UserId,
    /// Which.
    pub key: KeyId,
    /// The warning that is due, in days before the end; 0 when it has come.
    pub days: u8,
    /// When the poller found that.
    pub at: Timestamp,
}

/// "That watch's last day has passed."
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CloseWatch {
    /// Whose.
    pub user: UserId,
    /// Which.
    pub watch: WatchId,
    /// The day on which that was found, in Moscow.
    pub today: Date,
}

/// "That watch missed more than its seller was told."
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TellUntold {
    /// Whose.
    pub user: UserId,
    /// Which.
    pub watch: WatchId,
    /// When the poller found that.
    pub at: Timestamp,
}

/// "Tell those who watch."
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Announce {
    /// What.
    pub news: FeedNews,
    /// Where to go on in the list of those who watch; `None` at its beginning.
    pub after: Option<String>,
}

impl BookingJob {
    /// What it is about, for the trace.
    pub fn subject(&self) -> String {
        match self {
            Self::Book(job) => job.attempt.to_string(),
            Self::Settle(job) => job.attempt.to_string(),
            Self::Follow(job) => job.attempt.to_string(),
            Self::Skip(job) => job.attempt.to_string(),
            Self::Warn(job) => format!("key-{}", job.key),
            Self::Close(job) => format!("watch-{}", job.watch),
            Self::Untold(job) => format!("watch-{}", job.watch),
            Self::Announce(job) => job.news.id(),
        }
    }
}

impl Job for BookingJob {
    /// 2: offers, closings, announcements. 3: warnings of a key's end. 4: what was missed and not told.
    const VERSION: u16 = 4;
    const OLDEST: u16 = 1;

    /// A shop's bookings go one after another. What waits for others' answers or for many people has a group of its own and
    /// holds up nobody.
    fn group(&self) -> String {
        match self {
            Self::Book(job) => job.seller.to_string(),
            Self::Warn(job) => job.user.to_string(),
            Self::Close(job) => job.user.to_string(),
            Self::Untold(job) => job.user.to_string(),
            Self::Announce(_) => "announcements".to_owned(),
            Self::Settle(_) | Self::Follow(_) | Self::Skip(_) => self.subject(),
        }
    }

    fn dedup(&self) -> String {
        match self {
            Self::Book(job) => job.attempt.to_string(),
            Self::Settle(job) => format!("settle-{}-{}", job.attempt, job.nonce),
            Self::Follow(job) => format!("follow-{}-{}", job.attempt, job.at.as_millisecond()),
            Self::Skip(job) => format!("skip-{}-{}", job.user, job.attempt),
            Self::Warn(job) => format!("warn-{}-{}-{}-{}", job.user, job.key, job.days, job.at.as_second()),
            Self::Close(job) => format!("close-{}-{}", job.watch, job.today),
            Self::Untold(job) => format!("untold-{}-{}", job.watch, job.at.as_second()),
            Self::Announce(job) => format!("{}-{}", job.news.id(), job.after.as_deref().unwrap_or("beginning")),
        }
    }
}
