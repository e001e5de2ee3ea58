//! What is wanted at one warehouse, arranged so that an opening passes over the kinds of wishes there are, and not over the people who
//! have them: kinds are bounded by the calendar, people are not.

use jiff::civil::Date;
use wildberries::{BoxType, Coefficient};

use super::Slot;
use crate::board::OpenCell;
use crate::watch::Watch;

/// What decides whether an open cell suits a watch, the warehouse aside.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wish {
    pub kind: Kind,
    pub max: Coefficient,
}

/// Days and box types. In the order of this type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Kind {
    pub from: Date,
    pub to: Date,
    /// One bit for each box type.
    boxes: u8,
}

/// The wishes at one warehouse.
#[derive(Debug, Default)]
pub(super) struct Wishes {
    /// Every kind that somebody has, with the highest coefficient any of them accepts. Small and side by side, in the kinds' order.
    kinds: Vec<(Kind, Coefficient)>,
    /// Who has the kind at the same place, the highest accepted coefficient first.
    watches: Vec<Vec<(Coefficient, Slot)>>,
}

impl Wish {
    pub fn of(watch: &Watch) -> Self {
        Self {
            kind: Kind {
                from: watch.from,
                to: watch.to,
                boxes: watch.boxes.iter().fold(0, |bits, b| bits | box_bit(*b)),
            },
            max: watch.max,
        }
    }

    pub fn suits(&self, open: &OpenCell) -> bool {
        self.kind.suits(open) && open.coefficient <= self.max
    }
}

impl Kind {
    fn suits(&self, open: &OpenCell) -> bool {
        let date = open.cell.date;
        self.boxes & box_bit(open.cell.box_type) != 0 && self.from <= date && date <= self.to
    }
}

impl Wishes {
    pub fn add(&mut self, wish: &Wish, slot: Slot) {
        let place = self.kinds.binary_search_by_key(&wish.kind, |(kind, _)| *kind);
        let place = place.unwrap_or_else(|new| {
            self.kinds.insert(new, (wish.kind, wish.max));
            self.watches.insert(new, Vec::new());
            new
        });
        let watches = &mut self.watches[place];
        watches.insert(watches.partition_point(|one| *one > (wish.max, slot)), (wish.max, slot));
        self.kinds[place].1 = watches[0].0;
    }

    pub fn remove(&mut self, wish: &Wish, slot: Slot) {
        let Ok(place) = self.kinds.binary_search_by_key(&wish.kind, |(kind, _)| *kind) else {
            return;
        };
        let watches = &mut self.watches[place];
        let first = watches.partition_point(|one| *one > (wish.max, slot));
        if watches.get(first) == Some(&(wish.max, slot)) {
            watches.remove(first);
        }
        match watches.first() {
            Some((highest, _)) => self.kinds[place].1 = *highest,
            None => {
                self.kinds.remove(place);
                self.watches.remove(place);
            }
        }
    }

    /// Everybody whom this open cell suits.
    pub fn suited(&self, open: &OpenCell) -> impl Iterator<Item = Slot> {
        let kinds = self.kinds.iter().zip(&self.watches);
        kinds
            .filter(|((kind, highest), _)| open.coefficient <= *highest && kind.suits(open))
            .flat_map(|(_, watches)| watches.iter().take_while(|(max, _)| open.coefficient <= *max))
            .map(|(_, slot)| *slot)
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
