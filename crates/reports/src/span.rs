//! Which days a report is about.

use channels::calendar;
use channels::errands::Period;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

/// The days of a report, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// Of which kind.
    pub period: Period,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
}

impl Span {
    /// The period that ends the day before `day`: seven days, or the calendar month before.
    pub fn ending_before(period: Period, day: Date) -> Self {
        match period {
            Period::Week => Self {
                period,
                from: day.saturating_sub(7.days()),
                to: day.saturating_sub(1.day()),
            },
            Period::Month => {
                let last = day.first_of_month().saturating_sub(1.day());
                Self {
                    period,
                    from: last.first_of_month(),
                    to: last,
                }
            }
        }
    }

    /// The period before this one.
    pub fn before(self) -> Self {
        Self::ending_before(self.period, self.from)
    }

    /// Its days.
    pub fn days(self) -> impl Iterator<Item = Date> {
        calendar::days(self.from, self.to)
    }

    /// How many days it has.
    pub fn len(self) -> usize {
        self.days().count()
    }

    /// Never: a period has days.
    pub fn is_empty(self) -> bool {
        self.from > self.to
    }

    /// Whether a day is in it.
    pub fn contains(self, day: Date) -> bool {
        self.from <= day && day <= self.to
    }
}

/// The day on which the schedule sends the newest whole period: the Monday, or the first of the month, on or before `today`.
pub fn day_of_sending(period: Period, today: Date) -> Date {
    match period {
        Period::Week => {
            let since_monday = today.weekday().since(Weekday::Monday);
            today.saturating_sub(i64::from(since_monday).days())
        }
        Period::Month => today.first_of_month(),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_week_is_seven_days_and_a_month_the_calendars() {
        let week = Span::ending_before(Period::Week, date(2026, 11, 16));
        assert_eq!(
            (week.from, week.to, week.len()),
            (date(2026, 11, 9), date(2026, 11, 15), 7)
        );
        assert_eq!(week.before().to, date(2026, 11, 8));
        let month = Span::ending_before(Period::Month, date(2026, 3, 1));
        assert_eq!((month.from, month.to), (date(2026, 2, 1), date(2026, 2, 28)));
        assert_eq!(
            (month.before().from, month.before().to),
            (date(2026, 1, 1), date(2026, 1, 31))
        );
        assert_eq!(
            Span::ending_before(Period::Month, date(2026, 11, 21)).to,
            date(2026, 10, 31)
        );
    }

    #[test]
    fn a_schedule_that_is_late_still_means_its_own_period() {
        for day in 16..=22 {
            assert_eq!(day_of_sending(Period::Week, date(2026, 11, day)), date(2026, 11, 16));
        }
        assert_eq!(day_of_sending(Period::Month, date(2026, 11, 30)), date(2026, 11, 1));
    }

    #[test]
    fn neither_leap_days_nor_new_year_lose_a_day() {
        assert_eq!(Span::ending_before(Period::Month, date(2028, 3, 1)).len(), 29);
        let week = Span::ending_before(Period::Week, date(2027, 1, 4));
        assert_eq!((week.from, week.len()), (date(2026, 12, 28), 7));
    }
}
