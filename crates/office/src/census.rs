//! How many there are. Counting stops at a bound, and says so.

use jiff::Timestamp;
use jiff::tz::{self, TimeZone};
use store::{EVERYBODY, Record, StoreError, Table, User};

/// Where counting stops.
const BOUND: usize = 10_000;
/// Records read at once.
const PAGE: usize = 1_000;

/// A count that may have stopped at its bound.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many were counted.
    pub counted: usize,
    /// Whether there are more.
    pub more: bool,
}

/// The people the bot knows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct People {
    /// All of them.
    pub all: Tally,
    /// Those who came today, by Moscow's clock.
    pub newcomers: Tally,
    /// Those of the counted who have blocked the bot.
    pub blocked: usize,
    /// Those of the counted who are shut out.
    pub banned: usize,
}

impl People {
    /// Counts.
    ///
    /// # Errors
    /// Those of the table.
    pub async fn count(table: &Table, now: Timestamp) -> Result<Self, StoreError> {
        let mut people = Self::default();
        people.all = each::<User>(table, EVERYBODY, None, |user| {
            people.blocked += usize::from(user.blocked);
            people.banned += usize::from(user.banned);
        })
        .await?;
        let today = format!("{:013}", beginning_of_day(now).as_millisecond());
        people.newcomers = each::<User>(table, EVERYBODY, Some(today), |_| {}).await?;
        Ok(people)
    }

    /// How many a broadcast reaches, among the counted.
    pub fn reachable(&self) -> Tally {
        let away = self.blocked + self.banned;
        Tally {
            counted: self.all.counted.saturating_sub(away),
            more: self.all.more,
        }
    }
}

/// How many records of a kind stand in a partition of the index of work.
///
/// # Errors
/// Those of the table.
pub async fn count<T: Record>(table: &Table, partition: &str) -> Result<Tally, StoreError> {
    each::<T>(table, partition, None, |_| {}).await
}

async fn each<T: Record>(
    table: &Table,
    partition: &str,
    since: Option<String>,
    mut seen: impl FnMut(&T),
) -> Result<Tally, StoreError> {
    let (mut tally, mut after) = (Tally::default(), since);
    loop {
        let page = table.work_page::<T>(partition, after.as_deref(), PAGE).await?;
        page.records.iter().for_each(|stored| seen(&stored.record));
        tally.counted += page.records.len();
        after = page.next;
        if after.is_none() || tally.counted >= BOUND {
            tally.more = after.is_some();
            return Ok(tally);
        }
    }
}

fn beginning_of_day(now: Timestamp) -> Timestamp {
    let moscow = TimeZone::fixed(tz::offset(3));
    let day = now.to_zoned(moscow.clone()).date();
    day.to_zoned(moscow).map_or(now, |midnight| midnight.timestamp())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_day_begins_at_moscows_midnight() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        assert_eq!(beginning_of_day(at("2026-11-18T20:59:59Z")), at("2026-11-17T21:00:00Z"));
        assert_eq!(beginning_of_day(at("2026-11-18T21:00:00Z")), at("2026-11-18T21:00:00Z"));
    }
}
