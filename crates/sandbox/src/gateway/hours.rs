//! When the clock opens the quotas.

use jiff::Timestamp;
use jiff::civil::time;

/// The hours, in Moscow, at which the quotas open.
const OPENINGS: [i8; 2] = [9, 18];

/// The last moment, now or before, at which the quotas opened.
pub fn last_opening_ms(now_ms: i64) -> i64 {
    let past = openings_around(now_ms).filter(|at_ms| *at_ms <= now_ms);
    past.max().unwrap_or(i64::MIN)
}

/// The next moment at which the clock opens them.
pub fn next_opening_ms(now_ms: i64) -> Option<i64> {
    openings_around(now_ms).filter(|at_ms| *at_ms > now_ms).min()
}

/// The openings of yesterday, today and tomorrow.
fn openings_around(now_ms: i64) -> impl Iterator<Item = i64> {
    let moscow = jiff::tz::offset(3);
    let today = moscow
        .to_datetime(Timestamp::from_millisecond(now_ms).unwrap_or(Timestamp::MIN))
        .date();
    let days = [today.yesterday().ok(), Some(today), today.tomorrow().ok()];
    let openings = days
        .into_iter()
        .flatten()
        .flat_map(|day| OPENINGS.map(|hour| day.to_datetime(time(hour, 0, 0, 0))));
    let moments = openings.filter_map(move |opening| moscow.to_timestamp(opening).ok());
    moments.map(Timestamp::as_millisecond)
}
