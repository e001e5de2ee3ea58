//! How far something that takes long has come, in one message that changes.

use clock::Clock;
use jiff::{SignedDuration, Timestamp};
use queue::{Envelope, Fifo, QueueError};
use telegram::{ChatId, Language, Message, Notification, Standing};

use crate::orders::Ordered;
use crate::texts;

/// With more channels than this it is said from the beginning how far the work has come.
const FEW: usize = 5;
/// Work that has lasted so long is told of; then it is told again at most so often.
const LONG: SignedDuration = SignedDuration::from_secs(3);

/// Tells a chat how far the work on its order has come; says nothing of what is done at once.
#[derive(Debug)]
pub struct Progress {
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

impl Progress {
    /// The beginning of the work.
    pub fn begin(notifications: Fifo, clock: Clock, work: Work<'_>) -> Self {
        Self {
            pace: Pace {
                total: work.channels,
                begun: clock.now(),
                said: None,
            },
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
    /// Those of the queue.
    pub async fn step(&mut self, done: usize) -> Result<(), QueueError> {
        let now = self.clock.now();
        if !self.pace.is_time(done, now) {
            return Ok(());
        }
        let is_first = self.pace.said.is_none();
        self.pace.said = Some(now);
        let text = texts::order::progress(self.language, self.what, done, self.pace.total);
        self.say(&done.to_string(), is_first, text).await
    }

    /// The work is over, well or not: the message no longer says that it goes on.
    ///
    /// # Errors
    /// Those of the queue.
    pub async fn over(&self, text: Message) -> Result<(), QueueError> {
        match self.pace.said {
            Some(_) => self.say("over", false, text).await,
            None => Ok(()),
        }
    }

    async fn say(&self, step: &str, is_first: bool, text: Message) -> Result<(), QueueError> {
        let name = format!("progress-{}", self.id);
        let standing = match is_first {
            true => Standing::Begins(name),
            false => Standing::Updates(name),
        };
        let told = Notification::new(format!("progress-{}-{step}", self.id), self.chat, text.silently());
        let told = told.standing(standing);
        let envelope = Envelope::new(told, &self.trace, self.clock.now().as_millisecond());
        self.notifications.send(&[envelope]).await
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
