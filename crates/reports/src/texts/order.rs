//! Words about orders: taken, refused, under way, given up.

use std::time::Duration;

use telegram::Language::{self, En, Ru};
use telegram::Message;

use super::either;
use super::words::{channels_count, of_channels_ru};
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
        Ru => format!("{label}: {done} из {}…", of_channels_ru(total)),
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

/// In place of the progress when nothing comes; why is said in a message of its own.
pub fn stopped(language: Language, what: Ordered) -> Message {
    Message::plain(match what {
        Ordered::Report => either(
            language,
            "⏹ Отчёта не будет. Почему — ниже 👇",
            "⏹ There will be no report. Why is said below 👇",
        ),
        Ordered::Export => either(
            language,
            "⏹ Файла не будет. Почему — ниже 👇",
            "⏹ There will be no file. Why is said below 👇",
        ),
    })
}

/// Telegram did not say whether the file arrived: sent again it might be there twice.
pub fn file_unclear(language: Language) -> Message {
    Message::plain(either(
        language,
        "❓ Файл отправлен, но Telegram не подтвердил, что он дошёл. Если его здесь нет, закажите ещё раз: /export",
        "❓ The file was sent, but Telegram did not confirm that it arrived. If it is not here, order it again: /export",
    ))
}

/// Telegram will not take the file.
pub fn file_refused(language: Language) -> Message {
    Message::plain(either(
        language,
        "😔 Telegram не принял файл. Попробуйте меньше дней или каналов или другой формат: /export",
        "😔 Telegram did not take the file. Try fewer days or channels, or another format: /export",
    ))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_far_the_work_has_come_is_said_in_the_right_case() {
        let said = |total| progress(Ru, Ordered::Report, 3, total).text;
        assert_eq!(said(21), "⏳ Готовлю отчёт: 3 из 21 канала…");
        assert_eq!(said(22), "⏳ Готовлю отчёт: 3 из 22 каналов…");
        assert_eq!(said(11), "⏳ Готовлю отчёт: 3 из 11 каналов…");
        assert_eq!(said(101), "⏳ Готовлю отчёт: 3 из 101 канала…");
    }
}
