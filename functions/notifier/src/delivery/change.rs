//! A standing message changes in its place. A change may be made twice without harm, so no record says that it was made: the
//! queue's order, one chat after the other, keeps the last one last.

use jiff::{SignedDuration, Timestamp};
use telegram::{Call, CallError, ChatId, Message, MessageId};

use super::{Again, CALL_TIME, CALL_TIMEOUT, Courier, REPEAT_PAUSE, REPEATS, bucket_of};

/// What became of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    /// The message is as it should be.
    Made,
    /// The message is gone, or Telegram will never take this.
    Refused,
}

impl Courier {
    /// Changes a message, again as long as it is unknown whether that was done.
    pub(super) async fn change(
        &self,
        chat: ChatId,
        message_id: MessageId,
        message: Message,
        deadline: Timestamp,
    ) -> Result<Change, Again> {
        let mut message = message;
        let mut repeats = 0;
        loop {
            self.wait_for_turn(chat, deadline).await?;
            if self.clock.now() + CALL_TIME > deadline {
                return Err(Again("no time left for a call in this invocation".into()));
            }
            let call = Call::Edit {
                chat,
                message_id,
                message: message.clone(),
            };
            let error = match self.client.call(&call, CALL_TIMEOUT).await {
                Ok(_) | Err(CallError::NotModified) => return Ok(Change::Made),
                Err(error) => error,
            };
            match error {
                CallError::RetryAfter { seconds } => {
                    let until = self.clock.now() + SignedDuration::from_secs(seconds.into());
                    self.buckets.block_until(&bucket_of(chat), until).await?;
                }
                CallError::NotSent(_)
                | CallError::Unavailable { .. }
                | CallError::Unknown(_)
                | CallError::Unreadable(_) => {
                    repeats += 1;
                    if repeats > REPEATS || self.clock.now() > deadline {
                        return Err(Again(error.to_string()));
                    }
                    tokio::time::sleep(REPEAT_PAUSE).await;
                }
                CallError::BadFormatting if !message.entities.is_empty() => {
                    tracing::error!("notification.formatting: Telegram refused a text's formatting, it is shown plain");
                    message = message.without_formatting();
                }
                CallError::ChatGone => {
                    self.users.set_blocked(chat.0, true).await?;
                    return Ok(Change::Refused);
                }
                CallError::Unauthorized => return Err(Again("Telegram does not accept the bot's token".into())),
                CallError::MessageGone => {
                    tracing::info!("notification.message_gone: a message that was to change is gone");
                    return Ok(Change::Refused);
                }
                CallError::BadFormatting
                | CallError::NotModified
                | CallError::TooLong
                | CallError::StalePress
                | CallError::Rejected { .. } => {
                    tracing::error!(error = %error, "notification.rejected: Telegram will never take this change");
                    return Ok(Change::Refused);
                }
            }
        }
    }
}
