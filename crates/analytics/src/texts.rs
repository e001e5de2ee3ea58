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

use telegram::Language;
pub(crate) use telegram::words::either;
use telegram::{Button, CallbackData, Message};

use crate::dialog::press::Press;

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
