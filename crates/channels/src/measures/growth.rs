//! How the number of subscribers changed.

use channel_sources::{Figure, Precision};
use jiff::civil::Date;

use super::less_exact;
use crate::day::ChannelDay;
use crate::post::float;

/// A change of the number of subscribers between the first and the last counted day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Growth {
    /// The first counted day.
    pub from: (Date, Figure<u64>),
    /// The last counted day.
    pub to: (Date, Figure<u64>),
    /// By how many.
    pub change: i64,
    /// By how much, in percent of the first; `None` when that was none.
    pub percent: Option<f64>,
    /// How exact the change is.
    pub precision: Precision,
}

/// The growth over these days, oldest first; `None` with fewer than two counted ones.
pub fn growth(days: &[ChannelDay]) -> Option<Growth> {
    let mut counted = days.iter().filter_map(|day| Some((day.day, day.members?)));
    let from = counted.next()?;
    let to = counted.next_back()?;
    let change = i64::try_from(to.1.value).ok()? - i64::try_from(from.1.value).ok()?;
    let percent = (from.1.value > 0).then(|| (float(to.1.value) / float(from.1.value) - 1.0) * 100.0);
    Some(Growth {
        from,
        to,
        change,
        percent,
        precision: less_exact(from.1.precision, to.1.precision),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use channel_sources::Source;
    use jiff::Timestamp;
    use jiff::civil::date;

    use super::*;

    fn day(day: i8, members: Option<u64>) -> ChannelDay {
        ChannelDay {
            members: members.map(|members| Figure::exact(members, Source::BotApi, Timestamp::UNIX_EPOCH)),
            ..ChannelDay::empty("durov".parse().unwrap(), date(2026, 11, day))
        }
    }

    #[test]
    fn growth_goes_from_the_first_counted_day_to_the_last() {
        let days = [
            day(1, None),
            day(2, Some(1000)),
            day(3, None),
            day(4, Some(1150)),
            day(5, None),
        ];
        let growth = growth(&days).unwrap();
        assert_eq!((growth.from.0, growth.to.0), (date(2026, 11, 2), date(2026, 11, 4)));
        assert_eq!(growth.change, 150);
        assert!((growth.percent.unwrap() - 15.0).abs() < 1e-9);
    }

    #[test]
    fn one_counted_day_is_no_growth() {
        assert_eq!(growth(&[day(1, Some(10)), day(2, None)]), None);
    }
}
