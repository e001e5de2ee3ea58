//! Methods that change a message the bot wrote.

use serde_json::{Map, Value};

use super::entities::{LONGEST_TEXT, formatted};
use super::errors::{ApiError, Outcome, bad};
use super::keyboards::inline_keyboard;
use super::messages::{text_fields, writable};
use super::params::Params;
use super::state::{Posted, Telegram};

const NOT_MODIFIED: &str = "message is not modified: specified new message content and reply markup are exactly the same \
    as a current content and reply markup of the message";

/// editMessageText.
pub fn text(telegram: &mut Telegram, params: &Params, now_ms: i64) -> Outcome {
    let place = place(params)?;
    let text = formatted(params, "text", "entities", LONGEST_TEXT)?;
    if text.text.is_empty() {
        return Err(bad("message text is empty"));
    }
    let mut fields = text_fields("text", &text);
    if let Some(markup) = inline_keyboard(params)? {
        fields.insert("reply_markup".to_owned(), markup);
    }
    let posted = editable(telegram, place)?;
    if !posted.message.contains_key("text") {
        return Err(bad("there is no text in the message to edit"));
    }
    change(posted, fields, &["text", "entities", "reply_markup"], now_ms)
}

/// editMessageReplyMarkup.
pub fn markup(telegram: &mut Telegram, params: &Params, now_ms: i64) -> Outcome {
    let place = place(params)?;
    let fields = inline_keyboard(params)?
        .map(|markup| ("reply_markup".to_owned(), markup))
        .into_iter()
        .collect();
    change(editable(telegram, place)?, fields, &["reply_markup"], now_ms)
}

fn place(params: &Params) -> Result<(i64, i64), ApiError> {
    if params.get("inline_message_id").is_some() {
        return Err(bad("MESSAGE_ID_INVALID"));
    }
    Ok((params.chat_id()?, params.message_id()?))
}

fn editable(telegram: &mut Telegram, (chat_id, message_id): (i64, i64)) -> Result<&mut Posted, ApiError> {
    let posted = writable(telegram, chat_id)?
        .messages
        .get_mut(&message_id)
        .filter(|posted| !posted.deleted);
    let posted = posted.ok_or_else(|| bad("message to edit not found"))?;
    if posted.by_bot {
        Ok(posted)
    } else {
        Err(bad("message can't be edited"))
    }
}

/// Replaces exactly these fields of the message.
fn change(posted: &mut Posted, mut fields: Map<String, Value>, names: &[&str], now_ms: i64) -> Outcome {
    if names.iter().all(|name| posted.message.get(*name) == fields.get(*name)) {
        return Err(bad(NOT_MODIFIED));
    }
    for name in names {
        match fields.remove(*name) {
            Some(value) => posted.message.insert((*name).to_owned(), value),
            None => posted.message.remove(*name),
        };
    }
    posted
        .message
        .insert("edit_date".to_owned(), Value::from(now_ms.div_euclid(1000)));
    Ok(Value::Object(posted.message.clone()))
}
