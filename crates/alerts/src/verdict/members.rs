//! Subscribers against a stored baseline.

use channels::day::ChannelDay;
use channels::{Figure, Precision};
use clock::moscow_date;
use jiff::{SignedDuration, Timestamp, ToSpan};

use super::Verdict;
use crate::rules::Rule;
use crate::state::{AlertState, Baseline, MembersReading, Reading, Turn};

/// A count older than this says nothing about now.
const FRESH: SignedDuration = SignedDuration::from_hours(36);
/// Over so many days a count is compared.
pub(crate) const DAYS: i64 = 7;

/// The next state, given the newest count and the days before today.
pub(crate) fn judge(
    mut state: AlertState,
    count: Option<Figure<u64>>,
    days: &[ChannelDay],
    rule: Rule,
    now: Timestamp,
) -> AlertState {
    if !rule.on {
        return state.switched_off();
    }
    let Some(count) = count.filter(|count| is_usable(count, now)) else {
        return state;
    };
    let Some(baseline) = state.baseline else {
        state.baseline = Some(baseline_of(count));
        return state;
    };
    let Some(alert) = &state.on else {
        let then = follow(baseline, days, rule.threshold, now);
        state.baseline = Some(then);
        if compare(count, then.figure, rule.threshold).is_out() {
            let reading = Reading::Members(MembersReading { then, now: count });
            return state.raise(rule.threshold, reading, now);
        }
        return state;
    };
    let reading = Reading::Members(MembersReading {
        then: baseline,
        now: count,
    });
    let verdict = compare(count, baseline.figure, rule.threshold);
    if verdict == Verdict::Within {
        // What it came back to is the baseline: moved to the edge it came back over, it would make the usual level the next alert.
        let by_wish = compare(count, baseline.figure, alert.threshold).is_out();
        return if by_wish {
            state.end_quietly()
        } else {
            state.end(Turn::Recovered, reading, now)
        };
    }
    if alert.is_norm_by(now) {
        state.baseline = Some(baseline_of(count));
        return state.end(Turn::NewNorm, reading, now);
    }
    let raised = match &alert.reading {
        Reading::Members(raised) => compare(raised.now, raised.then.figure, alert.threshold),
        _ => Verdict::Unknown,
    };
    if verdict.is_out() && raised.is_out() && verdict != raised {
        return state.raise(rule.threshold, reading, now);
    }
    state
}

/// The owner says that it is fine as it is.
pub(crate) fn accept(mut state: AlertState, count: Option<Figure<u64>>, now: Timestamp) -> AlertState {
    let raised = match state.on.as_ref().map(|alert| &alert.reading) {
        Some(Reading::Members(raised)) => Some(raised.now),
        _ => None,
    };
    let count = count.filter(|count| is_usable(count, now)).or(raised);
    state.baseline = count.map(baseline_of).or(state.baseline);
    state.end_quietly()
}

/// Compares a count with another; fires only where every number that the rounded ones may stand for does.
pub(crate) fn compare(now: Figure<u64>, then: Figure<u64>, percent: u16) -> Verdict {
    let (Some((now_low, now_high)), Some((then_low, then_high))) = (bounds(now), bounds(then)) else {
        return Verdict::Unknown;
    };
    if then_low == 0 {
        return Verdict::Unknown;
    }
    let (up, down) = (u128::from(100 + percent), u128::from(100_u16.saturating_sub(percent)));
    if now_low * 100 >= then_high * up {
        Verdict::Above
    } else if now_high * 100 <= then_low * down {
        Verdict::Below
    } else if now_high * 100 < then_low * up && now_low * 100 > then_high * down {
        Verdict::Within
    } else {
        Verdict::Unknown
    }
}

/// Between which numbers the very number is; `None` when nobody says.
fn bounds(figure: Figure<u64>) -> Option<(u128, u128)> {
    let value = u128::from(figure.value);
    match figure.precision {
        Precision::Exact => Some((value, value)),
        Precision::Rounded { step } => {
            let step = u128::from(step);
            Some((value.saturating_sub(step), value + step))
        }
        Precision::Estimated => None,
    }
}

/// The stored baseline while it is at most seven days old, else the oldest count of the last seven days that does not pass the threshold
/// itself: the days of an alert that is over are not what is normal.
fn follow(baseline: Baseline, days: &[ChannelDay], percent: u16, now: Timestamp) -> Baseline {
    let today = moscow_date(now);
    let oldest = today.saturating_sub(DAYS.days());
    if baseline.day >= oldest {
        return baseline;
    }
    let recent = days.iter().filter(|day| day.day >= oldest && day.day < today);
    let counted = recent.filter_map(|day| Some((day.day, day.members?)));
    let mut usable =
        counted.filter(|(_, figure)| bounds(*figure).is_some() && !compare(*figure, baseline.figure, percent).is_out());
    usable.next().map_or(baseline, |(day, figure)| Baseline { day, figure })
}

fn baseline_of(figure: Figure<u64>) -> Baseline {
    Baseline {
        day: moscow_date(figure.observed_at),
        figure,
    }
}

fn is_usable(count: &Figure<u64>, now: Timestamp) -> bool {
    bounds(*count).is_some() && now.duration_since(count.observed_at) <= FRESH
}

#[cfg(test)]
mod tests;
