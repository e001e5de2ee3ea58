//! Sums over days, of which some may not be known.

use channels::Precision;
use channels::day::ChannelDay;
use channels::measures::less_exact;

use crate::span::Span;

/// A sum over the days of a period that are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sum {
    /// The sum.
    pub total: u64,
    /// Over how many days.
    pub known: usize,
    /// Of how many.
    pub of: usize,
    /// How exact it is: as the least exact of its days.
    pub precision: Precision,
}

impl Sum {
    /// The views of a period's days; `None` when no day is known.
    pub(super) fn of_views(days: &[ChannelDay], span: Span) -> Option<Self> {
        Self::over(
            days.iter()
                .filter_map(|day| day.views.map(|views| (views.value, views.precision))),
            span,
        )
    }

    /// The posts of a period's days; `None` when no day is known.
    pub(super) fn of_posts(days: &[ChannelDay], span: Span) -> Option<Self> {
        let counted = days.iter().filter_map(|day| day.posts);
        Self::over(counted.map(|posts| (u64::from(posts), Precision::Exact)), span)
    }

    fn over(values: impl Iterator<Item = (u64, Precision)>, span: Span) -> Option<Self> {
        let nothing = Self {
            total: 0,
            known: 0,
            of: span.len(),
            precision: Precision::Exact,
        };
        let sum = values.fold(nothing, |sum, (value, precision)| Self {
            total: sum.total + value,
            known: sum.known + 1,
            precision: less_exact(sum.precision, precision),
            ..sum
        });
        (sum.known > 0).then_some(sum)
    }

    /// Whether every day is known.
    pub fn is_whole(self) -> bool {
        self.known >= self.of
    }

    /// Whether at least half of the days are known: enough to compare a day's mean with another period's.
    pub fn is_mostly_known(self) -> bool {
        self.known * 2 >= self.of
    }

    /// The mean of a known day.
    #[expect(clippy::cast_precision_loss, reason = "sums of views are far below 2^53")]
    pub fn daily(self) -> f64 {
        self.total as f64 / self.known.max(1) as f64
    }
}
