//! What came of adding a key: a clear sentence and the next step.

use jiff::Timestamp;
use telegram::Language::{self, En, Ru};
use telegram::{Keyboard, Message};

use super::card::{facts, notes};
use super::not_a_key;
use super::words::{day, either, new_watch, resumed};
use crate::keys::{AddKey, MOST_KEYS, Refusal};
use accounts::key_words::my_keys;
use accounts::seller_key::KeyRecord;
use clock::moscow_date;

/// What came of adding a key.
pub fn verdict(language: Language, verdict: &AddKey, now: Timestamp) -> Message {
    let refused = |text: String| Message::plain(text).keyboard(Keyboard::new().row([my_keys(language)]));
    match verdict {
        AddKey::Added { key, resumed } => added(language, key, *resumed, now),
        AddKey::Duplicate { name } => refused(match language {
            Ru => format!(
                "🔑 Этот ключ уже добавлен, он называется «{name}». Второй раз добавлять не нужно.\n\nМожно сразу создать наблюдение: /watch"
            ),
            En => format!(
                "🔑 You have added this key already, it is called “{name}”. There is no need to add it again.\n\nYou can create a watch right away: /watch"
            ),
        }),
        AddKey::Expired(at) => refused(match language {
            Ru => format!(
                "⌛ Срок этого ключа закончился {}. Создайте новый на портале продавца и отправьте его сюда.",
                day(moscow_date(*at))
            ),
            En => format!(
                "⌛ This key expired on {}. Make a new one on the seller portal and send it here.",
                day(moscow_date(*at))
            ),
        }),
        AddKey::TooMany => refused(match language {
            Ru => format!(
                "У вас уже {MOST_KEYS} ключей, больше нельзя. Удалите ненужный в /keys и отправьте этот ещё раз."
            ),
            En => format!(
                "You have {MOST_KEYS} keys already, which is the most. Remove one in /keys and send this one again."
            ),
        }),
        AddKey::Refused(Refusal::Busy { retry_s }) => refused(busy(language, *retry_s)),
        AddKey::NotAToken => not_a_key(language),
        AddKey::TestKey => refused(test_key(language).into()),
        AddKey::NoSupplies => refused(no_supplies(language).into()),
        AddKey::Refused(refusal) => refused(plain_refusal(language, *refusal).into()),
    }
}

fn added(language: Language, key: &KeyRecord, runs_again: usize, now: Timestamp) -> Message {
    let title = either(language, "✅ Ключ добавлен", "✅ The key is added");
    let mut message = Message::new()
        .bold(title)
        .text("\n\n")
        .text(&match language {
            Ru => format!("Название: {}\n", key.name),
            En => format!("Name: {}\n", key.name),
        })
        .text(&facts(language, key, now));
    if runs_again > 0 {
        message = message.text("\n\n").text(&resumed(language, runs_again));
    }
    for warning in notes(language, key) {
        message = message.text("\n\n⚠️ ").text(warning);
    }
    message.keyboard(Keyboard::new().row([new_watch(language)]).row([my_keys(language)]))
}

fn busy(language: Language, retry_s: Option<u32>) -> String {
    match (language, retry_s) {
        (Ru, Some(s)) => {
            format!("⏳ Wildberries просит подождать {s} с. Ключ не сохранён: отправьте его ещё раз после паузы.")
        }
        (Ru, None) => {
            "⏳ Wildberries просит подождать. Ключ не сохранён: отправьте его ещё раз через пару минут.".into()
        }
        (En, Some(s)) => {
            format!("⏳ Wildberries asks to wait {s} s. The key was not stored: send it again after that.")
        }
        (En, None) => "⏳ Wildberries asks to wait. The key was not stored: send it again in a few minutes.".into(),
    }
}

fn test_key(language: Language) -> &'static str {
    either(
        language,
        "🧪 Это ключ для тестового контура, настоящие поставки им не забронировать. Создайте обычный ключ с категорией «Поставки» и отправьте его сюда.",
        "🧪 This key is for the test environment, it cannot book real supplies. Make a normal key with the category Supplies («Поставки») and send it here.",
    )
}

fn no_supplies(language: Language) -> &'static str {
    either(
        language,
        "📦 У этого ключа нет доступа к поставкам. Создайте ключ с категорией «Поставки» и отправьте его сюда.",
        "📦 This key has no access to supplies. Make one with the category Supplies («Поставки») and send it here.",
    )
}

fn plain_refusal(language: Language, refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::NoRights => no_supplies(language),
        Refusal::Unknown => either(
            language,
            "⛔ Wildberries не принял этот ключ: возможно, его удалили или он скопирован не полностью. Создайте новый на портале продавца и отправьте его сюда.",
            "⛔ Wildberries did not accept this key: it may have been deleted, or not copied whole. Make a new one on the seller portal and send it here.",
        ),
        Refusal::BaseKey => either(
            language,
            "⛔ Wildberries не принимает здесь базовые ключи. Создайте сервисный ключ с категорией «Поставки» и отправьте его сюда.",
            "⛔ Wildberries takes no base keys here. Make a service key with the category Supplies («Поставки») and send it here.",
        ),
        Refusal::Forbidden => either(
            language,
            "⛔ Wildberries не разрешает использовать этот ключ здесь: у него не тот тип или не хватает прав. Создайте сервисный или базовый ключ с категорией «Поставки» и отправьте его сюда.",
            "⛔ Wildberries does not allow this key here: its kind is wrong or it lacks rights. Make a service or a base key with the category Supplies («Поставки») and send it here.",
        ),
        Refusal::Unpaid => either(
            language,
            "💳 Wildberries ответил, что доступ к API для этого ключа не оплачен. Проверьте баланс API в кабинете Wildberries и отправьте ключ ещё раз.",
            "💳 Wildberries says that API access for this key is not paid for. Check the API balance in your Wildberries account and send the key again.",
        ),
        Refusal::Busy { .. } | Refusal::Unavailable => either(
            language,
            "⚠️ Wildberries сейчас не отвечает, проверить ключ не удалось. Он не сохранён: отправьте его ещё раз через несколько минут.",
            "⚠️ Wildberries does not answer right now, so the key could not be checked. It was not stored: send it again in a few minutes.",
        ),
    }
}
