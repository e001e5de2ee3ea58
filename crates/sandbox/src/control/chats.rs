//! What the chats show, and how often the bot may send.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{Path, Query, State};
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use axum::response::Response;
use serde::Deserialize;
use serde_json::{Value, json};

use super::answers::{Refusal, Reply, fields, good};
use crate::telegram::commands::CommandSet;
use crate::telegram::stars::place_of;
use crate::telegram::state::Posted;
use crate::world::{World, lock};

/// Whose commands are wanted.
#[derive(Debug, Deserialize)]
pub struct Language {
    language: Option<String>,
}

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

/// A chat's messages as they stand, invoices with whether they are paid; a chat nobody has opened has none.
pub async fn messages(State(world): State<Arc<World>>, Path(id): Path<i64>) -> Reply {
    let telegram = lock(&world.telegram);
    let messages = telegram
        .chats
        .get(&id)
        .into_iter()
        .flat_map(|chat| chat.messages.iter());
    let told = messages.map(|(message_id, posted)| {
        let mut told = told(posted);
        if let Some(invoice) = telegram.stars.invoices.get(&place_of(id, *message_id)) {
            told["paid"] = Value::from(invoice.receipt.is_some());
        }
        told
    });
    good(told.collect())
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

/// The commands a person is offered in a private chat: those for private chats before those for all, those of the
/// person's language before those of none.
pub async fn commands(State(world): State<Arc<World>>, Query(asked): Query<Language>) -> Reply {
    let telegram = lock(&world.telegram);
    let language = asked.language.unwrap_or_default();
    let offered = ["all_private_chats", "default"]
        .into_iter()
        .flat_map(|scope| [(scope, language.as_str()), (scope, "")])
        .find_map(|(scope, language)| {
            let fits = |set: &&CommandSet| set.scope["type"] == scope && set.language_code == language;
            telegram.commands.iter().find(fits)
        });
    good(offered.map_or_else(|| json!([]), |set| Value::from(set.commands.clone())))
}

/// A file's content.
pub async fn file(State(world): State<Arc<World>>, Path(id): Path<String>) -> Result<Response, Refusal> {
    let file = lock(&world.telegram).files.get(&id).cloned();
    let file = file.ok_or_else(|| Refusal::missing(format!("there is no file {id}")))?;
    Response::builder()
        .header(CONTENT_TYPE, file.mime())
        // A drawing or a page that somebody sent must not act as the playground.
        .header(
            CONTENT_SECURITY_POLICY,
            "sandbox; default-src 'none'; style-src 'unsafe-inline'",
        )
        .header(X_CONTENT_TYPE_OPTIONS, "nosniff")
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
    if posted.silent {
        told["silent"] = Value::from(true);
    }
    told
}
