//! What people do in Telegram: write, press, send, block.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use tokio::sync::oneshot;

use super::answers::{Refusal, Reply, fields, good};
use crate::news::News;
use crate::telegram::forwards;
use crate::telegram::media::{self, Medium};
use crate::telegram::outbox::Offered;
use crate::telegram::updates::{self, Deed, Impossible};
use crate::world::{World, lock};

/// How long a request waits for the bot to accept the update.
const PATIENCE: Duration = Duration::from_secs(15);

/// Whether to wait for the bot.
#[derive(Debug, Deserialize)]
pub struct Waiting {
    wait: Option<String>,
}

/// A person does something.
pub async fn act(
    State(world): State<Arc<World>>,
    Path((user, deed)): Path<(i64, String)>,
    Query(waiting): Query<Waiting>,
    body: Bytes,
) -> Reply {
    if user <= 0 {
        return Err(Refusal::wrong("a user's id is a positive number"));
    }
    let fields = fields(&body)?;
    let done = carry_out(&world, user, &deed, &fields)?;
    world.tell(News::chat(done.chat));
    let message_id = done.message_id;
    let offered = world.outbox.offer(&world, done.chat, done.kind, done.payload);
    settle(&world, offered, message_id, &waiting).await
}

/// Everybody who has been here.
pub async fn list(State(world): State<Arc<World>>) -> Reply {
    let telegram = lock(&world.telegram);
    let told = telegram.users.values().map(|user| {
        let mut told = user.object();
        told["blocked"] = Value::from(telegram.chats.get(&user.id).is_some_and(|chat| chat.blocked));
        told
    });
    good(told.collect())
}

/// An update is sent to the bot as it is.
pub async fn raw_update(State(world): State<Arc<World>>, Query(waiting): Query<Waiting>, body: Bytes) -> Reply {
    let offered = world.outbox.offer_raw(&world, body);
    // It may be anybody's chat.
    world.tell(News::changed("world"));
    settle(&world, offered, None, &waiting).await
}

async fn settle(world: &World, offered: Offered, message_id: Option<i64>, waiting: &Waiting) -> Reply {
    let Offered { update_id, accepted } = offered;
    let delivered = is_accepted(world, accepted, waiting).await;
    good(json!({"ok": true, "update_id": update_id, "message_id": message_id, "delivered": delivered}))
}

/// Whether the bot accepts an update within the time it has; false at once when nobody takes it or nobody wants to wait.
pub(super) async fn is_accepted(world: &World, accepted: oneshot::Receiver<bool>, waiting: &Waiting) -> bool {
    let nobody_takes_it = lock(&world.telegram).webhook.is_none();
    let at_once = nobody_takes_it
        || waiting
            .wait
            .as_deref()
            .is_some_and(|wait| matches!(wait, "0" | "false"));
    !at_once && matches!(tokio::time::timeout(PATIENCE, accepted).await, Ok(Ok(true)))
}

fn carry_out(world: &World, user: i64, deed: &str, fields: &Map<String, Value>) -> Result<Deed, Refusal> {
    let now_ms = world.clock.now_ms();
    let text = |name: &str| fields.get(name).and_then(Value::as_str);
    let chat = match fields.get("chat") {
        None | Some(Value::Null) => user,
        Some(chat) => chat
            .as_i64()
            .filter(|chat| *chat != 0)
            .ok_or_else(|| Refusal::wrong("chat must be a chat's id"))?,
    };
    let telegram = &mut *lock(&world.telegram);
    telegram.user(user, text("language_code"));
    if let Some(name) = text("first_name").filter(|name| !name.trim().is_empty()) {
        telegram.rename(user, name.trim());
    }
    let medium = |telegram, medium| media::medium(telegram, user, chat, medium, fields, now_ms);
    let done = match deed {
        "text" => {
            let text = text("text").ok_or_else(|| Refusal::wrong("text is missing"))?;
            updates::text(telegram, user, chat, text, now_ms)
        }
        "press" => {
            let message_id = fields.get("message_id").and_then(Value::as_i64);
            let message_id = message_id.ok_or_else(|| Refusal::wrong("message_id is missing"))?;
            let data = text("data").ok_or_else(|| Refusal::wrong("data is missing"))?;
            let force = fields.get("force").and_then(Value::as_bool).unwrap_or(false);
            updates::press(telegram, user, chat, message_id, data, force, now_ms)
        }
        "sticker" => medium(telegram, Medium::Sticker),
        "photo" => medium(telegram, Medium::Photo),
        "voice" => medium(telegram, Medium::Voice),
        "document" => medium(telegram, Medium::Document),
        "forward" => forwards::post(telegram, user, chat, fields, now_ms),
        "block" => Ok(updates::membership(telegram, user, true, now_ms)),
        "unblock" => Ok(updates::membership(telegram, user, false, now_ms)),
        other => {
            return Err(Refusal::missing(format!(
                "a user cannot {other}; they can text, press, sticker, photo, voice, document, forward, block, unblock, pay, renew, cancel-subscription and resume-subscription"
            )));
        }
    };
    done.map_err(impossible)
}

/// The refusal of what a person cannot do.
pub(super) fn impossible(impossible: Impossible) -> Refusal {
    match impossible {
        Impossible::Wrong(sentence) => Refusal::wrong(sentence),
        Impossible::Missing(sentence) => Refusal::missing(sentence),
        Impossible::Conflict(sentence) => Refusal::conflict(sentence),
    }
}
