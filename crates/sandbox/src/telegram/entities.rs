//! Formatting: entities are checked and brought into the form Telegram keeps.

use serde_json::{Value, json};

use super::errors::{ApiError, bad};
use super::params::Params;
use super::{html, markdown};

/// The longest message text, in UTF-16 units.
pub const LONGEST_TEXT: usize = 4096;
/// The longest caption.
pub const LONGEST_CAPTION: usize = 1024;

/// Entity types that need nothing beside their place.
const PLAIN_TYPES: [&str; 18] = [
    "mention",
    "hashtag",
    "cashtag",
    "bot_command",
    "url",
    "email",
    "phone_number",
    "bold",
    "italic",
    "underline",
    "strikethrough",
    "spoiler",
    "blockquote",
    "expandable_blockquote",
    "code",
    "pre",
    "date_time",
    "text_mention",
];

/// One stretch of formatted text; places are in UTF-16 units.
#[derive(Debug, Clone, PartialEq)]
pub struct Entity {
    /// Where it begins.
    pub offset: usize,
    /// How long it is.
    pub length: usize,
    /// The Bot API's object without its place.
    pub rest: Value,
}

impl Entity {
    /// An entity of a type that needs nothing else.
    pub fn plain(kind: &str, offset: usize, length: usize) -> Self {
        Self {
            offset,
            length,
            rest: json!({ "type": kind }),
        }
    }

    /// The Bot API's MessageEntity object.
    pub fn object(&self) -> Value {
        let mut object = self.rest.clone();
        object["offset"] = Value::from(self.offset);
        object["length"] = Value::from(self.length);
        object
    }
}

/// A text with its formatting, as Telegram keeps it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Formatted {
    /// The text.
    pub text: String,
    /// Its entities, by place.
    pub entities: Vec<Entity>,
}

/// The text of a call under these names, checked and brought into form.
/// An absent text is empty; the caller knows whether it may be.
pub fn formatted(params: &Params, text: &str, entities: &str, longest: usize) -> Result<Formatted, ApiError> {
    let raw = params.text(text).unwrap_or_default();
    let parsed = match params
        .text("parse_mode")
        .unwrap_or_default()
        .to_ascii_lowercase()
        .as_str()
    {
        "" => Formatted {
            entities: given(params, entities, &raw)?,
            text: raw,
        },
        "html" => html::parse(&raw).map_err(|why| bad(format!("can't parse entities: {why}")))?,
        "markdownv2" => markdown::parse(&raw).map_err(|why| bad(format!("can't parse entities: {why}")))?,
        "markdown" => {
            return Err(bad(
                "can't parse entities: the sandbox does not read the old Markdown; use MarkdownV2",
            ));
        }
        _ => return Err(bad("unsupported parse_mode")),
    };
    let kept = trimmed(parsed);
    if utf16(&kept.text) > longest {
        let what = if text == "caption" {
            "message caption is too long"
        } else {
            "message is too long"
        };
        return Err(bad(what));
    }
    Ok(kept)
}

/// The length of a text in UTF-16 units.
pub fn utf16(text: &str) -> usize {
    text.encode_utf16().count()
}

/// The commands in a text, where a client marks them.
pub fn commands_in(text: &str) -> Vec<Entity> {
    let mut found = Vec::new();
    let mut place = 0;
    for word in text.split_inclusive(char::is_whitespace) {
        let bare = word.trim_end();
        let command = bare
            .strip_prefix('/')
            .map(|rest| rest.split('@').next().unwrap_or_default());
        let fits =
            |name: &str| (1..=64).contains(&name.len()) && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if command.is_some_and(fits) {
            found.push(Entity::plain("bot_command", place, utf16(bare)));
        }
        place += utf16(word);
    }
    found
}

fn given(params: &Params, name: &str, text: &str) -> Result<Vec<Entity>, ApiError> {
    let Some(list) = params.structure(name)? else {
        return Ok(Vec::new());
    };
    let Value::Array(list) = list else {
        return Err(bad("can't parse entities: expected an Array of MessageEntity"));
    };
    let length = utf16(text);
    let borders = Borders::of(text);
    list.into_iter()
        .map(|object| entity(object, length, &borders))
        .collect()
}

fn entity(object: Value, text_length: usize, borders: &Borders) -> Result<Entity, ApiError> {
    let refused = |why: String| bad(format!("can't parse entities: {why}"));
    let number = |name: &str| {
        object[name]
            .as_u64()
            .and_then(|number| usize::try_from(number).ok())
            .ok_or_else(|| {
                refused(format!(
                    "field \"{name}\" of MessageEntity must be a number that is not negative"
                ))
            })
    };
    let (offset, length) = (number("offset")?, number("length")?);
    let Some(kind) = object["type"].as_str() else {
        return Err(refused("Can't find field \"type\" of MessageEntity".to_owned()));
    };
    if length == 0 {
        return Err(refused(format!("entity \"{kind}\" at offset {offset} is empty")));
    }
    let end = offset.saturating_add(length);
    if end > text_length {
        return Err(refused(format!(
            "entity \"{kind}\" at offset {offset} ends at {end}, beyond the text's {text_length}"
        )));
    }
    if !borders.is_border(offset) || !borders.is_border(end) {
        return Err(refused(format!(
            "entity \"{kind}\" at offset {offset} cuts a character in two"
        )));
    }
    let mut rest = json!({ "type": kind });
    match kind {
        "text_link" => {
            let url = object["url"].as_str().unwrap_or_default();
            if !html::is_link(url) {
                return Err(refused(format!(
                    "entity \"text_link\" at offset {offset} has no valid URL"
                )));
            }
            rest["url"] = Value::from(url);
        }
        "custom_emoji" => match object["custom_emoji_id"].as_str() {
            Some(id) if !id.is_empty() => rest["custom_emoji_id"] = Value::from(id),
            _ => {
                return Err(refused(
                    "Can't find field \"custom_emoji_id\" of MessageEntity".to_owned(),
                ));
            }
        },
        "pre" => {
            if let Some(language) = object["language"].as_str() {
                rest["language"] = Value::from(language);
            }
        }
        kind if PLAIN_TYPES.contains(&kind) => {}
        other => return Err(refused(format!("Unsupported entity type \"{other}\" specified"))),
    }
    Ok(Entity { offset, length, rest })
}

/// Telegram drops the white space around a text; entities shrink with it.
fn trimmed(Formatted { text, mut entities }: Formatted) -> Formatted {
    entities.sort_by_key(|entity| (entity.offset, std::cmp::Reverse(entity.length)));
    let kept = text.trim_end();
    let length = utf16(kept);
    entities.retain_mut(|entity| {
        entity.length = entity.length.min(length.saturating_sub(entity.offset));
        entity.length > 0
    });
    let first = entities.first().map_or(length, |entity| entity.offset);
    let mut dropped_units = 0;
    let mut dropped_bytes = 0;
    for c in kept.chars() {
        if !c.is_whitespace() || dropped_units + c.len_utf16() > first {
            break;
        }
        dropped_units += c.len_utf16();
        dropped_bytes += c.len_utf8();
    }
    for entity in &mut entities {
        entity.offset -= dropped_units;
    }
    Formatted {
        text: kept[dropped_bytes..].to_owned(),
        entities,
    }
}

/// The places in a text at which an entity may begin or end.
struct Borders(Vec<bool>);

impl Borders {
    fn of(text: &str) -> Self {
        let mut borders: Vec<bool> = text
            .chars()
            .flat_map(|c| std::iter::once(true).chain(std::iter::repeat_n(false, c.len_utf16() - 1)))
            .collect();
        borders.push(true);
        Self(borders)
    }

    fn is_border(&self, place: usize) -> bool {
        self.0.get(place).copied().unwrap_or(false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(values: Value) -> Result<Formatted, String> {
        let params = Params::from_json(values.as_object().expect("an object").clone());
        formatted(&params, "text", "entities", LONGEST_TEXT).map_err(|error| error.description)
    }

    #[test]
    fn entities_must_lie_inside_the_text_on_character_borders() {
        let with = |offset: i64, length: i64| {
            sent(json!({"text": "я😀b", "entities": [{"type":"bold","offset":offset,"length":length}]}))
        };
        assert!(with(0, 4).is_ok());
        assert!(with(1, 2).is_ok(), "a whole emoji");
        for (offset, length) in [(1, 1), (2, 1), (0, 5), (4, 1), (0, 0), (-1, 2)] {
            let refusal = with(offset, length).expect_err("a wrong place");
            assert!(refusal.starts_with("Bad Request: can't parse entities: "), "{refusal}");
        }
    }

    #[test]
    fn unknown_types_and_links_to_nowhere_are_refused() {
        assert!(sent(json!({"text":"abc","entities":[{"type":"sparkling","offset":0,"length":1}]})).is_err());
        assert!(sent(json!({"text":"abc","entities":[{"type":"text_link","offset":0,"length":1}]})).is_err());
        assert!(
            sent(json!({"text":"abc","entities":[{"type":"text_link","offset":0,"length":1,"url":"https://wb.ru"}]}))
                .is_ok()
        );
    }

    #[test]
    fn white_space_around_a_text_goes_and_entities_shrink() {
        let kept = sent(json!({"text":"\n ab \n\n","entities":[
            {"type":"bold","offset":2,"length":5},{"type":"italic","offset":5,"length":1}]}))
        .expect("a message");
        assert_eq!(kept.text, "ab");
        assert_eq!(kept.entities, vec![Entity::plain("bold", 0, 2)]);
    }

    #[test]
    fn leading_space_inside_an_entity_stays() {
        let kept = sent(json!({"text":"  ab","entities":[{"type":"code","offset":1,"length":3}]})).expect("a message");
        assert_eq!((kept.text.as_str(), kept.entities[0].offset), (" ab", 0));
    }

    #[test]
    fn length_is_counted_in_utf16_units_after_trimming() {
        assert!(sent(json!({"text": format!("{}\n", "😀".repeat(2048))})).is_ok());
        assert_eq!(
            sent(json!({"text": "😀".repeat(2048) + "a"})),
            Err("Bad Request: message is too long".into())
        );
    }

    #[test]
    fn commands_are_marked_as_clients_mark_them() {
        let places: Vec<_> = commands_in("/start я /a@bot x/y /")
            .iter()
            .map(|e| (e.offset, e.length))
            .collect();
        assert_eq!(places, vec![(0, 6), (9, 6)]);
    }
}
