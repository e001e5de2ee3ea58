//! The history as a table for a spreadsheet: RFC 4180 with commas, UTF-8 with a byte order mark, without which Excel takes the letters
//! for another alphabet's.

use accounts::history::{HistoryLine, Operation};
use clock::{moscow_date, moscow_time};
use csv::{Terminator, WriterBuilder};
use store::{StoreError, Table};
use telegram::{Language, UserId};

use super::Filter;
use crate::texts::history as texts;

/// Most lines of one file, the newest ones.
pub const MOST_LINES: usize = 10_000;
/// Lines of one read.
const READ: usize = 1_000;
/// What Excel knows UTF-8 by.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// A history to be exported.
#[derive(Debug, Clone, PartialEq)]
pub struct Export {
    /// Its lines, newest first.
    pub lines: Vec<HistoryLine>,
    /// Whether older lines were left out.
    pub is_cut: bool,
}

/// The newest lines of the user's history, at most `most`.
///
/// # Errors
/// Those of the table.
pub async fn newest(table: &Table, user: UserId, most: usize) -> Result<Export, StoreError> {
    let pk = format!("USER#{user}");
    let mut lines: Vec<HistoryLine> = Vec::new();
    let mut before = None;
    loop {
        let read = table
            .newest::<HistoryLine>(&pk, HistoryLine::PREFIX, before.as_deref(), READ)
            .await?;
        lines.extend(read.records.into_iter().map(|stored| stored.record));
        if lines.len() > most || read.next.is_none() {
            break;
        }
        before = read.next;
    }
    let is_cut = lines.len() > most;
    lines.truncate(most);
    Ok(Export { lines, is_cut })
}

/// The file.
///
/// # Errors
/// Never in practice: it is written into memory. [`StoreError::Failed`] stands for that.
pub fn csv(language: Language, lines: &[HistoryLine]) -> Result<Vec<u8>, StoreError> {
    let failed = |error: String| StoreError::Failed(format!("a history could not be written as CSV: {error}"));
    let mut writer = WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .from_writer(BYTE_ORDER_MARK.to_vec());
    let rows = std::iter::once(texts::columns(language).map(str::to_owned))
        .chain(lines.iter().map(|line| row(language, line)));
    for cells in rows {
        let cells = cells.map(harmless);
        writer.write_record(&cells).map_err(|error| failed(error.to_string()))?;
    }
    writer.into_inner().map_err(|error| failed(error.to_string()))
}

/// The columns of [`texts::columns`].
fn row(language: Language, line: &HistoryLine) -> [String; 13] {
    let own = Own::of(&line.what);
    [
        moscow_date(line.at).to_string(),
        moscow_time(line.at),
        Filter::of(&line.what).name().to_owned(),
        texts::operation(language, &line.what),
        own.subject,
        own.warehouse,
        own.date,
        own.packing,
        own.coefficient,
        own.number,
        own.took_ms,
        own.stars,
        own.detail,
    ]
}

/// What an operation has besides its words.
#[derive(Default)]
struct Own {
    subject: String,
    warehouse: String,
    date: String,
    packing: String,
    coefficient: String,
    number: String,
    took_ms: String,
    stars: String,
    detail: String,
}

impl Own {
    fn of(what: &Operation) -> Self {
        let about = |subject: &str| Self {
            subject: subject.to_owned(),
            ..Self::default()
        };
        match what {
            Operation::WatchMade {
                watch,
                warehouses,
                from,
                to,
            } => Self {
                warehouse: warehouses.join("; "),
                date: format!("{from}/{to}"),
                ..about(watch)
            },
            Operation::WatchChanged { watch }
            | Operation::WatchPaused { watch }
            | Operation::WatchResumed { watch }
            | Operation::WatchDeleted { watch } => about(watch),
            Operation::OpeningMissed { watch, slot, .. } => about(watch).in_slot(slot),
            Operation::Attempt {
                watch,
                slot,
                ending,
                detail,
                took_ms,
                ..
            } => {
                let detail = detail.clone().unwrap_or_default();
                let is_number = *ending == accounts::history::Ending::Caught;
                let (number, detail) = if is_number {
                    (detail, String::new())
                } else {
                    (String::new(), detail)
                };
                Self {
                    number,
                    detail,
                    took_ms: took_ms.to_string(),
                    ..about(watch).in_slot(slot)
                }
            }
            Operation::KeyAdded { name, .. }
            | Operation::KeyRemoved { name, .. }
            | Operation::KeyRefused { name, .. } => about(name),
            Operation::Paid { charge, stars, .. } | Operation::Refunded { charge, stars } => Self {
                number: charge.clone(),
                stars: stars.to_string(),
                ..Self::default()
            },
            Operation::MoveRule { rule, item, .. } => Self {
                detail: item.clone(),
                ..about(rule)
            },
            Operation::Moved {
                rule,
                from,
                to,
                request,
                detail,
                ..
            } => Self {
                warehouse: format!("{from} → {to}"),
                number: request.clone().unwrap_or_default(),
                detail: detail.clone().unwrap_or_default(),
                ..about(rule)
            },
            Operation::Other => Self::default(),
        }
    }

    fn in_slot(mut self, slot: &accounts::history::Slot) -> Self {
        self.warehouse.clone_from(&slot.warehouse);
        self.date = slot.date.to_string();
        self.packing = slot.box_type.id().map_or_else(|| "QR".to_owned(), |id| id.to_string());
        self.coefficient = slot.coefficient.to_string();
        self
    }
}

/// A cell that no spreadsheet takes for a formula: what begins like one gets an apostrophe before it.
fn harmless(cell: String) -> String {
    match cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => format!("'{cell}"),
        false => cell,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use jiff::Timestamp;
    use proptest::prelude::*;

    use super::*;

    fn key_added(name: &str) -> HistoryLine {
        let what = Operation::KeyAdded {
            name: name.to_owned(),
            last4: "wxyz".to_owned(),
        };
        HistoryLine::new(UserId(1), Timestamp::UNIX_EPOCH, "x", what)
    }

    fn reread(bytes: &[u8]) -> Vec<Vec<String>> {
        let text = bytes.strip_prefix(BYTE_ORDER_MARK).expect("a byte order mark");
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text);
        let rows = reader.records().map(Result::unwrap);
        rows.map(|row| row.iter().map(str::to_owned).collect()).collect()
    }

    #[test]
    fn an_empty_history_is_a_head_alone() {
        for language in Language::ALL {
            let rows = reread(&csv(language, &[]).unwrap());
            assert_eq!(rows, [texts::columns(language).map(str::to_owned).to_vec()]);
        }
    }

    proptest! {
        #[test]
        fn a_reader_finds_every_name_as_it_was_and_no_formula(name in "[=+@\t\r\n\",;а-яa-z -]{0,20}") {
            let rows = reread(&csv(Language::Ru, &[key_added(&name)]).unwrap());
            prop_assert_eq!(rows.len(), 2);
            let cell = &rows[1][4];
            prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']));
            prop_assert_eq!(cell.strip_prefix('\'').unwrap_or(cell), name.as_str());
        }
    }
}
