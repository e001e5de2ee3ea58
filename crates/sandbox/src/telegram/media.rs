//! What people send that is not text.

use axum::body::Bytes;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::entities::{LONGEST_CAPTION, utf16};
use super::files::{self, FileRecord};
use super::params::Upload;
use super::state::Telegram;
use super::updates::{Deed, Impossible, write};

/// The forms of a message other than text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Medium {
    /// A sticker of a set.
    Sticker,
    /// A photo.
    Photo,
    /// A voice message.
    Voice,
    /// A file.
    Document,
}

impl Medium {
    /// The name of its field in a message.
    fn field(self) -> &'static str {
        match self {
            Self::Sticker => "sticker",
            Self::Photo => "photo",
            Self::Voice => "voice",
            Self::Document => "document",
        }
    }

    /// The name and content of a file that nobody described.
    fn sample(self) -> (&'static str, &'static [u8]) {
        match self {
            Self::Sticker => ("sticker.webp", b"RIFFsandboxWEBP"),
            Self::Photo => ("photo.jpg", b"\xff\xd8sandbox\xff\xd9"),
            Self::Voice => ("voice.ogg", b"OggSsandbox"),
            Self::Document => ("document.txt", b"sandbox"),
        }
    }

    fn has_a_name(self) -> bool {
        matches!(self, Self::Photo | Self::Document)
    }

    fn has_a_caption(self) -> bool {
        self != Self::Sticker
    }

    /// The Bot API's object for it.
    fn object(self, file: &FileRecord, options: &Map<String, Value>) -> Value {
        let option = |name: &str, otherwise: &str| option(options, name).unwrap_or(otherwise).to_owned();
        match self {
            Self::Photo => file.photo(),
            Self::Document => file.document(),
            Self::Voice => json!({
                "file_id": file.file_id, "file_unique_id": format!("u{}", file.file_id), "file_size": file.size,
                "duration": 3, "mime_type": "audio/ogg"
            }),
            Self::Sticker => json!({
                "file_id": file.file_id, "file_unique_id": format!("u{}", file.file_id), "file_size": file.size,
                "type": "regular", "width": 512, "height": 512, "is_animated": false, "is_video": false,
                "emoji": option("emoji", "👍"), "set_name": option("set_name", "SandboxStickers")
            }),
        }
    }
}

/// A person sends something that is not text.
pub fn medium(
    telegram: &mut Telegram,
    user: i64,
    chat: i64,
    medium: Medium,
    options: &Map<String, Value>,
    now_ms: i64,
) -> Result<Deed, Impossible> {
    let caption = option(options, "caption").filter(|caption| medium.has_a_caption() && !caption.is_empty());
    if caption.is_some_and(|caption| utf16(caption) > LONGEST_CAPTION) {
        return Err(Impossible::Wrong(
            "the caption is longer than 1024 UTF-16 units, which a client cannot send".to_owned(),
        ));
    }
    let (sample_name, sample) = medium.sample();
    let name = option(options, "name")
        .or(option(options, "file_name"))
        .filter(|name| medium.has_a_name() && !name.is_empty());
    let upload = Upload {
        file_name: name.unwrap_or(sample_name).to_owned(),
        content: content(options)?.unwrap_or(Bytes::from_static(sample)),
    };
    let file = files::keep(telegram, upload);
    let mut fields = Map::new();
    fields.insert(medium.field().to_owned(), medium.object(&file, options));
    if let Some(caption) = caption {
        fields.insert("caption".to_owned(), Value::from(caption));
    }
    write(telegram, user, chat, fields, now_ms)
}

/// What is in the file: `text` as it is, or `base64` (also called `content`); None when nothing was said.
fn content(options: &Map<String, Value>) -> Result<Option<Bytes>, Impossible> {
    let given = |name: &str| options.get(name).filter(|value| !value.is_null());
    let wrong = |sentence: &str| Impossible::Wrong(sentence.to_owned());
    match (given("text"), given("base64").or(given("content"))) {
        (None, None) => Ok(None),
        (Some(Value::String(text)), None) => Ok(Some(Bytes::from(text.clone()))),
        (None, Some(Value::String(coded))) => match STANDARD.decode(coded) {
            Ok(content) => Ok(Some(Bytes::from(content))),
            Err(_) => Err(wrong("the file must be in base64")),
        },
        (Some(_), Some(_)) => Err(wrong("a file is either text or base64, not both")),
        (Some(_), None) | (None, Some(_)) => Err(wrong("text and base64 must be strings")),
    }
}

fn option<'a>(options: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    options.get(name)?.as_str()
}
