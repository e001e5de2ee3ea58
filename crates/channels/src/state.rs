//! What is known of a channel now.

use std::time::Duration;

use channel_sources::{ChannelName, Figure, PostId, Source};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use store::{Key, Record};

use crate::channel::partition;

/// The newest that is known of a channel. The collector's alone to write.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChannelState {
    /// Which channel.
    pub channel: ChannelName,
    /// Whose figures these are, `-100…`: the name may be given to another channel. `None` until a source has said it.
    #[serde(default)]
    pub chat_id: Option<i64>,
    /// Its newest number of subscribers.
    #[serde(default)]
    pub members: Option<Figure<u64>>,
    /// Its newest post, the channel's own notices left out.
    #[serde(default)]
    pub newest_post: Option<NewestPost>,
    /// When a page of its posts was last proven good. Without such proof nobody may say that nothing was posted.
    #[serde(default)]
    pub posts_proven_at: Option<Timestamp>,
    /// The last day whose figures are complete or given up.
    #[serde(default)]
    pub last_day: Option<Date>,
    /// What keeps figures from coming; `None` when all is well.
    #[serde(default)]
    pub trouble: Option<Trouble>,
    /// How far its past has been read.
    #[serde(default)]
    pub past: Past,
}

/// A channel's newest post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewestPost {
    /// Its number.
    pub id: PostId,
    /// When it was published.
    pub posted_at: Timestamp,
}

/// Why a channel's figures do not come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trouble {
    /// Whose answer it is.
    pub source: Source,
    /// Its kind: the name of the [`SourceError`](channel_sources::SourceError).
    pub kind: String,
    /// What came, in words for the log and for admins.
    pub said: String,
    /// Since when.
    pub since: Timestamp,
}

/// How far the past of a channel has been read, from the newest post back.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum Past {
    /// Not begun.
    #[default]
    Unread,
    /// Being read.
    Reading {
        /// The page to read next: the posts before this one.
        before: PostId,
        /// Pages read.
        pages: u32,
        /// Posts read.
        posts: u32,
    },
    /// Read as far as is wanted, or to the channel's beginning.
    Read {
        /// Posts read.
        posts: u32,
        /// The oldest post read; `None` in a channel without posts.
        from: Option<Timestamp>,
        /// Whether that is the channel's first post.
        whole: bool,
    },
    /// The channel showed no posts on the web when it was last asked. Begun when it does.
    Hidden,
}

impl ChannelState {
    /// Nothing is known.
    pub fn unknown(channel: ChannelName) -> Self {
        Self {
            channel,
            chat_id: None,
            members: None,
            newest_post: None,
            posts_proven_at: None,
            last_day: None,
            trouble: None,
            past: Past::Unread,
        }
    }

    /// Table key of a channel's state.
    pub fn key_of(channel: &ChannelName) -> Key {
        Key::new(partition(channel), "STATE")
    }

    /// For how long nothing was posted, proven by a good page read within `fresh` before `now`; `None` when nobody can say.
    pub fn silent_for(&self, fresh: Duration, now: Timestamp) -> Option<Duration> {
        let proven = self.posts_proven_at?;
        if now.duration_since(proven).unsigned_abs() > fresh {
            return None;
        }
        let posted = self.newest_post?.posted_at;
        Duration::try_from(proven.duration_since(posted)).ok()
    }
}

impl Record for ChannelState {
    const KIND: &'static str = "channel_state";

    fn key(&self) -> Key {
        Self::key_of(&self.channel)
    }
}
