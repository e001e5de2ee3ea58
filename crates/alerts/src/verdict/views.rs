//! Views of posts at the age of 24 hours: the newest ones against those before.

use std::time::Duration;

use channels::Source;
use channels::post::ChannelPost;
use jiff::Timestamp;

use super::Verdict;
use crate::rules::Rule;
use crate::state::{AlertState, Looked, Reading, Turn, ViewsReading};

/// The age at which posts are compared.
pub(crate) const AGE: Duration = Duration::from_secs(24 * 60 * 60);
/// Posts that say how it is now.
const NEWEST: usize = 5;
/// Posts before them that say what is usual.
const BEFORE: usize = 20;
/// Of those at least so many must be known.
const BEFORE_KNOWN: usize = 8;

/// The newest posts whose views are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Recent {
    sum: u64,
    from: Timestamp,
    to: Timestamp,
    source: Source,
}

/// The next state, given the posts (oldest first) and when their page was last proven good.
pub(crate) fn judge(
    mut state: AlertState,
    posts: &[ChannelPost],
    proven_at: Timestamp,
    rule: Rule,
    now: Timestamp,
) -> AlertState {
    if !rule.on {
        return state.switched_off();
    }
    state.looked = Some(Looked {
        proven_at,
        threshold: rule.threshold,
    });
    let Some(recent) = recent(posts) else {
        return state;
    };
    let Some(alert) = &state.on else {
        let Some(usual) = usual(posts, recent.from, state.norm_from) else {
            return state;
        };
        let reading = reading(recent, usual);
        return match compare(&reading, rule.threshold) {
            Verdict::Below => state.raise(rule.threshold, Reading::Views(reading), now),
            _ => state,
        };
    };
    let Reading::Views(raised) = &alert.reading else {
        return state;
    };
    let reading = reading(recent, (raised.usual_twice, raised.usual_of));
    match compare(&reading, rule.threshold) {
        Verdict::Within if compare(&reading, alert.threshold) == Verdict::Below => state.end_quietly(),
        Verdict::Within => state.end(Turn::Recovered, Reading::Views(reading), now),
        _ if alert.is_norm_by(now) => {
            state.norm_from = Some(reading.from);
            state.end(Turn::NewNorm, Reading::Views(reading), now)
        }
        _ => state,
    }
}

/// The owner says that it is fine as it is.
pub(crate) fn accept(mut state: AlertState) -> AlertState {
    if let Some(Reading::Views(raised)) = state.on.as_ref().map(|alert| &alert.reading) {
        state.norm_from = Some(raised.from);
    }
    state.looked = None;
    state.end_quietly()
}

/// Views at the age at which posts are compared, as a whole number.
pub(crate) fn views_of(post: &ChannelPost) -> Option<u64> {
    post.views_at(AGE).map(|figure| whole(figure.value))
}

/// `sum / of` against `usual_twice / 2`, in whole numbers.
pub(crate) fn compare(reading: &ViewsReading, percent: u16) -> Verdict {
    if reading.usual_twice == 0 || reading.of == 0 {
        return Verdict::Unknown;
    }
    let down = u128::from(100_u16.saturating_sub(percent));
    let now = u128::from(reading.sum) * 200;
    let limit = u128::from(reading.usual_twice) * u128::from(reading.of) * down;
    if now <= limit { Verdict::Below } else { Verdict::Within }
}

fn recent(posts: &[ChannelPost]) -> Option<Recent> {
    let known = posts.iter().rev().filter_map(|post| Some((post, views_of(post)?)));
    let newest: Vec<_> = known.take(NEWEST).collect();
    if newest.len() < NEWEST {
        return None;
    }
    Some(Recent {
        sum: newest.iter().map(|(_, views)| views).sum(),
        from: newest.last()?.0.post.posted_at,
        to: newest.first()?.0.post.posted_at,
        source: newest.first()?.0.newest()?.source,
    })
}

/// Twice the median of the posts before, and of how many.
fn usual(posts: &[ChannelPost], before: Timestamp, norm_from: Option<Timestamp>) -> Option<(u64, u32)> {
    let older = posts.iter().rev().filter(|post| post.post.posted_at < before);
    let twenty = older.take(BEFORE);
    let counted = twenty.filter(|post| norm_from.is_none_or(|from| post.post.posted_at >= from));
    let mut known: Vec<u64> = counted.filter_map(views_of).collect();
    if known.len() < BEFORE_KNOWN {
        return None;
    }
    known.sort_unstable();
    let middle = known.len() / 2;
    let twice = match known.len() % 2 {
        1 => known[middle] * 2,
        _ => known[middle - 1] + known[middle],
    };
    Some((twice, u32::try_from(known.len()).ok()?))
}

fn reading(recent: Recent, (usual_twice, usual_of): (u64, u32)) -> ViewsReading {
    ViewsReading {
        sum: recent.sum,
        of: NEWEST as u32,
        from: recent.from,
        to: recent.to,
        usual_twice,
        usual_of,
        source: recent.source,
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "views are not negative and far below 2^53"
)]
fn whole(value: f64) -> u64 {
    value.round().max(0.0) as u64
}

#[cfg(test)]
mod tests;
