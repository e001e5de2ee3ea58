//! A seller's Wildberries key as stored: sealed, with what may be known of it in the clear.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use store::{Key, Record, WorkKey};
use telegram::{ChatId, UserId};
use vault::{Binding, Sealed};
use wildberries::{Budget, SellerId, TokenKind};

use crate::ids::KeyId;

/// Work partition of keys that the poller may ask with.
pub const ACTIVE: &str = "KEY#A";
/// Work partition of keys that left the pool; read only for recent changes.
pub const INACTIVE: &str = "KEY#I";

/// When a key's end is announced, days before it, and when it has come.
const WARNINGS: [u8; 4] = [0, 1, 3, 14];

const TOMBSTONE: SignedDuration = SignedDuration::from_hours(24);

/// Whether a key is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyState {
    /// Wildberries accepted it when last asked.
    Active,
    /// Wildberries refused it (401/403): not used until its owner has it checked again or adds it anew.
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
    /// The last warning of its end that was given, in days before it; 0 when it was told that it is over.
    #[serde(default)]
    pub warned: Option<u8>,
    /// When it was found good again after a refusal; another refusal is told again.
    #[serde(default)]
    pub revalidated_at: Option<Timestamp>,
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

    /// The warning of its end that its owner should have had by `now`, in days before it; `None` while that is far.
    pub fn warning(&self, now: Timestamp) -> Option<u8> {
        let left = self.expires_at.duration_since(now);
        WARNINGS
            .into_iter()
            .find(|days| left <= SignedDuration::from_hours(24 * i64::from(*days)))
    }

    /// The warning that has yet to be given. A refused key has its own message, and one that is past is not announced any more.
    pub fn warning_due(&self, now: Timestamp) -> Option<u8> {
        if self.state != KeyState::Active {
            return None;
        }
        let days = self.warning(now)?;
        self.warned.is_none_or(|warned| days < warned).then_some(days)
    }

    /// Whether nothing will be said of its end any more: it was told, or the key is not used.
    pub fn is_over(&self) -> bool {
        self.state != KeyState::Active || self.warned == Some(0)
    }

    /// How often it may ask for the feed.
    pub fn feed_budget(&self) -> Budget {
        Budget::feed(self.kind)
    }

    /// Whether it can be used to change something at Wildberries at `now`: to book, to move stock.
    pub fn can_book(&self, now: Timestamp) -> bool {
        self.is_usable(now) && !self.read_only
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
        Some(WorkKey::by_time(partition, self.changed_at, self.id.as_str()))
    }

    fn expires_at(&self) -> Option<Timestamp> {
        (self.state == KeyState::Removed).then(|| self.changed_at + TOMBSTONE)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn key(left: SignedDuration) -> KeyRecord {
        let now = Timestamp::UNIX_EPOCH;
        KeyRecord {
            user: UserId(1),
            chat: ChatId(1),
            id: KeyId::from_text("k"),
            name: "Shop".to_owned(),
            seller: "shop".parse().unwrap(),
            seller_name: "Shop".to_owned(),
            last4: "wxyz".to_owned(),
            kind: TokenKind::Service,
            read_only: false,
            expires_at: now + left,
            state: KeyState::Active,
            sealed: None,
            added_at: now,
            changed_at: now,
            warned: None,
            revalidated_at: None,
        }
    }

    #[test]
    fn the_end_of_a_key_is_announced_at_four_moments_each_once() {
        let day = |days: i64| SignedDuration::from_hours(24 * days);
        let due = |left, warned| KeyRecord { warned, ..key(left) }.warning_due(Timestamp::UNIX_EPOCH);
        assert_eq!(due(day(14) + SignedDuration::from_secs(1), None), None);
        assert_eq!(due(day(14), None), Some(14));
        assert_eq!(due(day(4), Some(14)), None);
        assert_eq!(due(day(3), Some(14)), Some(3));
        assert_eq!(due(day(1), Some(3)), Some(1));
        assert_eq!(due(SignedDuration::ZERO, Some(1)), Some(0));
        assert_eq!(due(-day(5), Some(0)), None);
        assert_eq!(due(day(2), None), Some(3), "what was missed is not told in a row");
    }

    #[test]
    fn a_key_that_is_not_used_any_more_is_not_warned_of() {
        for state in [KeyState::Refused, KeyState::Removed] {
            let key = KeyRecord {
                state,
                ..key(SignedDuration::ZERO)
            };
            assert_eq!(key.warning_due(Timestamp::UNIX_EPOCH), None);
        }
    }

    #[test]
    fn a_record_of_an_earlier_version_was_never_warned_of() {
        let mut json = serde_json::to_value(key(SignedDuration::ZERO)).unwrap();
        let fields = json.as_object_mut().unwrap();
        fields.remove("warned");
        fields.remove("revalidated_at");
        assert_eq!(serde_json::from_value::<KeyRecord>(json).unwrap().warned, None);
    }
}
