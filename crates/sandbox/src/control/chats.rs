//! What the chats show, and how often the bot may send.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::Response;
use serde_json::{Value, json};

use super::answers::{Refusal, Reply, fields, good};
use crate::telegram::state::Posted;
use crate::world::{World, lock};

/// All chats.
pub async fn list(State(world): State<Arc<World>>) -> Reply {
    let telegram = lock(&world.telegram);
    let told = telegram.chats.values().map(|chat| {
        let mut told = chat.object();
        told["messages"] = Value::from(chat.messages.len());
        told["blocked"] = Value::from(chat.blocked);
        told["members"] = chat.members.iter().copied().collect();
        told
    });
    good(told.collect())
}

/// A chat's messages as they stand; a chat nobody has opened has none.
pub async fn messages(State(world): State<Arc<World>>, Path(id): Path<i64>) -> Reply {
    let telegram = lock(&world.telegram);
    let messages = telegram
        .chats
        .get(&id)
        .into_iter()
        .flat_map(|chat| chat.messages.values());
    good(messages.map(told).collect())
}

/// What was shown over a chat in answer to presses.
pub async fn toasts(State(world): State<Arc<World>>, Path(id): Path<i64>) -> Reply {
    let telegram = lock(&world.telegram);
    let toasts = telegram
        .chats
        .get(&id)
        .map(|chat| chat.toasts.as_slice())
        .unwrap_or_default();
    good(serde_json::to_value(toasts).unwrap_or_default())
}

/// A file's content.
pub async fn file(State(world): State<Arc<World>>, Path(id): Path<String>) -> Result<Response, Refusal> {
    let file = lock(&world.telegram).files.get(&id).cloned();
    let file = file.ok_or_else(|| Refusal::missing(format!("there is no file {id}")))?;
    Response::builder()
        .header(CONTENT_TYPE, file.mime())
        .body(Body::from(file.content))
        .map_err(|error| Refusal::wrong(error.to_string()))
}

/// Whether the sending limits hold.
pub async fn show_limits(State(world): State<Arc<World>>) -> Reply {
    good(json!({"enforced": lock(&world.telegram).limits.enforced}))
}

/// Lifts the sending limits or puts them back.
pub async fn set_limits(State(world): State<Arc<World>>, body: Bytes) -> Reply {
    let enforced = fields(&body)?.get("enforced").and_then(Value::as_bool);
    let enforced = enforced.ok_or_else(|| Refusal::wrong("enforced must be true or false"))?;
    lock(&world.telegram).limits.enforced = enforced;
    good(json!({"enforced": enforced}))
}

fn told(posted: &Posted) -> Value {
    let mut told = Value::Object(posted.message.clone());
    told["deleted"] = Value::from(posted.deleted);
    told["reactions"] = Value::from(posted.reactions.clone());
    told
}
