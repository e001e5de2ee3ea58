//! The world as the wizard's rules see it.

use jiff::civil::Date;
use telegram::Language;
use wildberries::OrderId;

use super::draft::{Draft, WayChoice};
use crate::directory::Directory;
use crate::ids::KeyId;
use crate::texts::common::masked;
use crate::watches::Allowance;
use accounts::seller_key::KeyRecord;

/// What the wizard's rules and views need besides the draft.
#[derive(Debug, Clone)]
pub(super) struct Context {
    /// Language of the answer.
    pub language: Language,
    /// Today in Moscow.
    pub today: Date,
    /// The warehouses there are; `None` before the feed's first answer.
    pub directory: Option<Directory>,
    /// The user's keys that can be used now, oldest first.
    pub keys: Vec<KeyRecord>,
    /// Whether this installation books through a gateway.
    pub gateway: bool,
    /// Orders that running watches of the user wait with.
    pub taken_orders: Vec<OrderId>,
    /// The line about the feed.
    pub feed: String,
    /// What the user may book.
    pub allowance: Allowance,
}

impl Context {
    /// The keys that can take slots in this way, oldest first.
    pub fn keys_for(&self, way: WayChoice) -> impl Iterator<Item = &KeyRecord> {
        let fits = move |key: &&KeyRecord| match way {
            WayChoice::Assisted => true,
            WayChoice::Gateway => self.gateway && !key.read_only,
        };
        self.keys.iter().filter(fits)
    }

    /// Whether the user can take slots in this way.
    pub fn offers(&self, way: WayChoice) -> bool {
        self.keys_for(way).next().is_some()
    }

    /// The key of that id, if it can be used.
    pub fn key(&self, id: &KeyId) -> Option<&KeyRecord> {
        self.keys.iter().find(|key| key.id == *id)
    }

    /// The draft's key.
    pub fn key_of(&self, draft: &Draft) -> Option<&KeyRecord> {
        self.key(draft.key.as_ref()?)
    }
}

/// A key as people tell it from others: `Shop (…Ab3x)`.
pub(in crate::dialog) fn key_label(key: &KeyRecord) -> String {
    format!("{} ({})", key.name, masked(&key.last4))
}
