//! Why a payment may not be made: one sentence in Telegram's own window.

use telegram::Language::{self, En, Ru};

use super::words::{day, either};
use crate::checkout::Refusal;

/// Why a payment was stopped before it was made.
pub fn refusal(language: Language, why: Refusal) -> String {
    match (why, language) {
        (Refusal::NotOurs, _) => either(
            language,
            "Этот счёт больше не действует. Звёзды не списаны.",
            "This invoice is no longer valid. No Stars were taken.",
        )
        .into(),
        (Refusal::NotOnSale, _) => either(
            language,
            "Цены изменились, по этому счёту заплатить нельзя. Откройте нынешние: /buy",
            "The prices have changed, this invoice cannot be paid. See today's: /buy",
        )
        .into(),
        (Refusal::SomebodyElses, _) => either(
            language,
            "Этот счёт выставлен другому человеку. Свой откройте в боте: /buy",
            "This invoice was made for somebody else. Get your own in the bot: /buy",
        )
        .into(),
        (Refusal::Banned, _) => either(
            language,
            "Доступ к боту закрыт, оплату мы не примем. Вопросы: /paysupport, ваши данные: /mydata и /forget",
            "You have no access to the bot, so no payment is taken. Questions: /paysupport, your data: /mydata and /forget",
        )
        .into(),
        (Refusal::Subscribed, _) => either(
            language,
            "Подписка уже оформлена и продлится сама, второй раз платить не нужно.",
            "You are subscribed already and it renews itself; there is no need to pay again.",
        )
        .into(),
        (Refusal::PaidUntil(until), Ru) => format!(
            "Безлимит уже оплачен до {}. Оформить новый можно за три дня до этого.",
            day(until)
        ),
        (Refusal::PaidUntil(until), En) => format!(
            "You have no limit until {} already. Subscribe again within three days of that.",
            day(until)
        ),
    }
}

/// A payment cannot be checked at this moment.
pub fn trouble(language: Language) -> String {
    either(
        language,
        "Сейчас не получается принять оплату. Звёзды не списаны, попробуйте через минуту.",
        "The payment cannot be taken right now. No Stars were taken; please try again in a minute.",
    )
    .into()
}
