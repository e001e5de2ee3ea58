//! The periods of series. Days are Moscow's; a value is of the period's end.

use jiff::civil::DateTime;
use jiff::tz::Offset;
use jiff::{Timestamp, ToSpan};

use crate::channels::kind::DAY_MS;

/// The most periods of one answer.
const MOST: usize = 2_000;

/// How long a period is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// An hour.
    Hour,
    /// A day.
    Day,
    /// A week.
    Week,
    /// A month.
    Month,
}

/// A stretch of time, in milliseconds.
#[derive(Debug, Clone, Copy)]
pub struct Moments {
    /// From here.
    pub from_ms: i64,
    /// To here.
    pub to_ms: i64,
}

impl Moments {
    /// The last ten days, which is what nobody's choice means.
    pub fn usual(now_ms: i64) -> Self {
        Self {
            from_ms: now_ms - 10 * DAY_MS,
            to_ms: now_ms,
        }
    }
}

impl Group {
    /// By its name in a request; a day without one.
    pub fn named(name: Option<&str>) -> Option<Self> {
        match name {
            None | Some("day") => Some(Self::Day),
            Some("hour") => Some(Self::Hour),
            Some("week") => Some(Self::Week),
            Some("month") => Some(Self::Month),
            Some(_) => None,
        }
    }

    fn begins(self, time: DateTime) -> Option<DateTime> {
        let midnight = time.date().at(0, 0, 0, 0);
        match self {
            Self::Hour => Some(time.date().at(time.hour(), 0, 0, 0)),
            Self::Day => Some(midnight),
            Self::Week => midnight
                .checked_sub(i32::from(time.weekday().to_monday_zero_offset()).days())
                .ok(),
            Self::Month => Some(time.date().first_of_month().at(0, 0, 0, 0)),
        }
    }

    fn next(self, begins: DateTime) -> Option<DateTime> {
        let length = match self {
            Self::Hour => 1.hour(),
            Self::Day => 1.day(),
            Self::Week => 7.days(),
            Self::Month => 1.month(),
        };
        begins.checked_add(length).ok()
    }

    fn written(self, begins: DateTime) -> String {
        match self {
            Self::Hour => begins.strftime("%Y-%m-%d %H:00").to_string(),
            Self::Day => begins.strftime("%Y-%m-%d").to_string(),
            Self::Week => begins.strftime("%G-%V").to_string(),
            Self::Month => begins.strftime("%Y-%m").to_string(),
        }
    }
}

/// The periods of a stretch, oldest first: how each is written, when it began, and its end or now while it lasts.
pub fn ends(group: Group, stretch: Moments, now_ms: i64) -> Vec<(String, Moments)> {
    let mut periods = Vec::new();
    let to_ms = stretch.to_ms.min(now_ms);
    let mut begins = civil(stretch.from_ms).and_then(|time| group.begins(time));
    while let Some(time) = begins.filter(|_| periods.len() < MOST) {
        let Some(from_ms) = moment(time).filter(|from_ms| *from_ms <= to_ms) else {
            break;
        };
        let next = group.next(time);
        let end_ms = next.and_then(moment).unwrap_or(now_ms).min(now_ms);
        periods.push((group.written(time), Moments { from_ms, to_ms: end_ms }));
        begins = next;
    }
    periods
}

fn civil(at_ms: i64) -> Option<DateTime> {
    Some(Offset::constant(3).to_datetime(Timestamp::from_millisecond(at_ms).ok()?))
}

fn moment(time: DateTime) -> Option<i64> {
    Some(Offset::constant(3).to_timestamp(time).ok()?.as_millisecond())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_begin_with_moscows_days_and_end_now() {
        let at = |text: &str| text.parse::<Timestamp>().expect("a moment").as_millisecond();
        let stretch = Moments {
            from_ms: at("2026-11-18T20:59:00Z"),
            to_ms: at("2026-12-01T00:00:00Z"),
        };
        let now_ms = at("2026-11-20T09:00:00Z");
        let days = ends(Group::Day, stretch, now_ms);
        let names: Vec<&str> = days.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["2026-11-18", "2026-11-19", "2026-11-20"]);
        assert_eq!(days[0].1.to_ms, at("2026-11-18T21:00:00Z"));
        assert_eq!(days[2].1.to_ms, now_ms, "today lasts");
        assert_eq!(ends(Group::Month, stretch, now_ms)[0].0, "2026-11");
        assert_eq!(ends(Group::Week, stretch, now_ms)[0].0, "2026-47");
        assert_eq!(ends(Group::Hour, stretch, now_ms)[0].0, "2026-11-18 23:00");
    }
}
