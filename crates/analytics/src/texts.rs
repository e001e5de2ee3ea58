//! What the feature says.

pub(crate) mod adding;
pub(crate) mod commands;
pub(crate) mod compare;
pub(crate) mod health;
pub(crate) mod list;
pub(crate) mod stats;
#[cfg(test)]
mod tests;
mod troubles;

use telegram::Language::{self, En, Ru};
use telegram::{Button, CallbackData, Message};

use crate::dialog::press::Press;

/// One of two texts, for short ones.
pub(crate) fn either(language: Language, ru: &'static str, en: &'static str) -> &'static str {
    match language {
        Ru => ru,
        En => en,
    }
}

/// Answer to a text or a picture when nothing is being asked.
pub(crate) fn nothing_asked(language: Language) -> Message {
    Message::plain(either(
        language,
        "Здесь помогут кнопки под сообщением. Все команды: /help",
        "The buttons under the message will help. All commands: /help",
    ))
}

pub(crate) fn press(label: impl Into<String>, press: Press) -> Button {
    Button::press(label, CallbackData::of(press))
}
