//! `GET /health`: is anybody polling, how is the feed, which versions run. No secrets, no users.

use booking::feed::{FeedState, FeedView, POLLER_LEASE, PollerNote};
use jiff::Timestamp;
use serde_json::{Value, json};
use store::{LeaseKeeper, StoreError, Table};

/// Status and report at `now`: 200 when the service can do its work or says honestly why Wildberries keeps it from it;
/// 503 when the table is away or nobody polls.
pub async fn report(table: &Table, now: Timestamp) -> (i64, Value) {
    match LeaseKeeper::note::<PollerNote>(table, POLLER_LEASE).await {
        Ok(note) => describe(note.as_ref().map(|(note, _)| note), now),
        Err(error) => away(&error),
    }
}

fn describe(note: Option<&PollerNote>, now: Timestamp) -> (i64, Value) {
    let feed = FeedView::of(note, now);
    let polling = note.is_some() && feed.state != FeedState::Unknown;
    let status = match feed.state {
        FeedState::Live | FeedState::Slow | FeedState::NoKeys => "ok",
        FeedState::Disabled | FeedState::Failing => "degraded",
        FeedState::Unknown => "down",
    };
    let report = json!({
        "status": status,
        "feed": feed,
        "poller": note.map(|note| json!({
            "last_tick_at": note.last_tick_at,
            "last_tick_age_ms": i64::try_from(now.duration_since(note.last_tick_at).as_millis()).unwrap_or(i64::MAX),
            "profiles": note.profiles,
            "watches": note.watches,
        })),
        "versions": {
            "webhook": env!("CARGO_PKG_VERSION"),
            "slot_poller": note.map(|note| note.version.as_str()),
        },
    });
    (if polling { 200 } else { 503 }, report)
}

fn away(error: &StoreError) -> (i64, Value) {
    tracing::error!(error = %error, "health.table: the table cannot be read");
    (
        503,
        json!({ "status": "down", "table": "unavailable", "versions": { "webhook": env!("CARGO_PKG_VERSION") } }),
    )
}
