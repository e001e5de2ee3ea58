//! The slot feed: what can be delivered where, when, and at what price.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{BoxType, Coefficient, WarehouseId, WbError};
use crate::{feed_json, http};

/// One answer of the slot feed: every warehouse, fourteen days, every box type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feed {
    /// The rows, in the order they came.
    pub rows: Vec<Row>,
    /// The warehouses the rows speak of, each once, in the order they came.
    pub warehouses: Vec<Warehouse>,
    /// Rows that could not be read and were left out.
    pub skipped: usize,
    /// Calls the seller can still make without a pause, when Wildberries said so.
    pub remaining: Option<u32>,
    /// The moment the last byte of the answer was in.
    pub received_at: Timestamp,
}

/// One warehouse on one day for one box type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Row {
    /// The warehouse.
    pub warehouse: WarehouseId,
    /// The day of delivery, by the warehouse's own calendar.
    pub date: Date,
    /// How the goods are packed.
    pub box_type: BoxType,
    /// The price of acceptance; `None` when acceptance is closed (−1 at Wildberries).
    pub coefficient: Option<Coefficient>,
    /// Unloading is allowed. Without it a coefficient means nothing.
    pub allow_unload: bool,
}

/// A warehouse as the feed names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warehouse {
    /// Its number.
    pub id: WarehouseId,
    /// Its name in Russian; empty when the feed gave none.
    pub name: String,
    /// It is a sorting centre («СЦ»).
    pub sorting_center: bool,
}

impl Feed {
    /// Reads the body of a feed answer that was complete at `received_at`. `null` is an empty feed; a row that cannot be read is
    /// left out and counted.
    ///
    /// # Errors
    /// [`WbError::Unreadable`] when the body is not a JSON array: it quotes the first 120 characters.
    pub fn parse(body: &[u8], received_at: Timestamp) -> Result<Feed, WbError> {
        Feed::read(body, received_at).map_err(|error| WbError::Unreadable {
            what: http::unreadable(&error, body, None),
        })
    }

    /// [`parse`](Self::parse) for callers who know the key and keep it out of the error.
    pub(crate) fn read(body: &[u8], received_at: Timestamp) -> Result<Feed, serde_json::Error> {
        let parsed = feed_json::parse(body)?;
        Ok(Feed {
            rows: parsed.rows,
            warehouses: parsed.warehouses,
            skipped: parsed.skipped,
            remaining: None,
            received_at,
        })
    }
}

impl Row {
    /// The price when acceptance is really open: there is a coefficient *and* unloading is allowed.
    pub fn open(&self) -> Option<Coefficient> {
        if self.allow_unload { self.coefficient } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(coefficient: Option<Coefficient>, allow_unload: bool) -> Row {
        Row {
            warehouse: WarehouseId(507),
            date: jiff::civil::date(2026, 11, 20),
            box_type: BoxType::Boxes,
            coefficient,
            allow_unload,
        }
    }

    #[test]
    fn open_needs_a_coefficient_and_unloading() {
        let free = Some(Coefficient::FREE);
        assert_eq!(row(free, true).open(), free);
        assert_eq!(row(free, false).open(), None);
        assert_eq!(row(None, true).open(), None);
        assert_eq!(row(None, false).open(), None);
    }

    #[test]
    fn paid_acceptance_is_open_too() {
        let paid = Some(Coefficient::whole(20));
        assert_eq!(row(paid, true).open(), paid);
    }
}
