//! How long an invocation may still run.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use lambda_runtime::Context;

/// The moment by which an invocation must have answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Deadline(Timestamp);

impl Deadline {
    /// The deadline the runtime gave this invocation.
    pub fn from_context(context: &Context) -> Self {
        let millis = i64::try_from(context.deadline).unwrap_or(i64::MAX);
        Self(Timestamp::from_millisecond(millis).unwrap_or(Timestamp::MAX))
    }

    /// A deadline at this moment.
    pub fn at(moment: Timestamp) -> Self {
        Self(moment)
    }

    /// The same deadline, earlier by `margin`: what is left after reserving time for the last words.
    pub fn minus(self, margin: Duration) -> Self {
        let margin = SignedDuration::try_from(margin).unwrap_or(SignedDuration::MAX);
        Self(self.0.checked_sub(margin).unwrap_or(Timestamp::MIN))
    }

    /// The time left at `now`; zero once the deadline has passed.
    pub fn remaining(&self, now: Timestamp) -> Duration {
        Duration::try_from(self.0.duration_since(now)).unwrap_or(Duration::ZERO)
    }

    /// The moment itself.
    pub fn moment(&self) -> Timestamp {
        self.0
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn the_runtime_speaks_milliseconds_since_the_epoch() {
        let mut context = Context::default();
        context.deadline = 1_764_547_200_250;

        assert_eq!(Deadline::from_context(&context).moment(), at("2025-12-01T00:00:00.25Z"));
    }

    #[test]
    fn time_left_never_goes_below_zero() {
        let deadline = Deadline::at(at("2026-11-20T09:00:10Z"));

        assert_eq!(
            deadline.remaining(at("2026-11-20T09:00:08.5Z")),
            Duration::from_millis(1500)
        );
        assert_eq!(deadline.remaining(at("2026-11-20T09:00:11Z")), Duration::ZERO);
    }

    #[test]
    fn a_margin_makes_it_earlier() {
        let deadline = Deadline::at(at("2026-11-20T09:00:10Z")).minus(Duration::from_secs(4));

        assert_eq!(deadline.remaining(at("2026-11-20T09:00:00Z")), Duration::from_secs(6));
    }

    #[test]
    fn absurd_deadlines_do_not_panic() {
        let mut context = Context::default();
        context.deadline = u64::MAX;

        let deadline = Deadline::from_context(&context);

        assert_eq!(deadline.moment(), Timestamp::MAX);
        assert_eq!(
            Deadline::at(Timestamp::MIN).minus(Duration::MAX).moment(),
            Timestamp::MIN
        );
    }
}
