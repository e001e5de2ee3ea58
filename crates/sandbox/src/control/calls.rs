//! The ledger of calls, all at once or as they come.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::sse::{Event, KeepAlive, Sse};
use futures::Stream;
use serde::Deserialize;
use tokio::sync::broadcast::error::RecvError;

use super::answers::{Refusal, Reply, good};
use crate::ledger::Target;
use crate::world::{World, lock};

/// Which calls are wanted.
#[derive(Debug, Deserialize)]
pub struct Wanted {
    target: Option<String>,
    since: Option<String>,
}

/// The calls received.
pub async fn list(State(world): State<Arc<World>>, Query(wanted): Query<Wanted>) -> Reply {
    let target = match wanted.target.as_deref().filter(|target| !target.is_empty()) {
        None => None,
        Some("telegram") => Some(Target::Telegram),
        Some("wb") => Some(Target::Wb),
        Some("gateway") => Some(Target::Gateway),
        Some(other) => {
            return Err(Refusal::wrong(format!(
                "there is no target {other}; there are telegram, wb and gateway"
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
    good(serde_json::to_value(ledger.since(since, target)).unwrap_or_default())
}

/// The calls as they come, as server-sent events.
pub async fn events(State(world): State<Arc<World>>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let heard = world.events.subscribe();
    let closing = world.closing.subscribe();
    let stream = futures::stream::unfold((heard, closing), |(mut heard, mut closing)| async move {
        loop {
            let next = tokio::select! {
                next = heard.recv() => next,
                _ = closing.wait_for(|closing| *closing) => return None,
            };
            match next {
                Ok(entry) => return Some((Ok(Event::default().event("call").data(entry)), (heard, closing))),
                // A slow listener misses some; the ledger has them all.
                Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return None,
            }
        }
    });
    Sse::new(stream).keep_alive(KeepAlive::default())
}
