//! Whether the whole thing stands: the stack is deployed and the webhook is set.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::answers::{Refusal, fields};
use crate::world::{World, lock};

/// 200 when everything stands, otherwise 503 and what is waited for.
pub async fn show(State(world): State<Arc<World>>) -> Response {
    let waiting_for = lock(&world.waiting_for).clone().or_else(|| {
        let webhook = &lock(&world.telegram).webhook;
        webhook.is_none().then(|| "the webhook to be set".to_owned())
    });
    match waiting_for {
        None => Json(json!({"ready": true})).into_response(),
        Some(what) => (
            StatusCode::SERVICE_UNAVAILABLE,
            Json(json!({"ready": false, "waiting_for": what})),
        )
            .into_response(),
    }
}

/// The start script says what it waits for, null when for nothing.
pub async fn set(State(world): State<Arc<World>>, body: Bytes) -> Result<Response, Refusal> {
    let waiting_for = match fields(&body)?.remove("waiting_for") {
        Some(Value::Null) => None,
        Some(Value::String(what)) => Some(what),
        _ => {
            return Err(Refusal::wrong(
                "waiting_for must be a text, or null when nothing is waited for",
            ));
        }
    };
    *lock(&world.waiting_for) = waiting_for;
    Ok(show(State(world)).await)
}
