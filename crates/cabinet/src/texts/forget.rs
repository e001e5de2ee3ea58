//! An end to everything, in words.

use telegram::Language::{self, Ru};
use telegram::{Button, Keyboard, Message};

use super::either;
use crate::dialog::press::ForgetPress;

/// The word that deletes everything, as the user is asked to type it.
fn word(language: Language) -> &'static str {
    either(language, "УДАЛИТЬ", "DELETE")
}

/// Whether a text is that word, in either language and however it is written.
pub(crate) fn is_the_word(text: &str) -> bool {
    let typed = text
        .trim()
        .trim_matches(['«', '»', '"', '“', '”', '.', '!'])
        .to_uppercase();
    Language::ALL.into_iter().any(|language| typed == word(language))
}

/// What is deleted and what is kept.
pub fn explained(language: Language) -> Message {
    let (title, text) = match language {
        Ru => (
            "🗑 Удалить все данные?",
            "Будет удалено сразу:\n• ключи Wildberries\n• наблюдения и правила перемещения: новых броней не будет\n• история, сведения о бронях, показатели, списки товаров\n• за какими каналами вы следите, ваши оповещения и отчёты о них\n• настройки, диалог и профиль\n\nПодписка не продлится: оплаченное время останется вашим.\n\nОстанется:\n• без срока — платежи с чеками и баланс: по ним сверяют деньги и возвраты\n• без срока — журнал важных действий (ключи, платежи, это удаление): его видит только администратор\n• без срока — если доступ к боту закрыт: ваш id и отметка об этом\n• до года — служебные отметки без вашего имени: номера поставок и обработанных сообщений\n• 180 дней — запросы на перемещение, итог которых ещё не пришёл\n• 90 дней — записи о попытках забронировать\n• до недели — записи о магазине, общие для всех, кто его подключил: остатки товаров (7 дней), черновик в работе с вашим номером (4 дня), что и куда перемещено (3 дня)\n• около суток — удалённые наблюдения и правила и описания удалённых ключей, без самих ключей\n\nЕсли бронь или перемещение идёт прямо сейчас, сначала останавливаются наблюдения и правила, потом удаляются ключи. Начатое завершится, и сообщение о результате придёт; строка о нём ещё появится в истории, её уберёт повторный /forget. Если ответа не было дольше двух минут, ждать его нечем: проверьте «Поставки» в кабинете. Сами брони в Wildberries остаются: отменить их можно там же.\n\nВернуться можно в любой момент, но бесплатные брони второй раз не начисляются.\n\nВыгрузить данные перед удалением: /mydata",
        ),
        Language::En => (
            "🗑 Delete all your data?",
            "Deleted at once:\n• Wildberries keys\n• watches and move rules: nothing new will be booked\n• history, records of bookings, figures, lists of goods\n• which channels you follow, your alerts and reports on them\n• settings, dialog and profile\n\nA subscription will not renew: the time you paid for stays yours.\n\nKept:\n• without end: payments with their receipts and the balance; money and refunds are checked by them\n• without end: the trail of critical acts (keys, payments, this deletion); only an admin sees it\n• without end, if you were shut out of this bot: your id and the note of that\n• up to a year: notes without your name, such as numbers of supplies and of messages that were handled\n• 180 days: requests to move stock whose outcome has not come yet\n• 90 days: records of attempts to book\n• up to a week: records of the shop, common to all who connected it: stock (7 days), a draft being made with your number (4 days), what was moved where (3 days)\n• about a day: deleted watches and rules, and what deleted keys were called, without the keys themselves\n\nIf a booking or a move is under way right now, watches and rules stop first and the keys go after them. What was begun comes to its end and you are told how; its line still appears in your history, and /forget once more removes it. If an answer has not come for over two minutes, nobody can wait for it without a key: check the supplies page of the portal. Bookings at Wildberries stay: cancel them there.\n\nYou can come back at any time, but free bookings are not given twice.\n\nTake your data out first: /mydata",
        ),
    };
    let keyboard = Keyboard::new()
        .row([press(either(language, "Удалить…", "Delete…"), ForgetPress::GoOn)])
        .row([press(either(language, "Оставить", "Keep"), ForgetPress::Keep)]);
    Message::new()
        .bold(title)
        .line("")
        .blank()
        .text(text)
        .keyboard(keyboard)
}

/// The word is asked for.
pub fn ask_for_word(language: Language) -> Message {
    let before = either(
        language,
        "Это нельзя отменить. Чтобы удалить всё, напишите ",
        "This cannot be undone. To delete everything, type ",
    );
    let after = either(language, "\n\nПередумали? /cancel", "\n\nChanged your mind? /cancel");
    Message::new()
        .text(before)
        .bold(word(language))
        .text(after)
        .keyboard(Keyboard::new().row([press(either(language, "Оставить", "Keep"), ForgetPress::Keep)]))
}

/// Another word was typed.
pub fn other_word(language: Language) -> Message {
    let before = either(
        language,
        "Ничего не удалено. Чтобы удалить всё, напишите ",
        "Nothing was deleted. To delete everything, type ",
    );
    Message::new()
        .text(before)
        .bold(word(language))
        .text(either(language, ", иначе: /cancel", ", or else: /cancel"))
}

/// Everything stays.
pub fn kept(language: Language) -> String {
    either(language, "Ничего не удалено.", "Nothing was deleted.").to_owned()
}

/// It is done. Who is shut out stays so.
pub fn done(language: Language, shut_out: bool) -> Message {
    let done = either(
        language,
        "🗑 Готово: ваши данные удалены. Платежи и баланс сохранены.\n\nКлючи можно отозвать и в кабинете Wildberries: Настройки → Доступ к API.\n\n",
        "🗑 Done: your data is deleted. Payments and the balance are kept.\n\nYou may also revoke the keys at Wildberries: Settings → API access.\n\n",
    );
    let next = match shut_out {
        false => either(language, "Захотите вернуться — /start", "To come back: /start"),
        true => either(
            language,
            "Доступ к боту по-прежнему закрыт: осталась только отметка об этом с вашим id.",
            "You still have no access to this bot: a note of that with your id is all that stays.",
        ),
    };
    Message::plain(done).text(next)
}

/// Something outside did not take its end.
pub fn unfinished(language: Language, feature: &str) -> Message {
    let text = match feature {
        "billing" => either(
            language,
            "Удаление не закончено: Telegram не принял отмену подписки. Напишите то же слово ещё раз через минуту или отмените подписку сами: /paysupport. Что уже удалено, не вернётся.",
            "The deletion is not finished: Telegram did not take the end of your subscription. Type the same word again in a minute, or end the subscription yourself: /paysupport. What is deleted already stays deleted.",
        ),
        "booking" => either(
            language,
            "Удаление не закончено: прямо сейчас делается бронь, и ключ нужен, чтобы узнать её итог. Наблюдения уже остановлены. Напишите то же слово ещё раз через минуту.",
            "The deletion is not finished: a booking is being made right now, and its key is needed to learn what comes of it. The watches have stopped already. Type the same word again in a minute.",
        ),
        _ => either(
            language,
            "Удаление не закончено из-за сбоя. Напишите то же слово ещё раз через минуту. Что уже удалено, не вернётся.",
            "The deletion is not finished because of a failure. Type the same word again in a minute. What is deleted already stays deleted.",
        ),
    };
    Message::plain(text)
}

fn press(label: &str, press: ForgetPress) -> Button {
    Button::press(label, press.data())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_is_taken_in_either_language_and_nothing_else_is() {
        for text in ["УДАЛИТЬ", "удалить", " Удалить. ", "«УДАЛИТЬ»", "DELETE", "delete!"]
        {
            assert!(is_the_word(text), "{text}");
        }
        for text in ["", "да", "yes", "УДАЛИТЬ ВСЁ", "не удалить", "DEL"] {
            assert!(!is_the_word(text), "{text}");
        }
    }

    #[test]
    fn it_is_said_what_goes_and_what_stays() {
        insta::assert_snapshot!(explained(Ru).text);
        insta::assert_snapshot!(explained(Language::En).text);
        for language in Language::ALL {
            assert!(explained(language).utf16_len() <= Message::MAX_UTF16);
            assert_ne!(unfinished(language, "billing"), unfinished(language, "booking"));
        }
    }
}
