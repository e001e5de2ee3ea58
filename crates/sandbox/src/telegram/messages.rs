//! Messages: written into a chat, found again, deleted.

use serde_json::{Map, Value, json};

use super::entities::Formatted;
use super::errors::{ApiError, Outcome, bad, forbidden};
use super::params::Params;
use super::state::{Chat, Posted, Telegram};

/// How long a message can be deleted.
const DELETABLE_MS: i64 = 48 * 60 * 60 * 1000;

/// The chat of a call, if the bot may write there.
pub fn writable(telegram: &mut Telegram, chat_id: i64) -> Result<&mut Chat, ApiError> {
    let chat = telegram.chats.get_mut(&chat_id).ok_or_else(|| bad("chat not found"))?;
    match (chat.blocked, chat.is_private()) {
        (false, _) => Ok(chat),
        (true, true) => Err(forbidden("bot was blocked by the user")),
        (true, false) => Err(forbidden("bot was kicked from the group chat")),
    }
}

/// Puts a message into a chat and returns it whole.
pub fn post(chat: &mut Chat, from: Value, by_bot: bool, now_ms: i64, content: Map<String, Value>) -> Value {
    chat.last_message_id += 1;
    let mut message = content;
    message.insert("message_id".to_owned(), Value::from(chat.last_message_id));
    message.insert("from".to_owned(), from);
    message.insert("chat".to_owned(), chat.object());
    message.insert("date".to_owned(), Value::from(now_ms.div_euclid(1000)));
    let posted = Posted {
        message: message.clone(),
        deleted: false,
        reactions: Vec::new(),
        by_bot,
        silent: false,
        at_ms: now_ms,
    };
    chat.messages.insert(chat.last_message_id, posted);
    Value::Object(message)
}

/// Text and formatting as message fields.
pub fn text_fields(name: &str, formatted: &Formatted) -> Map<String, Value> {
    let mut fields = Map::new();
    if !formatted.text.is_empty() {
        fields.insert(name.to_owned(), Value::from(formatted.text.as_str()));
    }
    if !formatted.entities.is_empty() {
        let entities = formatted.entities.iter().map(super::entities::Entity::object).collect();
        let name = if name == "caption" {
            "caption_entities"
        } else {
            "entities"
        };
        fields.insert(name.to_owned(), entities);
    }
    fields
}

/// The message a new one answers to, None when it answers to none.
pub fn replied_to(chat: &Chat, params: &Params) -> Result<Option<Value>, ApiError> {
    let reply = params.structure("reply_parameters")?;
    let id = reply
        .as_ref()
        .and_then(|reply| reply["message_id"].as_i64())
        .or(params.integer("reply_to_message_id"));
    let Some(id) = id else { return Ok(None) };
    match chat.messages.get(&id).filter(|posted| !posted.deleted) {
        Some(posted) => {
            let mut original = posted.message.clone();
            original.remove("reply_to_message");
            Ok(Some(Value::Object(original)))
        }
        None if reply.is_some_and(|reply| reply["allow_sending_without_reply"] == json!(true)) => Ok(None),
        None => Err(bad("message to be replied not found")),
    }
}

/// deleteMessage.
pub fn delete_one(telegram: &mut Telegram, params: &Params, now_ms: i64) -> Outcome {
    let (chat_id, message_id) = (params.chat_id()?, params.message_id()?);
    let chat = telegram.chats.get_mut(&chat_id).ok_or_else(|| bad("chat not found"))?;
    delete(chat, message_id, now_ms)?;
    Ok(Value::Bool(true))
}

/// deleteMessages: those that are not there are passed over.
pub fn delete_many(telegram: &mut Telegram, params: &Params, now_ms: i64) -> Outcome {
    let chat_id = params.chat_id()?;
    let Some(Value::Array(ids)) = params.structure("message_ids")? else {
        return Err(bad("message identifiers are not specified"));
    };
    if !(1..=100).contains(&ids.len()) {
        return Err(bad("too many message identifiers specified"));
    }
    let chat = telegram.chats.get_mut(&chat_id).ok_or_else(|| bad("chat not found"))?;
    for id in ids
        .iter()
        .filter_map(Value::as_i64)
        .filter(|id| chat.messages.contains_key(id))
        .collect::<Vec<_>>()
    {
        match delete(chat, id, now_ms) {
            Err(refusal) if refusal.description.ends_with("can't be deleted") => return Err(refusal),
            Ok(()) | Err(_) => {}
        }
    }
    Ok(Value::Bool(true))
}

fn delete(chat: &mut Chat, message_id: i64, now_ms: i64) -> Result<(), ApiError> {
    let private = chat.is_private();
    let posted = chat.messages.get_mut(&message_id).filter(|posted| !posted.deleted);
    let posted = posted.ok_or_else(|| bad("message to delete not found"))?;
    let too_old = now_ms.saturating_sub(posted.at_ms) > DELETABLE_MS;
    if too_old || !(posted.by_bot || private) {
        return Err(bad("message can't be deleted"));
    }
    posted.deleted = true;
    Ok(())
}
