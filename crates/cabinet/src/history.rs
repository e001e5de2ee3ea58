//! What happened, newest first: page by page, all of it or one kind.

pub mod export;

use accounts::history::{HistoryLine, Operation};
use jiff::Timestamp;
use store::{StoreError, Table};
use telegram::UserId;

/// Lines of one page.
pub const PAGE: usize = 10;
/// Lines of one read.
const READ: usize = 100;
/// Most reads for one page: a kind that is rare is looked for on the next press.
const MOST_READS: usize = 5;

/// Which lines are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filter {
    /// Every line.
    All,
    /// Watches made, changed, paused, resumed, deleted.
    Watches,
    /// Openings missed, and attempts with their ends.
    Catches,
    /// Keys added, removed, refused.
    Keys,
    /// Payments made and given back.
    Payments,
    /// Redistribution: rules and requests.
    Moves,
}

/// Where a page begins: before an instant's lines, or among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// The instant, unix milliseconds.
    pub at_ms: i64,
    /// How many of its lines were looked at already, newest first.
    pub skip: usize,
}

/// A part of the history.
#[derive(Debug, Clone, PartialEq)]
pub struct HistoryPage {
    /// Its lines, newest first.
    pub lines: Vec<HistoryLine>,
    /// Where to go on; `None` when all was looked at.
    pub next: Option<Cursor>,
}

impl Filter {
    /// All filters, in the order of their buttons.
    pub const ALL: [Self; 6] = [
        Self::All,
        Self::Watches,
        Self::Catches,
        Self::Keys,
        Self::Payments,
        Self::Moves,
    ];

    /// Its name in buttons and files.
    pub fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Watches => "watches",
            Self::Catches => "catches",
            Self::Keys => "keys",
            Self::Payments => "payments",
            Self::Moves => "moves",
        }
    }

    /// The kind of an operation; `All` for what only a later version knows.
    pub fn of(what: &Operation) -> Self {
        match what {
            Operation::WatchMade { .. }
            | Operation::WatchChanged { .. }
            | Operation::WatchPaused { .. }
            | Operation::WatchResumed { .. }
            | Operation::WatchDeleted { .. } => Self::Watches,
            Operation::OpeningMissed { .. } | Operation::Attempt { .. } => Self::Catches,
            Operation::KeyAdded { .. } | Operation::KeyRemoved { .. } | Operation::KeyRefused { .. } => Self::Keys,
            Operation::Paid { .. } | Operation::Refunded { .. } => Self::Payments,
            Operation::MoveRule { .. } | Operation::Moved { .. } => Self::Moves,
            Operation::Other => Self::All,
        }
    }

    /// Whether it lets an operation through.
    pub fn lets(self, what: &Operation) -> bool {
        self == Self::All || self == Self::of(what)
    }
}

impl Cursor {
    /// As buttons carry it.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (at_ms, skip) = text.split_once('.')?;
        Some(Self {
            at_ms: at_ms.parse().ok().filter(|ms| (0..10_000_000_000_000).contains(ms))?,
            skip: skip.parse().ok()?,
        })
    }

    /// The cursor behind a line, when this many of its instant were looked at.
    fn behind(&self, line: &HistoryLine) -> Self {
        let at_ms = line.at.as_millisecond();
        let skip = if at_ms == self.at_ms { self.skip + 1 } else { 1 };
        Self { at_ms, skip }
    }

    /// The sort key that every line of its instant and before it stands under.
    fn before(&self) -> String {
        let next = Timestamp::from_millisecond(self.at_ms + 1).unwrap_or(Timestamp::MAX);
        HistoryLine::from(next)
    }
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.at_ms, self.skip)
    }
}

/// A page of the user's history from the cursor on, filled up although lines of other kinds are passed over. A kind so rare that it was not
/// found within some hundreds of lines makes a shorter page with more to come.
///
/// # Errors
/// Those of the table.
pub async fn page(
    table: &Table,
    user: UserId,
    filter: Filter,
    from: Option<Cursor>,
) -> Result<HistoryPage, StoreError> {
    let pk = format!("USER#{user}");
    let mut before = from.map(|cursor| cursor.before());
    let mut cursor = Cursor {
        at_ms: from.map_or(-1, |cursor| cursor.at_ms),
        skip: 0,
    };
    let mut lines = Vec::new();
    for _ in 0..MOST_READS {
        let read = table
            .newest::<HistoryLine>(&pk, HistoryLine::PREFIX, before.as_deref(), READ)
            .await?;
        let mut records = read.records.into_iter().map(|stored| stored.record).peekable();
        while let Some(line) = records.peek() {
            let behind = cursor.behind(line);
            let was_shown = from.is_some_and(|from| behind.at_ms == from.at_ms && behind.skip <= from.skip);
            let is_wanted = !was_shown && filter.lets(&line.what);
            if is_wanted && lines.len() == PAGE {
                return Ok(HistoryPage {
                    lines,
                    next: Some(cursor),
                });
            }
            cursor = behind;
            lines.extend(records.next().filter(|_| is_wanted));
        }
        if read.next.is_none() {
            return Ok(HistoryPage { lines, next: None });
        }
        before = read.next;
    }
    Ok(HistoryPage {
        lines,
        next: Some(cursor),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_as_it_was_written_and_stands_behind_its_lines() {
        let line = |ms| {
            let at = Timestamp::from_millisecond(ms).expect("an instant");
            HistoryLine::new(UserId(1), at, "x", Operation::Other)
        };
        let start = Cursor { at_ms: -1, skip: 0 };
        let first = start.behind(&line(5));
        assert_eq!((first.at_ms, first.skip), (5, 1));
        let second = first.behind(&line(5));
        assert_eq!((second.at_ms, second.skip), (5, 2));
        assert_eq!(second.behind(&line(3)), Cursor { at_ms: 3, skip: 1 });
        assert_eq!(Cursor::parse(&second.to_string()), Some(second));
        for odd in ["", "5", "5.", "-1.0", "99999999999999.0", "5.-1"] {
            assert_eq!(Cursor::parse(odd), None, "{odd}");
        }
    }

    #[test]
    fn what_a_later_version_wrote_is_among_all_only() {
        let lets: Vec<Filter> = Filter::ALL
            .into_iter()
            .filter(|filter| filter.lets(&Operation::Other))
            .collect();
        assert_eq!(lets, [Filter::All]);
    }
}
