//! Stored figures as points, each with its precision; a day without a record is a gap.

use channels::day::ChannelDay;
use channels::measures::Measure;
use channels::{Figure, Precision};
use charts::Point;
use jiff::civil::Date;

/// Most days that are drawn, the newest ones: two years.
pub const MOST_DAYS: i64 = 731;

/// A value with its precision.
pub fn point(value: f64, precision: Precision) -> Point {
    match precision {
        Precision::Exact => Point::Exact(value),
        Precision::Rounded { .. } => Point::Rounded(value),
        Precision::Estimated => Point::Estimated(value),
    }
}

/// A figure.
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
pub fn of_figure(figure: Option<Figure<u64>>) -> Point {
    figure.map_or(Point::Missing, |figure| point(figure.value as f64, figure.precision))
}

/// A measure.
pub fn of_measure(measure: Option<Measure>) -> Point {
    measure.map_or(Point::Missing, |measure| point(measure.value, measure.precision))
}

/// One point for each of these days.
pub fn daily(days: &[ChannelDay], from: Date, to: Date, of: impl Fn(&ChannelDay) -> Point) -> Vec<Point> {
    let mut stored = days.iter().peekable();
    channels::calendar::days(from, to)
        .map(|day| {
            while stored.next_if(|one| one.day < day).is_some() {}
            stored.next_if(|one| one.day == day).map_or(Point::Missing, &of)
        })
        .collect()
}

/// The first day that is drawn of so many.
pub fn first_drawn(from: Date, to: Date) -> Date {
    from.max(to.saturating_sub(jiff::Span::new().days(MOST_DAYS - 1)))
}

/// Whether there is anything to draw.
pub fn any_known(points: &[Point]) -> bool {
    points.iter().any(|point| *point != Point::Missing)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use channels::Source;
    use jiff::Timestamp;
    use jiff::civil::date;

    use super::*;

    #[test]
    fn days_that_nobody_counted_are_gaps_and_nothing_moves_into_them() {
        let day = |n: i8, members: Option<u64>| ChannelDay {
            members: members.map(|members| Figure::exact(members, Source::BotApi, Timestamp::UNIX_EPOCH)),
            ..ChannelDay::empty("durov".parse().unwrap(), date(2026, 11, n))
        };
        let stored = [
            day(1, Some(9)),
            day(3, Some(10)),
            day(4, None),
            day(6, Some(12)),
            day(9, Some(1)),
        ];
        let points = daily(&stored, date(2026, 11, 2), date(2026, 11, 7), |day| {
            of_figure(day.members)
        });
        use Point::{Exact, Missing};
        assert_eq!(points, [Missing, Exact(10.0), Missing, Missing, Exact(12.0), Missing]);
    }

    #[test]
    fn two_years_are_drawn_at_most() {
        let (from, to) = (date(2020, 1, 1), date(2026, 11, 20));
        let first = first_drawn(from, to);
        assert_eq!(channels::calendar::days(first, to).count(), MOST_DAYS as usize);
        assert_eq!(first_drawn(date(2026, 11, 1), to), date(2026, 11, 1));
    }
}
