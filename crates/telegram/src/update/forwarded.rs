//! Posts that somebody forwarded from a channel.

use std::fmt;

use super::parse::{Object, integer, object, text};
use crate::ChatId;

/// A channel's post, as the message that brings a copy of it tells.
#[derive(Clone, PartialEq, Eq)]
pub struct Forwarded {
    /// The channel's title; empty when Telegram gave none.
    pub title: String,
    /// The channel's public name, without `@`; a private channel has none.
    pub username: Option<String>,
    /// The channel's number.
    pub chat_id: ChatId,
    /// The post's number in the channel.
    pub post: Option<i64>,
    /// The post's text, or the words under its picture.
    pub text: Option<String>,
}

impl fmt::Debug for Forwarded {
    /// The text is told by length only, as any.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = self.text.as_deref().unwrap_or_default().len();
        let name = self.username.as_deref().unwrap_or("no name");
        write!(f, "Forwarded({name}, {}, {words} bytes)", self.chat_id)
    }
}

/// The post a message is a copy of; `None` for one of nobody's, of a person's, or of a group's.
pub(super) fn of(message: &Object) -> Option<Forwarded> {
    let (channel, post) = match object(message, "forward_origin") {
        Some(origin) if text(origin, "type") == Some("channel") => {
            (object(origin, "chat")?, integer(origin, "message_id"))
        }
        Some(_) => return None,
        // Servers older than Bot API 7.0 tell it so.
        None => (
            object(message, "forward_from_chat")?,
            integer(message, "forward_from_message_id"),
        ),
    };
    // A group's anonymous admin, and whatever else Telegram comes to tell in this place.
    if text(channel, "type").is_some_and(|kind| kind != "channel") {
        return None;
    }
    let words = text(message, "text").or(text(message, "caption"));
    Some(Forwarded {
        title: text(channel, "title").unwrap_or_default().to_owned(),
        username: text(channel, "username")
            .filter(|name| !name.is_empty())
            .map(str::to_owned),
        chat_id: ChatId(integer(channel, "id")?),
        post,
        text: words.map(str::to_owned),
    })
}
