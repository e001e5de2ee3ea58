//! The item.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::{Key, Record};
use vault::{Binding, Sealed};

/// The sealed session, `SECRETS` / `MTPROTO`: there is one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionRecord {
    /// The session's text, sealed.
    pub sealed: Sealed,
    /// When the account was signed in.
    pub signed_in_at: Timestamp,
}

impl SessionRecord {
    /// Where it lives.
    pub fn the_key() -> Key {
        Key::new("SECRETS", "MTPROTO")
    }

    /// What it is sealed for. It is nobody's of the users: it belongs to whoever operates the bot.
    pub fn binding() -> Binding {
        Binding {
            purpose: "mtproto-session",
            user: "operator".to_owned(),
            item: "MTPROTO".to_owned(),
        }
    }
}

impl Record for SessionRecord {
    const KIND: &'static str = "mtproto_session";

    fn key(&self) -> Key {
        Self::the_key()
    }
}
