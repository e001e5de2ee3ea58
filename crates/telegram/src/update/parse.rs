//! From JSON to the structs, asking for no more than they hold.

use serde_json::{Map, Value};

use super::{
    Chat, ChatKind, Content, Incoming, MAX_UPDATE_BYTES, Membership, Press, PressedMessage, Sender, Update,
    UpdateError, UpdateKind, entities, forwarded, payments,
};
use crate::{ChatId, Document, MessageId, UpdateId, UserId};

pub(super) type Object = Map<String, Value>;

/// Reads a payload of one kind; `None` when it cannot be understood.
type Reader = fn(&Object) -> Option<UpdateKind>;

const UNKNOWN: &str = "unknown";

/// What a message without a text may carry. An animation also comes as a document, a game as its pictures: the telling name stands first.
const CONTENTS: &[&str] = &[
    "sticker",
    "animation",
    "game",
    "photo",
    "video",
    "video_note",
    "voice",
    "audio",
    "document",
    "live_photo",
    "paid_media",
    "story",
    "venue",
    "location",
    "contact",
    "poll",
    "dice",
    "checklist",
    "rich_message",
    "invoice",
    "successful_payment",
    "refunded_payment",
    "users_shared",
    "chat_shared",
    "web_app_data",
    "pinned_message",
    "new_chat_members",
    "left_chat_member",
    "new_chat_title",
    "new_chat_photo",
    "migrate_to_chat_id",
    "migrate_from_chat_id",
];

/// A command's name, as @BotFather allows it.
const MAX_COMMAND: usize = 32;

pub(super) fn update(body: &[u8]) -> Result<Update, UpdateError> {
    if body.len() > MAX_UPDATE_BYTES {
        return Err(UpdateError::TooLarge { bytes: body.len() });
    }
    let value: Value = serde_json::from_slice(body).map_err(|_| UpdateError::NotJson)?;
    let fields = value.as_object().ok_or(UpdateError::NoUpdateId)?;
    let id = integer(fields, "update_id").ok_or(UpdateError::NoUpdateId)?;
    Ok(Update {
        id: UpdateId(id),
        kind: kind(fields),
    })
}

fn kind(fields: &Object) -> UpdateKind {
    let read_by: [(&str, Reader); 5] = [
        ("message", |payload| {
            payments::told_in(payload).or_else(|| message(payload).map(UpdateKind::Message))
        }),
        ("callback_query", |payload| press(payload).map(UpdateKind::Press)),
        ("my_chat_member", |payload| {
            membership(payload).map(UpdateKind::Membership)
        }),
        ("pre_checkout_query", payments::pre_checkout),
        ("subscription", payments::subscription),
    ];
    let understood = read_by.into_iter().find_map(|(name, read)| known(fields, name, read));
    understood.unwrap_or_else(|| UpdateKind::Other {
        kind: kind_name(fields).to_owned(),
    })
}

/// The kind `name` read by `read`, `Other` under its name when it cannot be, `None` when the update is of another kind.
fn known(fields: &Object, name: &str, read: Reader) -> Option<UpdateKind> {
    let payload = fields.get(name)?;
    let read = payload.as_object().and_then(read);
    Some(read.unwrap_or_else(|| UpdateKind::Other { kind: name.to_owned() }))
}

/// The name of an unread kind: an update has its number and one payload.
fn kind_name(fields: &Object) -> &str {
    fields
        .iter()
        .find(|(name, payload)| *name != "update_id" && payload.is_object())
        .map_or(UNKNOWN, |(name, _)| name)
}

fn message(fields: &Object) -> Option<Incoming> {
    let content = content(fields);
    let entities = match &content {
        Content::Text(text) => entities::of(fields, text),
        _ => Vec::new(),
    };
    Some(Incoming {
        chat: chat(fields)?,
        from: sender(fields),
        message_id: message_id(fields)?,
        content,
        entities,
        forwarded: forwarded::of(fields),
    })
}

fn content(fields: &Object) -> Content {
    if let Some(words) = text(fields, "text") {
        return command(words).unwrap_or_else(|| Content::Text(words.to_owned()));
    }
    let kind = CONTENTS.iter().find(|kind| fields.contains_key(**kind));
    let kind = *kind.unwrap_or(&UNKNOWN);
    let caption = text(fields, "caption").map(str::to_owned);
    match document(fields, caption.clone()) {
        Some(document) if kind == "document" => Content::Document(document),
        _ => Content::Other {
            kind: kind.to_owned(),
            caption,
        },
    }
}

fn document(fields: &Object, caption: Option<String>) -> Option<Document> {
    let file = object(fields, "document")?;
    Some(Document {
        file_id: text(file, "file_id")?.to_owned(),
        name: text(file, "file_name").map(str::to_owned),
        mime: text(file, "mime_type").map(str::to_owned),
        size: file.get("file_size").and_then(Value::as_u64),
        caption,
    })
}

/// A text that is a command: a slash, a name of Latin letters, digits and underscores, perhaps `@bot`, then anything.
fn command(text: &str) -> Option<Content> {
    let rest = text.strip_prefix('/')?;
    let (head, argument) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let name = head.split('@').next().unwrap_or_default();
    let allowed = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if name.is_empty() || name.len() > MAX_COMMAND || !name.chars().all(allowed) {
        return None;
    }
    Some(Content::Command {
        name: name.to_ascii_lowercase(),
        argument: argument.trim().to_owned(),
    })
}

fn press(fields: &Object) -> Option<Press> {
    Some(Press {
        id: text(fields, "id")?.to_owned(),
        from: sender(fields)?,
        message: object(fields, "message").and_then(pressed_message),
        data: text(fields, "data")?.to_owned(),
    })
}

fn pressed_message(fields: &Object) -> Option<PressedMessage> {
    Some(PressedMessage {
        chat: chat(fields)?,
        message_id: message_id(fields)?,
    })
}

fn membership(fields: &Object) -> Option<Membership> {
    let member = object(fields, "new_chat_member")?;
    let blocked = match text(member, "status")? {
        "kicked" | "left" => true,
        "restricted" => member.get("is_member").and_then(Value::as_bool) == Some(false),
        _ => false,
    };
    Some(Membership {
        chat: chat(fields)?,
        from: sender(fields)?,
        blocked,
    })
}

pub(super) fn chat(fields: &Object) -> Option<Chat> {
    let chat = object(fields, "chat")?;
    let kind = match text(chat, "type") {
        Some("private") => ChatKind::Private,
        Some("channel") => ChatKind::Channel,
        _ => ChatKind::Group,
    };
    Some(Chat {
        id: ChatId(integer(chat, "id")?),
        kind,
    })
}

pub(super) fn sender(fields: &Object) -> Option<Sender> {
    person(fields, "from")
}

pub(super) fn person(fields: &Object, name: &str) -> Option<Sender> {
    let from = object(fields, name)?;
    Some(Sender {
        id: UserId(integer(from, "id")?),
        first_name: text(from, "first_name").unwrap_or_default().to_owned(),
        language_code: text(from, "language_code").map(str::to_owned),
        is_bot: from.get("is_bot").and_then(Value::as_bool).unwrap_or(false),
    })
}

pub(super) fn message_id(fields: &Object) -> Option<MessageId> {
    let id = i32::try_from(integer(fields, "message_id")?).ok()?;
    Some(MessageId(id))
}

pub(super) fn object<'a>(fields: &'a Object, name: &str) -> Option<&'a Object> {
    fields.get(name)?.as_object()
}

pub(super) fn text<'a>(fields: &'a Object, name: &str) -> Option<&'a str> {
    fields.get(name)?.as_str()
}

pub(super) fn integer(fields: &Object, name: &str) -> Option<i64> {
    fields.get(name)?.as_i64()
}
