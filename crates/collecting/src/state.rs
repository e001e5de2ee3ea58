//! Changes of what is known of a channel, whoever else changes it.

use channel_sources::{ChannelName, Figure};
use channels::state::{ChannelState, Trouble};
use jiff::Timestamp;
use store::{StoreError, Table};

/// How often a change is tried against others who change the same state.
const TRIES: u32 = 6;

/// Changes a channel's state; nothing is written when nothing changes.
pub(crate) async fn change_state(
    table: &Table,
    channel: &ChannelName,
    change: impl Fn(&mut ChannelState),
) -> Result<ChannelState, StoreError> {
    for _ in 0..TRIES {
        let stored = table.get::<ChannelState>(&ChannelState::key_of(channel)).await?;
        let version = stored.as_ref().map(|stored| stored.version);
        let was = stored.map_or_else(|| ChannelState::unknown(channel.clone()), |stored| stored.record);
        let mut state = was.clone();
        change(&mut state);
        if version.is_some() && state == was {
            return Ok(state);
        }
        let written = match version {
            Some(version) => table.replace(&state, version).await.map(|_| ()),
            None => table.insert(&state).await,
        };
        match written {
            Ok(()) => return Ok(state),
            Err(StoreError::Conflict) => {}
            Err(error) => return Err(error),
        }
    }
    Err(StoreError::Conflict)
}

/// The newest count stays: answers may arrive out of order.
pub(crate) fn note_members(state: &mut ChannelState, members: Figure<u64>) {
    if state
        .members
        .is_none_or(|known| known.observed_at <= members.observed_at)
    {
        state.members = Some(members);
    }
}

/// A trouble lasts from the first failure after the last success, whatever is the matter now.
pub(crate) fn note_trouble(state: &mut ChannelState, trouble: &Trouble) {
    let since = state.trouble.as_ref().map_or(trouble.since, |known| known.since);
    state.trouble = Some(Trouble {
        since,
        ..trouble.clone()
    });
}

/// What keeps a channel's figures from coming.
pub(crate) fn trouble(
    source: channel_sources::Source,
    kind: impl Into<String>,
    said: impl Into<String>,
    since: Timestamp,
) -> Trouble {
    Trouble {
        source,
        kind: kind.into(),
        said: said.into(),
        since,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use channel_sources::Source;

    use super::*;

    #[test]
    fn a_trouble_lasts_since_the_first_failure_after_the_last_success() {
        let at = |hour: i64| Timestamp::from_second(hour * 3600).unwrap();
        let mut state = ChannelState::unknown("growing_one".parse().unwrap());
        for (hour, kind) in [(1, "unavailable"), (2, "blocked"), (3, "unavailable")] {
            note_trouble(&mut state, &trouble(Source::Preview, kind, "said", at(hour)));
            let told = state.trouble.clone().unwrap();
            assert_eq!((told.since, told.kind.as_str()), (at(1), kind));
        }
        state.trouble = None;
        note_trouble(&mut state, &trouble(Source::BotApi, "doubtful", "said", at(4)));
        assert_eq!(state.trouble.unwrap().since, at(4));
    }
}
