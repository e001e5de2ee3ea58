//! The ledger of calls.

use std::sync::Arc;

use axum::extract::{Query, State};
use serde::Deserialize;

use super::answers::{Refusal, Reply, good};
use crate::ledger::Target;
use crate::world::{World, lock};

/// Which calls are wanted.
#[derive(Debug, Deserialize)]
pub struct Wanted {
    target: Option<String>,
    since: Option<String>,
    last: Option<usize>,
}

/// The calls received.
pub async fn list(State(world): State<Arc<World>>, Query(wanted): Query<Wanted>) -> Reply {
    let target = match wanted.target.as_deref().filter(|target| !target.is_empty()) {
        None => None,
        Some("telegram") => Some(Target::Telegram),
        Some("wb") => Some(Target::Wb),
        Some("gateway") => Some(Target::Gateway),
        Some("preview") => Some(Target::Preview),
        Some("tgstat") => Some(Target::Tgstat),
        Some("telemetr") => Some(Target::Telemetr),
        Some(other) => {
            return Err(Refusal::wrong(format!(
                "there is no target {other}; there are telegram, wb, gateway, preview, tgstat and telemetr"
            )));
        }
    };
    let since = match wanted.since.as_deref().filter(|since| !since.is_empty()) {
        None => 0,
        Some(since) => since
            .parse()
            .map_err(|_| Refusal::wrong("since must be the seq of a call"))?,
    };
    let ledger = lock(&world.ledger);
    let calls = ledger.since(since, target);
    let newest = calls.len().saturating_sub(wanted.last.unwrap_or(usize::MAX));
    good(serde_json::to_value(&calls[newest..]).unwrap_or_default())
}
