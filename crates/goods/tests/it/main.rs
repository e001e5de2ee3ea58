//! Lists of goods as they come: bytes in, a whole list or the reasons out.
#![allow(clippy::unwrap_used)]

mod bombs;
mod files;
mod properties;
mod texts;
mod workbooks;
mod writing;

use goods::{GoodsList, LineProblem, Unread};

/// Barcodes and quantities.
fn pairs(list: &GoodsList) -> Vec<(&str, u32)> {
    list.goods
        .iter()
        .map(|good| (good.barcode.as_str(), good.quantity))
        .collect()
}

/// What is wrong with which lines.
fn problems(read: Result<GoodsList, Unread>) -> Vec<LineProblem> {
    match read {
        Err(Unread::Lines(problems)) => problems.first,
        other => panic!("{other:?}"),
    }
}
