//! Everything the feature says.

pub mod captions;
mod channel;
pub mod commands;
mod comparison;
pub mod export;
pub mod order;
pub mod report;
pub mod settings;
pub mod words;

use telegram::{Language, Message};

/// The text in the language of the reader.
pub(crate) fn either(language: Language, ru: &'static str, en: &'static str) -> &'static str {
    match language {
        Language::Ru => ru,
        Language::En => en,
    }
}

/// A word to a message that nothing was asked by.
pub(crate) fn nothing_asked(language: Language) -> Message {
    Message::plain(either(
        language,
        "Отчёты по каналам: /report, выгрузка данных: /export",
        "Reports about channels: /report, an export of the data: /export",
    ))
}
