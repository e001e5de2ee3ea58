//! That figures do not come.

use channels::calendar::day_over_at;
use channels::state::ChannelState;
use clock::moscow_date;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use crate::rules::Rule;
use crate::state::{AlertState, Reading, Turn, Why};

/// Trouble that passes sooner is nobody's business.
const PATIENCE: SignedDuration = SignedDuration::from_hours(24);
/// A day that ended at 21:00 UTC is collected by 06:00 UTC.
const COLLECTED_WITHIN: SignedDuration = SignedDuration::from_hours(9);

/// The next state; `since` is when somebody first followed the channel.
pub(crate) fn judge(
    state: AlertState,
    channel: &ChannelState,
    since: Timestamp,
    rule: Rule,
    now: Timestamp,
) -> AlertState {
    if !rule.on {
        return state.switched_off();
    }
    let late = late(channel, since, now);
    let lasting = channel
        .trouble
        .as_ref()
        .filter(|trouble| now.duration_since(trouble.since) >= PATIENCE);
    let lasting = lasting.map(|trouble| Why::Source {
        source: trouble.source,
        kind: trouble.kind.clone(),
        since: trouble.since,
    });
    let is_well = channel.trouble.is_none() && late.is_none();
    let found = lasting.or(late.map(|day| Why::Late { day }));
    match (&state.on, found) {
        (None, Some(why)) => state.raise(rule.threshold, Reading::Trouble(why), now),
        (Some(alert), _) if is_well => {
            let reading = alert.reading.clone();
            state.end(Turn::Recovered, reading, now)
        }
        _ => state,
    }
}

/// The day that should be collected and is not.
pub(crate) fn late(channel: &ChannelState, since: Timestamp, now: Timestamp) -> Option<Date> {
    let due = day_over_at(now.checked_sub(COLLECTED_WITHIN).ok()?);
    let is_there = channel.last_day.is_some_and(|day| day >= due);
    (due >= moscow_date(since) && !is_there).then_some(due)
}

#[cfg(test)]
mod tests;
