//! An offer: what is open for an assisted watch, while the seller decides.
//!
//! The seller confirms in the portal; Wildberries' word on the supply is the only proof. Pure: time is an argument.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use wildberries::{SupplyId, WarehouseId};

use crate::board::OpenCell;

/// Openings an offer names at most.
pub const MOST_NAMED: usize = 12;
/// A slot that closes and opens again rings no more often than this; in between, the standing message changes.
const RINGS_APART: SignedDuration = SignedDuration::from_secs(15);
/// Openings an offer remembers to have named; far more than open in its time.
const MOST_REMEMBERED: usize = 60;

/// An open offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// What is open now, the best first; empty when all of it has closed.
    pub open: Vec<OpenCell>,
    /// Everything it has named: a plan for one of them is a catch.
    pub named: Vec<OpenCell>,
    /// When it was made.
    pub made_at: Timestamp,
    /// When it is given up, whatever is open then.
    pub ends_at: Timestamp,
    /// Since when nothing is open.
    pub closed_at: Option<Timestamp>,
    /// When Wildberries last said that nothing is planned.
    pub asked_at: Option<Timestamp>,
    /// The supply that the order has become, while Wildberries has yet to say for when.
    #[serde(default)]
    pub supply: Option<SupplyId>,
    /// Grows with every change the seller is to see.
    pub revision: u32,
    /// The last revision that was handed over to be shown.
    pub shown: u32,
    /// Whether the present revision is worth a message of its own: something opened where nothing was open.
    pub is_news: bool,
    /// When the last news was.
    pub rang_at: Timestamp,
}

impl Offer {
    /// An offer of one opening.
    pub fn new(open: OpenCell, now: Timestamp, lasts: SignedDuration) -> Self {
        Self {
            open: vec![open],
            named: vec![open],
            made_at: now,
            ends_at: now + lasts,
            closed_at: None,
            asked_at: None,
            supply: None,
            revision: 1,
            shown: 0,
            is_news: true,
            rang_at: now,
        }
    }

    /// Takes in what is open at `now`, the best first. Gives the number of openings it names for the first time.
    pub fn take_in(&mut self, mut open: Vec<OpenCell>, now: Timestamp) -> u32 {
        open.truncate(MOST_NAMED);
        if open == self.open {
            return 0;
        }
        let mut fresh = 0;
        for opening in &open {
            if !self.named.contains(opening) && self.named.len() < MOST_REMEMBERED {
                self.named.push(*opening);
                fresh += 1;
            }
        }
        self.is_news = self.open.is_empty() && now.duration_since(self.rang_at) >= RINGS_APART;
        if self.is_news {
            self.rang_at = now;
        }
        self.closed_at = open.is_empty().then_some(now);
        self.open = open;
        self.revision += 1;
        fresh
    }

    /// The opening a plan for this warehouse and day was made on, if the offer named one. Wildberries does not always say where.
    pub fn named_at(&self, warehouse: Option<WarehouseId>, date: Date) -> Option<OpenCell> {
        let fits = |open: &&OpenCell| open.cell.date == date && warehouse.is_none_or(|id| id == open.cell.warehouse);
        self.named.iter().rev().find(fits).copied()
    }

    /// Whether `later` is no news to whoever knows this one. While something is open, when Wildberries was asked last is none.
    pub fn tells_as_much_as(&self, later: &Self) -> bool {
        let asked_matters = later.closed_at.is_some();
        let same_plan = self.supply == later.supply;
        self.revision == later.revision && same_plan && (!asked_matters || self.asked_at == later.asked_at)
    }

    /// Whether there is nothing left to wait for: all has been closed for `patience`, and Wildberries was asked in that time and
    /// knew of no plan. A seller may have confirmed in the very moment of closing.
    pub fn is_closed(&self, now: Timestamp, patience: SignedDuration) -> bool {
        let Some(closed_at) = self.closed_at else { return false };
        let settled = closed_at + patience / 2;
        now >= closed_at + patience && self.asked_at.is_some_and(|asked_at| asked_at >= settled)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::board::{Cell, OpeningId};
    use wildberries::{BoxType, Coefficient};

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).unwrap()
    }

    fn open(day: i8, price: u16, opening: u64) -> OpenCell {
        OpenCell {
            cell: Cell {
                warehouse: WarehouseId(507),
                date: Date::new(2026, 11, day).unwrap(),
                box_type: BoxType::Boxes,
            },
            coefficient: Coefficient::whole(price),
            opening: OpeningId(opening),
        }
    }

    fn offer() -> Offer {
        Offer::new(open(25, 1, 1), at(0), SignedDuration::from_mins(30))
    }

    #[test]
    fn the_same_openings_are_no_new_revision() {
        let mut offer = offer();
        assert_eq!(offer.take_in(vec![open(25, 1, 1)], at(1)), 0);
        assert_eq!(offer.revision, 1);
    }

    #[test]
    fn what_opens_beside_an_open_slot_changes_the_message_and_what_opens_after_a_closing_is_news() {
        let mut offer = offer();
        assert_eq!(offer.take_in(vec![open(25, 1, 1), open(26, 2, 2)], at(1)), 1);
        assert!(!offer.is_news && offer.revision == 2);
        offer.take_in(vec![], at(2));
        assert_eq!((offer.is_news, offer.closed_at), (false, Some(at(2))));
        offer.take_in(vec![open(26, 2, 3)], at(20));
        assert_eq!((offer.is_news, offer.closed_at, offer.revision), (true, None, 4));
    }

    #[test]
    fn a_slot_that_flaps_does_not_ring_every_second() {
        let mut offer = offer();
        let rings = (1..=60).filter(|second| {
            let open = if second % 2 == 0 {
                vec![open(25, 1, *second)]
            } else {
                vec![]
            };
            offer.take_in(open, at(*second as i64));
            offer.is_news
        });
        assert_eq!(rings.count(), 3);
    }

    #[test]
    fn a_plan_is_a_catch_wherever_the_offer_once_pointed() {
        let mut offer = offer();
        offer.take_in(vec![open(26, 2, 2)], at(1));
        let day = |day| Date::new(2026, 11, day).unwrap();
        assert_eq!(offer.named_at(Some(WarehouseId(507)), day(25)), Some(open(25, 1, 1)));
        assert_eq!(offer.named_at(None, day(26)), Some(open(26, 2, 2)));
        assert_eq!(offer.named_at(Some(WarehouseId(1)), day(25)), None);
        assert_eq!(offer.named_at(None, day(27)), None);
    }

    #[test]
    fn a_closed_offer_ends_only_after_wildberries_was_asked_again() {
        let patience = SignedDuration::from_secs(60);
        let mut offer = offer();
        offer.asked_at = Some(at(5));
        assert!(!offer.is_closed(at(100), patience), "it is open");
        offer.take_in(vec![], at(10));
        assert!(!offer.is_closed(at(100), patience), "nobody asked since");
        offer.asked_at = Some(at(45));
        assert!(!offer.is_closed(at(69), patience) && offer.is_closed(at(70), patience));
    }
}
