//! CSV and its kin.

use csv::{ReaderBuilder, StringRecord};

use crate::assembly::Assembly;
use crate::limits::MOST_COLUMNS;
use crate::{GoodsList, Unread};

/// The delimiters known, the surest first: a comma also stands in names and numbers.
const DELIMITERS: [u8; 4] = [b'\t', b';', b',', b'|'];
/// The lines looked at to find the delimiter.
const LOOKED_AT: usize = 20;
/// How a table program names the delimiter in the first line.
const NAMED: &str = "sep=";

/// The delimiter of a file: the one it names itself, else the one that most of its first lines have. `None` when no line has any.
pub(crate) fn sniff(text: &str) -> Option<u8> {
    if let Some(&[delimiter]) = named(text).map(str::as_bytes) {
        return Some(delimiter);
    }
    let first = || text.lines().filter(|line| !line.trim().is_empty()).take(LOOKED_AT);
    let having = |delimiter: u8| first().filter(|line| line.contains(char::from(delimiter))).count();
    // Of several that do equally well the last counts as the largest, so the surest is looked at last.
    let best = DELIMITERS
        .into_iter()
        .rev()
        .max_by_key(|delimiter| having(*delimiter))?;
    (having(best) > 0).then_some(best)
}

/// Reads a file with this delimiter.
pub(crate) fn read(text: &str, delimiter: u8) -> Result<GoodsList, Unread> {
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut assembly = Assembly::default();
    let mut record = StringRecord::new();
    while reader.read_record(&mut record).map_err(|_| Unread::NotText)? {
        let line = record.position().map_or(0, csv::Position::line);
        if line == 1 && named(text).is_some() {
            continue;
        }
        let cells: Vec<&str> = record.iter().take(MOST_COLUMNS).collect();
        assembly.line(u32::try_from(line).unwrap_or(u32::MAX), &cells)?;
    }
    assembly.finish()
}

fn named(text: &str) -> Option<&str> {
    text.lines().next()?.trim_end_matches(['\r', ' ']).strip_prefix(NAMED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delimiter_is_the_one_most_lines_have() {
        assert_eq!(sniff("46000018;10\n46000025;1"), Some(b';'));
        assert_eq!(sniff("Название;шт\nНоски, синие;10\nНоски, белые;1"), Some(b';'));
        assert_eq!(sniff("a\tb,c\nd\te;f"), Some(b'\t'));
        assert_eq!(sniff("46000018,10\n46000025,1\nНоски; белые"), Some(b','));
        assert_eq!(sniff("46000018 10\n46000025 1"), None);
        assert_eq!(sniff("sep=,\n46000018,10;"), Some(b','));
        assert_eq!(sniff(""), None);
    }
}
