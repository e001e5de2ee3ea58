//! A channel that somebody follows, and those who follow it.

use channel_sources::ChannelName;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::{Key, Record, WorkKey};
use telegram::{ChatId, UserId};

/// Partition of the index of work with every channel that somebody follows.
pub const FOLLOWED: &str = "CHANNEL#A";

/// A channel. Changed only with its followers; what is collected of it changes its [`ChannelState`](crate::state::ChannelState).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Channel {
    /// Its username.
    pub name: ChannelName,
    /// Its number, `-100…`: a username may be given to another channel, a number may not.
    #[serde(default)]
    pub chat_id: Option<i64>,
    /// Its title when it was last seen.
    #[serde(default)]
    pub title: Option<String>,
    /// How many follow it.
    pub followers: u32,
    /// Since when it is followed; anew when everybody had left it.
    pub since: Timestamp,
}

/// That a user follows a channel, as the user sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Following {
    /// Who.
    pub user: UserId,
    /// Which channel.
    pub channel: ChannelName,
    /// Where the user reads of it.
    pub chat: ChatId,
    /// Since when.
    pub since: Timestamp,
}

/// The same, as the channel sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Follower {
    /// Which channel.
    pub channel: ChannelName,
    /// Who.
    pub user: UserId,
    /// Where the user reads of it.
    pub chat: ChatId,
}

/// The partition with everything about a channel.
pub fn partition(channel: &ChannelName) -> String {
    format!("CHANNEL#{}", channel.as_str())
}

impl Channel {
    /// Table key of a channel.
    pub fn key_of(name: &ChannelName) -> Key {
        Key::new(partition(name), "CHANNEL")
    }

    /// What people call it: its title, or its name.
    pub fn called(&self) -> String {
        self.title.clone().unwrap_or_else(|| self.name.to_string())
    }
}

impl Record for Channel {
    const KIND: &'static str = "channel";

    fn key(&self) -> Key {
        Self::key_of(&self.name)
    }

    fn work(&self) -> Option<WorkKey> {
        (self.followers > 0).then(|| WorkKey::new(FOLLOWED, self.name.as_str()))
    }
}

impl Following {
    /// What the sort keys of a user's channels begin with.
    pub const PREFIX: &'static str = "CHANNEL#";

    /// Table key of a user's channel.
    pub fn key_of(user: UserId, channel: &ChannelName) -> Key {
        Key::new(format!("USER#{user}"), format!("{}{}", Self::PREFIX, channel.as_str()))
    }
}

impl Record for Following {
    const KIND: &'static str = "following";

    fn key(&self) -> Key {
        Self::key_of(self.user, &self.channel)
    }
}

impl Follower {
    /// What the sort keys of a channel's followers begin with.
    pub const PREFIX: &'static str = "FOLLOWER#";

    /// Table key of a channel's follower.
    pub fn key_of(channel: &ChannelName, user: UserId) -> Key {
        Key::new(partition(channel), format!("{}{user}", Self::PREFIX))
    }
}

impl Record for Follower {
    const KIND: &'static str = "follower";

    fn key(&self) -> Key {
        Self::key_of(&self.channel, self.user)
    }
}
