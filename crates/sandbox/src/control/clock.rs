//! The clock, shown and moved.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::answers::{Refusal, Reply, fields, good};
use crate::clock::Setting;
use crate::world::World;

/// The time it is.
pub async fn show(State(world): State<Arc<World>>) -> Reply {
    let setting = world.clock.setting();
    good(json!({
        "now": world.clock.now().to_string(), "now_ms": world.clock.now_ms(),
        "frozen": setting.frozen_at_ms.is_some(), "offset_ms": setting.offset_ms,
        "moscow_date": world.clock.moscow_today().to_string()
    }))
}

/// Moves the clock, stops it, or lets it run. The clock is stopped or started first, moved then.
pub async fn set(State(world): State<Arc<World>>, body: Bytes) -> Reply {
    let fields = fields(&body)?;
    let now = match fields.get("now") {
        None => None,
        Some(Value::String(text)) => {
            let moment: Result<Timestamp, _> = text.parse();
            Some(
                moment
                    .map_err(|_| Refusal::wrong("now must be a moment such as 2026-11-20T09:00:00Z"))?
                    .as_millisecond(),
            )
        }
        Some(_) => return Err(Refusal::wrong("now must be a moment such as 2026-11-20T09:00:00Z")),
    };
    let advance_ms = match fields.get("advance_s") {
        None => None,
        #[expect(clippy::cast_possible_truncation, reason = "a saturating cast is what is wanted")]
        Some(seconds) => {
            let seconds = seconds.as_f64().filter(|seconds| seconds.is_finite());
            Some((seconds.ok_or_else(|| Refusal::wrong("advance_s must be a number of seconds"))? * 1_000.0) as i64)
        }
    };
    let frozen = match fields.get("frozen") {
        None => None,
        Some(Value::Bool(frozen)) => Some(*frozen),
        Some(_) => return Err(Refusal::wrong("frozen must be true or false")),
    };
    let system = fields.get("system") == Some(&Value::Bool(true));
    if !system && now.is_none() && advance_ms.is_none() && frozen.is_none() {
        return Err(Refusal::wrong("say now, advance_s, frozen or system"));
    }
    if system {
        world.clock.set(Setting::default());
    }
    if let Some(frozen) = frozen {
        world.clock.freeze(frozen);
    }
    if let Some(now_ms) = now {
        world.clock.move_to(now_ms);
    }
    if let Some(by_ms) = advance_ms {
        world.clock.advance(by_ms);
    }
    world.stir();
    show(State(world)).await
}
