//! Every text the feature shows, as functions of a language. No prose lives elsewhere.

mod card;
mod checked;
pub mod commands;
mod load;
mod removing;
mod verdict;
mod words;

use accounts::key_words::{add_key, how_to_make, masked};
use accounts::seller_key::KeyRecord;
use jiff::Timestamp;
use telegram::Language::{self, En, Ru};
use telegram::{Button, Keyboard, Message};

use self::words::{cancel, either, shortened};
use crate::dialog::press::KeyPress;
use crate::keys::{KeyView, LONGEST_NAME, MOST_KEYS};

pub use self::card::{ability, card};
pub use self::checked::checked;
pub use self::removing::{remove_question, removed};
pub use self::verdict::verdict;
pub use telegram::words::nothing_asked;

/// Asks for a key, and says honestly what becomes of it.
pub fn prompt(language: Language) -> Message {
    let start = match language {
        Ru => Message::new()
            .bold("🔑 Отправьте ключ API Wildberries следующим сообщением")
            .line("")
            .blank(),
        En => Message::new()
            .bold("🔑 Send the Wildberries API key as your next message")
            .line("")
            .blank(),
    };
    let rest = match language {
        Ru => Message::new()
            .line("")
            .blank()
            .bold("Какой тип выбрать")
            .line("")
            .line("• Сервисный или базовый подходят. С базовым WB разрешает читать ленту слотов лишь раз в час, а спрашивать о заказе дважды в час.")
            .line("• Персональный по правилам Wildberries нельзя передавать сторонним сервисам, в том числе нам.")
            .blank()
            .bold("Что будет с ключом")
            .line("")
            .line("• Сообщение с ним мы сразу удалим из чата.")
            .line("• Ключ хранится зашифрованным; показываем только последние 4 символа.")
            .line("• Используем его только для ваших наблюдений: бронируем или спрашиваем о ваших поставках.")
            .text("• Общую ленту слотов WB читаем ключами всех продавцов по очереди, в пределах лимитов WB. Данные вашего магазина при этом никому не видны."),
        En => Message::new()
            .line("")
            .blank()
            .bold("Which kind to choose")
            .line("")
            .line("• A service or a base key will do. With a base key WB allows reading the feed of slots only once an hour, and asking about an order twice an hour.")
            .line("• A personal key, by Wildberries' rules, must not be given to other services, us included.")
            .blank()
            .bold("What becomes of the key")
            .line("")
            .line("• We delete your message with it from the chat at once.")
            .line("• The key is stored encrypted; we only ever show its last 4 characters.")
            .line("• We use it for your watches only: to book, or to ask about your supplies.")
            .text("• WB's public feed of slots is read with all sellers' keys in turn, within WB's limits. Nobody sees your shop's data by that."),
    };
    start
        .append(how_to_make(language))
        .append(rest)
        .keyboard(Keyboard::new().row([cancel(language)]))
}

/// A text came where a key was asked for.
pub fn not_a_key(language: Language) -> Message {
    let text = either(
        language,
        "Это не похоже на ключ API. Ключ длинный, начинается с «ey» и состоит из трёх частей через точку. Скопируйте его на портале целиком и отправьте сюда.\n\nПередумали? /cancel",
        "This does not look like an API key. A key is long, starts with “ey” and has three parts joined by dots. Copy all of it from the portal and send it here.\n\nChanged your mind? /cancel",
    );
    Message::plain(text)
}

/// Our own failure while a key was being added.
pub fn trouble(language: Language) -> Message {
    let text = either(
        language,
        "⚠️ У нас сбой, ключ не сохранён. Сообщение с ним мы удаляем. Отправьте ключ ещё раз через минуту.",
        "⚠️ Something failed on our side, the key was not stored. We delete the message with it. Send the key again in a minute.",
    );
    Message::plain(text)
}

/// The list of keys.
pub fn list(language: Language, keys: &[KeyView], now: Timestamp) -> Message {
    if keys.is_empty() {
        let text = either(
            language,
            "🔑 Ключей пока нет.\n\nКлюч API нужен, чтобы ловить слоты для вашего магазина. Добавить его — минута.",
            "🔑 No keys yet.\n\nAn API key is what catches slots for your shop. Adding one takes a minute.",
        );
        return Message::plain(text).keyboard(Keyboard::new().row([add_key(language)]));
    }
    let mut message = match language {
        Ru => Message::new().bold(&format!("🔑 Ключи Wildberries: {} из {MOST_KEYS}", keys.len())),
        En => Message::new().bold(&format!("🔑 Wildberries keys: {} of {MOST_KEYS}", keys.len())),
    };
    let mut keyboard = Keyboard::new();
    let all = load::requests_of(keys, now);
    for view in keys {
        let key = &view.key;
        message = message.text("\n\n").bold(&key.name).text(&format!(
            " ({})\n{}\n{}\n{}",
            masked(&key.last4),
            card::expiry(language, key, now),
            ability(language, key, now),
            load::today(language, &view.days, Some(all), now),
        ));
        let data = KeyPress::Show(key.id.clone()).data();
        keyboard = keyboard.row([Button::press(
            format!("{} ({})", shortened(&key.name, 30), masked(&key.last4)),
            data,
        )]);
    }
    if keys.len() < MOST_KEYS {
        keyboard = keyboard.row([add_key(language)]);
    }
    message.keyboard(keyboard)
}

/// Asks for a new name.
pub fn rename_prompt(language: Language, key: &KeyRecord) -> Message {
    let text = match language {
        Ru => format!(
            "✏️ Как назвать ключ «{}» ({})?\n\nОтправьте новое название: одна строка, до {LONGEST_NAME} символов.",
            key.name,
            masked(&key.last4)
        ),
        En => format!(
            "✏️ What should the key “{}” ({}) be called?\n\nSend the new name: one line, up to {LONGEST_NAME} characters.",
            key.name,
            masked(&key.last4)
        ),
    };
    Message::plain(text).keyboard(Keyboard::new().row([cancel(language)]))
}

/// The new name was empty or too long.
pub fn bad_name(language: Language) -> Message {
    Message::plain(match language {
        Ru => format!(
            "Такое название не подойдёт. Нужна одна строка, до {LONGEST_NAME} символов. Попробуйте ещё раз или /cancel"
        ),
        En => format!(
            "That name will not do. It must be one line of up to {LONGEST_NAME} characters. Try again or /cancel"
        ),
    })
}

/// A text was needed and something else came.
pub fn waiting_for_text(language: Language) -> Message {
    let text = either(
        language,
        "Жду текстовое сообщение. Передумали? /cancel",
        "A text message is needed here. Changed your mind? /cancel",
    );
    Message::plain(text)
}

/// Toast: the key was renamed or removed elsewhere.
pub fn gone(language: Language) -> String {
    either(language, "Этого ключа уже нет", "This key is gone").into()
}

/// Adding a key was given up.
pub fn adding_cancelled(language: Language) -> String {
    either(language, "Ключ не добавлен", "No key was added").into()
}

/// Renaming a key was given up.
pub fn renaming_cancelled(language: Language) -> String {
    either(language, "Название ключа не изменилось", "The key keeps its name").into()
}

#[cfg(test)]
mod tests;
