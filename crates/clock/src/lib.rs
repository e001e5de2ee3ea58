//! The clock as an argument: production hands in the system's, stories hand in one they turn by hand.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};

/// How often a wait looks at a clock that may be turned.
const LOOK: Duration = Duration::from_millis(50);

/// What a clock shows, and how one waits by it.
pub trait Time: Send + Sync {
    /// The present instant.
    fn now(&self) -> Timestamp;

    /// Is over when the clock shows `at`, and somebody sleeps until then.
    fn until(&self, at: Timestamp) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(async move {
            while let Ok(left) = Duration::try_from(at.duration_since(self.now()))
                && !left.is_zero()
            {
                tokio::time::sleep(left.min(LOOK)).await;
            }
        })
    }

    /// The same beside work that goes on: the end of somebody's patience.
    fn deadline(&self, at: Timestamp) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        self.until(at)
    }
}

/// Where a use-case that outlives one instant (it waits, asks again) reads the time.
#[derive(Clone)]
pub struct Clock(Arc<dyn Time>);

impl Clock {
    /// The system's clock.
    pub fn system() -> Self {
        Self::from_fn(Timestamp::now)
    }

    /// A clock read from `now`.
    pub fn from_fn(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self::of(ReadFrom(now))
    }

    /// A clock that shows this time.
    pub fn of(time: impl Time + 'static) -> Self {
        Self(Arc::new(time))
    }

    /// The present instant.
    pub fn now(&self) -> Timestamp {
        self.0.now()
    }

    /// Sleeps until the clock shows `at`; not at all if it does already.
    pub async fn until(&self, at: Timestamp) {
        self.0.until(at).await;
    }

    /// Is over when the clock shows `at`: for a race with work that may not take longer.
    pub async fn deadline(&self, at: Timestamp) {
        self.0.deadline(at).await;
    }
}

struct ReadFrom<F>(F);

impl<F: Fn() -> Timestamp + Send + Sync> Time for ReadFrom<F> {
    fn now(&self) -> Timestamp {
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
