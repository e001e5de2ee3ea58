//! Openings that a watch could not take: each is counted once, and its seller is told of them now and then, not of every one. Pure.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::board::{Cell, OpenCell, OpeningId};

/// A seller is told of missed openings no more often than this.
const TOLD_APART: SignedDuration = SignedDuration::from_mins(10);
/// How long a word that is being given is left to its worker.
const PATIENCE: SignedDuration = SignedDuration::from_mins(15);
/// Openings a watch remembers to have counted; older ones have closed.
const MOST_COUNTED: usize = 40;

/// What a watch remembers of openings that it could not take.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Missed {
    /// Openings that are counted already and may be offered to it again.
    #[serde(default)]
    counted: Vec<(Cell, OpeningId)>,
    /// When its seller was last told of one that was missed for want of catches.
    #[serde(default)]
    told_at: Option<Timestamp>,
    /// How many were missed since then and not told.
    #[serde(default)]
    untold: u32,
    /// The last of those.
    #[serde(default)]
    last: Option<MissedOpening>,
    /// What the seller is being told of, since `told_at`.
    #[serde(default)]
    telling: Option<Untold>,
}

/// An opening that was missed for want of catches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MissedOpening {
    /// What was open.
    pub open: OpenCell,
    /// Whether catches were left, and all of them reserved by offers that are open.
    pub in_offers: bool,
}

/// Openings that were missed for want of catches and are yet to be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Untold {
    /// How many, at least one.
    pub count: u32,
    /// The last of them, where it is known.
    pub last: Option<MissedOpening>,
}

impl Missed {
    /// Whether an opening is counted already.
    pub fn has(&self, open: &OpenCell) -> bool {
        self.counted.contains(&(open.cell, open.opening))
    }

    /// Notes that an opening is counted; false if it was already.
    pub fn count(&mut self, open: &OpenCell) -> bool {
        if self.has(open) {
            return false;
        }
        if self.counted.len() == MOST_COUNTED {
            self.counted.remove(0);
        }
        self.counted.push((open.cell, open.opening));
        true
    }

    /// Notes one more that was missed for want of catches. `Some` when the seller is to be told of it, with how many others were missed
    /// since the last time.
    pub fn tell(&mut self, missed: MissedOpening, now: Timestamp) -> Option<u32> {
        if self.told_at.is_some_and(|at| now.duration_since(at) < TOLD_APART) {
            self.untold = self.untold.saturating_add(1);
            self.last = Some(missed);
            return None;
        }
        self.told_at = Some(now);
        self.last = None;
        Some(std::mem::take(&mut self.untold))
    }

    /// From when on the seller is to be told of those that were not told; `None` when there are none. A word that is being given is left to
    /// its worker for a while.
    pub fn due_at(&self) -> Option<Timestamp> {
        match (self.telling, self.untold) {
            (Some(_), _) => Some(self.told_at? + PATIENCE),
            (None, 0) => None,
            (None, _) => Some(self.told_at? + TOLD_APART),
        }
    }

    /// Begins to tell what was missed, though nothing else has been since, or goes on with it: what is to be told, and when that was decided.
    /// Nothing that opens meanwhile tells the same. `None` when nothing is due.
    pub fn begin_to_tell(&mut self, now: Timestamp) -> Option<(Untold, Timestamp)> {
        let told_at = self.told_at?;
        if let Some(untold) = self.telling {
            return Some((untold, told_at));
        }
        if self.untold == 0 || now.duration_since(told_at) < TOLD_APART {
            return None;
        }
        let untold = Untold {
            count: std::mem::take(&mut self.untold),
            last: self.last.take(),
        };
        self.telling = Some(untold);
        self.told_at = Some(now);
        Some((untold, now))
    }

    /// Notes that the word which was begun at this moment is given; false when there is no such word (any more).
    pub fn has_told(&mut self, begun_at: Timestamp) -> bool {
        self.told_at == Some(begun_at) && self.telling.take().is_some()
    }

    /// There are catches again: what was not told is offered anew.
    pub fn settle(&mut self) {
        self.untold = 0;
        self.last = None;
        self.telling = None;
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use jiff::civil::date;
    use wildberries::{BoxType, Coefficient, WarehouseId};

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).unwrap()
    }

    fn open(opening: u64) -> OpenCell {
        OpenCell {
            cell: Cell {
                warehouse: WarehouseId(507),
                date: date(2026, 11, 25),
                box_type: BoxType::Boxes,
            },
            coefficient: Coefficient::whole(1),
            opening: OpeningId(opening),
        }
    }

    fn of(opening: u64) -> MissedOpening {
        MissedOpening {
            open: open(opening),
            in_offers: false,
        }
    }

    #[test]
    fn an_opening_is_counted_once_and_memory_has_an_end() {
        let mut missed = Missed::default();
        assert!(missed.count(&open(1)) && !missed.count(&open(1)));
        for opening in 2..200 {
            assert!(missed.count(&open(opening)));
        }
        assert_eq!(missed.counted.len(), MOST_COUNTED);
        assert!(missed.has(&open(199)) && !missed.has(&open(1)));
    }

    #[test]
    fn the_seller_is_told_every_ten_minutes_with_how_many_there_were() {
        let mut missed = Missed::default();
        let told: Vec<_> = (0..=20)
            .filter_map(|minute| missed.tell(of(1), at(minute * 60)))
            .collect();
        assert_eq!(told, [0, 9, 9]);
    }

    #[test]
    fn what_was_not_told_before_a_payment_is_not_told_after_it() {
        let mut missed = Missed::default();
        missed.tell(of(1), at(0));
        missed.tell(of(2), at(1));
        missed.settle();
        assert_eq!(missed.due_at(), None);
        assert_eq!(missed.tell(of(3), at(2)), None, "ten minutes are ten minutes");
        assert_eq!(missed.tell(of(4), at(600)), Some(1));
    }

    #[test]
    fn the_last_that_was_not_told_becomes_due_ten_minutes_after_the_word_and_only_once() {
        let mut missed = Missed::default();
        missed.tell(of(1), at(0));
        assert_eq!(missed.due_at(), None, "all is told");
        missed.tell(of(2), at(60));
        missed.tell(of(3), at(120));
        assert_eq!(missed.begin_to_tell(at(599)), None);
        let (untold, begun_at) = missed.begin_to_tell(at(600)).unwrap();
        assert_eq!((untold.count, untold.last), (2, Some(of(3))));
        assert_eq!(missed.tell(of(4), at(601)), None, "the word is being given");
        assert_eq!(
            missed.begin_to_tell(at(700)),
            Some((untold, begun_at)),
            "by another worker"
        );
        assert!(missed.has_told(begun_at) && !missed.has_told(begun_at));
        assert_eq!(missed.begin_to_tell(at(1199)), None);
        assert_eq!(missed.begin_to_tell(at(1200)).unwrap().0.count, 1);
    }
}
