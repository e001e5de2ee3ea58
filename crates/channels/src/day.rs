//! A channel's day: what was counted when it ended.

use std::collections::BTreeMap;

use channel_sources::{ChannelName, ChannelStat, Figure, Source};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use store::{Key, Record, WorkKey};

use crate::channel::partition;

/// Partition of the index of work with the days of which a part is still to come.
pub const OPEN_DAYS: &str = "CHANNELDAY#OPEN";

/// One day of one channel, by Moscow's calendar. Collected in the night after it, so the counts are those of its end.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChannelDay {
    /// Which channel.
    pub channel: ChannelName,
    /// Which day.
    pub day: Date,
    /// How far each part has come. A part that nobody was asked for is not named.
    #[serde(default)]
    pub parts: BTreeMap<Part, Progress>,
    /// Subscribers at its end, by the best source that answered.
    #[serde(default)]
    pub members: Option<Figure<u64>>,
    /// What the other sources said of the subscribers.
    #[serde(default)]
    pub members_by_others: Vec<Figure<u64>>,
    /// Posts published on this day, the channel's own notices left out; `None` when nobody can say.
    #[serde(default)]
    pub posts: Option<u32>,
    /// By how much all counters of views grew during the day; estimated.
    #[serde(default)]
    pub views: Option<Figure<u64>>,
    /// Posts of other followed channels that name this one, published on this day.
    #[serde(default)]
    pub mentions: u32,
    /// Posts of this channel that other followed channels took over, on this day.
    #[serde(default)]
    pub forwards: u32,
    /// What analytics services computed, by service.
    #[serde(default)]
    pub services: BTreeMap<Source, ChannelStat>,
}

/// A part of a day's figures, from one source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// The number of subscribers.
    Members,
    /// The posts and their counters.
    Posts,
    /// TGStat's figures.
    #[serde(rename = "tgstat")]
    TgStat,
    /// Telemetr's figures.
    Telemetr,
}

/// How far a part has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum Progress {
    /// Collected.
    Done {
        /// When.
        at: Timestamp,
        /// From whom.
        source: Source,
    },
    /// Still to be collected.
    Waiting {
        /// Tries so far.
        tries: u32,
        /// Not before.
        not_before: Timestamp,
        /// The name of the last error.
        why: Option<String>,
    },
    /// Not to be had: a gap.
    Missing {
        /// The name of the error.
        why: String,
    },
}

impl Progress {
    /// Nothing more will come.
    pub fn is_settled(&self) -> bool {
        !matches!(self, Self::Waiting { .. })
    }
}

impl ChannelDay {
    /// What the sort keys of a channel's days begin with.
    pub const PREFIX: &'static str = "DAY#";

    /// A day of which nothing is known yet.
    pub fn empty(channel: ChannelName, day: Date) -> Self {
        Self {
            channel,
            day,
            parts: BTreeMap::new(),
            members: None,
            members_by_others: Vec::new(),
            posts: None,
            views: None,
            mentions: 0,
            forwards: 0,
            services: BTreeMap::new(),
        }
    }

    /// Table key of a channel's day.
    pub fn key_of(channel: &ChannelName, day: Date) -> Key {
        Key::new(partition(channel), Self::order(day))
    }

    /// Sort key of a day.
    pub fn order(day: Date) -> String {
        format!("{}{day}", Self::PREFIX)
    }

    /// Whether all parts that were begun are over.
    pub fn is_settled(&self) -> bool {
        !self.parts.is_empty() && self.parts.values().all(Progress::is_settled)
    }
}

impl Record for ChannelDay {
    const KIND: &'static str = "channel_day";

    fn key(&self) -> Key {
        Self::key_of(&self.channel, self.day)
    }

    fn work(&self) -> Option<WorkKey> {
        (!self.is_settled()).then(|| WorkKey::new(OPEN_DAYS, format!("{}#{}", self.day, self.channel.as_str())))
    }
}
