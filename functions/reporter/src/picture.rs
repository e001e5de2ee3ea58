//! A picture to a chat: in Telegram's pace, and never twice.

use std::time::Duration;

use clock::Clock;
use jiff::{SignedDuration, Timestamp};
use store::{Begin, BucketSpec, Buckets, Once, Take};
use telegram::{Call, CallError, ChatId, Client};

use crate::desk::Again;

/// Longest wait for Telegram's answer.
const CALL_TIMEOUT: Duration = Duration::from_secs(20);
/// The same, as the clock counts.
const CALL_TIME: SignedDuration = SignedDuration::from_secs(20);

/// Telegram's limits (contract E.3), shared with the notifier: 30 messages a second overall, one a second in a chat.
const OVERALL: BucketSpec = BucketSpec {
    capacity: 30,
    refill_per_second: 30.0,
};
const PRIVATE: BucketSpec = BucketSpec {
    capacity: 3,
    refill_per_second: 1.0,
};

/// Brings pictures to chats.
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

/// What became of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hung {
    /// It is in the chat.
    Sent,
    /// It was sent before, or perhaps: it is not sent again.
    Before,
    /// Telegram will never take it there.
    Refused,
}

impl Framer {
    /// Sends a picture under an id, once.
    ///
    /// # Errors
    /// [`Again`] when Telegram or the table are away and nothing was sent.
    pub async fn send(&self, id: &str, chat: ChatId, call: &Call, deadline: Timestamp) -> Result<Hung, Again> {
        self.wait_for_turn(chat, deadline).await?;
        let now = self.clock.now();
        if now + CALL_TIME > deadline {
            return Err(Again("no time left for a call in this invocation".into()));
        }
        // A worker that dies from here on has perhaps sent it. Whoever still wants the picture can ask for another.
        match self.once.begin(id, now, Timestamp::MAX).await? {
            Begin::Fresh => {}
            Begin::Done(_) | Begin::InProgress => return Ok(Hung::Before),
        }
        let error = match self.client.call(call, CALL_TIMEOUT).await {
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
                tracing::warn!(error = %error, "picture.unknown: Telegram did not say whether a picture arrived");
                Ok(Hung::Before)
            }
            CallError::ChatGone
            | CallError::NotModified
            | CallError::MessageGone
            | CallError::BadFormatting
            | CallError::TooLong
            | CallError::StalePress
            | CallError::Rejected { .. } => {
                tracing::warn!(error = %error, "picture.refused: Telegram will never take this picture");
                self.once.finish(id, Some(error.name()), self.clock.now()).await?;
                Ok(Hung::Refused)
            }
        }
    }

    /// Waits for the chat's and everybody's turn; gives up for this delivery when that would last past the deadline.
    async fn wait_for_turn(&self, chat: ChatId, deadline: Timestamp) -> Result<(), Again> {
        for (name, limit) in [(bucket_of(chat), PRIVATE), ("telegram".to_owned(), OVERALL)] {
            while let Take::Wait(wait) = self.buckets.take(&name, limit, self.clock.now()).await? {
                let after = self.clock.now() + SignedDuration::try_from(wait).unwrap_or(SignedDuration::MAX);
                if after > deadline {
                    return Err(Again("Telegram's limits leave no room for this picture now".into()));
                }
                tokio::time::sleep(wait).await;
            }
        }
        Ok(())
    }
}

fn bucket_of(chat: ChatId) -> String {
    format!("chat-{chat}")
}
