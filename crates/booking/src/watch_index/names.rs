//! Where each watch stands, by its id. The ids themselves are kept once, beside what is known of the watch; here are their hashes.

use std::collections::BTreeSet;
use std::hash::{BuildHasher, RandomState};

use super::Slot;
use crate::ids::WatchId;

/// Places by the hash of an id. Two ids may share a hash: whoever asks looks at the places.
#[derive(Debug, Default)]
pub(super) struct Names {
    hasher: RandomState,
    places: BTreeSet<(u64, Slot)>,
}

impl Names {
    pub fn len(&self) -> usize {
        self.places.len()
    }

    pub fn insert(&mut self, id: &WatchId, slot: Slot) {
        self.places.insert((self.hasher.hash_one(id), slot));
    }

    pub fn remove(&mut self, id: &WatchId, slot: Slot) {
        self.places.remove(&(self.hasher.hash_one(id), slot));
    }

    /// Places that may be this id's.
    pub fn places(&self, id: &WatchId) -> impl Iterator<Item = Slot> {
        let hash = self.hasher.hash_one(id);
        self.places
            .range((hash, Slot::MIN)..=(hash, Slot::MAX))
            .map(|&(_, slot)| slot)
    }
}
