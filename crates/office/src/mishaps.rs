//! The newest errors of every function, page by page through the days.

use jiff::{SignedDuration, Timestamp};
use store::{ErrorLine, LastErrors, Record, StoreError, Table};

/// Errors on a page.
pub const PAGE: usize = 10;
/// Days that are kept.
const DAYS: i64 = 8;

/// A page of errors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Errors {
    /// Newest first.
    pub lines: Vec<ErrorLine>,
    /// Where to go on; `None` at the end.
    pub next: Option<Place>,
}

/// A place in the list: it goes on with what is older than the error there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place(String);

impl Place {
    /// Reads a place.
    pub fn parse(text: &str) -> Option<Self> {
        let (at, mark) = text.split_once('#')?;
        let place = Self(text.to_owned());
        (at.len() == 13 && mark.len() <= 16 && place.at().is_some()).then_some(place)
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn at(&self) -> Option<Timestamp> {
        let (at, _) = self.0.split_once('#')?;
        Timestamp::from_millisecond(at.parse().ok()?).ok()
    }
}

/// A page from a place on, or from the newest.
///
/// # Errors
/// Those of the table.
pub async fn page(table: &Table, from: Option<&Place>, now: Timestamp) -> Result<Errors, StoreError> {
    let errors = LastErrors::new(table.clone());
    let start = from.and_then(Place::at).unwrap_or(now);
    let mut lines = Vec::new();
    for back in 0..DAYS {
        let mut before = from.filter(|_| back == 0).map(|place| place.0.clone());
        let day = start - SignedDuration::from_hours(24 * back);
        if now.duration_since(day) > SignedDuration::from_hours(24 * DAYS) {
            break;
        }
        loop {
            let wanted = PAGE + 1 - lines.len();
            let page = errors.newest(day, before.as_deref(), wanted).await?;
            let live = page.records.into_iter().filter(|stored| stored.is_live(now));
            lines.extend(live.map(|stored| stored.record));
            if lines.len() > PAGE {
                lines.truncate(PAGE);
                let next = lines.last().map(|line| Place(line.key().sk));
                return Ok(Errors { lines, next });
            }
            before = page.next;
            if before.is_none() {
                break;
            }
        }
    }
    Ok(Errors { lines, next: None })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_place_is_an_errors_own_and_nothing_else() {
        let line = ErrorLine::new("2026-11-18T06:00:00Z".parse().unwrap(), "webhook", "x", None);
        let place = Place::parse(&line.key().sk).unwrap();
        assert_eq!(place.at(), Some(line.at));
        for foreign in ["", "1#a", "9999999999999999#a", "abcdefghijklm#a"] {
            assert_eq!(Place::parse(foreign), None, "{foreign}");
        }
    }
}
