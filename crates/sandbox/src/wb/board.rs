//! The board: for every warehouse, day and way of delivery, whether and at which price acceptance is open.
//! Only what was set is kept; every other cell is closed. Days come and go with the clock.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use jiff::{Span, ToSpan};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::names::{SORTING_CENTRES, WAREHOUSES, sorting_centre_id};

/// How many days the board shows, today among them.
pub const DAYS: i64 = 14;

/// Boxes, pallets and supersafes: what every warehouse has.
const USUAL_BOXES: [Option<u16>; 3] = [Some(2), Some(5), Some(6)];

/// One place of the board; a box type of None is the delivery of boxes by QR code.
pub type Place = (Date, u32, Option<u16>);

/// A warehouse and the ways of delivery it has.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Warehouse {
    /// Its name.
    pub name: String,
    /// Whether it is a sorting centre.
    pub sorting_center: bool,
    /// Its box types.
    pub boxes: BTreeSet<Option<u16>>,
}

/// What was set at a place.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// -1 closed, 0 free, otherwise the multiplier of the price; may be fractional.
    pub coefficient: f64,
    /// Whether this way of delivery is accepted.
    pub allow_unload: bool,
    /// How many bookings still fit; None for no limit.
    pub capacity: Option<u32>,
    /// When it was opened, by the sandbox's clock; None while closed.
    pub opened_at_ms: Option<i64>,
}

impl Cell {
    const CLOSED: Self = Self {
        coefficient: -1.0,
        allow_unload: false,
        capacity: None,
        opened_at_ms: None,
    };

    /// Whether a supply can be brought.
    pub fn is_open(&self) -> bool {
        self.coefficient >= 0.0 && self.allow_unload && self.capacity != Some(0)
    }
}

/// A cell to set.
#[derive(Debug, Clone)]
pub struct Setting {
    /// Where.
    pub place: Place,
    /// What.
    pub cell: Cell,
    /// The warehouse's name, needed for a new one only.
    pub name: Option<String>,
}

/// The board.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Board {
    warehouses: BTreeMap<u32, Warehouse>,
    #[serde(with = "cells_as_list")]
    cells: BTreeMap<Place, Cell>,
    /// Grows with every change.
    #[serde(skip)]
    version: u64,
}

impl Board {
    /// 120 warehouses, everything closed.
    pub fn seeded() -> Self {
        let known = WAREHOUSES.iter().map(|(id, name)| (*id, (*name).to_owned(), false));
        let centres = SORTING_CENTRES.iter().enumerate();
        let centres = centres.map(|(place, town)| (sorting_centre_id(place), format!("СЦ {town}"), true));
        let mut warehouses = BTreeMap::new();
        for (place, (id, name, sorting_center)) in known.chain(centres).enumerate() {
            let mut boxes = BTreeSet::from(USUAL_BOXES);
            // The first few take boxes by QR code too.
            if place < 4 {
                boxes.insert(None);
            }
            warehouses.insert(
                id,
                Warehouse {
                    name,
                    sorting_center,
                    boxes,
                },
            );
        }
        Self {
            warehouses,
            cells: BTreeMap::new(),
            version: 0,
        }
    }

    /// The number of changes so far.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// A warehouse by its id.
    pub fn warehouse(&self, id: u32) -> Option<&Warehouse> {
        self.warehouses.get(&id)
    }

    /// What stands at a place.
    pub fn cell(&self, place: Place) -> Cell {
        self.cells.get(&place).copied().unwrap_or(Cell::CLOSED)
    }

    /// Opens or closes a cell; an unknown warehouse comes into being. A cell that was open keeps the time
    /// of its opening unless its price fell.
    pub fn set(&mut self, Setting { place, mut cell, name }: Setting, now_ms: i64) -> Cell {
        let (_, id, box_type) = place;
        let warehouse = self.warehouses.entry(id).or_insert_with(|| Warehouse {
            name: name.clone().unwrap_or_else(|| format!("Склад {id}")),
            sorting_center: false,
            boxes: BTreeSet::from(USUAL_BOXES),
        });
        if let Some(name) = name {
            warehouse.name = name;
        }
        warehouse.boxes.insert(box_type);
        let former = self.cells.get(&place).copied().unwrap_or(Cell::CLOSED);
        cell.opened_at_ms = match (
            cell.is_open(),
            former.is_open() && former.coefficient <= cell.coefficient,
        ) {
            (false, _) => None,
            (true, true) => former.opened_at_ms,
            (true, false) => Some(now_ms),
        };
        self.cells.insert(place, cell);
        self.version += 1;
        cell
    }

    /// Takes one booking's room at a place, if it is open; the last one closes it.
    pub fn book(&mut self, place: Place) -> Option<Cell> {
        let cell = self.cells.get_mut(&place).filter(|cell| cell.is_open())?;
        let booked = *cell;
        if let Some(capacity) = &mut cell.capacity {
            *capacity -= 1;
            if *capacity == 0 {
                *cell = Cell::CLOSED;
                self.version += 1;
            }
        }
        Some(booked)
    }

    /// Every row of the board from this day on, by day, warehouse and box type.
    pub fn rows(&self, today: Date) -> impl Iterator<Item = (Place, &Warehouse, Cell)> {
        days(today).into_iter().flat_map(move |date| {
            self.warehouses.iter().flat_map(move |(id, warehouse)| {
                warehouse.boxes.iter().map(move |box_type| {
                    let place = (date, *id, *box_type);
                    (place, warehouse, self.cell(place))
                })
            })
        })
    }
}

/// The days the board shows.
pub fn days(today: Date) -> Vec<Date> {
    (0..DAYS)
        .filter_map(|day| today.checked_add(Span::new().days(day)).ok())
        .collect()
}

/// Whether the board shows a day.
pub fn shows(today: Date, date: Date) -> bool {
    let last = today.checked_add((DAYS - 1).days()).unwrap_or(today);
    (today..=last).contains(&date)
}

/// A coefficient as the feed writes it: whole numbers without a point.
pub fn number(coefficient: f64) -> Value {
    if coefficient.fract() == 0.0 && coefficient.abs() < 1e9 {
        #[expect(clippy::cast_possible_truncation, reason = "it is whole and small")]
        return Value::from(coefficient as i64);
    }
    Value::from(coefficient)
}

/// A cell as the control API tells it.
pub fn told(place: Place, warehouse: &str, cell: Cell) -> Value {
    let (date, id, box_type) = place;
    json!({
        "warehouseID": id, "warehouseName": warehouse, "date": date.to_string(), "boxTypeID": box_type,
        "coefficient": number(cell.coefficient), "allowUnload": cell.allow_unload, "capacity": cell.capacity,
        "opened_at_ms": cell.opened_at_ms
    })
}

mod cells_as_list {
    use std::collections::BTreeMap;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::{Cell, Place};

    pub fn serialize<S: Serializer>(cells: &BTreeMap<Place, Cell>, serializer: S) -> Result<S::Ok, S::Error> {
        cells.iter().collect::<Vec<_>>().serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<Place, Cell>, D::Error> {
        Ok(Vec::<(Place, Cell)>::deserialize(deserializer)?.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const TODAY: Date = date(2026, 11, 20);

    fn open(coefficient: f64, capacity: Option<u32>) -> Setting {
        let cell = Cell {
            coefficient,
            allow_unload: true,
            capacity,
            opened_at_ms: None,
        };
        Setting {
            place: (TODAY, 507, Some(2)),
            cell,
            name: None,
        }
    }

    #[test]
    fn the_seed_is_closed_and_has_qr_rows_for_a_few() {
        let board = Board::seeded();
        let rows: Vec<_> = board.rows(TODAY).collect();
        assert_eq!(rows.len(), (120 * 3 + 4) * 14);
        assert!(rows.iter().all(|(_, _, cell)| !cell.is_open()));
    }

    #[test]
    fn an_opening_is_dated_when_it_opens_and_when_the_price_falls() {
        let mut board = Board::seeded();
        assert_eq!(board.set(open(5.0, None), 100).opened_at_ms, Some(100));
        assert_eq!(board.set(open(5.0, None), 200).opened_at_ms, Some(100));
        assert_eq!(board.set(open(1.5, None), 300).opened_at_ms, Some(300));
        assert_eq!(board.set(open(-1.0, None), 400).opened_at_ms, None);
        assert_eq!(board.set(open(5.0, None), 500).opened_at_ms, Some(500));
    }

    #[test]
    fn the_last_booking_closes_a_cell_with_room_for_two() {
        let mut board = Board::seeded();
        let place = (TODAY, 507, Some(2));
        assert!(board.book(place).is_none());
        board.set(open(0.0, Some(2)), 0);
        assert!(board.book(place).is_some());
        assert!(board.book(place).is_some());
        assert!(board.book(place).is_none());
        assert_eq!(board.cell(place), Cell::CLOSED);
    }

    #[test]
    fn yesterday_falls_off_and_a_new_day_comes() {
        assert_eq!(days(TODAY).len(), 14);
        assert!(
            shows(TODAY, date(2026, 12, 3)) && !shows(TODAY, date(2026, 12, 4)) && !shows(TODAY, date(2026, 11, 19))
        );
    }

    #[test]
    fn coefficients_are_whole_where_they_can_be() {
        assert_eq!(number(-1.0).to_string(), "-1");
        assert_eq!(number(1.5).to_string(), "1.5");
    }
}
