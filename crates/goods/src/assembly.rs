//! Lines become a list, whatever they came from.

use std::collections::HashMap;

use crate::header::{self, Columns, Header};
use crate::{Barcode, Good, GoodsList, MOST_ROWS, MOST_UNITS, Problem, Problems, Summed, Unread, cell, quantity};

/// A list in the making.
#[derive(Debug, Default)]
pub(crate) struct Assembly {
    columns: Option<Columns>,
    goods: Vec<Good>,
    /// Where each barcode stands in `goods`.
    places: HashMap<Barcode, usize>,
    problems: Problems,
    /// Lines that are not blank, the header and those above it not counted.
    rows: usize,
}

impl Assembly {
    /// Takes in a line; blank ones are passed over. An error ends the reading.
    pub(crate) fn line(&mut self, number: u32, cells: &[&str]) -> Result<(), Unread> {
        let cells: Vec<&str> = cells.iter().map(|cell| cell::content(cell)).collect();
        if cells.iter().all(|cell| cell.is_empty()) || self.is_header(&cells)? {
            return Ok(());
        }
        self.rows += 1;
        if self.rows > MOST_ROWS {
            return Err(Unread::TooManyRows);
        }
        let read = self.good(number, &cells).and_then(|good| self.add(number, good));
        if let Err(what) = read {
            self.problems.add(number, what);
        }
        Ok(())
    }

    /// The whole list, or all that is wrong with it.
    pub(crate) fn finish(self) -> Result<GoodsList, Unread> {
        if self.problems.total > 0 {
            return Err(Unread::Lines(self.problems));
        }
        if self.goods.is_empty() {
            return Err(Unread::Empty);
        }
        let doubled = self.goods.iter().filter(|good| good.lines.len() > 1);
        let summed = doubled.map(|good| Summed {
            barcode: good.barcode.clone(),
            lines: good.lines.clone(),
            quantity: good.quantity,
        });
        let summed = summed.collect();
        Ok(GoodsList {
            goods: self.goods,
            summed,
        })
    }

    /// Whether the line names the columns. Titles may stand above the header: what could not be read there was no goods.
    fn is_header(&mut self, cells: &[&str]) -> Result<bool, Unread> {
        if self.columns.is_some() || !self.goods.is_empty() {
            return Ok(false);
        }
        let several = cells.iter().filter(|cell| !cell.is_empty()).count() > 1;
        match header::find(cells) {
            Header::Both(columns) => {
                self.columns = Some(columns);
                self.problems = Problems::default();
                self.rows = 0;
                Ok(true)
            }
            Header::OnlyBarcode if several => Err(Unread::NoQuantityColumn),
            Header::OnlyQuantity if several => Err(Unread::NoBarcodeColumn),
            Header::Ambiguous => Err(Unread::AmbiguousColumns),
            Header::None | Header::OnlyBarcode | Header::OnlyQuantity => Ok(false),
        }
    }

    fn good(&self, line: u32, cells: &[&str]) -> Result<Good, Problem> {
        let (barcode, units) = match self.columns {
            Some(columns) => {
                let cell = |place: usize| cells.get(place).copied().unwrap_or_default();
                (cell(columns.barcode), cell(columns.quantity))
            }
            None => two(cells)?,
        };
        if barcode.is_empty() {
            return Err(Problem::NoBarcode);
        }
        let barcode = Barcode::try_from(barcode)?;
        if units.is_empty() {
            return Err(Problem::NoQuantity);
        }
        let quantity = quantity::read(units)?;
        Ok(Good {
            barcode,
            quantity,
            lines: vec![line],
        })
    }

    fn add(&mut self, line: u32, good: Good) -> Result<(), Problem> {
        let Some(place) = self.places.get(&good.barcode).copied() else {
            self.places.insert(good.barcode.clone(), self.goods.len());
            self.goods.push(good);
            return Ok(());
        };
        let there = &mut self.goods[place];
        // Neither is more than 999,999, so the sum of two fits.
        if there.quantity + good.quantity > MOST_UNITS {
            return Err(Problem::SumTooLarge);
        }
        there.quantity += good.quantity;
        there.lines.push(line);
        Ok(())
    }
}

/// The only two cells of a line without a header.
fn two<'a>(cells: &[&'a str]) -> Result<(&'a str, &'a str), Problem> {
    let filled: Vec<&str> = cells.iter().copied().filter(|cell| !cell.is_empty()).collect();
    match filled[..] {
        [barcode, units] => Ok((barcode, units)),
        // `;10` lacks the barcode, `4600000000017;` the quantity.
        [units] if cells.first().is_some_and(|cell| cell.is_empty()) => Ok(("", units)),
        [barcode] => Ok((barcode, "")),
        _ => Err(Problem::TooManyColumns),
    }
}
