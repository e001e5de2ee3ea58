//! When quotas open, by Moscow's clock: when to look at them closely, and whose turn it is then. Pure.

use std::str::FromStr;

use jiff::civil::{Date, Time};
use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// Looking begins this long before an opening: the first look after it comes at once.
pub const LEAD: SignedDuration = SignedDuration::from_mins(1);

const MORNING: Time = Time::constant(9, 0, 0, 0);
const EVENING: Time = Time::constant(18, 0, 0, 0);

/// At which openings a rule asks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Windows {
    /// At 09:00 and at 18:00.
    #[default]
    Both,
    /// At 09:00.
    Morning,
    /// At 18:00.
    Evening,
}

/// The openings of the day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OpeningHours {
    /// Quotas may open at any time.
    Always,
    /// They open at these times, in their order through the day.
    At(Vec<Time>),
}

/// When a rule asks next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NextOpening {
    /// Quotas are looked at all day.
    Now,
    /// At this moment.
    At(Timestamp),
    /// Never: nobody looks at quotas when it wants to ask.
    Never,
}

/// A text that says no opening hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("opening hours are `always`, or times of day in Moscow such as 09:00,18:00")]
pub struct BadOpeningHours;

/// The openings of the day, and how long each is looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    /// When quotas open.
    pub hours: OpeningHours,
    /// How long they are looked at, [`LEAD`] included.
    pub length: SignedDuration,
}

impl Windows {
    /// Whether a rule with this choice asks at `now`. Quotas that are open belong to the last opening, however late they are seen.
    pub fn is_on(self, now: Timestamp) -> bool {
        let time = moscow(now + LEAD).1;
        let is_morning = (MORNING..EVENING).contains(&time);
        match self {
            Self::Both => true,
            Self::Morning => is_morning,
            Self::Evening => !is_morning,
        }
    }
}

impl OpeningHours {
    /// When a rule with this choice asks next.
    pub fn next_for(&self, windows: Windows, now: Timestamp) -> NextOpening {
        let (today, _) = moscow(now);
        let days = [Some(today), today.tomorrow().ok()];
        let usual = [MORNING, EVENING];
        let times = match self {
            Self::Always if windows.is_on(now) => return NextOpening::Now,
            // It may ask as soon as the other half of the day begins.
            Self::Always => usual.as_slice(),
            Self::At(times) => times.as_slice(),
        };
        let days = days.into_iter().flatten();
        let openings = days.flat_map(|day| times.iter().filter_map(move |time| moment(day, *time)));
        let mut chosen = openings.filter(|opening| *opening >= now && windows.is_on(*opening));
        chosen.next().map_or(NextOpening::Never, NextOpening::At)
    }
}

impl Default for OpeningHours {
    /// The hours at which Wildberries opens quotas: 09:00 and 18:00.
    fn default() -> Self {
        Self::At(vec![MORNING, EVENING])
    }
}

impl FromStr for OpeningHours {
    type Err = BadOpeningHours;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.trim().eq_ignore_ascii_case("always") {
            return Ok(Self::Always);
        }
        let mut times = text.split(',').map(time_of).collect::<Result<Vec<_>, _>>()?;
        times.sort();
        times.dedup();
        Ok(Self::At(times))
    }
}

impl Schedule {
    /// Whether quotas are to be looked at closely at `now`.
    pub fn is_looking(&self, now: Timestamp) -> bool {
        let OpeningHours::At(times) = &self.hours else {
            return true;
        };
        let (day, _) = moscow(now);
        let days = [day.yesterday().ok(), Some(day), day.tomorrow().ok()];
        let begins = days
            .into_iter()
            .flatten()
            .flat_map(|day| times.iter().filter_map(move |time| moment(day, *time)))
            .map(|opening| opening - LEAD);
        let mut windows = begins.map(|begin| begin..begin + self.length);
        windows.any(|window| window.contains(&now))
    }
}

fn moscow(at: Timestamp) -> (Date, Time) {
    let there = at.to_zoned(TimeZone::fixed(Offset::constant(3)));
    (there.date(), there.time())
}

fn moment(day: Date, time: Time) -> Option<Timestamp> {
    TimeZone::fixed(Offset::constant(3))
        .to_timestamp(day.to_datetime(time))
        .ok()
}

fn time_of(text: &str) -> Result<Time, BadOpeningHours> {
    let (hour, minute) = text.trim().split_once(':').ok_or(BadOpeningHours)?;
    let number = |text: &str| text.parse::<i8>().map_err(|_| BadOpeningHours);
    Time::new(number(hour)?, number(minute)?, 0, 0).map_err(|_| BadOpeningHours)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn usual() -> Schedule {
        Schedule {
            hours: "09:00,18:00".parse().unwrap(),
            length: SignedDuration::from_mins(10),
        }
    }

    #[test]
    fn quotas_are_looked_at_from_a_minute_before_they_open() {
        for (now, looking) in [
            ("2026-11-20T05:58:59.999Z", false),
            ("2026-11-20T05:59:00Z", true),
            ("2026-11-20T06:08:59Z", true),
            ("2026-11-20T06:09:00Z", false),
            ("2026-11-20T15:00:00Z", true),
            ("2026-11-20T12:00:00Z", false),
        ] {
            assert_eq!(usual().is_looking(at(now)), looking, "{now}");
        }
        let midnight = Schedule {
            hours: "00:00".parse().unwrap(),
            ..usual()
        };
        assert!(
            midnight.is_looking(at("2026-11-20T20:59:30Z")),
            "it is still yesterday in Moscow"
        );
    }

    #[test]
    fn opening_hours_are_times_or_always() {
        assert_eq!("Always".parse(), Ok(OpeningHours::Always));
        let OpeningHours::At(times) = "18:00, 9:00".parse().unwrap() else {
            panic!("times");
        };
        assert_eq!(times, [Time::constant(9, 0, 0, 0), Time::constant(18, 0, 0, 0)]);
        for bad in ["", "9", "25:00", "09:00;18:00", "-1:00"] {
            assert_eq!(bad.parse::<OpeningHours>(), Err(BadOpeningHours), "{bad}");
        }
    }

    #[test]
    fn a_choice_lasts_until_the_other_opening() {
        let (morning, evening) = (at("2026-11-20T06:00:01Z"), at("2026-11-20T15:00:01Z"));
        for (windows, mornings, evenings) in [
            (Windows::Both, true, true),
            (Windows::Morning, true, false),
            (Windows::Evening, false, true),
        ] {
            assert_eq!((windows.is_on(morning), windows.is_on(evening)), (mornings, evenings));
        }
        assert!(Windows::Morning.is_on(at("2026-11-20T05:59:30Z")));
        assert!(Windows::Evening.is_on(at("2026-11-21T03:00:00Z")));
    }

    #[test]
    fn the_next_opening_is_one_that_was_chosen_of_those_that_are_looked_at() {
        let now = at("2026-11-20T10:00:00Z");
        let next = |hours: &str, windows: Windows| hours.parse::<OpeningHours>().unwrap().next_for(windows, now);
        let (evening, morning) = (at("2026-11-20T15:00:00Z"), at("2026-11-21T06:00:00Z"));
        for (hours, windows, expected) in [
            ("09:00,18:00", Windows::Both, NextOpening::At(evening)),
            ("09:00,18:00", Windows::Evening, NextOpening::At(evening)),
            ("09:00,18:00", Windows::Morning, NextOpening::At(morning)),
            (
                "13:30,21:00",
                Windows::Both,
                NextOpening::At(at("2026-11-20T10:30:00Z")),
            ),
            (
                "13:30,21:00",
                Windows::Evening,
                NextOpening::At(at("2026-11-20T18:00:00Z")),
            ),
            ("10:00", Windows::Evening, NextOpening::Never),
            ("always", Windows::Morning, NextOpening::Now),
            ("always", Windows::Evening, NextOpening::At(at("2026-11-20T15:00:00Z"))),
        ] {
            assert_eq!(next(hours, windows), expected, "{hours} {windows:?}");
        }
        assert_eq!(OpeningHours::default(), "09:00,18:00".parse().unwrap());
    }
}
