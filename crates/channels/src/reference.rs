//! That a post of one channel names another channel, or was taken from it: the edges of a graph.

use channel_sources::{ChannelName, PostId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::{Key, Record, StoreError, Table};

use crate::channel::partition;

/// How long references are kept: a year's comparison and a month.
const KEPT_S: i64 = 400 * 24 * 60 * 60;

/// One post that speaks of a channel. Kept with the channel it speaks of, also when nobody follows that one yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// Of whom the post speaks.
    pub to: ChannelName,
    /// Whose post it is.
    pub from: ChannelName,
    /// The post.
    pub post: PostId,
    /// How it speaks of it.
    pub how: How,
    /// When it was published.
    pub at: Timestamp,
}

/// How a post speaks of a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// It names it or links to it.
    Mention,
    /// It is a post of that channel, taken over.
    Forward,
}

impl Reference {
    /// What the sort keys of references begin with.
    const PREFIX: &'static str = "REF#";

    fn order(at: Timestamp) -> String {
        format!("{}{:013}", Self::PREFIX, at.as_millisecond())
    }

    /// What speaks of a channel and was published from `from` to before `to`, oldest first.
    ///
    /// # Errors
    /// Those of the table.
    pub async fn to_channel(
        table: &Table,
        channel: &ChannelName,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Vec<Self>, StoreError> {
        let (first, last) = (Self::order(from), Self::order(to));
        let list = table.between::<Self>(&partition(channel), &first, &last).await?;
        Ok(list.into_iter().map(|stored| stored.record).collect())
    }
}

impl Record for Reference {
    const KIND: &'static str = "channel_reference";

    fn key(&self) -> Key {
        let how = match self.how {
            How::Mention => "m",
            How::Forward => "f",
        };
        let sk = format!("{}#{}#{}#{how}", Self::order(self.at), self.from.as_str(), self.post.0);
        Key::new(partition(&self.to), sk)
    }

    fn expires_at(&self) -> Option<Timestamp> {
        Timestamp::from_second(self.at.as_second() + KEPT_S).ok()
    }
}
