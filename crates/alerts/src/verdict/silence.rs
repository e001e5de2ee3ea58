//! That nothing was posted, proven by a good page.

use std::time::Duration;

use channels::state::ChannelState;
use jiff::Timestamp;

use crate::rules::Rule;
use crate::state::{AlertState, Reading, SilenceReading, Turn};

/// A page read longer ago proves nothing about now.
const FRESH: Duration = Duration::from_secs(36 * 60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// The next state.
pub(crate) fn judge(state: AlertState, channel: &ChannelState, rule: Rule, now: Timestamp) -> AlertState {
    if !rule.on {
        return state.switched_off();
    }
    let Some((silent, reading)) = silence(channel, now) else {
        return state;
    };
    let is_out = silent >= DAY * u32::from(rule.threshold);
    let reading = Reading::Silence(reading);
    match &state.on {
        None if is_out => state.raise(rule.threshold, reading, now),
        Some(alert) if !is_out => {
            // Without a newer post it is the threshold that has changed.
            let by_wish = silent >= DAY * u32::from(alert.threshold);
            if by_wish {
                state.end_quietly()
            } else {
                state.end(Turn::Recovered, reading, now)
            }
        }
        None | Some(_) => state,
    }
}

fn silence(channel: &ChannelState, now: Timestamp) -> Option<(Duration, SilenceReading)> {
    let silent = channel.silent_for(FRESH, now)?;
    let newest = channel.newest_post?;
    let reading = SilenceReading {
        post: newest.id,
        posted_at: newest.posted_at,
        proven_at: channel.posts_proven_at?,
    };
    Some((silent, reading))
}

#[cfg(test)]
mod tests;
