//! Words about orders: taken, refused, under way, given up.

use std::time::Duration;

use telegram::Language::{self, En, Ru};
use telegram::Message;

use super::either;
use super::words::channels_count;
use crate::orders::Ordered;

/// Toast: it will come.
pub fn taken(language: Language, what: Ordered) -> String {
    match what {
        Ordered::Report => either(
            language,
            "Пишу отчёт: придёт через несколько секунд",
            "Writing: the report comes in some seconds",
        ),
        Ordered::Export => either(
            language,
            "Собираю данные: файл придёт через несколько секунд",
            "Gathering: the file comes in some seconds",
        ),
    }
    .into()
}

/// One is being written.
pub fn underway(language: Language, what: Ordered) -> String {
    match what {
        Ordered::Report => either(
            language,
            "Отчёт уже пишется. Дождитесь его — потом можно заказать следующий",
            "A report is already being written. Once it is here you may order the next one",
        ),
        Ordered::Export => either(
            language,
            "Файл уже собирается. Дождитесь его — потом можно заказать следующий",
            "A file is already being written. Once it is here you may order the next one",
        ),
    }
    .into()
}

/// Too many were ordered.
pub fn too_many(language: Language, wait: Duration) -> String {
    let minutes = wait.as_secs().div_ceil(60).max(1);
    match language {
        Ru => format!("Заказов за час слишком много. Следующий — через {minutes} мин"),
        En => format!("Too many orders within the hour. The next one in {minutes} min"),
    }
}

/// How far the work has come.
pub fn progress(language: Language, what: Ordered, done: usize, total: usize) -> Message {
    let label = match what {
        Ordered::Report => either(language, "⏳ Готовлю отчёт", "⏳ Writing the report"),
        Ordered::Export => either(language, "⏳ Собираю данные", "⏳ Gathering the data"),
    };
    Message::plain(match language {
        Ru => format!("{label}: {done} из {total} каналов…"),
        En => format!("{label}: {done} of {} …", channels_count(En, total)),
    })
}

/// In place of the progress.
pub fn ready(language: Language, what: Ordered) -> Message {
    Message::plain(match what {
        Ordered::Report => either(language, "✅ Отчёт готов 👇", "✅ The report is ready 👇"),
        Ordered::Export => either(language, "✅ Данные собраны 👇", "✅ The data are gathered 👇"),
    })
}

/// It was given up.
pub fn failed(language: Language, what: Ordered) -> Message {
    Message::plain(match what {
        Ordered::Report => either(
            language,
            "😔 Отчёт не получился: что-то не отвечает, и повторы не помогли. Попробуйте позже: /report",
            "😔 The report did not work out: something does not answer, and trying again did not help. Please try later: /report",
        ),
        Ordered::Export => either(
            language,
            "😔 Выгрузка не получилась: что-то не отвечает, и повторы не помогли. Попробуйте позже: /export",
            "😔 The export did not work out: something does not answer, and trying again did not help. Please try later: /export",
        ),
    })
}

/// There is nothing to report on or to export.
pub fn no_channels(language: Language) -> Message {
    Message::plain(match language {
        Ru => "Вы пока не следите ни за одним каналом. Добавить: /add @канал",
        En => "You follow no channel yet. To add one: /add @channel",
    })
}
