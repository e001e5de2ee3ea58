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
/// An order that Wildberries has not known for this long is gone.
const GONE_FOR_GOOD: SignedDuration = SignedDuration::from_secs(10);
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
    /// When it is given up, whatever is open then. Every opening it names has its full time.
    pub ends_at: Timestamp,
    /// Of when the board is that was taken in last.
    pub seen_at: Timestamp,
    /// Since when nothing is open.
    pub closed_at: Option<Timestamp>,
    /// When Wildberries last said that nothing is planned.
    pub asked_at: Option<Timestamp>,
    /// Since when Wildberries does not know the order.
    #[serde(default)]
    pub missing_since: Option<Timestamp>,
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
            seen_at: now,
            closed_at: None,
            asked_at: None,
            missing_since: None,
            supply: None,
            revision: 1,
            shown: 0,
            is_news: true,
            rang_at: now,
        }
    }

    /// Takes in what was open at `seen_at`, the best first; older news than it has is none. A new opening is on offer for as long as
    /// an offer `lasts`. Gives the number of openings it names for the first time.
    pub fn take_in(&mut self, mut open: Vec<OpenCell>, seen_at: Timestamp, lasts: SignedDuration) -> u32 {
        open.truncate(MOST_NAMED);
        if seen_at < self.seen_at || open == self.open {
            return 0;
        }
        let mut fresh = 0;
        for opening in &open {
            if !self.named.contains(opening) && self.named.len() < MOST_REMEMBERED {
                self.named.push(*opening);
                fresh += 1;
            }
        }
        if fresh > 0 {
            self.ends_at = self.ends_at.max(seen_at + lasts);
        }
        let rings = self.open.is_empty() && seen_at.duration_since(self.rang_at) >= RINGS_APART;
        if rings {
            self.rang_at = seen_at;
        }
        // What should have rung and was never shown rings now.
        let is_unheard = self.is_news && self.is_unseen();
        self.is_news = !open.is_empty() && (rings || is_unheard);
        self.closed_at = open.is_empty().then_some(seen_at);
        self.seen_at = seen_at;
        self.open = open;
        self.revision += 1;
        fresh
    }

    /// Whether it has changed since it was last shown.
    pub fn is_unseen(&self) -> bool {
        self.shown < self.revision
    }

    /// The opening a plan for this warehouse and day was made on, if the offer named one. Wildberries does not always say where.
    pub fn named_at(&self, warehouse: Option<WarehouseId>, date: Date) -> Option<OpenCell> {
        let fits = |open: &&OpenCell| open.cell.date == date && warehouse.is_none_or(|id| id == open.cell.warehouse);
        self.named.iter().rev().find(fits).copied()
    }

    /// Whether `later` is no news to whoever knows this one. While something is open, when Wildberries was asked last is none.
    pub fn tells_as_much_as(&self, later: &Self) -> bool {
        let asked_matters = later.closed_at.is_some();
        let same_plan = self.supply == later.supply && self.missing_since == later.missing_since;
        self.revision == later.revision && same_plan && (!asked_matters || self.asked_at == later.asked_at)
    }

    /// Whether Wildberries has not known the order for so long that it is no lagging copy of its data that was asked.
    pub fn is_gone_for_good(&self, now: Timestamp) -> bool {
        self.missing_since
            .is_some_and(|since| now.duration_since(since) >= GONE_FOR_GOOD)
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

    const LASTS: SignedDuration = SignedDuration::from_mins(30);

    /// An offer that the seller sees.
    fn offer() -> Offer {
        let mut offer = Offer::new(open(25, 1, 1), at(0), LASTS);
        offer.shown = offer.revision;
        offer
    }

    #[test]
    fn the_same_openings_are_no_new_revision() {
        let mut offer = offer();
        assert_eq!(offer.take_in(vec![open(25, 1, 1)], at(1), LASTS), 0);
        assert_eq!(offer.revision, 1);
    }

    #[test]
    fn what_opens_beside_an_open_slot_changes_the_message_and_what_opens_after_a_closing_is_news() {
        let mut offer = offer();
        assert_eq!(offer.take_in(vec![open(25, 1, 1), open(26, 2, 2)], at(1), LASTS), 1);
        assert!(!offer.is_news && offer.revision == 2);
        offer.take_in(vec![], at(2), LASTS);
        assert_eq!((offer.is_news, offer.closed_at), (false, Some(at(2))));
        offer.take_in(vec![open(26, 2, 3)], at(20), LASTS);
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
            offer.take_in(open, at(*second as i64), LASTS);
            offer.shown = offer.revision;
            offer.is_news
        });
        assert_eq!(rings.count(), 3);
    }

    #[test]
    fn what_should_have_rung_and_was_not_shown_rings_with_the_next_change() {
        let mut offer = offer();
        offer.take_in(vec![], at(20), LASTS);
        offer.take_in(vec![open(26, 2, 2)], at(40), LASTS);
        offer.take_in(vec![open(26, 2, 2), open(24, 3, 3)], at(42), LASTS);
        assert!(offer.is_news, "nobody has seen the opening of the 26th");
        offer.take_in(vec![], at(44), LASTS);
        assert!(!offer.is_news, "a closing never rings");
    }

    #[test]
    fn older_news_than_it_has_is_none() {
        let mut offer = offer();
        offer.take_in(vec![open(26, 2, 2)], at(10), LASTS);
        assert_eq!(offer.take_in(vec![], at(9), LASTS), 0);
        assert_eq!((offer.open.len(), offer.closed_at), (1, None));
    }

    #[test]
    fn every_opening_has_its_full_time_and_an_old_one_no_more() {
        let mut offer = offer();
        offer.take_in(vec![open(25, 1, 1), open(26, 2, 2)], at(1_000), LASTS);
        assert_eq!(offer.ends_at, at(2_800));
        offer.take_in(vec![open(26, 2, 2)], at(2_000), LASTS);
        assert_eq!(offer.ends_at, at(2_800));
    }

    #[test]
    fn a_plan_is_a_catch_wherever_the_offer_once_pointed() {
        let mut offer = offer();
        offer.take_in(vec![open(26, 2, 2)], at(1), LASTS);
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
        offer.take_in(vec![], at(10), LASTS);
        assert!(!offer.is_closed(at(100), patience), "nobody asked since");
        offer.asked_at = Some(at(45));
        assert!(!offer.is_closed(at(69), patience) && offer.is_closed(at(70), patience));
    }
}
