//! What the calendar's buttons send: `cal:{action}:{year}:{month}:{day}`.

use std::fmt;

use jiff::civil::Date;

use super::Month;
use crate::CallbackData;

/// The years a calendar may show: a press outside them is no press of ours.
const YEARS: std::ops::RangeInclusive<i16> = 2000..=2100;

/// A pressed button of a calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CalendarPress {
    /// What the button does.
    pub action: CalendarAction,
    /// The year, 2000 to 2100.
    pub year: i16,
    /// The month, 1 to 12.
    pub month: i8,
    /// The day of the month for [`CalendarAction::Day`], else 0.
    pub day: i8,
}

/// What a button of a calendar does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CalendarAction {
    /// Chooses a day.
    Day,
    /// Shows an earlier month.
    Prev,
    /// Shows a later month.
    Next,
    /// Ends the choice.
    Done,
    /// Leaves the calendar.
    Back,
    /// Nothing: a heading or an empty cell.
    Ignore,
}

impl CalendarPress {
    /// The press of a day.
    pub fn of_day(day: Date) -> Self {
        Self {
            action: CalendarAction::Day,
            year: day.year(),
            month: day.month(),
            day: day.day(),
        }
    }

    /// The press of a button that is about a month.
    pub fn of_month(action: CalendarAction, month: Month) -> Self {
        Self {
            action,
            year: month.year,
            month: month.month,
            day: 0,
        }
    }

    /// Reads callback data; `None` for anything no calendar of ours has sent.
    pub fn parse(data: &str) -> Option<Self> {
        let mut parts = data.strip_prefix("cal:")?.split(':');
        let action = CalendarAction::from_name(parts.next()?)?;
        let press = Self {
            action,
            year: parts.next()?.parse().ok()?,
            month: parts.next()?.parse().ok()?,
            day: parts.next()?.parse().ok()?,
        };
        // Padding, signs and anything after the day are not ours: there is one way to write a press.
        if !press.is_possible() || press.to_string() != data {
            return None;
        }
        Some(press)
    }

    /// The press as callback data.
    pub fn data(self) -> CallbackData {
        CallbackData::of(self)
    }

    /// The pressed day; `None` when the button is not about a day.
    pub(super) fn date(self) -> Option<Date> {
        Date::new(self.year, self.month, self.day).ok()
    }

    /// The month the button is about.
    pub(super) fn shown(self) -> Month {
        Month {
            year: self.year,
            month: self.month,
        }
    }

    fn is_possible(self) -> bool {
        let day_fits = match self.action {
            CalendarAction::Day => self.date().is_some(),
            _ => self.day == 0,
        };
        YEARS.contains(&self.year) && (1..=12).contains(&self.month) && day_fits
    }
}

impl fmt::Display for CalendarPress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            action,
            year,
            month,
            day,
        } = self;
        write!(f, "cal:{}:{year}:{month}:{day}", action.name())
    }
}

impl CalendarAction {
    const ALL: [Self; 6] = [Self::Day, Self::Prev, Self::Next, Self::Done, Self::Back, Self::Ignore];

    fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.name() == name)
    }

    fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Prev => "prev",
            Self::Next => "next",
            Self::Done => "done",
            Self::Back => "back",
            Self::Ignore => "ignore",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_press_has_one_spelling() {
        let press = CalendarPress {
            action: CalendarAction::Day,
            year: 2026,
            month: 2,
            day: 5,
        };
        assert_eq!(press.to_string(), "cal:day:2026:2:5");
        assert_eq!(CalendarPress::parse("cal:day:2026:2:5"), Some(press));
    }

    #[test]
    fn what_no_calendar_sends_is_no_press() {
        let refused = [
            "",
            "cal",
            "cal:day",
            "cal:day:2026:2",
            "cal:day:2026:2:5:",
            "cal:day:2026:2:5:1",
            "cal:day:2026:2:5 ",
            "cal:day:2026:02:5",
            "cal:day:2026:+2:5",
            "cal:day:2026:2:29",
            "cal:day:2026:13:1",
            "cal:day:2026:0:1",
            "cal:day:2026:2:0",
            "cal:day:2026:2:-1",
            "cal:day:1999:2:1",
            "cal:day:2101:1:1",
            "cal:day:99999:1:1",
            "cal:next:2026:13:0",
            "cal:next:2026:2:1",
            "cal:Day:2026:2:5",
            "cal:jump:2026:2:5",
            "Cal:day:2026:2:5",
            "menu:day:2026:2:5",
            "cal:day:2026:2:пять",
        ];
        for data in refused {
            assert_eq!(CalendarPress::parse(data), None, "{data:?}");
        }
    }

    #[test]
    fn the_leap_day_exists_only_in_leap_years() {
        assert!(CalendarPress::parse("cal:day:2028:2:29").is_some());
        assert!(CalendarPress::parse("cal:day:2100:2:29").is_none());
    }
}
