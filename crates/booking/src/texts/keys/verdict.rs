//! What came of adding a key: a clear sentence and the next step.

use jiff::Timestamp;
use telegram::Language::{self, En, Ru};
use telegram::{Keyboard, Message};
use wildberries::TokenKind;

use super::{facts, list_button, not_a_key};
use crate::clock::moscow_date;
use crate::keys::{AddKey, MOST_KEYS};
use crate::seller_key::KeyRecord;
use crate::texts::common::{day, either, new_watch};

/// What came of adding a key.
pub fn verdict(language: Language, verdict: &AddKey, now: Timestamp) -> Message {
    let refused = |text: String| Message::plain(text).keyboard(Keyboard::new().row([list_button(language)]));
    match verdict {
        AddKey::Added(key) => added(language, key, now),
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
        AddKey::Busy { retry_s } => refused(busy(language, *retry_s)),
        AddKey::NotAToken => not_a_key(language),
        AddKey::TestKey
        | AddKey::NoSupplies
        | AddKey::Refused
        | AddKey::Forbidden
        | AddKey::Unpaid
        | AddKey::Unavailable => refused(plain_refusal(language, verdict).into()),
    }
}

fn added(language: Language, key: &KeyRecord, now: Timestamp) -> Message {
    let title = either(language, "✅ Ключ добавлен", "✅ The key is added");
    let mut message = Message::new()
        .bold(title)
        .text("\n\n")
        .text(&match language {
            Ru => format!("Название: {}\n", key.name),
            En => format!("Name: {}\n", key.name),
        })
        .text(&facts(language, key, now));
    for warning in warnings(language, key) {
        message = message.text("\n\n⚠️ ").text(warning);
    }
    message.keyboard(Keyboard::new().row([new_watch(language)]).row([list_button(language)]))
}

fn warnings(language: Language, key: &KeyRecord) -> Vec<&'static str> {
    let mut warnings = Vec::new();
    if key.read_only {
        warnings.push(either(
            language,
            "Ключ только для чтения: слоты с ним подтверждаете вы сами, в портале. Для автоматического бронирования и новых черновиков нужен ключ без «Только чтение».",
            "This key is read-only: with it you confirm slots yourself, in the portal. Automatic booking and new drafts take a key without “Read only” («Только чтение»).",
        ));
    }
    match key.kind {
        TokenKind::Personal => warnings.push(either(
            language,
            "Это персональный ключ. По правилам Wildberries его нельзя передавать сторонним сервисам, и Wildberries может его отозвать. Надёжнее заменить его сервисным или базовым.",
            "This is a personal key. By Wildberries' rules it must not be given to other services, and Wildberries may revoke it. A service or a base key is safer.",
        )),
        TokenKind::Base => warnings.push(either(
            language,
            "Это базовый ключ: Wildberries разрешает читать им ленту слотов лишь раз в час, её для ваших наблюдений читаем общими ключами. Спрашивать о заказе можно дважды в час: если подтверждаете сами, наша отметка может прийти позже.",
            "This is a base key: Wildberries lets it read the feed of slots only once an hour; for your watches it is read with the shared keys. It may ask about an order twice an hour: if you confirm yourself, our word may come late.",
        )),
        TokenKind::Unlabelled => warnings.push(either(
            language,
            "В ключе не указан тип: так бывает у старых ключей. Если Wildberries начнёт его отклонять, мы сразу напишем.",
            "The key does not say its kind, as old keys do not. Should Wildberries start refusing it, we will tell you at once.",
        )),
        TokenKind::Test => warnings.push(either(
            language,
            "Это тестовый ключ: настоящих поставок он не бронирует.",
            "This is a test key: it books no real supplies.",
        )),
        TokenKind::Service => {}
    }
    warnings
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

fn plain_refusal(language: Language, verdict: &AddKey) -> &'static str {
    match verdict {
        AddKey::TestKey => either(
            language,
            "🧪 Это ключ для тестового контура, настоящие поставки им не забронировать. Создайте обычный ключ с категорией «Поставки» и отправьте его сюда.",
            "🧪 This key is for the test environment, it cannot book real supplies. Make a normal key with the category Supplies («Поставки») and send it here.",
        ),
        AddKey::NoSupplies => either(
            language,
            "📦 У этого ключа нет доступа к поставкам. Создайте ключ с категорией «Поставки» и отправьте его сюда.",
            "📦 This key has no access to supplies. Make one with the category Supplies («Поставки») and send it here.",
        ),
        AddKey::Refused => either(
            language,
            "⛔ Wildberries не принял этот ключ: возможно, его удалили или он скопирован не полностью. Создайте новый на портале продавца и отправьте его сюда.",
            "⛔ Wildberries did not accept this key: it may have been deleted, or not copied whole. Make a new one on the seller portal and send it here.",
        ),
        AddKey::Forbidden => either(
            language,
            "⛔ Wildberries не разрешает использовать этот ключ здесь: у него не тот тип или не хватает прав. Создайте сервисный или базовый ключ с категорией «Поставки» и отправьте его сюда.",
            "⛔ Wildberries does not allow this key here: its kind is wrong or it lacks rights. Make a service or a base key with the category Supplies («Поставки») and send it here.",
        ),
        AddKey::Unpaid => either(
            language,
            "💳 Wildberries ответил, что доступ к API для этого ключа не оплачен. Проверьте баланс API в кабинете Wildberries и отправьте ключ ещё раз.",
            "💳 Wildberries says that API access for this key is not paid for. Check the API balance in your Wildberries account and send the key again.",
        ),
        _ => either(
            language,
            "⚠️ Wildberries сейчас не отвечает, проверить ключ не удалось. Он не сохранён: отправьте его ещё раз через несколько минут.",
            "⚠️ Wildberries does not answer right now, so the key could not be checked. It was not stored: send it again in a few minutes.",
        ),
    }
}
