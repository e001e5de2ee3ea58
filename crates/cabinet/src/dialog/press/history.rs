//! Presses in the room of the history.

use std::fmt::{self, Display, Formatter};

use telegram::CallbackData;

use crate::history::{Cursor, Filter};

/// A press in the room of the history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HistoryPress {
    /// A page: of the newest lines, or from a place on.
    Show(Filter, Option<Cursor>),
    /// The file.
    Export,
}

impl HistoryPress {
    /// As callback data.
    pub(crate) fn data(self) -> CallbackData {
        CallbackData::of(self)
    }

    /// Reads what stands behind `hist:`.
    pub(super) fn parse(rest: &str) -> Option<Self> {
        let filter = |name: &str| Filter::ALL.into_iter().find(|filter| filter.name() == name);
        Some(match rest.split_once(':') {
            None if rest == "csv" => Self::Export,
            None => Self::Show(filter(rest)?, None),
            Some((name, cursor)) => Self::Show(filter(name)?, Some(Cursor::parse(cursor)?)),
        })
    }
}

impl Display for HistoryPress {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Show(filter, None) => write!(f, "hist:{}", filter.name()),
            Self::Show(filter, Some(cursor)) => write!(f, "hist:{}:{cursor}", filter.name()),
            Self::Export => f.write_str("hist:csv"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialog::Press;

    #[test]
    fn every_button_is_read_as_it_was_written() {
        let cursor = Cursor {
            at_ms: 1_763_650_000_123,
            skip: 12,
        };
        let pages = Filter::ALL
            .into_iter()
            .flat_map(|filter| [None, Some(cursor)].map(|from| HistoryPress::Show(filter, from)));
        for press in pages.chain([HistoryPress::Export]) {
            let data = press.data().to_string();
            assert_eq!(Press::parse(&data), Some(Press::History(press)), "{data}");
        }
    }

    #[test]
    fn what_no_button_sends_is_nothing() {
        for data in ["hist:x", "hist:all:5", "hist:all:x.1", "hist:csv:1.1", "histo:all"] {
            assert_eq!(Press::parse(data), None, "{data}");
        }
    }
}
