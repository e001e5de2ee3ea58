//! Whose key asks next: the shops that have rules, in turn.

use std::collections::{BTreeMap, BTreeSet};

use accounts::keys;
use accounts::seller_key::KeyRecord;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use store::{StoreError, Stored, Table};
use telegram::UserId;
use wildberries::SellerId;

use crate::rule::Rule;

/// How long a user's keys are gone by before they are read again.
const READ_EVERY: SignedDuration = SignedDuration::from_secs(60);

/// The shops' turns, and the keys of their users.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Shops {
    turns: BTreeMap<SellerId, Turn>,
    #[serde(skip)]
    keys: BTreeMap<UserId, KeysOfUser>,
}

/// A shop's turn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Turn {
    asked_at: Option<Timestamp>,
    rests_until: Option<Timestamp>,
}

#[derive(Debug, Clone)]
struct KeysOfUser {
    read_at: Timestamp,
    keys: Vec<Stored<KeyRecord>>,
}

impl Shops {
    /// Takes over the turns of the holder before.
    pub(super) fn inherit(&mut self, before: &Self) {
        self.turns.clone_from(&before.turns);
    }

    /// The key to ask with: of the shop that waited longest among those that do not rest. Users' keys are read as they are needed.
    pub(super) async fn choose<'a>(
        &mut self,
        table: &Table,
        rules: impl Iterator<Item = &'a Rule>,
        now: Timestamp,
    ) -> Result<Option<Stored<KeyRecord>>, StoreError> {
        let shops: BTreeSet<(SellerId, UserId)> = rules.map(|rule| (rule.seller.clone(), rule.user)).collect();
        self.turns
            .retain(|seller, _| shops.iter().any(|(known, _)| known == seller));
        let mut in_turn: Vec<(Option<Timestamp>, SellerId, UserId)> = shops
            .into_iter()
            .map(|(seller, user)| (self.turn(&seller), seller, user))
            .filter(|(turn, ..)| turn.rests_until.is_none_or(|until| until <= now))
            .map(|(turn, seller, user)| (turn.asked_at, seller, user))
            .collect();
        in_turn.sort();
        for (_, seller, user) in in_turn {
            if let Some(key) = self.key_of(table, &seller, user, now).await? {
                return Ok(Some(key));
            }
        }
        Ok(None)
    }

    /// A key of this very shop, of one of the users with rules in it.
    pub(super) async fn another_of<'a>(
        &mut self,
        table: &Table,
        seller: &SellerId,
        rules: impl Iterator<Item = &'a Rule>,
        now: Timestamp,
    ) -> Result<Option<Stored<KeyRecord>>, StoreError> {
        let users: BTreeSet<UserId> = rules
            .filter(|rule| rule.seller == *seller)
            .map(|rule| rule.user)
            .collect();
        for user in users {
            if let Some(key) = self.key_of(table, seller, user, now).await? {
                return Ok(Some(key));
            }
        }
        Ok(None)
    }

    /// Whether a rule's user is known to have no key of its shop that can move stock.
    pub(super) fn has_no_key(&self, rule: &Rule) -> bool {
        self.keys.get(&rule.user).is_some_and(|of_user| {
            let mut keys = of_user.keys.iter();
            !keys.any(|key| is_fit(&key.record, &rule.seller, of_user.read_at))
        })
    }

    /// The shop has asked.
    pub(super) fn asked(&mut self, seller: &SellerId, now: Timestamp) {
        self.turns.entry(seller.clone()).or_default().asked_at = Some(now);
    }

    /// The shop must not ask before `until`.
    pub(super) fn rest(&mut self, seller: &SellerId, until: Timestamp) {
        self.turns.entry(seller.clone()).or_default().rests_until = Some(until);
    }

    /// A user's keys have changed.
    pub(super) fn forget_keys(&mut self, user: UserId) {
        self.keys.remove(&user);
    }

    fn turn(&self, seller: &SellerId) -> Turn {
        self.turns.get(seller).copied().unwrap_or_default()
    }

    async fn key_of(
        &mut self,
        table: &Table,
        seller: &SellerId,
        user: UserId,
        now: Timestamp,
    ) -> Result<Option<Stored<KeyRecord>>, StoreError> {
        let keys = self.keys_of(table, user, now).await?;
        Ok(keys.iter().find(|key| is_fit(&key.record, seller, now)).cloned())
    }

    async fn keys_of(
        &mut self,
        table: &Table,
        user: UserId,
        now: Timestamp,
    ) -> Result<&[Stored<KeyRecord>], StoreError> {
        let is_known = self
            .keys
            .get(&user)
            .is_some_and(|known| now.duration_since(known.read_at) < READ_EVERY);
        if !is_known {
            let keys = keys::list(table, user).await?;
            self.keys.insert(user, KeysOfUser { read_at: now, keys });
        }
        Ok(self.keys.get(&user).map_or(&[], |known| &known.keys))
    }
}

fn is_fit(key: &KeyRecord, seller: &SellerId, now: Timestamp) -> bool {
    key.seller == *seller && key.can_book(now)
}
