//! Why a list was not read.

use crate::limits::{MOST_BYTES, MOST_PROBLEMS, MOST_ROWS, MOST_UNITS, MOST_UNPACKED_BYTES};

/// Why there is no list. Nothing is half read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unread {
    /// There is not one line with a good.
    #[error("there are no goods in it")]
    Empty,
    /// The file or the message is larger than [`MOST_BYTES`].
    #[error("it has more than {MOST_BYTES} bytes")]
    TooLarge,
    /// The workbook unpacks to more than [`MOST_UNPACKED_BYTES`].
    #[error("the workbook unpacks to more than {MOST_UNPACKED_BYTES} bytes")]
    UnpacksTooLarge,
    /// There are more than [`MOST_ROWS`] lines with goods.
    #[error("it has more than {MOST_ROWS} lines")]
    TooManyRows,
    /// A workbook of the old format (`.xls`), or one under a password: it must be saved as `.xlsx` without one.
    #[error("it is a workbook of the old format, or one under a password")]
    OldWorkbook,
    /// An archive that is no workbook, or a damaged one.
    #[error("it is not a workbook that can be read")]
    BadWorkbook,
    /// Neither text nor a workbook.
    #[error("it is neither text nor a workbook")]
    NotText,
    /// The header names a quantity, but no barcode.
    #[error("the header names no column with barcodes")]
    NoBarcodeColumn,
    /// The header names a barcode, but no quantity.
    #[error("the header names no column with quantities")]
    NoQuantityColumn,
    /// The header names several columns that could be the one with barcodes, or the one with quantities.
    #[error("the header names several columns with barcodes or with quantities")]
    AmbiguousColumns,
    /// Lines that cannot be read.
    #[error("{} lines cannot be read", .0.total)]
    Lines(Problems),
}

/// Lines that cannot be read; at least one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Problems {
    /// The first of them, at most [`MOST_PROBLEMS`].
    pub first: Vec<LineProblem>,
    /// How many there are.
    pub total: u32,
}

/// A line that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineProblem {
    /// The line's number, counted from 1; in a workbook the row's.
    pub line: u32,
    /// What is wrong.
    pub what: Problem,
}

/// What is wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// There is no barcode.
    #[error("there is no barcode")]
    NoBarcode,
    /// There is no quantity.
    #[error("there is no quantity")]
    NoQuantity,
    /// This is not a barcode.
    #[error("«{0}» is not a barcode")]
    BadBarcode(String),
    /// A table program has rounded the barcode (`4,6E+12`): the column must be formatted as text and filled anew.
    #[error("«{0}» is a barcode that has lost digits")]
    DigitsLost(String),
    /// This is not a whole number from 1 to 999,999.
    #[error("«{0}» is not a quantity from 1 to {MOST_UNITS}")]
    BadQuantity(String),
    /// There are more than two columns, and no header tells which are meant.
    #[error("there are more than two columns and no header")]
    TooManyColumns,
    /// With this line the units of its barcode are more than 999,999.
    #[error("the lines with this barcode have more than {MOST_UNITS} units together")]
    SumTooLarge,
}

impl Problems {
    pub(crate) fn add(&mut self, line: u32, what: Problem) {
        self.total += 1;
        if self.first.len() < MOST_PROBLEMS {
            self.first.push(LineProblem { line, what });
        }
    }
}
