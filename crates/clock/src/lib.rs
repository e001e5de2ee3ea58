//! The clock as an argument: production hands in the system's, stories hand in one they turn by hand.

use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};

/// Where a use-case that outlives one instant (it waits, asks again) reads the time.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Timestamp + Send + Sync>);

impl Clock {
    /// The system's clock.
    pub fn system() -> Self {
        Self(Arc::new(Timestamp::now))
    }

    /// A clock read from `now`.
    pub fn from_fn(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// The present instant.
    pub fn now(&self) -> Timestamp {
        (self.0)()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}

/// Moscow's offset: UTC+3 all year since 2014, and the calendar that Wildberries' dates are written in.
const MOSCOW: Offset = Offset::constant(3);

/// The date in Moscow at `at`: the day sellers mean by "today".
pub fn moscow_date(at: Timestamp) -> Date {
    at.to_zoned(TimeZone::fixed(MOSCOW)).date()
}

/// Hours and minutes in Moscow at `at`, as `HH:MM`.
pub fn moscow_time(at: Timestamp) -> String {
    let time = at.to_zoned(TimeZone::fixed(MOSCOW)).time();
    format!("{:02}:{:02}", time.hour(), time.minute())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_moscow_day_begins_three_hours_before_the_utc_day() {
        let late: Timestamp = "2026-11-21T21:00:00Z".parse().unwrap();
        assert_eq!(moscow_date(late).to_string(), "2026-11-22");
        assert_eq!(moscow_time(late), "00:00");
        assert_eq!(
            moscow_date(late - jiff::SignedDuration::from_millis(1)).to_string(),
            "2026-11-21"
        );
    }
}
