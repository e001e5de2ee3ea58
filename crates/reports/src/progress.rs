//! How far something that takes long has come, in one message that changes.
//!
//! A worker may die and another one begin anew: that something was said is therefore noted, so that the next one changes the same message
//! and whoever ends the work ends the message too.

use clock::Clock;
use jiff::{SignedDuration, Timestamp};
use queue::{Envelope, Fifo};
use serde::{Deserialize, Serialize};
use store::{Key, Record, StoreError, Table};
use telegram::{ChatId, Language, Message, Notification, Standing};

use crate::orders::Ordered;
use crate::texts;
use crate::writing::WritingError;

/// With more channels than this it is said from the beginning how far the work has come.
const FEW: usize = 5;
/// Work that has lasted so long is told of; then it is told again at most so often.
const LONG: SignedDuration = SignedDuration::from_secs(3);
/// How long it is remembered that something was said: longer than the queue keeps an order.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(15 * 24);

/// Tells a chat how far the work on its order has come; says nothing of what is done at once.
#[derive(Debug)]
pub struct Progress {
    table: Table,
    notifications: Fifo,
    clock: Clock,
    trace: String,
    /// What makes the order's messages its own.
    id: String,
    chat: ChatId,
    language: Language,
    what: Ordered,
    pace: Pace,
}

/// When something is said.
#[derive(Debug, Clone, Copy)]
struct Pace {
    total: usize,
    begun: Timestamp,
    said: Option<Timestamp>,
}

/// Whose work it is, and what names it.
#[derive(Debug, Clone)]
pub struct Work<'a> {
    /// The order's id.
    pub id: &'a str,
    /// The order's trace.
    pub trace: &'a str,
    /// Who is told.
    pub chat: ChatId,
    /// In which language.
    pub language: Language,
    /// What is written.
    pub what: Ordered,
    /// Of how many channels.
    pub channels: usize,
}

/// That a message about an order's progress was begun. Written before the message is queued.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Shown {
    id: String,
    forget_at: Timestamp,
}

impl Progress {
    /// The beginning of the work.
    pub fn begin(table: Table, notifications: Fifo, clock: Clock, work: Work<'_>) -> Self {
        Self {
            pace: Pace {
                total: work.channels,
                begun: clock.now(),
                said: None,
            },
            table,
            notifications,
            clock,
            trace: work.trace.to_owned(),
            id: work.id.to_owned(),
            chat: work.chat,
            language: work.language,
            what: work.what,
        }
    }

    /// So many channels are done.
    ///
    /// # Errors
    /// See [`WritingError`].
    pub async fn step(&mut self, done: usize) -> Result<(), WritingError> {
        let now = self.clock.now();
        if !self.pace.is_time(done, now) {
            return Ok(());
        }
        let is_first = self.pace.said.is_none() && self.note(now).await?;
        self.pace.said = Some(now);
        let text = texts::order::progress(self.language, self.what, done, self.pace.total);
        self.say(&done.to_string(), is_first, text).await
    }

    /// What was ordered is in the chat: the message, if there is one, no longer says that the work goes on.
    ///
    /// # Errors
    /// See [`WritingError`].
    pub async fn ready(&self) -> Result<(), WritingError> {
        self.end(texts::order::ready(self.language, self.what)).await
    }

    /// What was ordered will not come, for a reason told beside this: the message, if there is one, no longer says that the work goes on.
    ///
    /// # Errors
    /// See [`WritingError`].
    pub async fn stopped(&self) -> Result<(), WritingError> {
        self.end(texts::order::stopped(self.language, self.what)).await
    }

    async fn end(&self, text: Message) -> Result<(), WritingError> {
        let is_shown = match self.pace.said {
            Some(_) => true,
            // Perhaps by a worker before this one.
            None => self.table.get::<Shown>(&Shown::key_of(&self.id)).await?.is_some(),
        };
        if !is_shown {
            return Ok(());
        }
        self.say("over", false, text).await
    }

    /// Notes that something is said; false when it was before.
    async fn note(&self, now: Timestamp) -> Result<bool, StoreError> {
        let shown = Shown {
            id: self.id.clone(),
            forget_at: now.checked_add(REMEMBERED).unwrap_or(Timestamp::MAX),
        };
        match self.table.insert_over_expired(&shown, now).await {
            Ok(()) => Ok(true),
            Err(StoreError::Conflict) => Ok(false),
            Err(error) => Err(error),
        }
    }

    async fn say(&self, step: &str, is_first: bool, text: Message) -> Result<(), WritingError> {
        let name = format!("progress-{}", self.id);
        let standing = match is_first {
            true => Standing::Begins(name),
            false => Standing::Updates(name),
        };
        let told = Notification::new(format!("progress-{}-{step}", self.id), self.chat, text.silently());
        let told = told.standing(standing);
        let envelope = Envelope::new(told, &self.trace, self.clock.now().as_millisecond());
        Ok(self.notifications.send(&[envelope]).await?)
    }
}

impl Shown {
    fn key_of(id: &str) -> Key {
        Key::new(format!("PROGRESS#{id}"), "PROGRESS")
    }
}

impl Record for Shown {
    const KIND: &'static str = "progress";

    fn key(&self) -> Key {
        Self::key_of(&self.id)
    }

    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.forget_at)
    }
}

impl Pace {
    fn is_time(&self, done: usize, now: Timestamp) -> bool {
        if done >= self.total {
            return false;
        }
        match self.said {
            None => self.total > FEW || now.duration_since(self.begun) >= LONG,
            Some(said) => now.duration_since(said) >= LONG,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_secs(second)
    }

    fn pace(total: usize, said: Option<i64>) -> Pace {
        Pace {
            total,
            begun: at(0),
            said: said.map(at),
        }
    }

    #[test]
    fn what_is_done_at_once_is_not_told_of() {
        assert!(!pace(5, None).is_time(1, at(2)));
        assert!(pace(5, None).is_time(1, at(3)));
        assert!(pace(6, None).is_time(0, at(0)));
    }

    #[test]
    fn it_is_told_again_after_a_while_and_not_at_the_end() {
        assert!(!pace(12, Some(0)).is_time(3, at(2)));
        assert!(pace(12, Some(0)).is_time(3, at(3)));
        assert!(!pace(12, Some(0)).is_time(12, at(30)));
    }
}
