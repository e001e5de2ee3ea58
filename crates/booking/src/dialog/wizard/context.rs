//! The world as the wizard's rules see it.

use jiff::civil::Date;
use telegram::Language;

use crate::directory::Directory;
use crate::ids::KeyId;
use crate::seller_key::KeyRecord;
use crate::texts::common::masked;

/// What the wizard's rules and views need besides the draft.
#[derive(Debug, Clone)]
pub(super) struct Context {
    /// Language of the answer.
    pub language: Language,
    /// Today in Moscow.
    pub today: Date,
    /// The warehouses there are; `None` before the feed's first answer.
    pub directory: Option<Directory>,
    /// The user's keys that can book, oldest first.
    pub keys: Vec<KeyRecord>,
    /// The line about the feed.
    pub feed: String,
    /// Free bookings left.
    pub catches_left: u32,
}

impl Context {
    /// Whether the user has to say which key books.
    pub fn asks_for_key(&self) -> bool {
        self.keys.len() > 1
    }

    /// The name by which people tell a key from others.
    pub fn key_label(&self, id: &KeyId) -> Option<String> {
        self.keys.iter().find(|key| key.id == *id).map(key_label)
    }
}

/// A key as people tell it from others: `Shop (…Ab3x)`.
pub(in crate::dialog) fn key_label(key: &KeyRecord) -> String {
    format!("{} ({})", key.name, masked(&key.last4))
}
