//! What came of checking a key again: the card, with Wildberries' answer under it and what to do.

use accounts::key_words::{add_key, how_to_make};
use clock::moscow_date;
use jiff::Timestamp;
use telegram::Language::{self, En, Ru};
use telegram::Message;

use super::card::card;
use super::words::{day, either, resumed};
use crate::keys::{KeyView, Recheck, Refusal};

/// A key's card with what came of checking it.
pub fn checked(language: Language, view: &KeyView, said: &Recheck, now: Timestamp) -> Message {
    let card = card(language, view, now);
    let keyboard = card.keyboard.clone();
    let message = card.text("\n\n").text(&answer(language, said, now));
    if !needs_a_new_key(said) {
        return message.keyboard(keyboard);
    }
    message
        .text("\n\n")
        .append(how_to_make(language))
        .keyboard(keyboard.row([add_key(language)]))
}

fn needs_a_new_key(said: &Recheck) -> bool {
    match said {
        Recheck::Expired(_) | Recheck::Unreadable => true,
        Recheck::Refused(refusal) => matches!(
            refusal,
            Refusal::Unknown | Refusal::BaseKey | Refusal::NoRights | Refusal::Forbidden
        ),
        Recheck::Good { .. } | Recheck::Gone => false,
    }
}

fn answer(language: Language, said: &Recheck, now: Timestamp) -> String {
    // The time tells this answer from the one before, which may say the same.
    let at = clock::moscow_time(now);
    let text = match said {
        Recheck::Good {
            was_refused,
            resumed: n,
        } => {
            let good = match was_refused {
                true => either(
                    language,
                    "✅ Wildberries снова принимает этот ключ, пользуемся им дальше.",
                    "✅ Wildberries accepts this key again, we go on using it.",
                ),
                false => either(
                    language,
                    "✅ Wildberries принимает этот ключ.",
                    "✅ Wildberries accepts this key.",
                ),
            };
            let resumed = resumed(language, *n);
            let gap = if resumed.is_empty() { "" } else { "\n" };
            format!("{good}{gap}{resumed}")
        }
        Recheck::Gone => super::gone(language),
        Recheck::Expired(at) => {
            let date = day(moscow_date(*at));
            match language {
                Ru => format!("⌛ Срок этого ключа закончился {date}. Проверять нечего: нужен новый."),
                En => format!("⌛ This key expired on {date}. There is nothing to check: a new one is needed."),
            }
        }
        Recheck::Unreadable => either(
            language,
            "⚠️ Этот ключ у нас больше не открывается. Отправьте его сюда ещё раз или создайте новый.",
            "⚠️ We can no longer open this key. Send it here again or make a new one.",
        )
        .to_owned(),
        Recheck::Refused(refusal) => refused(language, *refusal),
    };
    match language {
        Ru => format!("Проверка в {at} МСК\n{text}"),
        En => format!("Checked at {at} Moscow time\n{text}"),
    }
}

fn refused(language: Language, refusal: Refusal) -> String {
    let text = match refusal {
        Refusal::Busy { retry_s: Some(s) } => {
            return match language {
                Ru => format!("⏳ Wildberries просит подождать {s} с. Нажмите кнопку ещё раз после паузы."),
                En => format!("⏳ Wildberries asks to wait {s} s. Press the button again after that."),
            };
        }
        Refusal::Busy { retry_s: None } => either(
            language,
            "⏳ Wildberries просит подождать. Нажмите кнопку ещё раз через пару минут.",
            "⏳ Wildberries asks to wait. Press the button again in a few minutes.",
        ),
        Refusal::Unknown => either(
            language,
            "⛔ Wildberries не знает этот ключ (401): его отозвали или удалили на портале. Нужен новый.",
            "⛔ Wildberries does not know this key (401): it was revoked, or deleted on the portal. A new one is needed.",
        ),
        Refusal::BaseKey => either(
            language,
            "⛔ Wildberries не принимает здесь базовые ключи (403). Нужен сервисный ключ с категорией «Поставки».",
            "⛔ Wildberries takes no base keys here (403). A service key with the category Supplies («Поставки») is needed.",
        ),
        Refusal::NoRights => either(
            language,
            "⛔ У этого ключа больше нет доступа к поставкам (403). Нужен ключ с категорией «Поставки».",
            "⛔ This key no longer has access to supplies (403). A key with the category Supplies («Поставки») is needed.",
        ),
        Refusal::Forbidden => either(
            language,
            "⛔ Wildberries не разрешает использовать этот ключ здесь (403): не тот тип или не хватает прав. Нужен сервисный или базовый ключ с категорией «Поставки».",
            "⛔ Wildberries does not allow this key here (403): its kind is wrong or it lacks rights. A service or a base key with the category Supplies («Поставки») is needed.",
        ),
        Refusal::Unpaid => either(
            language,
            "💳 Wildberries ответил, что доступ к API не оплачен (402). Сам ключ цел: проверьте баланс API в кабинете Wildberries и нажмите кнопку ещё раз.",
            "💳 Wildberries says that API access is not paid for (402). The key itself is fine: check the API balance in your Wildberries account and press the button again.",
        ),
        Refusal::Unavailable => either(
            language,
            "⚠️ Wildberries сейчас не отвечает, о ключе ничего не известно. Нажмите кнопку ещё раз через несколько минут.",
            "⚠️ Wildberries does not answer right now, nothing is known of the key. Press the button again in a few minutes.",
        ),
    };
    text.to_owned()
}
