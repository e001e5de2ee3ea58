//! Workbooks (`.xlsx`).
//!
//! A workbook is an archive, and a small archive may unpack to gigabytes: it is unpacked once to nowhere, and only when
//! all of it fits is it read. Then its cells are read one by one; a table of all cells between the first and the last
//! could be as large.

use std::io::{self, Cursor, Read};

use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx};
use zip::ZipArchive;

use crate::assembly::Assembly;
use crate::limits::{MOST_COLUMNS, MOST_UNPACKED_BYTES};
use crate::{GoodsList, Unread};

/// The longest cell looked at, in characters: one text may stand in many cells.
const CELL_CHARS: usize = 200;
/// Whole numbers up to this one are as the seller wrote them: table programs keep 15 digits.
const LARGEST_EXACT: f64 = 999_999_999_999_999.0;

/// Whether it is an archive, as workbooks are.
pub(crate) fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

/// Whether it is a file of the kind that old workbooks are, and those under a password.
pub(crate) fn is_compound_file(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
}

/// Reads the first visible sheet.
pub(crate) fn read(bytes: &[u8]) -> Result<GoodsList, Unread> {
    check_unpacked(bytes)?;
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| Unread::BadWorkbook)?;
    let visible =
        |sheet: &&calamine::Sheet| sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible;
    let sheet = workbook.sheets_metadata().iter().find(visible).ok_or(Unread::Empty)?;
    let name = sheet.name.clone();
    let mut cells = workbook
        .worksheet_cells_reader(&name)
        .map_err(|_| Unread::BadWorkbook)?;
    let mut assembly = Assembly::default();
    let mut row = Row::default();
    while let Some(cell) = cells.next_cell().map_err(|_| Unread::BadWorkbook)? {
        let (number, column) = cell.get_position();
        if number != row.number {
            row.end(&mut assembly)?;
            row.number = number;
        }
        row.put(column, text(cell.get_value()));
    }
    row.end(&mut assembly)?;
    assembly.finish()
}

/// The cells of a row.
#[derive(Default)]
struct Row {
    /// Counted from 0.
    number: u32,
    cells: Vec<String>,
}

impl Row {
    fn put(&mut self, column: u32, text: String) {
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        if column >= MOST_COLUMNS {
            return;
        }
        if self.cells.len() <= column {
            self.cells.resize(column + 1, String::new());
        }
        self.cells[column] = text;
    }

    fn end(&mut self, assembly: &mut Assembly) -> Result<(), Unread> {
        let cells: Vec<&str> = self.cells.iter().map(String::as_str).collect();
        assembly.line(self.number.saturating_add(1), &cells)?;
        self.cells.clear();
        Ok(())
    }
}

/// Unpacks everything to nowhere; the sizes an archive announces may be lies.
fn check_unpacked(bytes: &[u8]) -> Result<(), Unread> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Unread::BadWorkbook)?;
    let mut left = MOST_UNPACKED_BYTES;
    for place in 0..archive.len() {
        let part = archive.by_index(place).map_err(|_| Unread::BadWorkbook)?;
        let unpacked = io::copy(&mut part.take(left + 1), &mut io::sink()).map_err(|_| Unread::BadWorkbook)?;
        left = left.checked_sub(unpacked).ok_or(Unread::UnpacksTooLarge)?;
    }
    Ok(())
}

/// A cell as the seller sees it.
fn text(cell: &DataRef<'_>) -> String {
    match cell {
        DataRef::Empty => String::new(),
        DataRef::SharedString(text) => clip(text),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => clip(text),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) if number.abs() > LARGEST_EXACT => format!("{number:E}"),
        DataRef::Float(number) => number.to_string(),
        // None of these is ever a barcode or a quantity; the line's problem quotes it.
        DataRef::Bool(truth) => truth.to_string(),
        DataRef::Error(error) => error.to_string(),
        DataRef::DateTime(_) => "дата".to_owned(),
    }
}

fn clip(text: &str) -> String {
    text.chars().take(CELL_CHARS).collect()
}
