//! Which day figures belong to.

use clock::moscow_date;
use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, ToSpan};

/// Moscow's offset from UTC, all year.
const MOSCOW: Offset = jiff::tz::offset(3);

/// The last day that is over at `at`, by Moscow's calendar: what the collection after 02:00 UTC is about.
pub fn day_over_at(at: Timestamp) -> Date {
    moscow_date(at).saturating_sub(1.day())
}

/// When a day begins.
pub fn begins(day: Date) -> Timestamp {
    let midnight = day.at(0, 0, 0, 0).to_zoned(TimeZone::fixed(MOSCOW));
    midnight.map_or(Timestamp::UNIX_EPOCH, |zoned| zoned.timestamp())
}

/// When a day ends: the next one's beginning.
pub fn ends(day: Date) -> Timestamp {
    begins(day.saturating_add(1.day()))
}

/// The days from `from` to `to`, both included.
pub fn days(from: Date, to: Date) -> impl Iterator<Item = Date> {
    from.series(1.day()).take_while(move |day| *day <= to)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_night_s_collection_is_about_the_day_before_in_moscow() {
        let at: Timestamp = "2026-11-21T02:00:00Z".parse().unwrap();
        assert_eq!(day_over_at(at), date(2026, 11, 20));
        let still_yesterday_in_london: Timestamp = "2026-11-20T21:00:00Z".parse().unwrap();
        assert_eq!(day_over_at(still_yesterday_in_london), date(2026, 11, 20));
    }

    #[test]
    fn a_day_is_24_hours_of_moscow() {
        assert_eq!(begins(date(2026, 11, 20)).to_string(), "2026-11-19T21:00:00Z");
        assert_eq!(ends(date(2026, 11, 20)), begins(date(2026, 11, 21)));
        assert_eq!(days(date(2026, 2, 27), date(2026, 3, 1)).count(), 3);
    }
}
