//! Everything the feature says.

pub mod captions;
mod channel;
pub mod commands;
mod comparison;
pub mod export;
pub mod order;
pub mod report;
pub mod settings;
mod spoken;
pub mod words;

pub(crate) use telegram::words::either;
use telegram::{Language, Message};

/// A word to a message that nothing was asked by.
pub(crate) fn nothing_asked(language: Language) -> Message {
    Message::plain(either(
        language,
        "Отчёты по каналам: /report, выгрузка данных: /export",
        "Reports about channels: /report, an export of the data: /export",
    ))
}
