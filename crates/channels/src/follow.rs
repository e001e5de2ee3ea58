//! To follow a channel, and no longer.

use channel_sources::ChannelName;
use jiff::Timestamp;
use store::{StoreError, Stored, Table, TransactError, WorkPage, Write};
use telegram::{ChatId, UserId};

use crate::channel::{Channel, FOLLOWED, Follower, Following, partition};
use crate::former;
use crate::state::ChannelState;

/// How often a change is tried against others who change the same channel.
const TRIES: u32 = 5;

/// The channels in the table, and who follows them.
#[derive(Debug, Clone)]
pub struct Channels {
    /// The table.
    pub table: Table,
    /// Most channels a user may follow.
    pub most: usize,
}

/// A channel as its source introduced it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Introduced {
    /// Its username.
    pub name: ChannelName,
    /// Its number, when the source says so.
    pub chat_id: Option<i64>,
    /// Its title, when the source says so.
    pub title: Option<String>,
}

/// What came of following.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Follow {
    /// The user follows it; `is_new` when nobody did before, so nothing is known of it yet.
    Followed {
        /// Nobody followed it.
        is_new: bool,
    },
    /// The user followed it before.
    Already,
    /// The user follows as many as allowed.
    TooMany,
    /// The name has passed to another channel, and others still follow the one that had it before: figures are not mixed.
    Passed,
}

impl Channels {
    /// Lets a user follow a channel. When nobody follows the name any more and it has passed to another channel, everything that
    /// was known of the former one is removed first: the new one begins with nothing.
    ///
    /// # Errors
    /// Those of the table; [`StoreError::Conflict`] when too many change the channel at once.
    pub async fn follow(
        &self,
        user: UserId,
        chat: ChatId,
        channel: &Introduced,
        now: Timestamp,
    ) -> Result<Follow, StoreError> {
        for _ in 0..TRIES {
            let mine = self.of_user(user).await?;
            if mine.iter().any(|following| following.channel == channel.name) {
                return Ok(Follow::Already);
            }
            if mine.len() >= self.most {
                return Ok(Follow::TooMany);
            }
            let stored = self.table.get::<Channel>(&Channel::key_of(&channel.name)).await?;
            let is_new = stored.as_ref().is_none_or(|stored| stored.record.followers == 0);
            if self
                .has_passed(stored.as_ref().map(|stored| &stored.record), channel)
                .await?
            {
                if !is_new {
                    return Ok(Follow::Passed);
                }
                former::remove(&self.table, &channel.name, now).await?;
            }
            let following = Following {
                user,
                channel: channel.name.clone(),
                chat,
                since: now,
            };
            let follower = Follower {
                channel: channel.name.clone(),
                user,
                chat,
            };
            let writes = vec![
                with_one_more(stored, channel, now),
                Write::insert(&following),
                Write::put(&follower),
            ];
            match self.table.transact(writes, None).await {
                Ok(()) => return Ok(Follow::Followed { is_new }),
                Err(TransactError::Conflict { .. }) => {}
                Err(TransactError::Store(error)) => return Err(error),
            }
        }
        Err(StoreError::Conflict)
    }

    /// Whether what is stored under this name is of another channel than the one that has it now.
    async fn has_passed(&self, stored: Option<&Channel>, channel: &Introduced) -> Result<bool, StoreError> {
        let known = self.state(&channel.name).await?.chat_id;
        let known = known.or(stored.and_then(|stored| stored.chat_id));
        Ok(known.is_some_and(|known| channel.chat_id.is_some_and(|now| now != known)))
    }

    /// Lets a user follow a channel no longer; false when the user did not.
    ///
    /// # Errors
    /// Those of the table; [`StoreError::Conflict`] when too many change the channel at once.
    pub async fn leave(&self, user: UserId, channel: &ChannelName) -> Result<bool, StoreError> {
        for _ in 0..TRIES {
            let key = Following::key_of(user, channel);
            if self.table.get::<Following>(&key).await?.is_none() {
                return Ok(false);
            }
            let mut writes = vec![Write::delete(key), Write::delete(Follower::key_of(channel, user))];
            // Its version is what makes the second of two presses at the same moment come back and find nothing.
            if let Some(stored) = self.table.get::<Channel>(&Channel::key_of(channel)).await? {
                let mut left = stored.record;
                left.followers = left.followers.saturating_sub(1);
                writes.push(Write::replace(&left, stored.version));
            }
            match self.table.transact(writes, None).await {
                Ok(()) => return Ok(true),
                Err(TransactError::Conflict { .. }) => {}
                Err(TransactError::Store(error)) => return Err(error),
            }
        }
        Err(StoreError::Conflict)
    }

    /// The channels of a user, by name.
    ///
    /// # Errors
    /// Those of the table.
    pub async fn of_user(&self, user: UserId) -> Result<Vec<Following>, StoreError> {
        let list = self
            .table
            .list::<Following>(&format!("USER#{user}"), Following::PREFIX)
            .await?;
        Ok(list.into_iter().map(|stored| stored.record).collect())
    }

    /// Whether the user follows the channel: whoever does may see its figures.
    ///
    /// # Errors
    /// Those of the table.
    pub async fn follows(&self, user: UserId, channel: &ChannelName) -> Result<bool, StoreError> {
        let following = self.table.get::<Following>(&Following::key_of(user, channel)).await?;
        Ok(following.is_some())
    }

    /// Who follows a channel.
    ///
    /// # Errors
    /// Those of the table.
    pub async fn followers(&self, channel: &ChannelName) -> Result<Vec<Follower>, StoreError> {
        let list = self
            .table
            .list::<Follower>(&partition(channel), Follower::PREFIX)
            .await?;
        Ok(list.into_iter().map(|stored| stored.record).collect())
    }

    /// A channel, followed or once followed.
    ///
    /// # Errors
    /// Those of the table.
    pub async fn channel(&self, name: &ChannelName) -> Result<Option<Stored<Channel>>, StoreError> {
        self.table.get(&Channel::key_of(name)).await
    }

    /// What is known of it now; nothing yet when it is not stored.
    ///
    /// # Errors
    /// Those of the table.
    pub async fn state(&self, name: &ChannelName) -> Result<ChannelState, StoreError> {
        let stored = self.table.get::<ChannelState>(&ChannelState::key_of(name)).await?;
        Ok(stored.map_or_else(|| ChannelState::unknown(name.clone()), |stored| stored.record))
    }

    /// The followed channels by name, `limit` at once, those after the given name; says where to go on.
    ///
    /// # Errors
    /// Those of the table.
    pub async fn page(&self, after: Option<&str>, limit: usize) -> Result<WorkPage<Channel>, StoreError> {
        self.table.work_page(FOLLOWED, after, limit).await
    }
}

fn with_one_more(stored: Option<Stored<Channel>>, introduced: &Introduced, now: Timestamp) -> Write {
    let Some(stored) = stored else {
        return Write::insert(&Channel {
            name: introduced.name.clone(),
            chat_id: introduced.chat_id,
            title: introduced.title.clone(),
            followers: 1,
            since: now,
        });
    };
    let was = stored.record;
    let since = if was.followers == 0 { now } else { was.since };
    let channel = Channel {
        chat_id: introduced.chat_id.or(was.chat_id),
        title: introduced.title.clone().or(was.title),
        followers: was.followers + 1,
        since,
        name: was.name,
    };
    Write::replace(&channel, stored.version)
}
