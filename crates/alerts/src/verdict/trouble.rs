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

/// The next state, one step at a time: a late collection and a source's trouble are two facts, and neither keeps the other from being told.
/// `since` is when somebody first followed the channel.
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
    match (&state.late, late(channel, since, now)) {
        (None, Some(day)) => state.raise_late(day, now),
        (Some(_), None) => state.end_late(now),
        _ => of_source(state, channel, now),
    }
}

fn of_source(state: AlertState, channel: &ChannelState, now: Timestamp) -> AlertState {
    let lasting = channel
        .trouble
        .as_ref()
        .filter(|trouble| now.duration_since(trouble.since) >= PATIENCE);
    let lasting = lasting.map(|trouble| Why::Source {
        source: trouble.source,
        kind: trouble.kind.clone(),
        since: trouble.since,
    });
    match (&state.on, lasting) {
        (None, Some(why)) => state.raise(0, Reading::Trouble(why), now),
        (Some(alert), Some(why)) if weight(&why) > weight_of(&alert.reading) => {
            state.raise(0, Reading::Trouble(why), now)
        }
        (Some(alert), None) if channel.trouble.is_none() => {
            let reading = alert.reading.clone();
            state.end(Turn::Recovered, reading, now)
        }
        _ => state,
    }
}

/// How much a trouble means to the channel's owner. What weighs more is told anew; what weighs less or the same is not, so that answers
/// which alternate are no news.
fn weight(why: &Why) -> u8 {
    match why {
        Why::Late { .. } => 0,
        Why::Source { kind, .. } => match kind.as_str() {
            "no_such_channel" | "not_a_channel" | "another_channel" | "private" => 3,
            "no_preview" => 2,
            _ => 1,
        },
    }
}

fn weight_of(reading: &Reading) -> u8 {
    match reading {
        Reading::Trouble(why) => weight(why),
        _ => 0,
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
