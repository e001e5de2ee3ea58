//! Whose key asks Wildberries next. Budgets are counted per shop, so two keys of one shop are one profile.

use std::collections::BTreeMap;

use jiff::Timestamp;
use store::Stored;
use telegram::UserId;
use wildberries::{ProfileBudget, RateLimit, SellerId};

use crate::feed::ShopNote;
use crate::ids::KeyId;
use accounts::seller_key::KeyRecord;

/// A key is its owner's: two users may have added the same token.
type Owned = (UserId, KeyId);

/// Every shop whose keys may ask for the feed.
#[derive(Debug, Default)]
pub struct Pool {
    profiles: BTreeMap<SellerId, Profile>,
    shops: BTreeMap<Owned, SellerId>,
    /// Shops that have no key in the pool (yet, or any more).
    inherited: BTreeMap<SellerId, ShopNote>,
    /// Versions of keys that left the pool, so that an older change read again does not bring them back.
    gone: BTreeMap<Owned, u64>,
}

#[derive(Debug)]
struct Profile {
    keys: BTreeMap<Owned, Stored<KeyRecord>>,
    budget: ProfileBudget,
    asked_at: Option<Timestamp>,
    rest_until: Option<Timestamp>,
}

impl Pool {
    /// Takes in a key as read from the table; an older version than the one known changes nothing.
    pub fn apply(&mut self, stored: Stored<KeyRecord>, now: Timestamp) {
        let name = (stored.record.user, stored.record.id.clone());
        let known = self
            .find(&name)
            .map(|key| key.version)
            .or_else(|| self.gone.get(&name).copied());
        if known.is_some_and(|version| version >= stored.version) {
            return;
        }
        self.drop_key(&name, now);
        if !stored.record.is_usable(now) {
            self.gone.insert(name, stored.version);
            return;
        }
        self.gone.remove(&name);
        let seller = stored.record.seller.clone();
        let inherited = self.inherited.remove(&seller);
        let profile = self.profiles.entry(seller.clone()).or_insert_with(|| Profile {
            keys: BTreeMap::new(),
            budget: inherited.map_or(ProfileBudget::new(stored.record.feed_budget()), |note| note.budget),
            asked_at: None,
            rest_until: inherited.and_then(|note| note.rest_until),
        });
        profile.keys.insert(name.clone(), stored);
        profile.adopt_best_budget(now);
        self.shops.insert(name, seller);
    }

    /// Whether there is a shop to ask with at `now`, its budget aside: keys expire and shops are left alone without a word from the table.
    pub fn is_manned(&self, now: Timestamp) -> bool {
        self.profiles
            .values()
            .any(|p| !p.rests(now) && p.best_key(now).is_some())
    }

    /// The key to ask with: of the shops whose budget is ready the one that rested longest. `None` when none is ready.
    pub fn choose(&self, now: Timestamp) -> Option<&Stored<KeyRecord>> {
        self.profiles
            .values()
            .filter(|p| !p.rests(now) && p.budget.available(now) >= 1)
            .filter_map(|p| p.best_key(now).map(|key| (p.asked_at, key)))
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

    /// Believes what Wildberries says is left of the budget, of a request sent at `sent_at`.
    pub fn remaining(&mut self, seller: &SellerId, remaining: u32, sent_at: Timestamp) {
        if let Some(profile) = self.profiles.get_mut(seller) {
            profile.budget.observe_remaining(remaining, sent_at);
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
    pub fn forget(&mut self, owner: UserId, id: &KeyId, now: Timestamp) {
        self.drop_key(&(owner, id.clone()), now);
    }

    /// How many shops share the work.
    pub fn len(&self) -> usize {
        self.profiles.len()
    }

    /// How many keys those shops have.
    pub fn keys(&self) -> usize {
        self.shops.len()
    }

    /// Whether there is nobody to ask with.
    pub fn is_empty(&self) -> bool {
        self.profiles.is_empty()
    }

    /// What the next holder must know: shops whose budget is not whole, and shops that rest.
    pub fn notes(&self, now: Timestamp) -> BTreeMap<SellerId, ShopNote> {
        let notes = self
            .profiles
            .iter()
            .map(|(seller, profile)| (seller.clone(), profile.note()));
        let inherited = self.inherited.iter().map(|(seller, note)| (seller.clone(), *note));
        notes.chain(inherited).filter(|(_, note)| !note.is_free(now)).collect()
    }

    /// Takes over what the last holder knew of the shops.
    pub fn inherit(&mut self, notes: &BTreeMap<SellerId, ShopNote>, now: Timestamp) {
        for (seller, note) in notes {
            match self.profiles.get_mut(seller) {
                Some(profile) => {
                    profile.budget = note.budget;
                    profile.rest_until = note.rest_until;
                    profile.adopt_best_budget(now);
                }
                None => {
                    self.inherited.insert(seller.clone(), *note);
                }
            }
        }
    }

    fn find(&self, name: &Owned) -> Option<&Stored<KeyRecord>> {
        self.profiles.get(self.shops.get(name)?)?.keys.get(name)
    }

    fn drop_key(&mut self, name: &Owned, now: Timestamp) {
        let Some(seller) = self.shops.remove(name) else { return };
        let Some(profile) = self.profiles.get_mut(&seller) else {
            return;
        };
        profile.keys.remove(name);
        if profile.keys.is_empty() {
            // The budget is the shop's, not the key's: it is still spent when the next key of it comes.
            let note = profile.note();
            self.profiles.remove(&seller);
            self.inherited.insert(seller, note);
        } else {
            profile.adopt_best_budget(now);
        }
    }
}

impl Profile {
    fn rests(&self, now: Timestamp) -> bool {
        self.rest_until.is_some_and(|until| now < until)
    }

    /// The usable key that may ask most often.
    fn best_key(&self, now: Timestamp) -> Option<&Stored<KeyRecord>> {
        let usable = self.keys.values().filter(|key| key.record.is_usable(now));
        usable.min_by_key(|key| key.record.feed_budget().per)
    }

    /// A shop is counted by its best key; what is spent stays spent.
    fn adopt_best_budget(&mut self, now: Timestamp) {
        if let Some(best) = self.best_key(now).map(|key| key.record.feed_budget()) {
            self.budget = self.budget.under(best, now);
        }
    }

    fn note(&self) -> ShopNote {
        ShopNote {
            budget: self.budget,
            rest_until: self.rest_until,
        }
    }
}

#[cfg(test)]
mod tests;
