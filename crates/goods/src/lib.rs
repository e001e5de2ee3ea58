#![doc = include_str!("../README.md")]

mod assembly;
mod barcode;
mod cell;
mod decode;
mod delimited;
mod header;
mod limits;
mod list;
mod message;
mod problem;
mod quantity;
mod workbook;

pub use barcode::Barcode;
pub use limits::{MOST_BYTES, MOST_PROBLEMS, MOST_ROWS, MOST_UNITS, MOST_UNPACKED_BYTES};
pub use list::{Good, GoodsList, Summed};
pub use problem::{LineProblem, Problem, Problems, Unread};

/// Reads a message: one good a line.
///
/// # Errors
/// See [`Unread`]: then nothing is read.
pub fn read_text(text: &str) -> Result<GoodsList, Unread> {
    limits::check_size(text.len())?;
    message::read(&decode::unix_lines(text))
}

/// Reads a file by its content: CSV or other text, or a workbook (`.xlsx`).
///
/// # Errors
/// See [`Unread`]: then nothing is read.
pub fn read_file(bytes: &[u8]) -> Result<GoodsList, Unread> {
    limits::check_size(bytes.len())?;
    if workbook::is_zip(bytes) {
        return workbook::read(bytes);
    }
    if workbook::is_compound_file(bytes) {
        return Err(Unread::OldWorkbook);
    }
    let text = decode::decode(bytes).ok_or(Unread::NotText)?;
    match delimited::sniff(&text) {
        Some(delimiter) => delimited::read(&text, delimiter),
        None => message::read(&text),
    }
}
