//! A person forwards a channel's post to the bot.

use axum::body::Bytes;
use serde_json::{Map, Value, json};

use super::entities::{LONGEST_TEXT, utf16};
use super::files;
use super::params::Upload;
use super::state::Telegram;
use super::updates::{Deed, Impossible, write};

/// Below this are the numbers of channels.
const FIRST_CHANNEL: i64 = -1_000_000_000_000;

/// A copy of a post comes into the chat: `channel` is its public name, absent for a private channel, which then needs a `title`; a post
/// without `text` is a picture.
pub fn post(
    telegram: &mut Telegram,
    user: i64,
    chat: i64,
    options: &Map<String, Value>,
    now_ms: i64,
) -> Result<Deed, Impossible> {
    let option = |name: &str| options.get(name).and_then(Value::as_str).map(str::trim);
    let name = option("channel").map(|name| name.trim_start_matches('@'));
    let name = name.filter(|name| !name.is_empty());
    let title = option("title").filter(|title| !title.is_empty()).or(name);
    let title = title.ok_or_else(|| wrong("channel or title is missing"))?;
    let text = option("text").filter(|text| !text.is_empty());
    if text.is_some_and(|text| utf16(text) > LONGEST_TEXT) {
        return Err(wrong("the text is longer than 4096 UTF-16 units, which no post can be"));
    }
    let number = match options.get("chat_id") {
        None | Some(Value::Null) => number_of(name.unwrap_or(title)),
        Some(given) => given
            .as_i64()
            .filter(|id| *id < FIRST_CHANNEL)
            .ok_or_else(|| wrong("chat_id must be a channel's, such as -1001234567890"))?,
    };
    let post = match options.get("post") {
        None | Some(Value::Null) => 1,
        Some(post) => post
            .as_i64()
            .filter(|post| *post > 0)
            .ok_or_else(|| wrong("post must be a post's number"))?,
    };
    let mut origin = json!({
        "type": "channel", "date": now_ms.div_euclid(1000), "message_id": post,
        "chat": {"id": number, "type": "channel", "title": title}
    });
    if let Some(name) = name {
        origin["chat"]["username"] = Value::from(name);
    }
    let mut fields = Map::new();
    fields.insert("forward_origin".to_owned(), origin);
    match text {
        Some(text) => {
            fields.insert("text".to_owned(), Value::from(text));
        }
        None => {
            let picture = Upload {
                file_name: "post.jpg".to_owned(),
                content: Bytes::from_static(b"\xff\xd8sandbox\xff\xd9"),
            };
            fields.insert("photo".to_owned(), files::keep(telegram, picture).photo());
        }
    }
    write(telegram, user, chat, fields, now_ms)
}

/// The number of a channel nobody gave one: the same for the same name.
fn number_of(name: &str) -> i64 {
    let name = name.to_lowercase();
    let mixed = name.bytes().fold(7_i64, |mixed, byte| {
        (mixed * 31 + i64::from(byte)).rem_euclid(1_000_000_007)
    });
    FIRST_CHANNEL - 1_000_000_000 - mixed
}

fn wrong(sentence: &str) -> Impossible {
    Impossible::Wrong(sentence.to_owned())
}
