//! Calls that bring files, with words under them.

use serde_json::{Value, json};

use super::{Call, words};
use crate::{Attachment, ChatId, Message, Outgoing, split};

impl Call {
    /// The most pictures in one album.
    pub const MAX_ALBUM: usize = 10;

    /// Sends a file with this text. One that is too long to stand under a file follows in messages of its own, the buttons under the last.
    pub fn document(chat: ChatId, file: impl Into<Outgoing>, text: Message) -> Vec<Self> {
        let (caption, rest) = fitting(chat, text);
        let file = file.into();
        let file = Self::SendDocument { chat, file, caption };
        [file].into_iter().chain(rest).collect()
    }

    /// Sends a picture with this text, in the same way.
    pub fn photo(chat: ChatId, photo: Attachment, text: Message) -> Vec<Self> {
        let (caption, rest) = fitting(chat, text);
        let photo = Self::SendPhoto { chat, photo, caption };
        [photo].into_iter().chain(rest).collect()
    }

    /// Sends pictures that are shown together, with this text under the first: one picture as such, more than [`Call::MAX_ALBUM`] as
    /// several albums, none as the text alone. A text that is too long, or has buttons where an album takes none, follows in messages of
    /// its own.
    pub fn pictures(chat: ChatId, photos: Vec<Attachment>, text: Message) -> Vec<Self> {
        let (mut words, rest) = match photos.len() {
            0 => following(chat, text.trimmed()),
            2.. if !text.keyboard.0.is_empty() => following(chat, text.trimmed()),
            _ => fitting(chat, text),
        };
        let mut calls = Vec::new();
        let mut photos = photos.into_iter().peekable();
        while photos.peek().is_some() {
            let album = photos.by_ref().take(Self::MAX_ALBUM).collect();
            let without_words = wordless(&words);
            calls.push(together(chat, album, std::mem::replace(&mut words, without_words)));
        }
        calls.into_iter().chain(rest).collect()
    }
}

/// Pictures in one call.
fn together(chat: ChatId, photos: Vec<Attachment>, caption: Message) -> Call {
    match <[Attachment; 1]>::try_from(photos) {
        Ok([photo]) => Call::SendPhoto { chat, photo, caption },
        Err(photos) => Call::SendAlbum { chat, photos, caption },
    }
}

/// The text as a caption if it fits; else no caption, and the calls that send it.
fn fitting(chat: ChatId, text: Message) -> (Message, Vec<Call>) {
    let text = text.trimmed();
    if text.utf16_len() <= Message::MAX_CAPTION_UTF16 {
        return (text, Vec::new());
    }
    following(chat, text)
}

/// No caption, and the calls that send the text.
fn following(chat: ChatId, text: Message) -> (Message, Vec<Call>) {
    let caption = wordless(&text);
    if text.text.is_empty() {
        return (caption, Vec::new());
    }
    let parts = split(text, Message::MAX_UTF16).into_iter();
    (caption, parts.map(|message| Call::Send { chat, message }).collect())
}

/// A caption without words, as loud as the text it stands for.
fn wordless(text: &Message) -> Message {
    Message {
        silent: text.silent,
        ..Message::default()
    }
}

/// Written by hand, because the library's payload takes the file along.
pub(super) fn captioned(chat: ChatId, caption: Message) -> Value {
    let mut body = json!({"chat_id": chat.0});
    if caption.silent {
        body["disable_notification"] = true.into();
    }
    let markup = words::markup(caption.keyboard.clone());
    write_under(&mut body, caption);
    if let Some(markup) = markup {
        body["reply_markup"] = words::json(markup);
    }
    body
}

pub(super) fn album(chat: ChatId, photos: usize, caption: Message) -> Value {
    let silent = caption.silent;
    let media = |number| json!({"type": "photo", "media": format!("attach://{}", place(number))});
    let mut media: Vec<Value> = (0..photos).map(media).collect();
    if let Some(first) = media.first_mut() {
        write_under(first, caption);
    }
    let mut body = json!({"chat_id": chat.0, "media": media});
    if silent {
        body["disable_notification"] = true.into();
    }
    body
}

/// An album's pictures, each under the name its description points to.
pub(super) fn in_album(photos: &[Attachment]) -> Vec<(String, Outgoing)> {
    let photos = photos.iter().cloned().map(Outgoing::from);
    photos
        .enumerate()
        .map(|(number, photo)| (place(number), photo))
        .collect()
}

fn place(number: usize) -> String {
    format!("photo{number}")
}

/// Puts the words and their formatting under what is sent.
fn write_under(body: &mut Value, caption: Message) {
    if !caption.text.is_empty() {
        body["caption"] = caption.text.into();
    }
    let entities = words::entities(caption.entities);
    if !entities.is_empty() {
        body["caption_entities"] = words::json(entities);
    }
}
