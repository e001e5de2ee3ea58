//! Whose key asks Wildberries next. Budgets are counted per shop, so two keys of one shop are one profile.

use std::collections::BTreeMap;

use jiff::Timestamp;
use store::Stored;
use wildberries::{Budget, ProfileBudget, RateLimit, SellerId};

use crate::ids::KeyId;
use crate::seller_key::KeyRecord;

/// Every shop whose keys may ask for the feed.
#[derive(Debug, Default)]
pub struct Pool {
    profiles: BTreeMap<SellerId, Profile>,
    shops: BTreeMap<KeyId, SellerId>,
    /// Budgets of shops that have no key in the pool (yet, or any more).
    inherited: BTreeMap<SellerId, ProfileBudget>,
    /// Versions of keys that left the pool, so that an older change read again does not bring them back.
    gone: BTreeMap<KeyId, u64>,
}

#[derive(Debug)]
struct Profile {
    keys: BTreeMap<KeyId, Stored<KeyRecord>>,
    budget: ProfileBudget,
    asked_at: Option<Timestamp>,
    rest_until: Option<Timestamp>,
}

impl Pool {
    /// Takes in a key as read from the table; an older version than the one known changes nothing.
    pub fn apply(&mut self, stored: Stored<KeyRecord>, now: Timestamp) {
        let id = stored.record.id.clone();
        let known = self
            .find(&id)
            .map(|key| key.version)
            .or_else(|| self.gone.get(&id).copied());
        if known.is_some_and(|version| version >= stored.version) {
            return;
        }
        self.forget(&id);
        if !stored.record.is_usable(now) {
            self.gone.insert(id, stored.version);
            return;
        }
        self.gone.remove(&id);
        let seller = stored.record.seller.clone();
        let budget = Budget::feed(stored.record.kind);
        let inherited = self.inherited.remove(&seller);
        let profile = self.profiles.entry(seller.clone()).or_insert_with(|| Profile {
            keys: BTreeMap::new(),
            budget: inherited.unwrap_or_else(|| ProfileBudget::new(budget)),
            asked_at: None,
            rest_until: None,
        });
        profile.keys.insert(id.clone(), stored);
        self.shops.insert(id, seller);
    }

    /// The key to ask with: of the shops whose budget is ready the one that rested longest. `None` when none is ready.
    pub fn choose(&self, now: Timestamp) -> Option<&Stored<KeyRecord>> {
        self.profiles
            .values()
            .filter(|p| p.rest_until.is_none_or(|until| now >= until) && p.budget.available(now) >= 1)
            .filter_map(|p| p.usable_key(now).map(|key| (p.asked_at, key)))
            .min_by_key(|(asked_at, _)| *asked_at)
            .map(|(_, key)| key)
    }

    /// Counts a request of `seller`.
    pub fn asked(&mut self, seller: &SellerId, now: Timestamp) {
        if let Some(profile) = self.profiles.get_mut(seller) {
            profile.budget.take(now);
            profile.asked_at = Some(now);
        }
    }

    /// Believes what Wildberries says is left of the budget.
    pub fn remaining(&mut self, seller: &SellerId, remaining: u32, now: Timestamp) {
        if let Some(profile) = self.profiles.get_mut(seller) {
            profile.budget.observe_remaining(remaining, now);
        }
    }

    /// Obeys a 429.
    pub fn limited(&mut self, seller: &SellerId, limit: RateLimit, now: Timestamp) {
        if let Some(profile) = self.profiles.get_mut(seller) {
            profile.budget.observe_429(limit, now);
        }
    }

    /// Leaves a shop alone until `until`: Wildberries refuses it for a reason that will not pass at once.
    pub fn rest(&mut self, seller: &SellerId, until: Timestamp) {
        if let Some(profile) = self.profiles.get_mut(seller) {
            profile.rest_until = Some(until);
        }
    }

    /// Drops a key that was refused, before its record says so.
    pub fn forget(&mut self, id: &KeyId) {
        let Some(seller) = self.shops.remove(id) else { return };
        if let Some(profile) = self.profiles.get_mut(&seller) {
            profile.keys.remove(id);
            if profile.keys.is_empty()
                && let Some(profile) = self.profiles.remove(&seller)
            {
                // The shop's budget is the shop's, not the key's: it is still spent when the next key of it comes.
                self.inherited.insert(seller, profile.budget);
            }
        }
    }

    /// How many shops share the work.
    pub fn len(&self) -> usize {
        self.profiles.len()
    }

    /// Whether there is nobody to ask with.
    pub fn is_empty(&self) -> bool {
        self.profiles.is_empty()
    }

    /// What is left of each shop's budget, for the next holder.
    pub fn budgets(&self) -> BTreeMap<SellerId, ProfileBudget> {
        self.profiles
            .iter()
            .map(|(seller, profile)| (seller.clone(), profile.budget))
            .collect()
    }

    /// Takes over what the last holder left of each shop's budget.
    pub fn inherit(&mut self, budgets: &BTreeMap<SellerId, ProfileBudget>) {
        for (seller, budget) in budgets {
            match self.profiles.get_mut(seller) {
                Some(profile) => profile.budget = *budget,
                None => {
                    self.inherited.insert(seller.clone(), *budget);
                }
            }
        }
    }

    fn find(&self, id: &KeyId) -> Option<&Stored<KeyRecord>> {
        self.profiles.get(self.shops.get(id)?)?.keys.get(id)
    }
}

impl Profile {
    fn usable_key(&self, now: Timestamp) -> Option<&Stored<KeyRecord>> {
        self.keys.values().find(|key| key.record.is_usable(now))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::seller_key::KeyState;
    use jiff::SignedDuration;
    use proptest::prelude::*;
    use telegram::{ChatId, UserId};
    use vault::Sealed;
    use wildberries::TokenKind;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).unwrap()
    }

    fn key(name: &str, shop: &str, version: u64) -> Stored<KeyRecord> {
        let sealed: Sealed =
            serde_json::from_str(r#"{"wrapped_key":"","nonce":"AAAAAAAAAAAAAAAA","ciphertext":""}"#).unwrap();
        let record = KeyRecord {
            user: UserId(1),
            chat: ChatId(1),
            id: KeyId::from_text(name),
            name: name.to_owned(),
            seller: shop.parse().unwrap(),
            seller_name: shop.to_owned(),
            last4: "wxyz".to_owned(),
            kind: TokenKind::Service,
            read_only: false,
            expires_at: at(100_000),
            state: KeyState::Active,
            sealed: Some(sealed),
            added_at: at(0),
            changed_at: at(0),
        };
        Stored { record, version }
    }

    fn ask(pool: &mut Pool, now: Timestamp) -> Option<String> {
        let seller = pool.choose(now)?.record.seller.clone();
        pool.asked(&seller, now);
        Some(seller.to_string())
    }

    #[test]
    fn ten_shops_are_enough_for_every_second() {
        let mut pool = Pool::default();
        for n in 0..10 {
            pool.apply(key(&format!("k{n}"), &format!("shop{n}"), 1), at(0));
        }
        assert!((0..600).all(|second| ask(&mut pool, at(second)).is_some()));
    }

    #[test]
    fn one_shop_has_its_burst_and_then_one_request_in_ten_seconds() {
        let mut pool = Pool::default();
        pool.apply(key("k1", "shop", 1), at(0));
        pool.apply(key("k2", "shop", 1), at(0));
        assert_eq!(pool.len(), 1, "two keys of one shop share one budget");
        let asked = (0..60).filter(|second| ask(&mut pool, at(*second)).is_some()).count();
        assert_eq!(asked, 6 + 5);
    }

    #[test]
    fn a_removed_and_returned_key_brings_no_fresh_budget() {
        let mut pool = Pool::default();
        pool.apply(key("k1", "shop", 1), at(0));
        (0..6).for_each(|_| assert!(ask(&mut pool, at(0)).is_some()));
        let mut removed = key("k1", "shop", 2);
        removed.record.state = KeyState::Removed;
        pool.apply(removed, at(1));
        assert!(pool.is_empty());
        pool.apply(key("k1", "shop", 1), at(1));
        assert!(pool.is_empty(), "an older version read late does not bring it back");
        pool.apply(key("k1", "shop", 3), at(2));
        assert_eq!(ask(&mut pool, at(2)), None);
    }

    #[test]
    fn what_wildberries_says_slows_the_shop_down() {
        let mut pool = Pool::default();
        pool.apply(key("k1", "shop", 1), at(0));
        let seller: SellerId = "shop".parse().unwrap();
        pool.limited(
            &seller,
            RateLimit {
                retry_s: Some(7),
                limit: Some(6),
                reset_s: Some(60),
            },
            at(0),
        );
        assert!(pool.choose(at(6)).is_none() && pool.choose(at(7)).is_some());
        pool.rest(&seller, at(0) + SignedDuration::from_hours(1));
        assert!(pool.choose(at(3_599)).is_none() && pool.choose(at(3_600)).is_some());
    }

    proptest! {
        /// Whatever the number of shops and the moments of asking, no shop is asked more often than Wildberries allows, hand-overs included.
        #[test]
        fn no_shop_is_asked_beyond_its_budget(shops in 1usize..6, gaps in proptest::collection::vec(0i64..4, 1..200), hand_over in 0usize..200) {
            let mut pool = Pool::default();
            let fill = |pool: &mut Pool| (0..shops).for_each(|n| pool.apply(key(&format!("k{n}"), &format!("shop{n}"), 1), at(0)));
            fill(&mut pool);
            let (mut now, mut asked) = (0, 0u32);
            for (n, gap) in gaps.iter().enumerate() {
                now += gap;
                if n == hand_over {
                    let budgets = pool.budgets();
                    pool = Pool::default();
                    fill(&mut pool);
                    pool.inherit(&budgets);
                }
                asked += u32::from(ask(&mut pool, at(now)).is_some());
                prop_assert!(i64::from(asked) <= shops as i64 * (6 + now / 10));
            }
        }
    }
}
