//! The jobs on `collections.fifo`: what the collector is to fetch.

use channel_sources::ChannelName;
use jiff::Timestamp;
use jiff::civil::Date;
use queue::Job;
use serde::{Deserialize, Serialize};
use telegram::{ChatId, Language, UserId};

/// Work for the collector.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "do")]
pub enum CollectJob {
    /// Order a day's figures of every followed channel, page by page.
    Plan(Page),
    /// Collect what is missing of one channel's day.
    Day(DayJob),
    /// Look at a channel for the first time and read its past, page by page.
    Past(PastJob),
    /// Count the subscribers of every followed channel, page by page.
    Pulse(Page),
    /// Order looks back at older posts, a few channels at once: everything else comes before them.
    LooksBack(Page),
    /// Look back at a channel's older posts in the night of a day.
    LookBack(DayJob),
}

/// A part of the list of channels.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// The day to collect; for a pulse the day it falls on.
    pub day: Date,
    /// When the schedule ordered it: names the run.
    pub at: Timestamp,
    /// The channel to go on after; `None` at the beginning.
    pub after: Option<String>,
}

/// "Collect this channel's day."
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayJob {
    /// Which channel.
    pub channel: ChannelName,
    /// Which day.
    pub day: Date,
    /// When the run that ordered it began: the same day is ordered once by each run.
    pub at: Timestamp,
}

/// "Read this channel's past."
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PastJob {
    /// Which channel.
    pub channel: ChannelName,
    /// Who asked, and is shown how it goes on.
    pub user: UserId,
    /// Where.
    pub chat: ChatId,
    /// In which language.
    pub language: Language,
    /// When it was asked for: names the message that shows the progress.
    pub at: Timestamp,
    /// Which part of the work, from 0.
    pub step: u32,
}

impl CollectJob {
    /// What it is about, for the trace.
    pub fn subject(&self) -> String {
        self.dedup()
    }
}

impl Job for CollectJob {
    const VERSION: u16 = 1;

    /// Everything about one channel is done one after another.
    fn group(&self) -> String {
        match self {
            Self::Plan(_) => "plan".to_owned(),
            Self::Pulse(_) => "pulse".to_owned(),
            Self::LooksBack(_) => "looks-back".to_owned(),
            Self::Day(job) | Self::LookBack(job) => job.channel.as_str().to_owned(),
            Self::Past(job) => job.channel.as_str().to_owned(),
        }
    }

    fn dedup(&self) -> String {
        let page = |what: &str, page: &Page| {
            let after = page.after.as_deref().unwrap_or("beginning");
            format!("{what}-{}-{}-{after}", page.day, page.at.as_second())
        };
        let day = |what: &str, job: &DayJob| {
            let (channel, at) = (job.channel.as_str(), job.at.as_second());
            format!("{what}-{channel}-{}-{at}", job.day)
        };
        match self {
            Self::Plan(job) => page("plan", job),
            Self::Pulse(job) => page("pulse", job),
            Self::LooksBack(job) => page("looks-back", job),
            Self::Day(job) => day("day", job),
            Self::LookBack(job) => day("look-back", job),
            Self::Past(job) => {
                let at = job.at.as_millisecond();
                format!("past-{}-{}-{at}-{}", job.channel.as_str(), job.user, job.step)
            }
        }
    }
}
