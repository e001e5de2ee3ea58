//! What the feature says.

pub mod commands;
pub mod digest;
pub mod forget;
pub mod history;
pub mod mydata;
pub mod settings;
pub mod speed;

use telegram::Language::{self, En, Ru};
use telegram::Message;

/// One of two texts, for short ones.
pub(crate) fn either(language: Language, ru: &'static str, en: &'static str) -> &'static str {
    match language {
        Ru => ru,
        En => en,
    }
}

/// Answer to a text or a picture when nothing is being asked.
pub fn nothing_asked(language: Language) -> Message {
    Message::plain(either(
        language,
        "Здесь помогут кнопки под сообщением. Все команды: /help",
        "The buttons under the message will help. All commands: /help",
    ))
}
