//! What the bot shows: a text, its formatting and its buttons.

use serde::{Deserialize, Serialize};

use crate::Keyboard;

/// A message as data. Built by appending; formatting is kept as entities, so no text ever needs escaping.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// The plain text.
    pub text: String,
    /// The formatted stretches of it.
    #[serde(default)]
    pub entities: Vec<Entity>,
    /// The buttons under it.
    #[serde(default)]
    pub keyboard: Keyboard,
    /// Whether it arrives without a sound. An edit never makes one.
    #[serde(default, skip_serializing_if = "is_false")]
    pub silent: bool,
}

/// A formatted stretch of a text, in UTF-16 code units as Telegram counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entity {
    /// How it looks.
    pub kind: EntityKind,
    /// Where it starts, in UTF-16 units.
    pub offset: u32,
    /// How long it is, in UTF-16 units.
    pub length: u32,
}

/// How a stretch of text looks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntityKind {
    /// **Bold**.
    Bold,
    /// *Italic*.
    Italic,
    /// `Monospaced`, copied by a tap.
    Code,
    /// Monospaced lines in a block of their own, whose columns keep their places.
    Pre,
    /// A text that opens an address; one whose address is no URL is shown as plain text.
    Link {
        /// The address.
        url: String,
    },
}

impl Message {
    /// The most UTF-16 units Telegram accepts in one text.
    pub const MAX_UTF16: usize = 4096;
    /// The most UTF-16 units Telegram accepts in the words under a file or a photo.
    pub const MAX_CAPTION_UTF16: usize = 1024;

    /// An empty message to append to.
    pub fn new() -> Self {
        Self::default()
    }

    /// A message of this text without formatting.
    pub fn plain(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }

    /// Appends plain text.
    pub fn text(mut self, text: &str) -> Self {
        self.text.push_str(text);
        self
    }

    /// Appends bold text.
    pub fn bold(self, text: &str) -> Self {
        self.formatted(text, EntityKind::Bold)
    }

    /// Appends italic text.
    pub fn italic(self, text: &str) -> Self {
        self.formatted(text, EntityKind::Italic)
    }

    /// Appends monospaced text.
    pub fn code(self, text: &str) -> Self {
        self.formatted(text, EntityKind::Code)
    }

    /// Appends monospaced lines, as a block.
    pub fn pre(self, lines: &str) -> Self {
        self.formatted(lines, EntityKind::Pre)
    }

    /// Appends a text that opens `url`.
    pub fn link(self, text: &str, url: impl Into<String>) -> Self {
        self.formatted(text, EntityKind::Link { url: url.into() })
    }

    /// Appends plain text and ends the line.
    pub fn line(self, text: &str) -> Self {
        self.text(text).blank()
    }

    /// Ends the line; on a new line, leaves an empty one.
    pub fn blank(self) -> Self {
        self.text("\n")
    }

    /// Appends another message's text with its formatting; the buttons and the sound stay ours.
    pub fn append(mut self, other: Message) -> Self {
        let shift = utf16_units(&self.text);
        self.text.push_str(&other.text);
        let moved = other.entities.into_iter().map(|entity| Entity {
            offset: entity.offset.saturating_add(shift),
            ..entity
        });
        self.entities.extend(moved);
        self
    }

    /// Puts these buttons under the message, instead of any it had.
    pub fn keyboard(mut self, keyboard: Keyboard) -> Self {
        self.keyboard = keyboard;
        self
    }

    /// Lets the message arrive without a sound.
    pub fn silently(mut self) -> Self {
        self.silent = true;
        self
    }

    /// The text's length as Telegram counts it, in UTF-16 units.
    pub fn utf16_len(&self) -> usize {
        self.text.encode_utf16().count()
    }

    /// The same text and buttons, all plain: for when Telegram refuses the formatting.
    pub fn without_formatting(mut self) -> Self {
        self.entities.clear();
        self
    }

    /// The message as Telegram will keep it: white space at the end gone, entities inside the text, empty ones dropped.
    pub(crate) fn trimmed(mut self) -> Self {
        self.text.truncate(self.text.trim_end().len());
        let end = utf16_units(&self.text);
        self.entities = self
            .entities
            .into_iter()
            .filter_map(|entity| entity.within(0, end))
            .collect();
        self
    }

    fn formatted(mut self, text: &str, kind: EntityKind) -> Self {
        let (offset, length) = (utf16_units(&self.text), utf16_units(text));
        self.text.push_str(text);
        if length > 0 {
            self.entities.push(Entity { kind, offset, length });
        }
        self
    }
}

impl Entity {
    /// The part of this entity inside `[start, end)`, counted from `start`; `None` when nothing of it is there.
    pub(crate) fn within(self, start: u32, end: u32) -> Option<Self> {
        let from = self.offset.max(start);
        let to = self.offset.saturating_add(self.length).min(end);
        if from >= to {
            return None;
        }
        Some(Self {
            kind: self.kind,
            offset: from - start,
            length: to - from,
        })
    }
}

fn is_false(flag: &bool) -> bool {
    !flag
}

/// A text's length in UTF-16 units. No text of ours comes near the type's limit: updates are bounded and messages are built by us.
pub(crate) fn utf16_units(text: &str) -> u32 {
    u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::{Button, CallbackData};

    fn entity(kind: EntityKind, offset: u32, length: u32) -> Entity {
        Entity { kind, offset, length }
    }

    #[test]
    fn offsets_are_counted_in_utf16_units() {
        let message = Message::new()
            .text("🎯 ")
            .bold("Слот")
            .line("!")
            .code("a🎯")
            .pre("\n1 2");
        assert_eq!(message.text, "🎯 Слот!\na🎯\n1 2");
        assert_eq!(
            message.entities,
            [
                entity(EntityKind::Bold, 3, 4),
                entity(EntityKind::Code, 9, 3),
                entity(EntityKind::Pre, 12, 4)
            ]
        );
        assert_eq!(message.utf16_len(), 16);
    }

    #[test]
    fn appended_messages_keep_their_formatting_and_our_buttons() {
        let ours = Keyboard::new().row([Button::press("a", CallbackData::of("a"))]);
        let other = Message::new()
            .italic("b")
            .keyboard(Keyboard::new().row([Button::open("x", "https://x.ru")]));
        let message = Message::plain("🎯").keyboard(ours.clone()).append(other);
        assert_eq!(message.entities, [entity(EntityKind::Italic, 2, 1)]);
        assert_eq!(message.keyboard, ours);
    }

    #[test]
    fn trimming_takes_the_entities_along() {
        let message = Message::new().text("a ").bold("b \n").italic(" \n").trimmed();
        assert_eq!(message.text, "a b");
        assert_eq!(message.entities, [entity(EntityKind::Bold, 2, 1)]);
    }

    #[test]
    fn an_empty_formatted_text_leaves_no_entity() {
        assert_eq!(Message::new().bold("").entities, []);
    }

    #[test]
    fn a_message_survives_the_queue() {
        let message = Message::new()
            .link("открыть", "https://seller.wildberries.ru/")
            .keyboard(Keyboard::new().row([
                Button::press("ok", CallbackData::of("menu:1")),
                Button::open("сайт", "https://x.ru/"),
            ]));
        let json = serde_json::to_string(&message).unwrap();
        assert_eq!(
            json,
            r#"{"text":"открыть","entities":[{"kind":{"link":{"url":"https://seller.wildberries.ru/"}},"offset":0,"length":7}],"keyboard":[[{"text":"ok","action":{"press":"menu:1"}},{"text":"сайт","action":{"open":"https://x.ru/"}}]]}"#
        );
        assert_eq!(serde_json::from_str::<Message>(&json).unwrap(), message);
        assert_eq!(
            serde_json::from_str::<Message>(r#"{"text":"a","later":1}"#).unwrap(),
            Message::plain("a")
        );
    }

    #[test]
    fn silence_is_written_only_where_it_is_wanted_and_survives_the_queue() {
        let silent = Message::plain("a").silently();
        let json = serde_json::to_string(&silent).unwrap();
        assert_eq!(json, r#"{"text":"a","entities":[],"keyboard":[],"silent":true}"#);
        assert_eq!(serde_json::from_str::<Message>(&json).unwrap(), silent);
        assert!(!Message::plain("a").append(silent).silent, "the sound stays ours");
    }
}
