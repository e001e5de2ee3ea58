//! The feed: the board as Wildberries writes it, its text kept until the board changes.

use std::collections::BTreeSet;
use std::io::Write;

use axum::body::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::board::{Board, Cell, Place, Warehouse, number};

/// How the feed behaves.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct FeedSetting {
    /// Whether it answers at all.
    pub state: FeedState,
    /// What it answers with.
    pub body: FeedBody,
    /// How late it answers, in milliseconds.
    pub delay_ms: u64,
}

/// Whether the feed answers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FeedState {
    /// It does.
    #[default]
    Live,
    /// It is switched off: 404.
    Disabled,
}

/// What the feed answers with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FeedBody {
    /// The board.
    #[default]
    Normal,
    /// A bare `null`, as was seen when nothing matched.
    Null,
}

/// A body and how many rows are in it.
#[derive(Debug, Clone)]
pub struct Text {
    /// The JSON, perhaps packed.
    pub body: Bytes,
    /// Its rows.
    pub rows: usize,
}

/// The whole feed's body, plain and packed, for one state of the board.
#[derive(Debug, Default)]
pub struct BoardText {
    of: Option<(u64, Date)>,
    plain: Option<Text>,
    packed: Option<Bytes>,
}

impl BoardText {
    /// The whole feed.
    pub fn plain(&mut self, board: &Board, today: Date) -> Text {
        if self.of != Some((board.version(), today)) {
            *self = Self {
                of: Some((board.version(), today)),
                plain: None,
                packed: None,
            };
        }
        self.plain.get_or_insert_with(|| write(board, today, None)).clone()
    }

    /// The whole feed, packed.
    pub fn packed(&mut self, board: &Board, today: Date) -> Text {
        let Text { body, rows } = self.plain(board, today);
        Text {
            body: self.packed.get_or_insert_with(|| pack(&body)).clone(),
            rows,
        }
    }
}

/// The feed of some warehouses; `null` when none of them is known.
pub fn write(board: &Board, today: Date, only: Option<&BTreeSet<u32>>) -> Text {
    let mut body = String::with_capacity(if only.is_some() { 64 * 1024 } else { 2 * 1024 * 1024 });
    let mut rows = 0;
    let wanted = |id: u32| only.is_none_or(|only| only.contains(&id));
    for (place, warehouse, cell) in board.rows(today).filter(|((_, id, _), _, _)| wanted(*id)) {
        body.push(if rows == 0 { '[' } else { ',' });
        push_row(&mut body, place, warehouse, cell);
        rows += 1;
    }
    body.push_str(if rows == 0 { "null" } else { "]" });
    Text {
        body: Bytes::from(body),
        rows,
    }
}

/// Packs a body quickly.
pub fn pack(body: &[u8]) -> Bytes {
    let mut encoder = GzEncoder::new(Vec::with_capacity(body.len() / 16), Compression::fast());
    encoder
        .write_all(body)
        .and_then(|()| encoder.finish())
        .map(Bytes::from)
        .expect("writing into memory does not fail")
}

/// The warehouses asked for; None for all, an error when the list cannot be read.
pub fn filter(text: &str) -> Result<Option<BTreeSet<u32>>, std::num::ParseIntError> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    text.split(',')
        .map(|id| id.trim().parse())
        .collect::<Result<_, _>>()
        .map(Some)
}

fn push_row(body: &mut String, (date, id, box_type): Place, warehouse: &Warehouse, cell: Cell) {
    use std::fmt::Write as _;

    let coefficient = number(cell.coefficient);
    let name = serde_json::Value::from(warehouse.name.as_str());
    // Writing into a String does not fail.
    let _ok = write!(
        body,
        r#"{{"date":"{date}T00:00:00Z","coefficient":{coefficient},"warehouseID":{id},"warehouseName":{name},"allowUnload":{},"#,
        cell.allow_unload
    );
    if let Some(box_type) = box_type {
        let _ok = write!(body, r#""boxTypeID":{box_type},"#);
    }
    let open = cell.coefficient >= 0.0;
    for (tariff, figure) in [
        ("storageCoef", "215"),
        ("deliveryCoef", "200"),
        ("deliveryBaseLiter", "92"),
        ("deliveryAdditionalLiter", "28"),
        ("storageBaseLiter", "0.15"),
        ("storageAdditionalLiter", "0.15"),
    ] {
        let pallets = box_type == Some(5) && tariff == "storageAdditionalLiter";
        let _ok = if open && !pallets {
            write!(body, r#""{tariff}":"{figure}","#)
        } else {
            write!(body, r#""{tariff}":null,"#)
        };
    }
    let _ok = write!(body, r#""isSortingCenter":{}}}"#, warehouse.sorting_center);
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use serde_json::{Value, json};

    use super::super::board::Setting;
    use super::*;

    const TODAY: Date = date(2026, 11, 20);

    fn rows(body: &[u8]) -> Vec<Value> {
        serde_json::from_slice(body).expect("an array")
    }

    #[test]
    fn the_whole_feed_has_the_size_of_the_real_one() {
        let Text { body, rows: count } = write(&Board::seeded(), TODAY, None);
        assert_eq!(rows(&body).len(), count);
        assert!((1_500_000..2_200_000).contains(&body.len()), "{}", body.len());
    }

    #[test]
    fn rows_are_written_field_by_field_as_documented() {
        let mut board = Board::seeded();
        for (box_type, coefficient) in [(None, 0.0), (Some(5), 1.5)] {
            let cell = Cell {
                coefficient,
                allow_unload: true,
                capacity: None,
                opened_at_ms: None,
            };
            board.set(
                Setting {
                    place: (TODAY, 507, box_type),
                    cell,
                    name: None,
                },
                1,
            );
        }
        let rows = rows(&write(&board, TODAY, Some(&BTreeSet::from([507]))).body);
        assert_eq!(rows.len(), 4 * 14);
        assert_eq!(
            rows[0],
            json!({
                "date": "2026-11-20T00:00:00Z", "coefficient": 0, "warehouseID": 507, "warehouseName": "Коледино",
                "allowUnload": true, "storageCoef": "215", "deliveryCoef": "200", "deliveryBaseLiter": "92",
                "deliveryAdditionalLiter": "28", "storageBaseLiter": "0.15", "storageAdditionalLiter": "0.15",
                "isSortingCenter": false
            })
        );
        assert_eq!(
            (&rows[1]["coefficient"], &rows[1]["boxTypeID"], &rows[1]["storageCoef"]),
            (&json!(-1), &json!(2), &Value::Null)
        );
        assert_eq!(
            (&rows[2]["coefficient"], &rows[2]["storageAdditionalLiter"]),
            (&json!(1.5), &Value::Null)
        );
    }

    #[test]
    fn nothing_found_is_null_and_the_text_follows_the_board() {
        assert_eq!(write(&Board::seeded(), TODAY, Some(&BTreeSet::from([9]))).body, "null");
        let mut board = Board::seeded();
        let mut text = BoardText::default();
        let before = text.packed(&board, TODAY).body;
        assert_eq!(text.packed(&board, TODAY).body.as_ptr(), before.as_ptr(), "kept");
        let cell = Cell {
            coefficient: 0.0,
            allow_unload: true,
            capacity: None,
            opened_at_ms: None,
        };
        board.set(
            Setting {
                place: (TODAY, 507, Some(2)),
                cell,
                name: None,
            },
            1,
        );
        assert_ne!(text.packed(&board, TODAY).body, before);
    }

    #[test]
    fn filters_are_lists_of_numbers() {
        assert_eq!(filter("507, 1733").map(|ids| ids.map(|ids| ids.len())), Ok(Some(2)));
        assert_eq!(filter(""), Ok(None));
        assert!(filter("507,x").is_err() && filter("507,").is_err());
    }
}
