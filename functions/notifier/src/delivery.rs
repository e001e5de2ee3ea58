//! One message to one chat: in Telegram's pace, at most once per id, and never silently lost.

mod change;

use std::time::Duration;

use accounts::preferences::Preferences;
use clock::Clock;
use jiff::{SignedDuration, Timestamp};
use store::{Begin, BucketSpec, Buckets, Once, StoreError, Table, Take, Users};
use telegram::{Call, CallError, ChatId, Client, Message, MessageId, Notification, Standing, UserId, split};

use self::change::Change;
use crate::standing::StandingMessage;

/// Longest wait for Telegram's answer.
const CALL_TIMEOUT: Duration = Duration::from_secs(10);
/// The same, as the clock counts.
const CALL_TIME: SignedDuration = SignedDuration::from_secs(10);
/// Pause before a call is repeated that certainly did nothing.
const REPEAT_PAUSE: Duration = Duration::from_millis(500);
/// How often a call that certainly did nothing is repeated in one delivery.
const REPEATS: u32 = 3;

/// What is noted of a message that its reader did not want.
const MUTED: &str = "muted";

/// Telegram's limits (contract E.3): 30 messages a second overall, one a second in a chat, 20 a minute in a group.
const OVERALL: BucketSpec = BucketSpec {
    capacity: 30,
    refill_per_second: 30.0,
};
const PRIVATE: BucketSpec = BucketSpec {
    capacity: 3,
    refill_per_second: 1.0,
};
const GROUP: BucketSpec = BucketSpec {
    capacity: 20,
    refill_per_second: 20.0 / 60.0,
};

/// Brings messages to chats.
#[derive(Debug)]
pub struct Courier {
    /// Telegram.
    pub client: Client,
    /// What was sent before.
    pub once: Once,
    /// Telegram's limits, shared by all workers.
    pub buckets: Buckets,
    /// Who blocked the bot.
    pub users: Users,
    /// Where messages stand that change.
    pub table: Table,
    /// The time.
    pub clock: Clock,
}

/// What became of a notification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivered {
    /// It is in the chat.
    Sent,
    /// It was dealt with before.
    Before,
    /// It cannot be brought: the chat is gone, or Telegram will never take it.
    Dropped,
    /// Its reader does not want to be told about this.
    Muted,
}

/// The notification has to be delivered again.
#[derive(Debug, thiserror::Error)]
#[error("to be delivered again: {0}")]
pub struct Again(pub String);

impl From<StoreError> for Again {
    fn from(error: StoreError) -> Self {
        Self(error.to_string())
    }
}

impl Courier {
    /// Brings a notification, in as many parts as it needs.
    ///
    /// # Errors
    /// [`Again`] when Telegram or the table are away; parts that were sent stay sent.
    pub async fn deliver(&self, notification: &Notification, deadline: Timestamp) -> Result<Delivered, Again> {
        if self.has_blocked(notification.chat).await? {
            tracing::info!("notification.dropped: the user has blocked the bot");
            return Ok(Delivered::Dropped);
        }
        if let Some(Standing::Updates(name)) = &notification.standing
            && let Some(message_id) = self.standing(notification.chat, name).await?
        {
            let message = notification.message.clone();
            return Ok(
                match self.change(notification.chat, message_id, message, deadline).await? {
                    Change::Made => Delivered::Sent,
                    Change::Refused => Delivered::Dropped,
                },
            );
        }
        let wishes = match notification.topic {
            Some(_) => Preferences::of(&self.table, UserId(notification.chat.0)).await?,
            // What has no topic is told whatever its reader chose.
            None => Preferences::none(UserId(notification.chat.0)),
        };
        if notification.topic.is_some_and(|topic| wishes.mutes(topic)) && self.leave_unsaid(&notification.id).await? {
            tracing::info!(topic = ?notification.topic, "notification.muted: its reader does not want to be told about this");
            return Ok(Delivered::Muted);
        }
        let message = match wishes.is_quiet(self.clock.now()) {
            true => notification.message.clone().silently(),
            false => notification.message.clone(),
        };
        let mut delivered = Delivered::Before;
        for (number, part) in split(message, Message::MAX_UTF16).into_iter().enumerate() {
            let id = part_id(&notification.id, number);
            let sending = match self.send_once(&id, notification.chat, part, deadline).await? {
                Sending::Unknown => self.recapitulate(notification, deadline).await?,
                known => known,
            };
            match sending {
                Sending::Before | Sending::Unknown => {}
                Sending::Sent(message_id) => {
                    delivered = Delivered::Sent;
                    if let (0, Some(message_id), Some(standing)) = (number, message_id, &notification.standing) {
                        self.remember(notification.chat, standing, message_id).await?;
                    }
                }
                Sending::Refused => return Ok(Delivered::Dropped),
                Sending::Muted => return Ok(Delivered::Muted),
            }
        }
        Ok(delivered)
    }

    /// Notes that a message is not sent, so that it stays so when it comes again to a reader who wants to be told by then. False when
    /// sending it has begun, or was dealt with: what is half said is said to its end.
    async fn leave_unsaid(&self, id: &str) -> Result<bool, Again> {
        let now = self.clock.now();
        // Nothing is sent here: a claim that nobody finishes is over at once.
        if self.once.begin(id, now, now).await? != Begin::Fresh {
            return Ok(false);
        }
        self.once.finish(id, Some(MUTED), now).await?;
        Ok(true)
    }

    /// The message that stands in the chat under this name.
    async fn standing(&self, chat: ChatId, name: &str) -> Result<Option<MessageId>, Again> {
        let key = StandingMessage::key_of(chat, name);
        let known = self.table.get_live::<StandingMessage>(&key, self.clock.now()).await?;
        Ok(known.map(|known| known.record.message))
    }

    /// Remembers where a message stands. A worker that dies before this loses the name, and the next change is a new message.
    async fn remember(&self, chat: ChatId, standing: &Standing, message: MessageId) -> Result<(), Again> {
        let (Standing::Begins(name) | Standing::Updates(name)) = standing;
        let known = StandingMessage {
            chat,
            name: name.clone(),
            message,
            at: self.clock.now(),
        };
        Ok(self.table.put(&known).await.map(|_| ())?)
    }

    /// Whether the first message arrived is unknown, and sending it twice is forbidden: its recap says the same in other words, and
    /// stands in the chat instead of it.
    async fn recapitulate(&self, notification: &Notification, deadline: Timestamp) -> Result<Sending, Again> {
        tracing::warn!("notification.unknown: Telegram did not say whether a message arrived");
        let Some(recap) = notification.recap.clone() else {
            return Ok(Sending::Unknown);
        };
        self.send_once(&notification.recap_id(), notification.chat, recap, deadline)
            .await
    }

    async fn send_once(&self, id: &str, chat: ChatId, message: Message, deadline: Timestamp) -> Result<Sending, Again> {
        let mut message = message;
        let mut repeats = 0;
        loop {
            self.wait_for_turn(chat, deadline).await?;
            // From here to the answer nobody may send this id again, whatever happens to this worker: a record that stays
            // in progress means "perhaps sent", not "try again".
            let now = self.clock.now();
            if now + CALL_TIME > deadline {
                return Err(Again("no time left for a call in this invocation".into()));
            }
            match self.once.begin(id, now, Timestamp::MAX).await? {
                Begin::Fresh => {}
                Begin::Done(Some(word)) if word == MUTED => return Ok(Sending::Muted),
                Begin::Done(_) => return Ok(Sending::Before),
                Begin::InProgress => return Ok(Sending::Unknown),
            }
            let call = Call::Send {
                chat,
                message: message.clone(),
            };
            let error = match self.client.call(&call, CALL_TIMEOUT).await {
                Ok(answer) => {
                    self.once.finish(id, None, self.clock.now()).await?;
                    return Ok(Sending::Sent(answer.message_id));
                }
                Err(error) => error,
            };
            match error {
                CallError::RetryAfter { seconds } => {
                    self.once.release(id).await?;
                    let until = self.clock.now() + SignedDuration::from_secs(seconds.into());
                    self.buckets.block_until(&bucket_of(chat), until).await?;
                }
                CallError::NotSent(_) | CallError::Unavailable { .. } => {
                    self.once.release(id).await?;
                    repeats += 1;
                    if repeats > REPEATS || self.clock.now() > deadline {
                        return Err(Again(error.to_string()));
                    }
                    tokio::time::sleep(REPEAT_PAUSE).await;
                }
                CallError::BadFormatting if !message.entities.is_empty() => {
                    tracing::error!("notification.formatting: Telegram refused a text's formatting, it goes out plain");
                    self.once.release(id).await?;
                    message = message.without_formatting();
                }
                CallError::Unknown(_) | CallError::Unreadable(_) => return Ok(Sending::Unknown),
                CallError::ChatGone => {
                    self.users.set_blocked(chat.0, true).await?;
                    self.once.finish(id, Some("chat gone"), self.clock.now()).await?;
                    return Ok(Sending::Refused);
                }
                CallError::Unauthorized => {
                    self.once.release(id).await?;
                    return Err(Again("Telegram does not accept the bot's token".into()));
                }
                CallError::BadFormatting
                | CallError::NotModified
                | CallError::MessageGone
                | CallError::TooLong
                | CallError::StalePress
                | CallError::Rejected { .. } => {
                    tracing::error!(error = %error, "notification.rejected: Telegram will never take this message");
                    self.once.finish(id, Some("rejected"), self.clock.now()).await?;
                    return Ok(Sending::Refused);
                }
            }
        }
    }

    /// Waits for the chat's and everybody's turn; gives up for this delivery when that would last past the deadline.
    async fn wait_for_turn(&self, chat: ChatId, deadline: Timestamp) -> Result<(), Again> {
        let limit = if is_group(chat) { GROUP } else { PRIVATE };
        for (name, limit) in [(bucket_of(chat), limit), ("telegram".to_owned(), OVERALL)] {
            while let Take::Wait(wait) = self.buckets.take(&name, limit, self.clock.now()).await? {
                let after = self.clock.now() + SignedDuration::try_from(wait).unwrap_or(SignedDuration::MAX);
                if after > deadline {
                    return Err(Again("Telegram's limits leave no room for this message now".into()));
                }
                tokio::time::sleep(wait).await;
            }
        }
        Ok(())
    }

    async fn has_blocked(&self, chat: ChatId) -> Result<bool, Again> {
        Ok(!is_group(chat) && self.users.load(chat.0).await?.is_some_and(|user| user.blocked))
    }
}

/// What became of one message.
enum Sending {
    Sent(Option<MessageId>),
    Before,
    Refused,
    Muted,
    Unknown,
}

/// The first part has the notification's own id; most have no other.
fn part_id(id: &str, number: usize) -> String {
    if number == 0 {
        id.to_owned()
    } else {
        format!("{id}#{number}")
    }
}

fn bucket_of(chat: ChatId) -> String {
    format!("chat-{chat}")
}

/// Groups and channels have negative ids.
fn is_group(chat: ChatId) -> bool {
    chat.0 < 0
}
