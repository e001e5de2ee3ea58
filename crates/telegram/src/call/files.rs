//! Calls that bring a file, with words under it.

use serde_json::{Value, json};

use super::{Call, words};
use crate::{Attachment, ChatId, Message, split};

impl Call {
    /// Sends a file with this text. One that is too long to stand under a file follows in messages of its own, the buttons under the last.
    pub fn document(chat: ChatId, file: Attachment, text: Message) -> Vec<Self> {
        let (caption, rest) = fitting(chat, text);
        let file = Self::SendDocument { chat, file, caption };
        [file].into_iter().chain(rest).collect()
    }

    /// Sends a picture with this text, in the same way.
    pub fn photo(chat: ChatId, photo: Attachment, text: Message) -> Vec<Self> {
        let (caption, rest) = fitting(chat, text);
        let photo = Self::SendPhoto { chat, photo, caption };
        [photo].into_iter().chain(rest).collect()
    }
}

/// The text as a caption if it fits; else no caption, and the calls that send it.
fn fitting(chat: ChatId, text: Message) -> (Message, Vec<Call>) {
    let text = text.trimmed();
    if text.utf16_len() <= Message::MAX_CAPTION_UTF16 {
        return (text, Vec::new());
    }
    let caption = Message {
        silent: text.silent,
        ..Message::default()
    };
    let parts = split(text, Message::MAX_UTF16).into_iter();
    (caption, parts.map(|message| Call::Send { chat, message }).collect())
}

/// Written by hand, because the library's payload takes the file along.
pub(super) fn captioned(chat: ChatId, caption: Message) -> Value {
    let mut body = json!({"chat_id": chat.0});
    if !caption.text.is_empty() {
        body["caption"] = caption.text.into();
    }
    let entities = words::entities(caption.entities);
    if !entities.is_empty() {
        body["caption_entities"] = words::json(entities);
    }
    if let Some(markup) = words::markup(caption.keyboard) {
        body["reply_markup"] = words::json(markup);
    }
    if caption.silent {
        body["disable_notification"] = true.into();
    }
    body
}
