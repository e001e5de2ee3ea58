//! The audit trail, newest first, through the months.

mod csv;

use accounts::audit::AuditLine;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use store::{StoreError, Table};
use telegram::UserId;

pub use self::csv::csv;

/// Lines on a page.
pub const PAGE: usize = 10;
/// Most lines in an export.
pub const MOST_EXPORTED: usize = 10_000;
/// Lines read for one answer at most: a filter that finds little must not read for ever.
const MOST_READ: usize = 20_000;
/// Months looked back.
const MONTHS: usize = 24;
/// Lines read at once.
const BATCH: usize = 500;

/// Lines of the trail.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lines {
    /// Newest first.
    pub lines: Vec<AuditLine>,
    /// Where to go on; `None` at the end.
    pub next: Option<Place>,
}

/// A place in the trail: it goes on with what is older than this moment, and with what is of this very moment but for so many lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The moment, microseconds.
    pub at_us: i64,
    /// Lines of that moment that were shown.
    pub shown: usize,
}

/// At most `limit` lines about a user (about everybody without one), from a place on or from the newest.
///
/// # Errors
/// Those of the table.
pub async fn lines(
    table: &Table,
    about: Option<UserId>,
    from: Option<Place>,
    limit: usize,
    now: Timestamp,
) -> Result<Lines, StoreError> {
    let start = from.and_then(|place| Timestamp::from_microsecond(place.at_us).ok());
    let mut month = start.unwrap_or(now);
    // `~` stands behind everything that a line's key may go on with after its moment.
    let mut before = from.map(|place| format!("{:016}~", place.at_us));
    let mut to_skip = from.map_or(0, |place| place.shown);
    let (mut found, mut read) = (Vec::new(), 0);
    let mut here = Place { at_us: 0, shown: 0 };
    for _ in 0..MONTHS {
        loop {
            let batch = BATCH.min(limit.saturating_add(to_skip + 1)).max(PAGE);
            let partition = AuditLine::partition(month);
            let page = table
                .newest::<AuditLine>(&partition, "", before.as_deref(), batch)
                .await?;
            for stored in page.records {
                let line = stored.record;
                read += 1;
                here = here.then(line.at);
                if to_skip > 0 && Some(line.at) == start {
                    to_skip -= 1;
                    continue;
                }
                if found.len() == limit || read > MOST_READ {
                    let next = Some(here.but_one());
                    return Ok(Lines { lines: found, next });
                }
                if about.is_none_or(|user| concerns(&line, user)) {
                    found.push(line);
                }
            }
            before = page.next;
            if before.is_none() {
                break;
            }
        }
        month = before_month(month);
    }
    Ok(Lines {
        lines: found,
        next: None,
    })
}

/// Whether a line tells of what a user did, or of what was done to them.
fn concerns(line: &AuditLine, user: UserId) -> bool {
    line.who == user || line.what == user.to_string() || line.detail.ends_with(&format!("of user {user}"))
}

impl Place {
    /// The place behind one more line.
    fn then(self, at: Timestamp) -> Self {
        let at_us = at.as_microsecond();
        let shown = if at_us == self.at_us { self.shown } else { 0 };
        Self {
            at_us,
            shown: shown + 1,
        }
    }

    /// The place before the line it stands behind.
    fn but_one(self) -> Self {
        Self {
            shown: self.shown.saturating_sub(1),
            ..self
        }
    }
}

fn before_month(at: Timestamp) -> Timestamp {
    let first = at.to_zoned(TimeZone::UTC).date().first_of_month();
    let first = first.to_zoned(TimeZone::UTC).map(|midnight| midnight.timestamp());
    first.unwrap_or(at) - SignedDuration::from_secs(1)
}

#[cfg(test)]
mod tests;
