//! The end of a key: announced in time, with how to renew it.

use accounts::key_words::{add_key, how_to_make, masked, open_key};
use accounts::seller_key::KeyRecord;
use jiff::Timestamp;
use telegram::Language::{self, En, Ru};
use telegram::words::plural_ru;
use telegram::{Keyboard, Message};

use super::common::{either, moment};

/// A key ends in so many days (0: it has ended). With a `successor` of the same shop nothing stops, and the message says so.
pub fn warning(
    language: Language,
    key: &KeyRecord,
    days: u8,
    successor: Option<&KeyRecord>,
    now: Timestamp,
) -> Message {
    let name = format!("{} ({})", key.name, masked(&key.last4));
    let message = Message::new()
        .bold(&title(language, key, days, now))
        .text("\n\n")
        .text(&match language {
            Ru => format!(
                "Ключ: {name}\nМагазин: {}\n{}\n\n",
                key.seller_name,
                end(language, key, days)
            ),
            En => format!(
                "Key: {name}\nShop: {}\n{}\n\n",
                key.seller_name,
                end(language, key, days)
            ),
        });
    if let Some(successor) = successor {
        let other = format!("{} ({})", successor.name, masked(&successor.last4));
        return message
            .text(&match language {
                Ru => format!(
                    "У магазина есть другой ключ: {other}. Наблюдения работают с ним, делать ничего не нужно. Старый ключ можно удалить."
                ),
                En => format!(
                    "The shop has another key: {other}. Watches go on with that one, there is nothing you need to do. The old key can be removed."
                ),
            })
            .keyboard(Keyboard::new().row([open_key(language, key)]));
    }
    message
        .text(effect(language, days))
        .text("\n\n")
        .append(how_to_make(language))
        .keyboard(Keyboard::new().row([add_key(language)]).row([open_key(language, key)]))
}

fn title(language: Language, key: &KeyRecord, days: u8, now: Timestamp) -> String {
    // Told late, a warning still counts from the moment it is told.
    let left = key
        .expires_at
        .duration_since(now)
        .as_hours()
        .div_euclid(24)
        .max(0)
        .unsigned_abs();
    match (language, days, left) {
        (Ru, 0, _) => "⌛ Срок ключа Wildberries закончился".into(),
        (En, 0, _) => "⌛ A Wildberries key has expired".into(),
        (Ru, _, 0) => "⏰ Ключ Wildberries истекает меньше чем через сутки".into(),
        (En, _, 0) => "⏰ A Wildberries key expires in less than a day".into(),
        (Ru, _, n) => format!(
            "⏰ Ключ Wildberries истекает через {n} {}",
            plural_ru(n, ["день", "дня", "дней"])
        ),
        (En, _, 1) => "⏰ A Wildberries key expires in 1 day".into(),
        (En, _, n) => format!("⏰ A Wildberries key expires in {n} days"),
    }
}

fn end(language: Language, key: &KeyRecord, days: u8) -> String {
    match (language, days) {
        (Ru, 0) => format!("Действовал до {} МСК", moment(key.expires_at)),
        (En, 0) => format!("Was valid until {} Moscow time", moment(key.expires_at)),
        (Ru, _) => format!("Действует до {} МСК", moment(key.expires_at)),
        (En, _) => format!("Valid until {} Moscow time", moment(key.expires_at)),
    }
}

fn effect(language: Language, days: u8) -> &'static str {
    match days {
        0 => either(
            language,
            "Наблюдения этого магазина на паузе. Отправьте сюда новый ключ того же магазина, и они продолжатся сами.",
            "The watches of this shop are paused. Send a new key of the same shop here, and they go on by themselves.",
        ),
        _ => either(
            language,
            "После этого наблюдения магазина остановятся. Создайте новый ключ заранее и отправьте его сюда: наблюдения перейдут на него сами.",
            "After that the shop's watches will stop. Make a new key in time and send it here: the watches will use it by themselves.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::texts::samples::{key, now, shown};
    use jiff::SignedDuration;

    fn ending(hours: i64) -> KeyRecord {
        KeyRecord {
            expires_at: now() + SignedDuration::from_hours(hours),
            ..key(1)
        }
    }

    #[test]
    fn a_warning_says_when_what_stops_and_how_to_renew() {
        insta::assert_snapshot!(shown(&warning(Ru, &ending(72), 3, None, now())), @r"
⏰ Ключ Wildberries истекает через 3 дня

Ключ: Магазин 1 (…Ab01)
Магазин: ИП Кружинин В. Р.
Действует до 24.11.2026 09:18 МСК

После этого наблюдения магазина остановятся. Создайте новый ключ заранее и отправьте его сюда: наблюдения перейдут на него сами.

Как создать ключ
1. Портал продавца: Профиль → Настройки → Доступ к API.
2. Отметьте категорию «Поставки».
3. «Только чтение» включайте, только если все слоты будете подтверждать сами. Тестовый контур не включайте.
4. Скопируйте ключ и отправьте его сюда: Wildberries покажет его только один раз.
[➕ Добавить ключ](key:add)
[🔑 Открыть ключ](key:open:0000000000000001)
");
    }

    #[test]
    fn with_another_key_of_the_shop_nobody_is_alarmed() {
        let told = warning(Ru, &ending(24), 1, Some(&key(2)), now());
        assert!(
            told.text.contains("У магазина есть другой ключ: Магазин 2 (…Ab02)"),
            "{}",
            told.text
        );
        assert!(
            !told.text.contains("остановятся") && !told.text.contains("Как создать"),
            "{}",
            told.text
        );
    }

    #[test]
    fn the_end_itself_is_told_as_the_end() {
        let told = warning(En, &ending(-1), 0, None, now());
        assert!(
            told.text.starts_with("⌛ A Wildberries key has expired"),
            "{}",
            told.text
        );
        assert!(told.text.contains("are paused"));
    }
}
