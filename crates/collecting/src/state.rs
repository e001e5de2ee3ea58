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

/// A trouble of the same kind goes on; another one begins now.
pub(crate) fn note_trouble(state: &mut ChannelState, trouble: &Trouble) {
    let goes_on = |known: &Trouble| known.kind == trouble.kind && known.source == trouble.source;
    if !state.trouble.as_ref().is_some_and(goes_on) {
        state.trouble = Some(trouble.clone());
    }
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
