//! Messages that stay in a chat and change there: which message is known by which name.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use store::{Key, Record};
use telegram::{ChatId, MessageId};

/// How long a name is remembered after its last use.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(24 * 30);

/// The message a name stands for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StandingMessage {
    /// The chat it is in.
    pub chat: ChatId,
    /// Its name, unique in the chat.
    pub name: String,
    /// Telegram's number of it.
    pub message: MessageId,
    /// Last used.
    pub at: Timestamp,
}

impl StandingMessage {
    /// Table key of a name in a chat.
    pub fn key_of(chat: ChatId, name: &str) -> Key {
        Key::new(format!("USER#{chat}"), format!("STANDING#{name}"))
    }
}

impl Record for StandingMessage {
    const KIND: &'static str = "standing_message";

    fn key(&self) -> Key {
        Self::key_of(self.chat, &self.name)
    }

    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.at + REMEMBERED)
    }
}
