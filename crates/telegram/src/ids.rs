//! Telegram's numbers, each with its own type so that one is never passed for another.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident($number:ty)) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub $number);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

id! {
    /// A person or a bot.
    UserId(i64)
}
id! {
    /// A conversation: equals the user's id in private, negative for groups and channels.
    ChatId(i64)
}
id! {
    /// A message, unique within its chat.
    MessageId(i32)
}
id! {
    /// A delivery from Telegram; the same number again is the same update again.
    UpdateId(i64)
}

impl From<UserId> for ChatId {
    /// The private chat with this user.
    fn from(user: UserId) -> Self {
        Self(user.0)
    }
}
