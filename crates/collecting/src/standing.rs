//! What is written down of how a source is doing.

use channel_sources::{Quota, Source, SourceError};
use channels::sources::{SourceFailure, SourceState};
use jiff::{SignedDuration, Timestamp, ToSpan, tz};
use store::{StoreError, Table};

/// How often a change is tried against other workers.
const TRIES: u32 = 5;
/// A source that refuses us is asked again after this, and then each time after as long as it has refused us so far.
const FIRST_STEP: SignedDuration = SignedDuration::from_mins(10);
/// The longest such step: the next night, when somebody may have mended it.
const LONGEST_STEP: SignedDuration = SignedDuration::from_hours(20);

/// Until when a source is not to be asked, if so.
pub(crate) async fn disabled_until(
    table: &Table,
    source: Source,
    now: Timestamp,
) -> Result<Option<(Timestamp, String)>, StoreError> {
    let stored = table.get::<SourceState>(&SourceState::key_of(source)).await?;
    let Some(state) = stored.map(|stored| stored.record) else {
        return Ok(None);
    };
    let Some(failure) = state.failure.as_ref().filter(|_| state.is_failing()) else {
        return Ok(None);
    };
    let waits = matches!(failure.kind.as_str(), "quota" | "no_subscription" | "unauthorized");
    let until = failure.asked_again_at.unwrap_or_else(|| failure.at + step(failure));
    Ok((waits && until > now).then(|| (until, failure.kind.clone())))
}

/// One answer may be a mistake, of the network's or of a release: the more of them, the longer it is left alone.
fn step(failure: &SourceFailure) -> SignedDuration {
    let lasts = failure.at.duration_since(failure.since);
    lasts.clamp(FIRST_STEP, LONGEST_STEP)
}

/// When a source that failed so may be asked again; `None` when nobody knows.
pub(crate) fn asked_again_at(state: &SourceState, error: &SourceError, now: Timestamp) -> Option<Timestamp> {
    match error {
        SourceError::Quota { .. } => {
            let told = state.quota.and_then(|quota| quota.resets_at);
            told.filter(|at| *at > now).or_else(|| next_month(now))
        }
        _ => None,
    }
}

/// Changes what is written of a source; nothing is written when nothing changes.
pub(crate) async fn change(table: &Table, source: Source, change: impl Fn(&mut SourceState)) -> Result<(), StoreError> {
    for _ in 0..TRIES {
        let stored = table.get::<SourceState>(&SourceState::key_of(source)).await?;
        let version = stored.as_ref().map(|stored| stored.version);
        let was = stored.map_or_else(|| fresh(source), |stored| stored.record);
        let mut state = was.clone();
        change(&mut state);
        if version.is_some() && state == was {
            return Ok(());
        }
        let written = match version {
            Some(version) => table.replace(&state, version).await.map(|_| ()),
            None => table.insert(&state).await,
        };
        match written {
            Err(StoreError::Conflict) => {}
            done => return done,
        }
    }
    Err(StoreError::Conflict)
}

/// Notes a failure that concerns more than one channel.
pub(crate) fn failed(state: &mut SourceState, error: &SourceError, again_at: Option<Timestamp>, now: Timestamp) {
    let went_on = state.is_failing();
    let since = state.failure.as_ref().filter(|_| went_on).map(|failure| failure.since);
    state.failure = Some(SourceFailure {
        kind: error.name().to_owned(),
        said: error.to_string(),
        since: since.unwrap_or(now),
        at: now,
        asked_again_at: again_at,
    });
}

/// Forgets a failure of before then: somebody has done something about it.
pub(crate) async fn forget_before(table: &Table, source: Source, mended_at: Timestamp) -> Result<(), StoreError> {
    let stored = table.get::<SourceState>(&SourceState::key_of(source)).await?;
    let failure = stored.and_then(|stored| stored.record.failure);
    if failure.is_none_or(|failure| failure.at >= mended_at) {
        return Ok(());
    }
    change(table, source, |state| {
        state.failure = state.failure.take().filter(|failure| failure.at >= mended_at);
    })
    .await
}

/// Notes what is left of a paid volume.
pub(crate) async fn note_quota(
    table: &Table,
    source: Source,
    quota: Option<Quota>,
    paid_until: Option<Timestamp>,
) -> Result<(), StoreError> {
    change(table, source, |state| {
        state.quota = quota.or(state.quota);
        state.paid_until = paid_until.or(state.paid_until);
    })
    .await
}

fn fresh(source: Source) -> SourceState {
    SourceState {
        source,
        enabled: true,
        good_at: None,
        failure: None,
        quota: None,
        paid_until: None,
    }
}

/// The services count by calendar months.
fn next_month(now: Timestamp) -> Option<Timestamp> {
    let moscow = tz::Offset::constant(3);
    let first = moscow
        .to_datetime(now)
        .date()
        .first_of_month()
        .saturating_add(1.month());
    moscow.to_timestamp(first.at(0, 0, 0, 0)).ok()
}
