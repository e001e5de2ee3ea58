//! What is known of how Wildberries moves stock. Pure: time is an argument.

use jiff::civil::time;
use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Timestamp};

/// The fewest units of one size that are moved to one office.
pub const LEAST_UNITS: u32 = 5;
/// How long a size that was moved to an office cannot be moved there again.
pub const COOL_DOWN: SignedDuration = SignedDuration::from_hours(72);

/// The hours, in Moscow, at which the quotas open.
const OPENINGS: [i8; 2] = [9, 18];

/// How many units of a size can be asked for: no more than are wished for, than lie in the office, than may leave it and
/// than may come to the other. `None`
/// when that is less than [`LEAST_UNITS`].
pub fn submittable(wished: u32, in_stock: u32, src_quota: u32, dst_quota: u32) -> Option<u32> {
    let units = wished.min(in_stock).min(src_quota).min(dst_quota);
    (units >= LEAST_UNITS).then_some(units)
}

/// The next moment, not before `now`, at which the quotas open: 09:00 or 18:00 in Moscow.
pub fn next_opening(now: Timestamp) -> Timestamp {
    let moscow = TimeZone::fixed(Offset::constant(3));
    let today = now.to_zoned(moscow.clone()).date();
    let days = [Some(today), today.tomorrow().ok()];
    let openings = days
        .into_iter()
        .flatten()
        .flat_map(|day| OPENINGS.map(|hour| day.to_datetime(time(hour, 0, 0, 0))));
    let mut moments = openings.filter_map(|opening| moscow.to_timestamp(opening).ok());
    // After the last day of the calendar there is none.
    moments.find(|moment| *moment >= now).unwrap_or(Timestamp::MAX)
}

/// The moment from which a size can be moved to the same office again.
pub fn cool_until(moved_at: Timestamp) -> Timestamp {
    moved_at.saturating_add(COOL_DOWN).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn quotas_open_at_nine_and_at_six_in_moscow() {
        for (now, opening) in [
            ("2026-11-20T05:59:59.999Z", "2026-11-20T06:00:00Z"),
            ("2026-11-20T06:00:00Z", "2026-11-20T06:00:00Z"),
            ("2026-11-20T06:00:00.001Z", "2026-11-20T15:00:00Z"),
            ("2026-11-20T15:00:01Z", "2026-11-21T06:00:00Z"),
            // Already tomorrow in Moscow.
            ("2026-11-20T21:30:00Z", "2026-11-21T06:00:00Z"),
            ("2026-12-31T20:59:59Z", "2027-01-01T06:00:00Z"),
        ] {
            assert_eq!(next_opening(now.parse().unwrap()), opening.parse().unwrap(), "{now}");
        }
        assert_eq!(next_opening(Timestamp::MAX), Timestamp::MAX);
    }

    #[test]
    fn a_size_rests_for_three_days() {
        let moved: Timestamp = "2026-11-20T06:00:00Z".parse().unwrap();
        assert_eq!(cool_until(moved), "2026-11-23T06:00:00Z".parse().unwrap());
        assert_eq!(cool_until(Timestamp::MAX), Timestamp::MAX);
    }

    proptest! {
        #[test]
        fn never_more_than_any_limit_and_never_fewer_than_five(wished: u32, stock in 0u32..50, src in 0u32..50, dst in 0u32..50) {
            let least = wished.min(stock).min(src).min(dst);
            match submittable(wished, stock, src, dst) {
                Some(units) => prop_assert!(units == least && units >= LEAST_UNITS),
                None => prop_assert!(least < LEAST_UNITS),
            }
        }

        #[test]
        fn an_opening_is_never_past_and_never_more_than_fifteen_hours_away(second in 0i64..4_000_000_000) {
            let now = Timestamp::from_second(second).unwrap();
            let wait = next_opening(now).duration_since(now);
            prop_assert!(!wait.is_negative() && wait <= SignedDuration::from_hours(15));
        }
    }
}
