//! A seller's Wildberries key as stored: sealed, with what may be known of it in the clear.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use store::{Key, Record, WorkKey};
use telegram::{ChatId, UserId};
use vault::{Binding, Sealed};
use wildberries::{Budget, SellerId, TokenKind};

use crate::ids::KeyId;
use crate::watch::{Way, change_order};

/// Work partition of keys that the poller may ask with.
pub const ACTIVE: &str = "KEY#A";
/// Work partition of keys that left the pool; read only for recent changes.
pub const INACTIVE: &str = "KEY#I";

const TOMBSTONE: SignedDuration = SignedDuration::from_hours(24);

/// Whether a key is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyState {
    /// Wildberries accepted it when last asked.
    Active,
    /// Wildberries refused it (401/403): not used again until it is added anew.
    Refused,
    /// Removed by its owner; the secret is gone, the name is remembered for a day so that every poller notices.
    Removed,
}

/// A seller key.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KeyRecord {
    /// Owner.
    pub user: UserId,
    /// Where news about the key go.
    pub chat: ChatId,
    /// Its name, derived from the token.
    pub id: KeyId,
    /// What the owner calls it.
    pub name: String,
    /// The shop (`sid`).
    pub seller: SellerId,
    /// The shop's name as Wildberries gave it.
    pub seller_name: String,
    /// Last four characters, all that is ever shown of it.
    pub last4: String,
    /// What kind of token it is.
    #[serde(rename = "token_kind")]
    pub kind: TokenKind,
    /// Marked read-only: it can watch but not book.
    pub read_only: bool,
    /// End of its life.
    pub expires_at: Timestamp,
    /// Whether it is used.
    pub state: KeyState,
    /// The token itself, sealed; gone once removed.
    pub sealed: Option<Sealed>,
    /// Added at.
    pub added_at: Timestamp,
    /// Last change; pollers read changes in this order.
    pub changed_at: Timestamp,
}

impl KeyRecord {
    /// Table key of a user's seller key.
    pub fn key_of(user: UserId, id: &KeyId) -> Key {
        Key::new(format!("USER#{user}"), format!("KEY#{id}"))
    }

    /// What its secret is bound to: moved to another user or item it cannot be opened.
    pub fn binding(user: UserId, id: &KeyId) -> Binding {
        Binding {
            purpose: "seller-key",
            user: user.to_string(),
            item: id.to_string(),
        }
    }

    /// Whether its owner still has it.
    pub fn is_listed(&self) -> bool {
        self.state != KeyState::Removed
    }

    /// Whether it can be used to ask at `now`.
    pub fn is_usable(&self, now: Timestamp) -> bool {
        self.state == KeyState::Active && self.expires_at > now && self.sealed.is_some()
    }

    /// How often it may ask for the feed.
    pub fn feed_budget(&self) -> Budget {
        Budget::feed(self.kind)
    }

    /// Whether it can be used to book at `now`.
    pub fn can_book(&self, now: Timestamp) -> bool {
        self.is_usable(now) && !self.read_only
    }

    /// Whether it can take slots for this shop in this way at `now`: to ask what became of an order, a key that reads is enough.
    pub fn fits(&self, seller: &SellerId, way: &Way, now: Timestamp) -> bool {
        self.seller == *seller
            && match way {
                Way::Assisted(_) => self.is_usable(now),
                Way::Gateway => self.can_book(now),
            }
    }
}

impl Record for KeyRecord {
    const KIND: &'static str = "seller_key";

    fn key(&self) -> Key {
        Self::key_of(self.user, &self.id)
    }

    fn work(&self) -> Option<WorkKey> {
        let partition = if self.state == KeyState::Active {
            ACTIVE
        } else {
            INACTIVE
        };
        Some(WorkKey::new(partition, change_order(self.changed_at, self.id.as_str())))
    }

    fn expires_at(&self) -> Option<Timestamp> {
        (self.state == KeyState::Removed).then(|| self.changed_at + TOMBSTONE)
    }
}
