//! Albums: pictures that arrive in one call and are shown together.

use serde_json::{Map, Value};

use super::errors::{ApiError, Outcome, bad};
use super::files;
use super::messages::{post, replied_to, writable};
use super::params::Params;
use super::sends::caption;
use super::state::Telegram;

/// The fewest and the most pictures of an album.
const FEWEST: usize = 2;
const MOST: usize = 10;

/// sendMediaGroup, of photos only. Nothing is sent unless all of it can be.
pub fn send(telegram: &mut Telegram, params: &Params, now_ms: i64) -> Outcome {
    let chat_id = params.chat_id()?;
    let described = match params.structure("media")? {
        Some(Value::Array(described)) => described,
        Some(_) => return Err(bad("can't parse media: expected an Array of InputMedia")),
        None => return Err(bad("there are no messages to send")),
    };
    match described.len() {
        0 => return Err(bad("there are no messages to send")),
        1 => return Err(bad(format!("an album must have at least {FEWEST} messages"))),
        FEWEST..=MOST => {}
        _ => return Err(bad("too many messages to send as an album")),
    }
    writable(telegram, chat_id)?;
    let described: Vec<Params> = described
        .into_iter()
        .map(|item| one(item, params))
        .collect::<Result<_, _>>()?;
    let mut captions = described.iter().map(caption).collect::<Result<Vec<_>, _>>()?;
    let original = replied_to(writable(telegram, chat_id)?, params)?;
    for (fields, item) in captions.iter_mut().zip(&described) {
        let file = files::sent_photo(telegram, item, "media")?;
        fields.insert("photo".to_owned(), file.photo());
    }
    telegram.limits.take_album(chat_id, described.len(), now_ms)?;
    let album = telegram.next_number().to_string();
    let bot = telegram.bot_object();
    let chat = writable(telegram, chat_id)?;
    let mut sent = Vec::new();
    for mut fields in captions {
        fields.insert("media_group_id".to_owned(), Value::from(album.as_str()));
        if let Some(original) = &original {
            fields.insert("reply_to_message".to_owned(), original.clone());
        }
        sent.push(post(chat, bot.clone(), true, now_ms, fields));
        if let Some(posted) = chat.messages.get_mut(&chat.last_message_id) {
            posted.silent = params.flag("disable_notification");
        }
    }
    Ok(Value::Array(sent))
}

/// One picture as the parameters of a call of its own, with all the files of the album at hand.
fn one(item: Value, album: &Params) -> Result<Params, ApiError> {
    let Value::Object(values) = item else {
        return Err(bad("can't parse InputMedia: expected an Object"));
    };
    let kind = |values: &Map<String, Value>| values.get("type").and_then(Value::as_str).map(str::to_owned);
    match kind(&values).as_deref() {
        Some("photo") => {}
        Some(_) => {
            return Err(bad(
                "type of InputMedia is unsupported by the sandbox, which has photos only",
            ));
        }
        None => return Err(bad("can't parse InputMedia: media must have a type")),
    }
    if !values.get("media").is_some_and(Value::is_string) {
        return Err(bad("can't parse InputMedia: media not found"));
    }
    Ok(Params {
        values,
        uploads: album.uploads.clone(),
    })
}
