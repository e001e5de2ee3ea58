//! From when to when no post of a channel is missing from the table.

use channel_sources::{ChannelName, PostId};
use channels::channel::partition;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use store::{Key, Record, StoreError, Table};

/// What the collector must remember of a channel to judge the next page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    /// Which channel.
    pub channel: ChannelName,
    /// The number that it had when it was first looked at: its figures are those of this number only.
    #[serde(default)]
    pub chat_id: Option<i64>,
    /// The stretch in which every post was seen; `None` before the first page.
    #[serde(default)]
    pub posts: Option<Stretch>,
    /// The rest of a night's reading: older posts whose counters are to be looked at again.
    #[serde(default)]
    pub look_back: Option<LookBack>,
}

/// A look back that is not over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LookBack {
    /// The day in whose night it is.
    pub day: Date,
    /// The page to read next: the posts before this one.
    pub before: PostId,
    /// Pages read in this night.
    pub pages: u32,
}

/// A stretch of a channel's history in which every post was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stretch {
    /// Its beginning; the epoch when it is the channel's own.
    pub from: Timestamp,
    /// When the newest page in it was proven good.
    pub proven_at: Timestamp,
    /// The highest number seen on that page; 0 in a channel without posts.
    pub top: PostId,
}

impl Coverage {
    fn key_of(channel: &ChannelName) -> Key {
        Key::new(partition(channel), "COVERAGE")
    }

    /// What is remembered of a channel; nothing yet when it is not stored.
    ///
    /// # Errors
    /// Those of the table.
    pub async fn load(table: &Table, channel: &ChannelName) -> Result<Self, StoreError> {
        let stored = table.get::<Self>(&Self::key_of(channel)).await?;
        Ok(stored.map_or_else(
            || Self {
                channel: channel.clone(),
                chat_id: None,
                posts: None,
                look_back: None,
            },
            |stored| stored.record,
        ))
    }

    /// Whether every post published from `from` to before `to` was seen.
    pub fn covers(&self, from: Timestamp, to: Timestamp) -> bool {
        self.posts
            .is_some_and(|posts| posts.from <= from && posts.proven_at >= to)
    }

    /// Whether a page whose oldest post is `low` joins what was seen before.
    pub fn joins(&self, low: Option<PostId>) -> bool {
        match (self.posts, low) {
            (Some(posts), Some(low)) => low <= posts.top,
            _ => false,
        }
    }
}

impl Record for Coverage {
    const KIND: &'static str = "channel_coverage";

    fn key(&self) -> Key {
        Self::key_of(&self.channel)
    }
}
