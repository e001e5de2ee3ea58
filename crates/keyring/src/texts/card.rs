//! A key's card: what it is, what it can do, what it did, and what may be done to it.

use accounts::key_words::masked;
use accounts::seller_key::{KeyRecord, KeyState};
use clock::moscow_date;
use jiff::Timestamp;
use telegram::Language::{self, En, Ru};
use telegram::words::plural_ru;
use telegram::{Button, Keyboard, Message};
use wildberries::TokenKind;

use super::load;
use super::words::{back_to_list, day, either};
use crate::dialog::press::KeyPress;
use crate::keys::KeyView;

/// From this many days before the end on, the end is shown as a countdown.
const EXPIRES_SOON_DAYS: i64 = 14;

/// One key with what may be done to it.
pub fn card(language: Language, view: &KeyView, now: Timestamp) -> Message {
    let key = &view.key;
    let button = |label, press: KeyPress| Button::press(label, press.data());
    let check = either(language, "🔄 Проверить в Wildberries", "🔄 Check with Wildberries");
    let rename = either(language, "✏️ Переименовать", "✏️ Rename");
    let remove = either(language, "🗑 Удалить", "🗑 Remove");
    let mut message = Message::new()
        .bold(&format!("🔑 {}", key.name))
        .text("\n\n")
        .text(&facts(language, key, now))
        .text("\n\n")
        .text(&load::details(language, view, now));
    for note in notes(language, key) {
        message = message.text("\n\nℹ️ ").text(note);
    }
    message.keyboard(
        Keyboard::new()
            .row([button(check, KeyPress::Check(key.id.clone()))])
            .row([
                button(rename, KeyPress::Rename(key.id.clone())),
                button(remove, KeyPress::Remove(key.id.clone())),
            ])
            .row([back_to_list(language)]),
    )
}

/// Whether a key can book, in words.
pub fn ability(language: Language, key: &KeyRecord, now: Timestamp) -> &'static str {
    if key.expires_at <= now {
        return either(
            language,
            "⛔ Срок закончился: создайте новый ключ",
            "⛔ Expired: make a new key",
        );
    }
    if key.state == KeyState::Refused {
        return either(
            language,
            "⛔ Отклонён Wildberries: проверьте его ещё раз или создайте новый ключ",
            "⛔ Refused by Wildberries: check it again or make a new key",
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

/// The shop, the kind, the end and the ability, a line each.
pub(super) fn facts(language: Language, key: &KeyRecord, now: Timestamp) -> String {
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

/// Until when a key lives.
pub(super) fn expiry(language: Language, key: &KeyRecord, now: Timestamp) -> String {
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

/// What a key of this kind cannot do, and what that means.
pub(super) fn notes(language: Language, key: &KeyRecord) -> Vec<&'static str> {
    let mut notes = Vec::new();
    if key.read_only {
        notes.push(either(
            language,
            "Ключ только для чтения: слоты с ним подтверждаете вы сами, в портале. Для автоматического бронирования и новых черновиков нужен ключ без «Только чтение».",
            "This key is read-only: with it you confirm slots yourself, in the portal. Automatic booking and new drafts take a key without “Read only” («Только чтение»).",
        ));
    }
    match key.kind {
        TokenKind::Personal => notes.push(either(
            language,
            "Это персональный ключ. По правилам Wildberries его нельзя передавать сторонним сервисам, и Wildberries может его отозвать. Надёжнее заменить его сервисным или базовым.",
            "This is a personal key. By Wildberries' rules it must not be given to other services, and Wildberries may revoke it. A service or a base key is safer.",
        )),
        TokenKind::Base => notes.push(either(
            language,
            "Это базовый ключ: Wildberries разрешает читать им ленту слотов лишь раз в час, её для ваших наблюдений читаем общими ключами. Спрашивать о заказе можно дважды в час: если подтверждаете сами, наша отметка может прийти позже.",
            "This is a base key: Wildberries lets it read the feed of slots only once an hour; for your watches it is read with the shared keys. It may ask about an order twice an hour: if you confirm yourself, our word may come late.",
        )),
        TokenKind::Unlabelled => notes.push(either(
            language,
            "В ключе не указан тип: так бывает у старых ключей. Если Wildberries начнёт его отклонять, мы сразу напишем.",
            "The key does not say its kind, as old keys do not. Should Wildberries start refusing it, we will tell you at once.",
        )),
        TokenKind::Test => notes.push(either(
            language,
            "Это тестовый ключ: настоящих поставок он не бронирует.",
            "This is a test key: it books no real supplies.",
        )),
        TokenKind::Service => {}
    }
    notes
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
