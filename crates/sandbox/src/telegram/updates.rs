//! What people do, as updates.

use serde_json::{Map, Value, json};

use super::entities::{Entity, LONGEST_TEXT, commands_in, utf16};
use super::keyboards::callback_data;
use super::messages::post;
use super::state::{PressRecord, Telegram};

/// Something a person did: the kind of update and its payload.
#[derive(Debug)]
pub struct Deed {
    /// The chat it happened in.
    pub chat: i64,
    /// The update's kind, the name of its field.
    pub kind: &'static str,
    /// The payload.
    pub payload: Value,
    /// The message it made.
    pub message_id: Option<i64>,
}

/// Why a person cannot do that.
#[derive(Debug, PartialEq, Eq)]
pub enum Impossible {
    /// The request is wrong.
    Wrong(String),
    /// There is no such chat or message.
    Missing(String),
    /// It does not fit what the chat shows now.
    Conflict(String),
}

/// A person writes a text.
pub fn text(telegram: &mut Telegram, user: i64, chat: i64, text: &str, now_ms: i64) -> Result<Deed, Impossible> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Impossible::Wrong("the text is empty".to_owned()));
    }
    if utf16(text) > LONGEST_TEXT {
        return Err(Impossible::Wrong(
            "the text is longer than 4096 UTF-16 units, which a client cannot send".to_owned(),
        ));
    }
    let mut content = Map::new();
    content.insert("text".to_owned(), Value::from(text));
    let commands: Vec<Value> = commands_in(text).iter().map(Entity::object).collect();
    if !commands.is_empty() {
        content.insert("entities".to_owned(), Value::from(commands));
    }
    write(telegram, user, chat, content, now_ms)
}

/// A person presses a button of a message.
pub fn press(
    telegram: &mut Telegram,
    user: i64,
    chat: i64,
    message_id: i64,
    data: &str,
    force: bool,
    now_ms: i64,
) -> Result<Deed, Impossible> {
    let from = telegram.user(user, None).object();
    let known = telegram.chats.get(&chat);
    let known = known.ok_or_else(|| Impossible::Missing(format!("there is no chat {chat} yet")))?;
    let posted = known.messages.get(&message_id);
    let posted = posted.ok_or_else(|| Impossible::Missing(format!("chat {chat} has no message {message_id}")))?;
    let markup = posted.message.get("reply_markup").cloned().unwrap_or_default();
    if !force && posted.deleted {
        return Err(Impossible::Conflict(format!(
            "message {message_id} is deleted, its buttons are gone"
        )));
    }
    if !force && !callback_data(&markup).any(|shown| shown == data) {
        let shown = callback_data(&markup).collect::<Vec<_>>().join(", ");
        return Err(Impossible::Conflict(format!(
            "message {message_id} shows no button with the data {data:?} now; it shows: {shown}"
        )));
    }
    let message = posted.message.clone();
    let number = telegram.next_number();
    let id = format!(
        "{}",
        user.unsigned_abs().wrapping_mul(1_000_003).wrapping_add(number) % 1_000_000_000_000_000
    );
    telegram.presses.insert(
        id.clone(),
        PressRecord {
            chat,
            at_ms: now_ms,
            answered: false,
        },
    );
    let payload = json!({
        "id": id, "from": from, "message": message, "chat_instance": format!("{}", chat.unsigned_abs() + 1), "data": data
    });
    Ok(Deed {
        chat,
        kind: "callback_query",
        payload,
        message_id: Some(message_id),
    })
}

/// A person blocks the bot, or lets it in again.
pub fn membership(telegram: &mut Telegram, user: i64, blocked: bool, now_ms: i64) -> Deed {
    let from = telegram.user(user, None).object();
    let bot = telegram.bot_object();
    let chat = telegram.open_chat(user, user);
    let former = chat.blocked;
    chat.blocked = blocked;
    let member = |blocked: bool| {
        if blocked {
            json!({"user": bot, "status": "kicked", "until_date": 0})
        } else {
            json!({"user": bot, "status": "member"})
        }
    };
    let payload = json!({
        "chat": chat.object(), "from": from, "date": now_ms.div_euclid(1000),
        "old_chat_member": member(former), "new_chat_member": member(blocked)
    });
    Deed {
        chat: user,
        kind: "my_chat_member",
        payload,
        message_id: None,
    }
}

/// Puts a person's message into a chat.
pub(super) fn write(
    telegram: &mut Telegram,
    user: i64,
    chat: i64,
    content: Map<String, Value>,
    now_ms: i64,
) -> Result<Deed, Impossible> {
    let from = telegram.user(user, None).object();
    if chat > 0 && chat != user {
        return Err(Impossible::Wrong(format!(
            "user {user} cannot write in the private chat {chat}"
        )));
    }
    let opened = telegram.open_chat(chat, user);
    if opened.blocked {
        return Err(Impossible::Conflict(format!(
            "user {user} has blocked the bot; unblock it first"
        )));
    }
    let payload = post(opened, from, false, now_ms, content);
    Ok(Deed {
        chat,
        kind: "message",
        message_id: payload["message_id"].as_i64(),
        payload,
    })
}
