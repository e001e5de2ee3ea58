//! Wildberries' acceptance board, reduced to what matters: the cells that are open now, and what has just opened.

use std::collections::BTreeMap;
use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use wildberries::{BoxType, Coefficient, Row, WarehouseId};

/// One place and day for one kind of box: the thing that opens and closes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Cell {
    /// Where.
    pub warehouse: WarehouseId,
    /// When.
    pub date: Date,
    /// In what.
    pub box_type: BoxType,
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}|{}|", self.warehouse.0, self.date)?;
        match self.box_type.id() {
            Some(id) => write!(f, "{id}"),
            None => f.write_str("qr"),
        }
    }
}

/// Tells one opening of a cell from the next: the board's version at which it opened. Seen again from the same stored board it
/// has the same id, which is what makes a repeated tick harmless.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OpeningId(pub u64);

/// An open cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenCell {
    /// Which.
    pub cell: Cell,
    /// At what price multiplier.
    pub coefficient: Coefficient,
    /// Which opening of it.
    pub opening: OpeningId,
}

/// The open cells and the version of this picture.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Board {
    version: u64,
    /// By cell, and so by warehouse first: a watch asks for its warehouses one by one.
    open: BTreeMap<Cell, (Coefficient, OpeningId)>,
}

/// What one answer of the feed changed.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// Cells that opened or became cheaper, in the board's order.
    pub openings: Vec<OpenCell>,
    /// Whether anything changed at all, closings included.
    pub changed: bool,
}

impl Board {
    /// A board as it was stored.
    pub fn restore(version: u64, open: impl IntoIterator<Item = OpenCell>) -> Self {
        Self {
            version,
            open: open.into_iter().map(|o| (o.cell, (o.coefficient, o.opening))).collect(),
        }
    }

    /// Grows with every change.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// Every open cell, by warehouse, date and box type.
    pub fn open_cells(&self) -> impl Iterator<Item = OpenCell> + '_ {
        self.open.iter().map(|(&cell, &(coefficient, opening))| OpenCell {
            cell,
            coefficient,
            opening,
        })
    }

    /// The opening that `cell` is in, if it is open.
    pub fn get(&self, cell: &Cell) -> Option<OpenCell> {
        self.open.get(cell).map(|&(coefficient, opening)| OpenCell {
            cell: *cell,
            coefficient,
            opening,
        })
    }

    /// The open cells of one warehouse, by date.
    pub fn at(&self, warehouse: WarehouseId) -> impl Iterator<Item = OpenCell> + '_ {
        let first = Cell {
            warehouse,
            date: Date::MIN,
            box_type: BoxType::Qr,
        };
        self.open
            .range(first..)
            .take_while(move |(cell, _)| cell.warehouse == warehouse)
            .map(|(&cell, &(coefficient, opening))| OpenCell {
                cell,
                coefficient,
                opening,
            })
    }

    /// How many cells are open.
    pub fn len(&self) -> usize {
        self.open.len()
    }

    /// Whether everything is closed.
    pub fn is_empty(&self) -> bool {
        self.open.is_empty()
    }

    /// The board after `rows`, and what is different. The old board stays as it is, so that a tick which fails half-way can be
    /// repeated from it and finds the same openings under the same ids.
    ///
    /// The feed is whole: a cell without a row is closed. Of two rows for one cell the cheaper open one counts.
    pub fn advance(&self, rows: &[Row]) -> (Self, Difference) {
        let version = self.version + 1;
        let mut next = Self {
            version,
            open: BTreeMap::new(),
        };
        let mut order = Vec::new();
        for row in rows {
            let Some(coefficient) = row.open() else { continue };
            let cell = Cell {
                warehouse: row.warehouse,
                date: row.date,
                box_type: row.box_type,
            };
            let opening = match self.open.get(&cell) {
                Some(&(before, opening)) if coefficient >= before => opening,
                _ => OpeningId(version),
            };
            match next.open.get_mut(&cell) {
                None => {
                    next.open.insert(cell, (coefficient, opening));
                    order.push(cell);
                }
                Some(seen) if coefficient < seen.0 => *seen = (coefficient, opening),
                Some(_) => {}
            }
        }
        let openings: Vec<OpenCell> = order
            .iter()
            .filter_map(|cell| next.get(cell))
            .filter(|open| open.opening == OpeningId(version))
            .collect();
        let changed = next.open != self.open;
        if !changed {
            next.version = self.version;
        }
        (next, Difference { openings, changed })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    fn row(warehouse: u32, coefficient: f64, allow_unload: bool) -> Row {
        Row {
            warehouse: WarehouseId(warehouse),
            date: "2026-11-25".parse().unwrap(),
            box_type: BoxType::Boxes,
            coefficient: Coefficient::from_f64(coefficient),
            allow_unload,
        }
    }

    #[test]
    fn only_opened_or_cheaper_cells_are_openings() {
        let (board, first) = Board::default().advance(&[row(1, 5.0, true), row(2, -1.0, false), row(3, 0.0, false)]);
        assert_eq!(
            first.openings.iter().map(|o| o.cell.warehouse.0).collect::<Vec<_>>(),
            [1]
        );

        let (board, same) = board.advance(&[row(1, 5.0, true), row(2, -1.0, true)]);
        assert_eq!(same, Difference::default());
        assert_eq!(board.version(), 1);

        let (board, dearer) = board.advance(&[row(1, 7.0, true)]);
        assert!(dearer.changed && dearer.openings.is_empty());

        let (board, cheaper) = board.advance(&[row(1, 6.5, true)]);
        assert_eq!(cheaper.openings.len(), 1);

        let (board, closed) = board.advance(&[]);
        assert!(closed.changed && closed.openings.is_empty() && board.is_empty());

        let (again, reopened) = board.advance(&[row(1, 6.5, true)]);
        assert_ne!(reopened.openings[0].opening, cheaper.openings[0].opening);
        assert_eq!(again.len(), 1);
    }

    proptest! {
        /// A tick repeated from the same stored board names the same openings; the openings are exactly the cells that were not open
        /// as cheaply before.
        #[test]
        fn openings_are_the_difference_and_repeatable(
            before in proptest::collection::vec((1u32..6, -1i32..4, any::<bool>()), 0..8),
            after in proptest::collection::vec((1u32..6, -1i32..4, any::<bool>()), 0..8),
        ) {
            let rows = |cells: &[(u32, i32, bool)]| cells.iter().map(|&(w, c, a)| row(w, f64::from(c), a)).collect::<Vec<_>>();
            let (stored, _) = Board::default().advance(&rows(&before));
            let (next, difference) = stored.advance(&rows(&after));
            prop_assert_eq!(&stored.advance(&rows(&after)).1, &difference);
            for open in next.open_cells() {
                let cheaper = stored.get(&open.cell).is_none_or(|old| open.coefficient < old.coefficient);
                prop_assert_eq!(difference.openings.contains(&open), cheaper);
            }
            prop_assert_eq!(difference.changed, next.version() != stored.version());
        }
    }
}
