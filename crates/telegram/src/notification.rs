//! A message that is sent later, by the notifier.

use queue::Job;
use serde::{Deserialize, Serialize};

use crate::{ChatId, Message};

/// A job of the notifications queue: one message to one chat, sent once per id, or a change of one that stands there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notification {
    /// What makes it the same notification when it is queued again.
    pub id: String,
    /// Where it goes.
    pub chat: ChatId,
    /// What it says.
    pub message: Message,
    /// A short text sent once, under [`recap_id`](Self::recap_id), when it is unknown whether the message arrived.
    #[serde(default)]
    pub recap: Option<Message>,
    /// Set where later notifications bring an earlier one's message up to date.
    #[serde(default)]
    pub standing: Option<Standing>,
}

/// A message that stays in the chat and changes there. Its name is unique within the chat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// A new message, to be known by this name from now on.
    Begins(String),
    /// The message known by this name changes; without one this is a new one. If it is gone from the chat, nothing is sent.
    Updates(String),
}

impl Notification {
    /// The id under which the recap is sent.
    pub fn recap_id(&self) -> String {
        format!("{}:recap", self.id)
    }
}

impl Job for Notification {
    const VERSION: u16 = 1;

    /// Order is kept per chat, and one busy chat never holds up another.
    fn group(&self) -> String {
        self.chat.to_string()
    }

    fn dedup(&self) -> String {
        self.id.clone()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_notification_without_a_recap_is_read() {
        let read: Notification =
            serde_json::from_str(r#"{"id":"b1","chat":7,"message":{"text":"ok"},"new":true}"#).unwrap();
        assert_eq!((read.recap.as_ref(), read.standing.as_ref()), (None, None));
        assert_eq!(read.chat, ChatId(7));
        assert_eq!(read.recap_id(), "b1:recap");
    }
}
