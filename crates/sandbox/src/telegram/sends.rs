//! Methods that put something new into a chat.

use serde_json::{Map, Value};

use super::entities::{LONGEST_CAPTION, LONGEST_TEXT, formatted};
use super::errors::{ApiError, Outcome, bad};
use super::files;
use super::keyboards::inline_keyboard;
use super::messages::{post, replied_to, text_fields, writable};
use super::params::Params;
use super::state::Telegram;

/// What a bot may be seen doing.
const ACTIONS: [&str; 11] = [
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
];

/// Reactions that need no premium account.
const REACTIONS: &str = "👍 👎 ❤ 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤‍🔥 🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 \
    😈 😴 😭 🤓 👻 👨‍💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡";

/// sendMessage.
pub fn message(telegram: &mut Telegram, params: &Params, now_ms: i64) -> Outcome {
    let chat_id = params.chat_id()?;
    let text = formatted(params, "text", "entities", LONGEST_TEXT)?;
    if text.text.is_empty() {
        return Err(bad("message text is empty"));
    }
    write(telegram, params, chat_id, now_ms, text_fields("text", &text))
}

/// sendPhoto.
pub fn photo(telegram: &mut Telegram, params: &Params, now_ms: i64) -> Outcome {
    let chat_id = params.chat_id()?;
    let mut fields = caption(params)?;
    writable(telegram, chat_id)?;
    let file = files::sent_photo(telegram, params, "photo")?;
    fields.insert("photo".to_owned(), file.photo());
    write(telegram, params, chat_id, now_ms, fields)
}

/// sendDocument.
pub fn document(telegram: &mut Telegram, params: &Params, now_ms: i64) -> Outcome {
    let chat_id = params.chat_id()?;
    let mut fields = caption(params)?;
    writable(telegram, chat_id)?;
    let file = files::sent(telegram, params, "document")?;
    fields.insert("document".to_owned(), file.document());
    write(telegram, params, chat_id, now_ms, fields)
}

/// sendChatAction.
pub fn action(telegram: &mut Telegram, params: &Params) -> Outcome {
    let action = params.text("action").unwrap_or_default();
    if !ACTIONS.contains(&action.as_str()) {
        return Err(bad("wrong parameter action in request"));
    }
    writable(telegram, params.chat_id()?)?;
    Ok(Value::Bool(true))
}

/// setMessageReaction: one reaction, or none to take it back.
pub fn reaction(telegram: &mut Telegram, params: &Params) -> Outcome {
    let message_id = params.message_id()?;
    let reactions = match params.structure("reaction")? {
        None => Vec::new(),
        Some(Value::Array(reactions)) => reactions,
        Some(_) => return Err(bad("can't parse reaction types JSON object")),
    };
    if reactions.len() > 1 {
        return Err(bad("REACTIONS_TOO_MANY"));
    }
    let known = |emoji: &str| {
        REACTIONS
            .split_whitespace()
            .any(|known| known == emoji.trim_end_matches('\u{fe0f}'))
    };
    for reaction in &reactions {
        if reaction["type"] != "emoji" || !reaction["emoji"].as_str().is_some_and(known) {
            return Err(bad("REACTION_INVALID"));
        }
    }
    let chat = writable(telegram, params.chat_id()?)?;
    let posted = chat.messages.get_mut(&message_id).filter(|posted| !posted.deleted);
    posted.ok_or_else(|| bad("message to react not found"))?.reactions = reactions;
    Ok(Value::Bool(true))
}

/// The words under a file as message fields.
pub(super) fn caption(params: &Params) -> Result<Map<String, Value>, ApiError> {
    Ok(text_fields(
        "caption",
        &formatted(params, "caption", "caption_entities", LONGEST_CAPTION)?,
    ))
}

/// Puts a message into a chat, with the buttons of the call if it has any.
pub(super) fn write(
    telegram: &mut Telegram,
    params: &Params,
    chat_id: i64,
    now_ms: i64,
    mut fields: Map<String, Value>,
) -> Outcome {
    if let Some(markup) = inline_keyboard(params)? {
        fields.insert("reply_markup".to_owned(), markup);
    }
    let bot = telegram.bot_object();
    let chat = writable(telegram, chat_id)?;
    if let Some(original) = replied_to(chat, params)? {
        fields.insert("reply_to_message".to_owned(), original);
    }
    telegram.limits.take(chat_id, now_ms)?;
    let chat = writable(telegram, chat_id)?;
    let message = post(chat, bot, true, now_ms, fields);
    if let Some(posted) = chat.messages.get_mut(&chat.last_message_id) {
        posted.silent = params.flag("disable_notification");
    }
    Ok(message)
}
