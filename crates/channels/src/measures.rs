//! What follows from the figures, in the terms that TGStat made common: reach, ERR, ERR24, ER, growth.

mod growth;
mod reach;
mod views;

pub use growth::{Growth, growth};
pub use reach::{er_percent, err_percent, reach, reach_at};
pub use views::{DayViews, views_of_day};

use channel_sources::Precision;

/// A value that was reckoned from figures.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measure {
    /// The value.
    pub value: f64,
    /// How exact it is: never more so than the least exact figure in it.
    pub precision: Precision,
    /// Of how many posts or days it is made.
    pub of: usize,
}

/// The less exact of two: estimated, then the coarser rounding, then exact.
pub fn less_exact(one: Precision, other: Precision) -> Precision {
    match (one, other) {
        (Precision::Estimated, _) | (_, Precision::Estimated) => Precision::Estimated,
        (Precision::Rounded { step: a }, Precision::Rounded { step: b }) => Precision::Rounded { step: a.max(b) },
        (Precision::Exact, other) => other,
        (one, Precision::Exact) => one,
    }
}

/// The value in the middle; `None` of nothing.
pub fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    let upper = *values.get(middle)?;
    if values.len() % 2 == 1 {
        return Some(upper);
    }
    Some(f64::midpoint(values[middle - 1], upper))
}

/// The mean; `None` of nothing.
pub(crate) fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / count(values.len()))
}

/// A number of things as a number to reckon with.
pub(crate) fn count(n: usize) -> f64 {
    u32::try_from(n).map_or(f64::from(u32::MAX), f64::from)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_median_is_the_middle_or_between_the_two_middles() {
        assert_eq!(median(vec![5.0, 1.0, 3.0]).unwrap(), 3.0);
        assert_eq!(median(vec![4.0, 1.0, 2.0, 3.0]).unwrap(), 2.5);
        assert_eq!(median(vec![]), None);
    }

    #[test]
    fn nothing_is_more_exact_than_what_it_is_made_of() {
        let (coarse, fine) = (Precision::Rounded { step: 1000 }, Precision::Rounded { step: 100 });
        assert_eq!(less_exact(fine, coarse), coarse);
        assert_eq!(less_exact(Precision::Exact, fine), fine);
        assert_eq!(less_exact(Precision::Estimated, coarse), Precision::Estimated);
        assert_eq!(less_exact(Precision::Exact, Precision::Exact), Precision::Exact);
    }
}
