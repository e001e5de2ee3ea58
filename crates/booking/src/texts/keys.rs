//! The room of the keys: list, card, adding, renaming, removing.

mod verdict;

use jiff::Timestamp;
use telegram::Language::{self, En, Ru};
use telegram::words::plural_ru;
use telegram::{Button, Keyboard, Message};
use wildberries::TokenKind;

use super::common::{add_key, day, either, masked, shortened};
use crate::clock::moscow_date;
use crate::dialog::press::KeyPress;
use crate::keys::{LONGEST_NAME, MOST_KEYS};
use crate::seller_key::{KeyRecord, KeyState};

pub use verdict::verdict;

/// From this many days before the end on, the end is shown as a countdown.
const EXPIRES_SOON_DAYS: i64 = 14;

/// Where a key is made on the seller portal, step by step.
pub fn how_to_make(language: Language) -> Message {
    match language {
        Ru => Message::new()
            .bold("Как создать ключ")
            .line("")
            .line("1. Портал продавца: Профиль → Настройки → Доступ к API.")
            .line("2. Отметьте категорию «Поставки».")
            .line("3. «Только чтение» включайте, только если все слоты будете подтверждать сами. Тестовый контур не включайте.")
            .text("4. Скопируйте ключ и отправьте его сюда: Wildberries покажет его только один раз."),
        En => Message::new()
            .bold("How to make a key")
            .line("")
            .line("1. Seller portal: Profile → Settings → API access («Доступ к API»).")
            .line("2. Tick the category Supplies («Поставки»).")
            .line("3. Turn Read only («Только чтение») on only if you will confirm every slot yourself. Leave the test environment off.")
            .text("4. Copy the key and send it here: Wildberries shows it only once."),
    }
}

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
pub fn list(language: Language, keys: &[KeyRecord], now: Timestamp) -> Message {
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
    for key in keys {
        message = message.text("\n\n").bold(&key.name).text(&format!(
            " ({})\n{}\n{}",
            masked(&key.last4),
            expiry(language, key, now),
            ability(language, key, now)
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

/// One key with what may be done to it.
pub fn card(language: Language, key: &KeyRecord, now: Timestamp) -> Message {
    let lines = facts(language, key, now);
    Message::new()
        .bold(&format!("🔑 {}", key.name))
        .text("\n\n")
        .text(&lines)
        .keyboard(
            Keyboard::new()
                .row([
                    Button::press(
                        either(language, "✏️ Переименовать", "✏️ Rename"),
                        KeyPress::Rename(key.id.clone()).data(),
                    ),
                    Button::press(
                        either(language, "🗑 Удалить", "🗑 Remove"),
                        KeyPress::Remove(key.id.clone()).data(),
                    ),
                ])
                .row([back_to_list(language)]),
        )
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

/// Asks whether a key may go; `running` watches would stop.
pub fn remove_question(language: Language, key: &KeyRecord, running: usize) -> Message {
    let name = format!("{} ({})", key.name, masked(&key.last4));
    let effect = match (language, running) {
        (Ru, 0) => "Наблюдения от этого не остановятся.".to_owned(),
        (Ru, n) => {
            let forms = [
                "остановится {n} работающее наблюдение",
                "остановятся {n} работающих наблюдения",
                "остановятся {n} работающих наблюдений",
            ];
            let stops = plural_ru(n as u64, forms).replace("{n}", &n.to_string());
            format!("⚠️ Без него {stops}: другого подходящего ключа у этого магазина нет.")
        }
        (En, 0) => "No watch will stop by that.".to_owned(),
        (En, 1) => "⚠️ 1 running watch will stop: the shop has no other key that will do.".to_owned(),
        (En, n) => format!("⚠️ {n} running watches will stop: the shop has no other key that will do."),
    };
    let text = match language {
        Ru => format!(
            "🗑 Удалить ключ {name}?\n\nМы сразу сотрём его у себя. На портале Wildberries он останется, пока вы его там не удалите.\n\n{effect}"
        ),
        En => format!(
            "🗑 Remove the key {name}?\n\nWe erase it on our side at once. It stays on the Wildberries portal until you delete it there.\n\n{effect}"
        ),
    };
    Message::plain(text).keyboard(
        Keyboard::new()
            .row([Button::press(
                either(language, "🗑 Да, удалить", "🗑 Yes, remove"),
                KeyPress::ConfirmRemove(key.id.clone()).data(),
            )])
            .row([Button::press(
                either(language, "↩️ Оставить", "↩️ Keep it"),
                KeyPress::Show(key.id.clone()).data(),
            )]),
    )
}

/// Toast: a key was removed and so many watches were paused.
pub fn removed(language: Language, paused: usize) -> String {
    match (language, paused) {
        (Ru, 0) => "Ключ удалён".into(),
        (Ru, n) => format!(
            "Ключ удалён. На паузе: {n} {}",
            plural_ru(n as u64, ["наблюдение", "наблюдения", "наблюдений"])
        ),
        (En, 0) => "The key is removed".into(),
        (En, n) => format!("The key is removed. Paused watches: {n}"),
    }
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

/// Whether a key can book, in words.
pub fn ability(language: Language, key: &KeyRecord, now: Timestamp) -> &'static str {
    if key.state == KeyState::Refused {
        return either(
            language,
            "⛔ Отклонён Wildberries: создайте новый ключ",
            "⛔ Refused by Wildberries: make a new key",
        );
    }
    if key.expires_at <= now {
        return either(
            language,
            "⛔ Срок закончился: создайте новый ключ",
            "⛔ Expired: make a new key",
        );
    }
    if key.read_only {
        return either(
            language,
            "👀 Только чтение: слоты подтверждаете вы сами",
            "👀 Read only: you confirm slots yourself",
        );
    }
    either(language, "✅ Может бронировать", "✅ Can book")
}

fn facts(language: Language, key: &KeyRecord, now: Timestamp) -> String {
    let (last4, kind) = (masked(&key.last4), kind(language, key.kind));
    let shop = match key.seller_name.as_str() {
        "" => either(language, "название пока неизвестно", "name not known yet"),
        name => name,
    };
    let (expiry, ability) = (expiry(language, key, now), ability(language, key, now));
    match language {
        Ru => format!("Магазин: {shop}\nКлюч: {last4}\nТип: {kind}\n{expiry}\n{ability}"),
        En => format!("Shop: {shop}\nKey: {last4}\nKind: {kind}\n{expiry}\n{ability}"),
    }
}

fn expiry(language: Language, key: &KeyRecord, now: Timestamp) -> String {
    let date = day(moscow_date(key.expires_at));
    let left = key.expires_at.duration_since(now).as_hours().div_euclid(24);
    match (language, left) {
        (Ru, ..0) => format!("Действовал до {date}"),
        (Ru, 0) => format!("⏰ Действует до {date}, истекает меньше чем через сутки"),
        (Ru, 1..=EXPIRES_SOON_DAYS) => {
            let days = plural_ru(left.unsigned_abs(), ["день", "дня", "дней"]);
            format!("⏰ Действует до {date}, истекает через {left} {days}")
        }
        (Ru, _) => format!("Действует до {date}"),
        (En, ..0) => format!("Was valid until {date}"),
        (En, 0) => format!("⏰ Valid until {date}, expires in less than a day"),
        (En, 1) => format!("⏰ Valid until {date}, expires in 1 day"),
        (En, 2..=EXPIRES_SOON_DAYS) => format!("⏰ Valid until {date}, expires in {left} days"),
        (En, _) => format!("Valid until {date}"),
    }
}

fn kind(language: Language, kind: TokenKind) -> &'static str {
    match kind {
        TokenKind::Base => either(language, "базовый", "base"),
        TokenKind::Test => either(language, "тестовый", "test"),
        TokenKind::Personal => either(language, "персональный", "personal"),
        TokenKind::Service => either(language, "сервисный", "service"),
        TokenKind::Unlabelled => either(language, "не указан", "not stated"),
    }
}

fn cancel(language: Language) -> Button {
    Button::press(either(language, "✖️ Отмена", "✖️ Cancel"), KeyPress::Cancel.data())
}

fn list_button(language: Language) -> Button {
    Button::press(either(language, "🔑 Мои ключи", "🔑 My keys"), KeyPress::List.data())
}

fn back_to_list(language: Language) -> Button {
    Button::press(either(language, "↩️ К списку", "↩️ To the list"), KeyPress::List.data())
}

#[cfg(test)]
mod tests;
