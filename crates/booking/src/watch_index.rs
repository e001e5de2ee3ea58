//! The poller's memory of every active watch, shaped so that a tick costs what has opened and what matches, not how many watch.

mod entry;
mod names;
#[cfg(test)]
mod tests;
mod wishes;

use std::cmp::Ordering;
use std::collections::{BTreeSet, HashMap};
use std::ptr;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use store::Stored;
use telegram::UserId;
use wildberries::WarehouseId;

use self::entry::Entry;
use self::names::Names;
use self::wishes::Wishes;
use crate::board::{Board, OpenCell};
use crate::ids::{AttemptId, WatchId};
use crate::job::{BookSlot, SettleAttempt};
use crate::watch::Watch;

/// How long a poller waits before it orders again that a stuck attempt be settled.
const SETTLE_AGAIN: SignedDuration = SignedDuration::from_mins(15);

/// A place in the index, stable while the watch stays in it.
type Slot = u32;

/// Active watches by warehouse, and those that have yet to meet the board as it stands.
#[derive(Debug, Default)]
pub struct WatchIndex {
    entries: Vec<Option<Entry>>,
    free: Vec<Slot>,
    by_id: Names,
    by_warehouse: HashMap<WarehouseId, Wishes>,
    by_last_day: BTreeSet<(Date, Slot)>,
    /// New, changed or resting watches, by the instant from which they may meet the board.
    waiting: BTreeSet<(Timestamp, Slot)>,
    /// Versions of watches that left the index, so that an older change read again does not bring them back.
    gone: HashMap<WatchId, u64>,
}

impl WatchIndex {
    /// How many watches are active.
    pub fn len(&self) -> usize {
        self.by_id.len()
    }

    /// Whether nobody watches.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Takes in a watch as read from the table; an older version than the one known changes nothing.
    pub fn apply(&mut self, stored: &Stored<Watch>) {
        let watch = &stored.record;
        let known = match self.slot_of(&watch.id) {
            Some(slot) => self.entry(slot).map(|entry| entry.version),
            None => self.gone.get(&watch.id).copied(),
        };
        if known.is_some_and(|version| version >= stored.version) {
            return;
        }
        let before = self.remove(&watch.id);
        match watch.ready_at() {
            Some(ready_at) => {
                self.gone.remove(&watch.id);
                self.insert(Entry::new(watch, stored.version, ready_at, before));
            }
            None => {
                self.gone.insert(watch.id.clone(), stored.version);
            }
        }
    }

    /// Says that watches unchanged since `since` have met the board already: the last holder saw to them.
    pub fn settled_before(&mut self, since: Timestamp) {
        let entries = &self.entries;
        self.waiting.retain(|&(ready_at, slot)| {
            ready_at > since
                || entries[slot as usize]
                    .as_ref()
                    .is_some_and(|entry| entry.changed_at >= since)
        });
    }

    /// Matches for what has just opened, and for watches that are due to meet the board as it stands.
    pub fn matches(&self, openings: &[OpenCell], board: &Board, now: Timestamp) -> Vec<Match<'_>> {
        let mut found = Vec::new();
        let mut consider = |entry, open: &OpenCell| {
            if Entry::may_be_offered(entry, open, now) {
                found.push(Match { entry, open: *open });
            }
        };
        for open in openings {
            let Some(wishes) = self.by_warehouse.get(&open.cell.warehouse) else {
                continue;
            };
            for entry in wishes.suited(open).filter_map(|slot| self.entry(slot)) {
                consider(entry, open);
            }
        }
        for entry in self.due(now) {
            for warehouse in &entry.warehouses {
                for open in board.at(*warehouse).filter(|open| entry.wish.suits(open)) {
                    consider(entry, &open);
                }
            }
        }
        found.sort_unstable_by(Match::order);
        found.dedup_by(|a, b| ptr::eq(a.entry, b.entry) && a.open == b.open);
        found
    }

    /// Attempts that have held their watch for so long that their job must be lost.
    pub fn stuck(&self, now: Timestamp) -> Vec<SettleAttempt> {
        let due = self.due(now);
        due.filter_map(|entry| {
            Some(SettleAttempt {
                attempt: entry.attempt()?.clone(),
                nonce: entry.version,
            })
        })
        .collect()
    }

    /// Watches whose last day is before `today`, with whose they are. Costs as much as there are.
    pub fn passed(&self, today: Date) -> impl Iterator<Item = (UserId, &WatchId)> {
        let passed = self.by_last_day.range(..(today, Slot::MIN));
        passed
            .filter_map(|&(_, slot)| self.entry(slot))
            .map(|entry| (entry.user, &entry.id))
    }

    /// Says that these jobs, and orders for everything stuck, are safely queued: all that was due by `now`.
    pub fn queued<'a>(&mut self, jobs: impl IntoIterator<Item = &'a BookSlot>, now: Timestamp) {
        for job in jobs {
            if let Some(slot) = self.slot_of(&job.watch)
                && let Some(entry) = &mut self.entries[slot as usize]
            {
                entry.note_offer(&job.open);
            }
        }
        while let Some(&(ready_at, slot)) = self.waiting.first() {
            if ready_at > now {
                break;
            }
            self.waiting.remove(&(ready_at, slot));
            if let Some(entry) = &mut self.entries[slot as usize]
                && entry.attempt().is_some()
            {
                entry.ready_at = now + SETTLE_AGAIN;
                self.waiting.insert((entry.ready_at, slot));
            }
        }
    }

    fn due(&self, now: Timestamp) -> impl Iterator<Item = &Entry> {
        self.waiting
            .iter()
            .take_while(move |(ready_at, _)| *ready_at <= now)
            .filter_map(|&(_, slot)| self.entry(slot))
    }

    fn slot_of(&self, id: &WatchId) -> Option<Slot> {
        let is_its = |slot: &Slot| self.entry(*slot).is_some_and(|entry| entry.id == *id);
        self.by_id.places(id).find(is_its)
    }

    fn entry(&self, slot: Slot) -> Option<&Entry> {
        self.entries[slot as usize].as_ref()
    }

    fn insert(&mut self, entry: Entry) {
        let slot = self.free.pop().unwrap_or_else(|| {
            self.entries.push(None);
            Slot::try_from(self.entries.len() - 1).expect("four thousand million watches fit into no memory")
        });
        for warehouse in &entry.warehouses {
            self.by_warehouse.entry(*warehouse).or_default().add(&entry.wish, slot);
        }
        self.by_id.insert(&entry.id, slot);
        self.by_last_day.insert((entry.wish.kind.to, slot));
        self.waiting.insert((entry.ready_at, slot));
        self.entries[slot as usize] = Some(entry);
    }

    fn remove(&mut self, id: &WatchId) -> Option<Entry> {
        let slot = self.slot_of(id)?;
        self.by_id.remove(id, slot);
        let entry = self.entries[slot as usize].take()?;
        for warehouse in &entry.warehouses {
            if let Some(wishes) = self.by_warehouse.get_mut(warehouse) {
                wishes.remove(&entry.wish, slot);
            }
        }
        self.by_last_day.remove(&(entry.wish.kind.to, slot));
        self.waiting.remove(&(entry.ready_at, slot));
        self.free.push(slot);
        Some(entry)
    }
}

/// An open cell that suits a watch.
#[derive(Debug, Clone, Copy)]
pub struct Match<'a> {
    entry: &'a Entry,
    /// What is open.
    pub open: OpenCell,
}

impl Match<'_> {
    /// Whose watch it is.
    pub fn watch(&self) -> &WatchId {
        &self.entry.id
    }

    /// The job that books it, seen open at `seen_at`.
    pub fn job(&self, seen_at: Timestamp) -> BookSlot {
        BookSlot {
            attempt: AttemptId::of(&self.entry.id, self.entry.round, &self.open.cell, self.open.opening),
            user: self.entry.user,
            watch: self.entry.id.clone(),
            seller: self.entry.seller.clone(),
            open: self.open,
            seen_at,
        }
    }

    /// Oldest watch first, which is fair for every slot; within a watch the cheapest and then the nearest day.
    fn order(&self, other: &Self) -> Ordering {
        let age = self
            .entry
            .created_at
            .cmp(&other.entry.created_at)
            .then_with(|| self.entry.id.cmp(&other.entry.id));
        age.then_with(|| (self.open.coefficient, self.open.cell).cmp(&(other.open.coefficient, other.open.cell)))
    }
}
