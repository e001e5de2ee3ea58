//! Openings that a watch could not take: each is counted once, and its seller is told of them now and then, not of every one. Pure.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::board::{Cell, OpenCell, OpeningId};

/// A seller is told of missed openings no more often than this.
const TOLD_APART: SignedDuration = SignedDuration::from_mins(10);
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
    pub fn tell(&mut self, now: Timestamp) -> Option<u32> {
        if self.told_at.is_some_and(|at| now.duration_since(at) < TOLD_APART) {
            self.untold = self.untold.saturating_add(1);
            return None;
        }
        self.told_at = Some(now);
        Some(std::mem::take(&mut self.untold))
    }

    /// There are catches again: what was not told is offered anew.
    pub fn settle(&mut self) {
        self.untold = 0;
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
        let told: Vec<_> = (0..=20).filter_map(|minute| missed.tell(at(minute * 60))).collect();
        assert_eq!(told, [0, 9, 9]);
    }

    #[test]
    fn what_was_not_told_before_a_payment_is_not_told_after_it() {
        let mut missed = Missed::default();
        missed.tell(at(0));
        missed.tell(at(1));
        missed.settle();
        assert_eq!(missed.tell(at(2)), None, "ten minutes are ten minutes");
        assert_eq!(missed.tell(at(600)), Some(1));
    }
}
