//! Pictures, albums and files to a chat: in Telegram's pace, and never twice.

use std::time::Duration;

use clock::Clock;
use jiff::{SignedDuration, Timestamp};
use store::{Begin, BucketSpec, Buckets, Once, Take};
use telegram::{Call, CallError, ChatId, Client, Outgoing};

use crate::desk::Again;

/// Longest wait for Telegram's answer, the time that a large file takes on its way apart.
const CALL_TIMEOUT: Duration = Duration::from_secs(20);
/// A file of so many bytes takes another second.
const BYTES_A_SECOND: u64 = 1_000_000;

/// Telegram's limits (contract E.3), shared with the notifier: 30 messages a second overall, one a second in a chat.
const OVERALL: BucketSpec = BucketSpec {
    capacity: 30,
    refill_per_second: 30.0,
};
const PRIVATE: BucketSpec = BucketSpec {
    capacity: 3,
    refill_per_second: 1.0,
};

/// What is noted of what was given up.
const GIVEN_UP: &str = "given_up";

/// Brings pictures, albums and files to chats.
#[derive(Debug)]
pub struct Framer {
    /// Telegram.
    pub client: Client,
    /// What was sent before.
    pub once: Once,
    /// Telegram's limits, shared by all workers.
    pub buckets: Buckets,
    /// The time.
    pub clock: Clock,
}

/// What became of what was to be brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hung {
    /// It is in the chat.
    Sent,
    /// It was sent before: it is not sent again.
    Before,
    /// Perhaps it is in the chat: Telegram did not say, or a worker died while it was on its way. It is not sent again.
    Unclear,
    /// Telegram will never take it there.
    Refused,
}

impl Hung {
    /// What became of several things of which this is one: what went wrong with any of them.
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Refused, _) | (_, Self::Refused) => Self::Refused,
            (Self::Unclear, _) | (_, Self::Unclear) => Self::Unclear,
            (Self::Sent, _) | (_, Self::Sent) => Self::Sent,
            (Self::Before, Self::Before) => Self::Before,
        }
    }
}

impl Framer {
    /// Makes a call that brings something to a chat, under an id, once. An album is one call, and as many messages as it has pictures.
    ///
    /// # Errors
    /// [`Again`] when Telegram or the table are away and nothing was sent.
    pub async fn send(&self, id: &str, chat: ChatId, call: &Call, deadline: Timestamp) -> Result<Hung, Again> {
        self.wait_for_turn(chat, call.messages(), deadline).await?;
        let now = self.clock.now();
        let patience = patience(call);
        if now + SignedDuration::try_from(patience).unwrap_or(SignedDuration::MAX) > deadline {
            return Err(Again("no time left for a call in this invocation".into()));
        }
        // A worker that dies from here on has perhaps sent it. Whoever still wants it can ask for another.
        match self.once.begin(id, now, Timestamp::MAX).await? {
            Begin::Fresh => {}
            Begin::Done(None) => return Ok(Hung::Before),
            // What it was refused for.
            Begin::Done(Some(_)) => return Ok(Hung::Refused),
            Begin::InProgress => return Ok(Hung::Unclear),
        }
        let error = match self.client.call(call, patience).await {
            Ok(_) => {
                self.once.finish(id, None, self.clock.now()).await?;
                return Ok(Hung::Sent);
            }
            Err(error) => error,
        };
        match error {
            CallError::RetryAfter { seconds } => {
                self.once.release(id).await?;
                let until = self.clock.now() + SignedDuration::from_secs(seconds.into());
                self.buckets.block_until(&bucket_of(chat), until).await?;
                Err(Again(error.to_string()))
            }
            CallError::NotSent(_) | CallError::Unavailable { .. } | CallError::Unauthorized => {
                self.once.release(id).await?;
                Err(Again(error.to_string()))
            }
            CallError::Unknown(_) | CallError::Unreadable(_) => {
                tracing::warn!(
                    method = call.method(),
                    error = %error,
                    "picture.unknown: Telegram did not say whether what was sent arrived"
                );
                Ok(Hung::Unclear)
            }
            CallError::ChatGone
            | CallError::NotModified
            | CallError::MessageGone
            | CallError::BadFormatting
            | CallError::TooLong
            | CallError::StalePress
            | CallError::Rejected { .. } => {
                tracing::warn!(
                    method = call.method(),
                    error = %error,
                    "picture.refused: Telegram will never take what was sent"
                );
                self.once.finish(id, Some(error.name()), self.clock.now()).await?;
                Ok(Hung::Refused)
            }
        }
    }

    /// Gives up what was to be brought under an id, for good, unless another worker has brought it or is at it: then this says so, and nobody
    /// gets an apology beside what it is about.
    ///
    /// # Errors
    /// [`Again`] when the table is away.
    pub async fn give_up(&self, id: &str) -> Result<Hung, Again> {
        let now = self.clock.now();
        Ok(match self.once.begin(id, now, Timestamp::MAX).await? {
            Begin::Fresh => {
                self.once.finish(id, Some(GIVEN_UP), now).await?;
                Hung::Refused
            }
            Begin::Done(None) => Hung::Before,
            Begin::Done(Some(_)) => Hung::Refused,
            Begin::InProgress => Hung::Unclear,
        })
    }

    /// Waits for the turn of so many messages; gives up for this delivery when that would last past the deadline.
    async fn wait_for_turn(&self, chat: ChatId, messages: usize, deadline: Timestamp) -> Result<(), Again> {
        for _ in 0..messages {
            self.wait_for_one(chat, deadline).await?;
        }
        Ok(())
    }

    /// Waits for the chat's and everybody's turn.
    async fn wait_for_one(&self, chat: ChatId, deadline: Timestamp) -> Result<(), Again> {
        for (name, limit) in [(bucket_of(chat), PRIVATE), ("telegram".to_owned(), OVERALL)] {
            while let Take::Wait(wait) = self.buckets.take(&name, limit, self.clock.now()).await? {
                let after = self.clock.now() + SignedDuration::try_from(wait).unwrap_or(SignedDuration::MAX);
                if after > deadline {
                    return Err(Again("Telegram's limits leave no room for this now".into()));
                }
                tokio::time::sleep(wait).await;
            }
        }
        Ok(())
    }
}

/// How long an answer may take.
fn patience(call: &Call) -> Duration {
    let bytes: u64 = call.files().iter().map(|(_, file)| length(file)).sum();
    CALL_TIMEOUT + Duration::from_secs(bytes / BYTES_A_SECOND)
}

fn length(file: &Outgoing) -> u64 {
    match file {
        Outgoing::Memory(file) => file.bytes.len() as u64,
        Outgoing::Disk(file) => file.length(),
    }
}

fn bucket_of(chat: ChatId) -> String {
    format!("chat-{chat}")
}
