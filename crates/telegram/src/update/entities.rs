//! The formatting of a text somebody wrote.

use serde_json::Value;

use super::parse::{Object, text};
use crate::{Entity, EntityKind};

/// The formatted stretches of a message's text, as far as the bot can show them too. What it cannot is plain: the words are the same.
pub(super) fn of(message: &Object, words: &str) -> Vec<Entity> {
    let length = u64::try_from(words.encode_utf16().count()).unwrap_or(u64::MAX);
    let entities = message.get("entities").and_then(Value::as_array);
    let objects = entities.into_iter().flatten().filter_map(Value::as_object);
    objects.filter_map(|entity| one(entity, length)).collect()
}

/// One stretch; `None` when it is of another kind, or does not lie within the text.
fn one(entity: &Object, words: u64) -> Option<Entity> {
    let kind = match text(entity, "type")? {
        "bold" => EntityKind::Bold,
        "italic" => EntityKind::Italic,
        "code" => EntityKind::Code,
        "pre" => EntityKind::Pre,
        "text_link" => EntityKind::Link {
            url: text(entity, "url")?.to_owned(),
        },
        _ => return None,
    };
    let offset = entity.get("offset")?.as_u64()?;
    let length = entity.get("length")?.as_u64()?;
    if length == 0 || offset.checked_add(length)? > words {
        return None;
    }
    Some(Entity {
        kind,
        offset: u32::try_from(offset).ok()?,
        length: u32::try_from(length).ok()?,
    })
}
