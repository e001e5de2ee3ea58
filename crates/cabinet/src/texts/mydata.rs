//! Everything stored about a user: the words around it.

use telegram::Language::{self, En, Ru};
use telegram::Message;

use super::either;

/// What is in the document and what is not, for its reader.
pub fn notes(language: Language, lines_left_out: usize) -> Vec<String> {
    let mut notes = match language {
        Ru => vec![
            "Здесь всё, что хранится под вашим именем: профиль, ключи, наблюдения, брони, история, платежи, настройки.".to_owned(),
            "Самих ключей Wildberries здесь нет: они хранятся зашифрованными, и шифртекст тоже не выдаётся. Показаны только имя, магазин и последние четыре символа.".to_owned(),
            "Отдельно от этих записей хранятся ход попыток бронирования и номера платежей в Telegram для сверки; их итоги есть в истории и в платежах.".to_owned(),
            "Отдельно ведётся журнал важных действий: ключи, платежи, выгрузка и удаление данных. Записи в нём не меняются, и видит его только администратор.".to_owned(),
            "Время в записях — UTC.".to_owned(),
        ],
        En => vec![
            "This is all that is stored under your name: profile, keys, watches, bookings, history, payments, settings.".to_owned(),
            "Your Wildberries keys themselves are not here: they are stored encrypted, and the ciphertext is not given out either. Only their name, shop and last four characters are shown.".to_owned(),
            "Kept apart from these records: the steps of booking attempts, and the numbers of payments at Telegram for checking; what came of them is in the history and in the payments.".to_owned(),
            "A trail of critical acts is kept apart: keys, payments, taking out and deleting data. Its lines are never changed, and only an admin sees it.".to_owned(),
            "Times in the records are UTC.".to_owned(),
        ],
    };
    if lines_left_out > 0 {
        notes.push(match language {
            Ru => format!("Строки истории, которые не поместились (самые старые): {lines_left_out}."),
            En => format!("Lines of history that did not fit (the oldest ones): {lines_left_out}."),
        });
    }
    notes
}

/// Under the document.
pub fn sent(language: Language, records: usize, lines_left_out: usize) -> Message {
    let mut text = match language {
        Ru => format!(
            "🗂 Всё, что бот хранит о вас, записей: {records}. Ключей Wildberries в файле нет: только их имена и последние четыре символа.\n\nЖурнал важных действий (ключи, платежи, удаление данных) ведётся отдельно: его видит только администратор.\n\nИстория таблицей: /history. Удалить данные: /forget"
        ),
        En => format!(
            "🗂 All the bot stores about you, records: {records}. Your Wildberries keys are not in the file: only their names and last four characters.\n\nA trail of critical acts (keys, payments, deleting data) is kept apart: only an admin sees it.\n\nHistory as a table: /history. Delete your data: /forget"
        ),
    };
    if lines_left_out > 0 {
        text.push_str(&match language {
            Ru => format!("\n\nСамые старые строки истории не поместились: {lines_left_out}."),
            En => format!("\n\nThe oldest lines of history did not fit: {lines_left_out}."),
        });
    }
    Message::plain(text)
}

/// It is too large for one file.
pub fn too_large(language: Language) -> Message {
    Message::plain(either(
        language,
        "Данных больше, чем помещается в один файл. Напишите в поддержку, и их пришлют частями: /paysupport",
        "There is more than fits into one file. Write to support, and it will be sent in parts: /paysupport",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_said_what_is_in_the_document_and_what_is_not() {
        for language in Language::ALL {
            for message in [sent(language, 12, 0), sent(language, 10_000, 345), too_large(language)] {
                assert!(message.utf16_len() <= Message::MAX_CAPTION_UTF16);
            }
            assert_eq!(notes(language, 7).len(), notes(language, 0).len() + 1);
        }
        insta::assert_snapshot!(sent(Ru, 12, 3).text);
        insta::assert_snapshot!(sent(En, 12, 0).text);
    }
}
