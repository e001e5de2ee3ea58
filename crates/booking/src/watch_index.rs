//! The poller's memory of every active watch, shaped so that a tick costs what has opened and what matches, not how many watch.

use std::cmp::Ordering;
use std::collections::{BTreeSet, HashMap, HashSet};

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use store::Stored;
use telegram::UserId;
use wildberries::{BoxType, Coefficient, SellerId, WarehouseId};

use crate::board::{Board, Cell, OpenCell, OpeningId};
use crate::ids::{AttemptId, WatchId};
use crate::job::{BookSlot, SettleAttempt};
use crate::watch::{Watch, WatchState};

/// How long a poller waits before it orders again that a stuck attempt be settled.
const SETTLE_AGAIN: SignedDuration = SignedDuration::from_mins(15);

/// A place in the index, stable while the watch stays in it.
type Slot = usize;

/// Active watches by warehouse, and those that have yet to meet the board as it stands.
#[derive(Debug, Default)]
pub struct WatchIndex {
    entries: Vec<Option<Entry>>,
    free: Vec<Slot>,
    by_id: HashMap<WatchId, Slot>,
    by_warehouse: HashMap<WarehouseId, Vec<(Slot, Wish)>>,
    /// New, changed or resting watches, by the instant from which they may meet the board.
    waiting: BTreeSet<(Timestamp, Slot)>,
    /// Versions of watches that left the index, so that an older change read again does not bring them back.
    gone: HashMap<WatchId, u64>,
}

#[derive(Debug)]
struct Entry {
    id: WatchId,
    version: u64,
    user: UserId,
    seller: SellerId,
    created_at: Timestamp,
    changed_at: Timestamp,
    ready_at: Timestamp,
    warehouses: Vec<WarehouseId>,
    wish: Wish,
    caught: Vec<Cell>,
    round: u32,
    avoided: Vec<(Cell, OpeningId)>,
    /// What it was offered in this round; a job takes its own time, and the watch changes meanwhile.
    offered: HashSet<(Cell, OpeningId)>,
    /// The attempt that holds it, if one does.
    attempt: Option<AttemptId>,
}

/// What decides whether an open cell suits a watch, small enough to lie beside its neighbours in memory.
#[derive(Debug, Clone, Copy)]
struct Wish {
    from: Date,
    to: Date,
    boxes: u8,
    max: Coefficient,
}

impl Wish {
    fn suits(&self, open: &OpenCell) -> bool {
        let date = open.cell.date;
        self.boxes & box_bit(open.cell.box_type) != 0
            && self.from <= date
            && date <= self.to
            && open.coefficient <= self.max
    }
}

/// Box types a watch can ask for; any other is nobody's wish.
fn box_bit(box_type: BoxType) -> u8 {
    match box_type {
        BoxType::Qr => 1,
        BoxType::Boxes => 2,
        BoxType::Pallets => 4,
        BoxType::Supersafe => 8,
        BoxType::Other(_) => 0,
    }
}

impl WatchIndex {
    /// How many watches are active.
    pub fn len(&self) -> usize {
        self.by_id.len()
    }

    /// Whether nobody watches.
    pub fn is_empty(&self) -> bool {
        self.by_id.is_empty()
    }

    /// Takes in a watch as read from the table; an older version than the one known changes nothing.
    pub fn apply(&mut self, stored: &Stored<Watch>) {
        let watch = &stored.record;
        let known = match self.by_id.get(&watch.id) {
            Some(&slot) => self.entries[slot].as_ref().map(|e| e.version),
            None => self.gone.get(&watch.id).copied(),
        };
        if known.is_some_and(|version| version >= stored.version) {
            return;
        }
        let before = self.remove(&watch.id);
        match watch.ready_at() {
            Some(ready_at) => {
                self.gone.remove(&watch.id);
                let offered = before
                    .filter(|entry| entry.round == watch.round)
                    .map(|entry| entry.offered);
                self.insert(watch, stored.version, ready_at, offered.unwrap_or_default());
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
            ready_at > since || entries[slot].as_ref().is_some_and(|entry| entry.changed_at >= since)
        });
    }

    /// Matches for what has just opened, and for watches that are due to meet the board as it stands.
    pub fn matches(&self, openings: &[OpenCell], board: &Board, now: Timestamp) -> Vec<Match<'_>> {
        let mut found = Vec::new();
        for open in openings {
            for (slot, wish) in self.by_warehouse.get(&open.cell.warehouse).into_iter().flatten() {
                if wish.suits(open) {
                    self.consider(*slot, open, now, &mut found);
                }
            }
        }
        for slot in self.due(now) {
            let Some(entry) = &self.entries[slot] else { continue };
            for warehouse in &entry.warehouses {
                for open in board.at(*warehouse).filter(|open| entry.wish.suits(open)) {
                    self.consider(slot, &open, now, &mut found);
                }
            }
        }
        found.sort_by(Match::order);
        found.dedup_by(|a, b| a.entry.id == b.entry.id && a.open == b.open);
        found
    }

    /// Attempts that have held their watch for so long that their job must be lost.
    pub fn stuck(&self, now: Timestamp) -> Vec<SettleAttempt> {
        let entries = self.due(now).filter_map(|slot| self.entries[slot].as_ref());
        entries
            .filter_map(|entry| {
                Some(SettleAttempt {
                    attempt: entry.attempt.clone()?,
                    nonce: entry.version,
                })
            })
            .collect()
    }

    /// Says that these jobs, and orders for everything stuck, are safely queued: all that was due by `now`.
    pub fn queued<'a>(&mut self, jobs: impl IntoIterator<Item = &'a BookSlot>, now: Timestamp) {
        for job in jobs {
            if let Some(&slot) = self.by_id.get(&job.watch)
                && let Some(entry) = &mut self.entries[slot]
            {
                entry.offered.insert((job.open.cell, job.open.opening));
            }
        }
        while let Some(&(ready_at, slot)) = self.waiting.first() {
            if ready_at > now {
                break;
            }
            self.waiting.remove(&(ready_at, slot));
            if let Some(entry) = &mut self.entries[slot]
                && entry.attempt.is_some()
            {
                entry.ready_at = now + SETTLE_AGAIN;
                self.waiting.insert((entry.ready_at, slot));
            }
        }
    }

    fn due(&self, now: Timestamp) -> impl Iterator<Item = Slot> + '_ {
        self.waiting
            .iter()
            .take_while(move |(ready_at, _)| *ready_at <= now)
            .map(|&(_, slot)| slot)
    }

    fn consider<'a>(&'a self, slot: Slot, open: &OpenCell, now: Timestamp, found: &mut Vec<Match<'a>>) {
        if let Some(entry) = &self.entries[slot]
            && entry.attempt.is_none()
            && entry.ready_at <= now
            && !entry.caught.contains(&open.cell)
            && !entry.avoided.contains(&(open.cell, open.opening))
            && !entry.offered.contains(&(open.cell, open.opening))
        {
            found.push(Match { entry, open: *open });
        }
    }

    fn insert(&mut self, watch: &Watch, version: u64, ready_at: Timestamp, offered: HashSet<(Cell, OpeningId)>) {
        let wish = Wish {
            from: watch.from,
            to: watch.to,
            boxes: watch.boxes.iter().fold(0, |bits, b| bits | box_bit(*b)),
            max: watch.max,
        };
        let entry = Entry {
            id: watch.id.clone(),
            version,
            user: watch.user,
            seller: watch.seller.clone(),
            created_at: watch.created_at,
            changed_at: watch.changed_at,
            ready_at,
            warehouses: watch.warehouses.iter().map(|w| w.id).collect(),
            wish,
            caught: watch.caught.clone(),
            round: watch.round,
            avoided: watch.avoided.clone(),
            offered,
            attempt: match &watch.state {
                WatchState::Booking { attempt } => Some(attempt.clone()),
                _ => None,
            },
        };
        let slot = self.free.pop().unwrap_or(self.entries.len());
        for warehouse in &entry.warehouses {
            self.by_warehouse.entry(*warehouse).or_default().push((slot, wish));
        }
        self.by_id.insert(entry.id.clone(), slot);
        self.waiting.insert((ready_at, slot));
        if slot == self.entries.len() {
            self.entries.push(Some(entry));
        } else {
            self.entries[slot] = Some(entry);
        }
    }

    fn remove(&mut self, id: &WatchId) -> Option<Entry> {
        let slot = self.by_id.remove(id)?;
        let entry = self.entries[slot].take()?;
        for warehouse in &entry.warehouses {
            if let Some(list) = self.by_warehouse.get_mut(warehouse) {
                list.retain(|(other, _)| *other != slot);
            }
        }
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::watch::{Mode, PauseReason, WatchState, WatchedWarehouse};
    use jiff::SignedDuration;
    use proptest::prelude::*;
    use telegram::ChatId;
    use wildberries::Row;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).unwrap()
    }

    fn day(day: i8) -> Date {
        jiff::civil::date(2026, 12, day)
    }

    fn watch(id: &str, created: i64, warehouses: &[u32], days: (i8, i8), max: u16) -> Watch {
        Watch {
            id: WatchId::from_text(id),
            user: UserId(1),
            chat: ChatId(1),
            key: crate::ids::KeyId::from_text("k"),
            seller: "seller".parse().unwrap(),
            warehouses: warehouses
                .iter()
                .map(|&w| WatchedWarehouse {
                    id: WarehouseId(w),
                    name: format!("W{w}"),
                })
                .collect(),
            boxes: vec![BoxType::Boxes],
            max: Coefficient::whole(max),
            from: day(days.0),
            to: day(days.1),
            mode: Mode::FirstCatch,
            state: WatchState::Watching,
            caught: Vec::new(),
            hold_until: None,
            round: 0,
            avoided: Vec::new(),
            troubles: 0,
            created_at: at(created),
            changed_at: at(created),
        }
    }

    fn board(cells: &[(u32, i8, u16)]) -> (Board, Vec<OpenCell>) {
        let rows: Vec<Row> = cells
            .iter()
            .map(|&(warehouse, date, coefficient)| Row {
                warehouse: WarehouseId(warehouse),
                date: day(date),
                box_type: BoxType::Boxes,
                coefficient: Some(Coefficient::whole(coefficient)),
                allow_unload: true,
            })
            .collect();
        let (board, difference) = Board::default().advance(&rows);
        (board, difference.openings)
    }

    fn index(watches: &[(Watch, u64)]) -> WatchIndex {
        let mut index = WatchIndex::default();
        for (watch, version) in watches {
            index.apply(&Stored {
                record: watch.clone(),
                version: *version,
            });
        }
        index
    }

    fn names(matches: &[Match<'_>]) -> Vec<String> {
        matches.iter().map(|m| m.watch().to_string()).collect()
    }

    #[test]
    fn the_oldest_watch_goes_first_and_within_it_the_cheapest_day() {
        let mut index = index(&[
            (watch("young", 9, &[1], (1, 9), 5), 1),
            (watch("old", 1, &[1], (1, 9), 5), 1),
        ]);
        index.queued([], at(10));
        let (board, openings) = board(&[(1, 2, 5), (1, 4, 0)]);
        let found = index.matches(&openings, &board, at(10));
        let order: Vec<_> = found.iter().map(|m| (m.watch().as_str(), m.open.cell.date)).collect();
        assert_eq!(
            order,
            [("old", day(4)), ("old", day(2)), ("young", day(4)), ("young", day(2))]
        );
    }

    #[test]
    fn a_new_watch_meets_the_board_once() {
        let mut index = index(&[(watch("new", 1, &[1], (1, 9), 5), 1)]);
        let (board, _) = board(&[(1, 2, 5), (2, 2, 0)]);
        assert_eq!(names(&index.matches(&[], &board, at(2))), ["new"]);
        index.queued([], at(2));
        assert!(index.matches(&[], &board, at(3)).is_empty());
    }

    #[test]
    fn a_resting_watch_meets_the_board_when_its_rest_is_over() {
        let mut resting = watch("w", 1, &[1], (1, 9), 5);
        resting.hold_until = Some(at(100));
        let mut index = index(&[(resting, 1)]);
        let (board, openings) = board(&[(1, 2, 5)]);
        assert!(index.matches(&openings, &board, at(99)).is_empty());
        index.queued([], at(99));
        assert_eq!(names(&index.matches(&[], &board, at(100))), ["w"]);
    }

    #[test]
    fn an_older_version_read_late_changes_nothing() {
        let active = watch("w", 1, &[1], (1, 9), 5);
        let paused = active
            .clone()
            .with_state(WatchState::Paused(PauseReason::ByUser), at(2));
        let mut index = index(&[(active.clone(), 1), (paused, 2)]);
        assert!(index.is_empty());
        index.apply(&Stored {
            record: active.clone(),
            version: 1,
        });
        assert!(index.is_empty());
        index.apply(&Stored {
            record: active.with_state(WatchState::Watching, at(3)),
            version: 3,
        });
        assert_eq!(index.len(), 1);
    }

    #[test]
    fn an_attempt_that_never_ends_is_ordered_to_be_settled_after_a_while() {
        let attempt = AttemptId::from_text("a");
        let busy = watch("w", 1, &[1], (1, 9), 5).with_state(
            WatchState::Booking {
                attempt: attempt.clone(),
            },
            at(2),
        );
        let mut index = index(&[(busy, 7)]);
        let (board, openings) = board(&[(1, 2, 5)]);
        assert!(index.stuck(at(60)).is_empty());
        let later = at(2) + SignedDuration::from_mins(15);
        assert!(
            index.matches(&openings, &board, later).is_empty(),
            "it books nothing else meanwhile"
        );
        assert_eq!(index.stuck(later), [SettleAttempt { attempt, nonce: 7 }]);
        index.queued([], later);
        assert!(index.stuck(later).is_empty());
        assert_eq!(
            index.stuck(later + SETTLE_AGAIN).len(),
            1,
            "and again, should that be lost too"
        );
    }

    #[test]
    fn an_opening_is_offered_once_a_round() {
        let first = watch("w", 1, &[1], (1, 9), 5);
        let mut index = index(&[(first.clone(), 1)]);
        let (board, openings) = board(&[(1, 2, 5), (1, 3, 5)]);
        let jobs: Vec<_> = index
            .matches(&openings, &board, at(2))
            .iter()
            .map(|m| m.job(at(2)))
            .collect();
        index.queued(&jobs, at(2));
        let lost = first.avoiding(&openings[0]).with_state(WatchState::Watching, at(3));
        index.apply(&Stored {
            record: lost.clone(),
            version: 2,
        });
        assert!(
            index.matches(&openings, &board, at(3)).is_empty(),
            "its other job is on the way"
        );
        index.apply(&Stored {
            record: lost.next_round(None),
            version: 3,
        });
        let again: Vec<_> = index
            .matches(&[], &board, at(4))
            .iter()
            .map(|m| (m.open, m.job(at(4)).attempt))
            .collect();
        assert_eq!(again.len(), 1, "what it avoids it avoids in every round");
        assert_eq!(again[0].0, openings[1]);
        assert_ne!(again[0].1, jobs[1].attempt);
    }

    #[test]
    fn after_a_hand_over_only_what_the_last_holder_may_have_missed_meets_the_board() {
        let mut index = index(&[
            (watch("met", 1, &[1], (1, 9), 5), 1),
            (watch("missed", 50, &[1], (1, 9), 5), 1),
        ]);
        index.settled_before(at(40));
        let (board, _) = board(&[(1, 2, 5)]);
        assert_eq!(names(&index.matches(&[], &board, at(60))), ["missed"]);
    }

    proptest! {
        /// The index finds exactly what looking at every watch and every cell finds.
        #[test]
        fn finds_what_a_plain_search_finds(
            watches in proptest::collection::vec((0i64..20, 1u32..4, 1u32..4, 1i8..6, 0i8..4, 0u16..6), 0..25),
            gone in proptest::collection::vec(any::<bool>(), 25),
            cells in proptest::collection::vec((1u32..4, 1i8..9, 0u16..8), 0..12),
        ) {
            let mut stored = Vec::new();
            for (n, &(created, one, two, from, days, max)) in watches.iter().enumerate() {
                let watch = watch(&format!("w{n}"), created, &[one, two], (from, from + days), max);
                stored.push((watch.clone(), 1));
                if gone[n] {
                    stored.push((watch.with_state(WatchState::Deleted, at(21)), 2));
                }
            }
            let mut index = index(&stored);
            let (board, openings) = board(&cells);
            let mut wanted: Vec<(String, Cell)> = Vec::new();
            for (watch, _) in stored.iter().filter(|(w, _)| w.is_active()) {
                if stored.iter().any(|(w, v)| w.id == watch.id && *v == 2) {
                    continue;
                }
                wanted.extend(board.open_cells().filter(|o| watch.wants(o)).map(|o| (watch.id.to_string(), o.cell)));
            }
            wanted.sort();
            let found = |index: &WatchIndex, openings: &[OpenCell]| {
                let mut found: Vec<_> =
                    index.matches(openings, &board, at(30)).iter().map(|m| (m.watch().to_string(), m.open.cell)).collect();
                found.sort();
                found
            };
            prop_assert_eq!(&found(&index, &openings), &wanted, "as openings and as new watches at once");
            prop_assert_eq!(&found(&index, &[]), &wanted, "as new watches");
            index.queued([], at(30));
            prop_assert_eq!(&found(&index, &openings), &wanted, "as openings");
        }
    }
}
