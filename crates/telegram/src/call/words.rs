//! Bodies of the calls that show words and buttons.

use serde::Serialize;
use serde_json::Value;
use teloxide_core::payloads::{
    AnswerCallbackQuery, AnswerCallbackQuerySetters, DeleteMessage, EditMessageText, EditMessageTextSetters,
    SendMessage, SendMessageSetters, SetMyCommands, SetMyCommandsSetters,
};
use teloxide_core::types as api;
use url::Url;

use crate::{Action, Button, ChatId, Entity, EntityKind, Keyboard, Language, Message, MessageId};

/// The most characters of a toast.
const MAX_TOAST: usize = 200;

pub(super) fn send(chat: ChatId, message: Message) -> Value {
    let mut call = SendMessage::new(recipient(chat), message.text).link_preview_options(no_preview());
    let entities = entities(message.entities);
    if !entities.is_empty() {
        call = call.entities(entities);
    }
    if let Some(markup) = markup(message.keyboard) {
        call = call.reply_markup(markup);
    }
    if message.silent {
        call = call.disable_notification(true);
    }
    json(call)
}

pub(super) fn edit(chat: ChatId, message_id: MessageId, message: Message) -> Value {
    let mut call =
        EditMessageText::new(recipient(chat), api_id(message_id), message.text).link_preview_options(no_preview());
    let entities = entities(message.entities);
    if !entities.is_empty() {
        call = call.entities(entities);
    }
    if let Some(markup) = markup(message.keyboard) {
        call = call.reply_markup(markup);
    }
    json(call)
}

pub(super) fn delete(chat: ChatId, message_id: MessageId) -> Value {
    json(DeleteMessage::new(recipient(chat), api_id(message_id)))
}

pub(super) fn answer_press(press_id: &str, toast: Option<&str>, alert: bool) -> Value {
    let mut call = AnswerCallbackQuery::new(api::CallbackQueryId(press_id.to_owned()));
    if let Some(toast) = toast {
        call = call.text(shortened(toast, MAX_TOAST));
        if alert {
            call = call.show_alert(true);
        }
    }
    json(call)
}

pub(super) fn set_commands(language: Option<Language>, chat: Option<ChatId>, commands: &[(String, String)]) -> Value {
    let commands = commands
        .iter()
        .map(|(name, description)| api::BotCommand::new(name, description));
    let mut call = SetMyCommands::new(commands);
    if let Some(language) = language {
        call = call.language_code(language.code());
    }
    if let Some(chat) = chat {
        call = call.scope(api::BotCommandScope::Chat {
            chat_id: recipient(chat),
        });
    }
    json(call)
}

pub(super) fn json(payload: impl Serialize) -> Value {
    serde_json::to_value(payload).expect("a payload is plain data")
}

fn recipient(chat: ChatId) -> api::Recipient {
    api::Recipient::Id(api::ChatId(chat.0))
}

fn api_id(id: MessageId) -> api::MessageId {
    api::MessageId(id.0)
}

fn no_preview() -> api::LinkPreviewOptions {
    api::LinkPreviewOptions {
        is_disabled: true,
        url: None,
        prefer_small_media: false,
        prefer_large_media: false,
        show_above_text: false,
    }
}

/// A link whose address is no URL stays plain text: Telegram would refuse the whole message.
pub(super) fn entities(entities: Vec<Entity>) -> Vec<api::MessageEntity> {
    entities.into_iter().filter_map(entity).collect()
}

fn entity(entity: Entity) -> Option<api::MessageEntity> {
    let kind = match entity.kind {
        EntityKind::Bold => api::MessageEntityKind::Bold,
        EntityKind::Italic => api::MessageEntityKind::Italic,
        EntityKind::Code => api::MessageEntityKind::Code,
        EntityKind::Pre => api::MessageEntityKind::Pre { language: None },
        EntityKind::Link { url } => api::MessageEntityKind::TextLink {
            url: Url::parse(&url).ok()?,
        },
    };
    Some(api::MessageEntity::new(
        kind,
        entity.offset as usize,
        entity.length as usize,
    ))
}

pub(super) fn markup(keyboard: Keyboard) -> Option<api::InlineKeyboardMarkup> {
    let rows: Vec<Vec<api::InlineKeyboardButton>> = keyboard
        .0
        .into_iter()
        .map(|row| row.into_iter().filter_map(button).collect::<Vec<_>>())
        .filter(|row| !row.is_empty())
        .collect();
    if rows.is_empty() {
        return None;
    }
    Some(api::InlineKeyboardMarkup::new(rows))
}

/// A button whose address is no URL is left out, for the same reason.
fn button(button: Button) -> Option<api::InlineKeyboardButton> {
    match button.action {
        Action::Press(data) => Some(api::InlineKeyboardButton::callback(button.text, data)),
        Action::Open(url) => Some(api::InlineKeyboardButton::url(button.text, Url::parse(&url).ok()?)),
    }
}

fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(most - 1).collect();
    short.push('…');
    short
}
