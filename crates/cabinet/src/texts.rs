//! What the feature says.

pub mod commands;
pub mod digest;
pub mod forget;
pub mod history;
pub mod mydata;
pub mod settings;
pub mod speed;

use telegram::Language;
use telegram::Message;
pub(crate) use telegram::words::either;

/// Answer to a text or a picture when nothing is being asked.
pub fn nothing_asked(language: Language) -> Message {
    Message::plain(either(
        language,
        "Здесь помогут кнопки под сообщением. Все команды: /help",
        "The buttons under the message will help. All commands: /help",
    ))
}
