//! Moments as Wildberries writes them: Moscow's time, with its offset.

use jiff::Timestamp;
use jiff::civil::Date;

/// A moment: `2024-12-29T16:58:26+03:00`.
pub fn moscow(at_ms: i64) -> String {
    let at = Timestamp::from_millisecond(at_ms).unwrap_or(Timestamp::MAX);
    at.to_zoned(jiff::tz::offset(3).to_time_zone())
        .strftime("%Y-%m-%dT%H:%M:%S%:z")
        .to_string()
}

/// The beginning of a day: `2024-12-29T00:00:00+03:00`.
pub fn moscow_midnight(date: Date) -> String {
    format!("{date}T00:00:00+03:00")
}

/// The day of a moment in Moscow.
pub fn moscow_day(at_ms: i64) -> Date {
    let at = Timestamp::from_millisecond(at_ms).unwrap_or(Timestamp::MAX);
    jiff::tz::offset(3).to_datetime(at).date()
}
