//! The jobs on `reports.fifo`: work for one user or for all of them that nobody waits for in a chat.

use channels::errands::ChannelErrand;
use jiff::Timestamp;
use jiff::civil::Date;
use queue::Job;
use serde::{Deserialize, Serialize};
use telegram::{ChatId, Language, UserId};

/// Work for the reporter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "do")]
pub enum Errand {
    /// Order the digests of an hour, page by page.
    Digests(Digests),
    /// Write and send one user's digest.
    Digest(Digest),
    /// Draw and send one user's figures of catching.
    SpeedChart(SpeedChart),
    /// Send the operator's word to everybody, page by page.
    Broadcast(BroadcastPage),
    /// Something about channels.
    Channel(ChannelErrand),
}

/// "Order this hour's digests."
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Digests {
    /// The hour by Moscow's clock.
    pub hour: u8,
    /// The day by Moscow's calendar.
    pub day: Date,
    /// Where to go on in the list; `None` at its beginning.
    pub after: Option<String>,
}

/// "Write this user's digest."
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Digest {
    /// Whose.
    pub user: UserId,
    /// The day it is sent on; once a day.
    pub day: Date,
    /// Until when what happened is told; from a day before.
    pub until: Timestamp,
}

/// "Draw this user's figures."
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpeedChart {
    /// Whose.
    pub user: UserId,
    /// Where it is sent.
    pub chat: ChatId,
    /// In which language.
    pub language: Language,
    /// When it was asked for.
    pub at: Timestamp,
}

/// "Go on with this broadcast."
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BroadcastPage {
    /// Which broadcast.
    pub broadcast: String,
    /// Where to go on in the list of users; `None` at its beginning.
    pub after: Option<String>,
}

impl Errand {
    /// What it is about, for the trace.
    pub fn subject(&self) -> String {
        self.dedup()
    }
}

impl Job for Errand {
    const VERSION: u16 = 1;

    fn group(&self) -> String {
        match self {
            Self::Digests(_) => "digests".to_owned(),
            Self::Digest(job) => job.user.to_string(),
            Self::SpeedChart(job) => job.user.to_string(),
            Self::Broadcast(job) => format!("broadcast-{}", job.broadcast),
            Self::Channel(job) => job.group(),
        }
    }

    fn dedup(&self) -> String {
        let after = |after: &Option<String>| after.clone().unwrap_or_else(|| "beginning".to_owned());
        match self {
            Self::Digests(job) => format!("digests-{}-{}-{}", job.day, job.hour, after(&job.after)),
            Self::Digest(job) => format!("digest-{}-{}", job.user, job.day),
            Self::SpeedChart(job) => format!("speed-{}-{}", job.user, job.at.as_millisecond()),
            Self::Broadcast(job) => format!("broadcast-{}-{}", job.broadcast, after(&job.after)),
            Self::Channel(job) => job.dedup(),
        }
    }
}
