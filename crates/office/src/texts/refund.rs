//! Giving payments back.

use jiff::Timestamp;
use telegram::Language::{self, En, Ru};
use telegram::{Keyboard, Message, STARS};

use super::words::{button, either, give_up, home, moment};
use crate::dialog::Press;
use crate::neighbours::{PaymentView, RefundEnd, Sold};

/// Charges shown of payments that nobody could credit.
const MOST_UNCLEAR: usize = 10;

/// Asks for a payment's number; tells those that wait for it.
pub fn ask_charge(language: Language, unclear: &[String]) -> Message {
    let mut message = Message::plain(either(
        language,
        "Пришлите номер платежа: он стоит в чеке и в карточке пользователя.",
        "Send the payment's number: it is on the receipt and on the user's card.",
    ));
    if !unclear.is_empty() {
        message = message.text("\n\n").line(either(
            language,
            "Платежи без назначения, которые нужно вернуть:",
            "Payments nobody can credit, to be given back:",
        ));
    }
    for charge in unclear.iter().take(MOST_UNCLEAR) {
        message = message.code(charge).blank();
    }
    message.keyboard(Keyboard::new().row([give_up(language)]))
}

/// No such payment.
pub fn not_found(language: Language) -> Message {
    Message::plain(either(
        language,
        "Такого платежа нет. Проверьте номер и пришлите ещё раз.",
        "There is no such payment. Check the number and send it again.",
    ))
}

/// A payment, what of it is used, and whether to give it back.
pub fn payment(language: Language, payment: &PaymentView, now: Timestamp) -> Message {
    let user = payment.user;
    let mut message = Message::new()
        .bold(either(language, "↩️ Платёж ", "↩️ Payment "))
        .code(&payment.charge)
        .blank()
        .line(&match language {
            Ru => format!(
                "Пользователь {user}: {}, {}",
                sum(payment),
                sold(language, payment.sold)
            ),
            En => format!("User {user}: {}, {}", sum(payment), sold(language, payment.sold)),
        });
    if let Some(at) = payment.paid_at {
        message = message.line(&format!("{}: {}", either(language, "Оплачен", "Paid"), moment(at)));
    }
    if let Some(at) = payment.refunded_at {
        let message = message.line(&format!(
            "{}: {}",
            either(language, "Уже возвращён", "Given back already"),
            moment(at)
        ));
        return match payment.is_charged_again {
            true => message.blank().text(goes_on(language)).keyboard(end_it(language)),
            false => message.keyboard(Keyboard::new().row([home(language)])),
        };
    }
    let yes = either(language, "↩️ Вернуть деньги", "↩️ Give the money back");
    message.line(&used(language, payment, now)).keyboard(
        Keyboard::new()
            .row([button(yes, &Press::Refund)])
            .row([give_up(language)]),
    )
}

/// What became of a refund.
pub fn end(language: Language, charge: &str, end: RefundEnd) -> Message {
    let text = match end {
        RefundEnd::Done { left, .. } => match language {
            Ru => format!("✅ Деньги возвращены. Броней у пользователя теперь: {left}."),
            En => format!("✅ The money is given back. The user's bookings now: {left}."),
        },
        RefundEnd::Before { .. } => either(language, "Этот платёж уже был возвращён.", "This payment was given back before.").into(),
        RefundEnd::NotFound => not_found(language).text,
        RefundEnd::Refused => either(
            language,
            "Telegram отказал в возврате. Ничего не возвращено; причина — в журнале ошибок.",
            "Telegram refused. Nothing was given back; the reason is among the errors.",
        )
        .into(),
        RefundEnd::Unknown => either(
            language,
            "Telegram не ответил: неизвестно, возвращены ли деньги. Повторить безопасно: дважды платёж не вернётся.",
            "Telegram did not answer: nobody knows whether the money is given back. Trying again is safe: a payment is given back once.",
        )
        .into(),
    };
    let message = Message::plain(text).text("\n\n").code(charge);
    match end.is_still_charged() {
        true => message.text("\n\n").text(goes_on(language)).keyboard(end_it(language)),
        false => message.keyboard(Keyboard::new().row([home(language)])),
    }
}

/// The month is given back, its subscription goes on.
fn goes_on(language: Language) -> &'static str {
    either(
        language,
        "❗️ Подписка не отменена: через месяц спишется снова. Отмените её кнопкой ниже; если не получится, попросите пользователя отключить её в Telegram.",
        "❗️ The subscription is not ended: it will be charged again. End it with the button below; if that fails, ask the user to end it in Telegram.",
    )
}

/// Ordered again, a refund ends what is left of it.
fn end_it(language: Language) -> Keyboard {
    let end = either(language, "✖️ Отменить подписку", "✖️ End the subscription");
    Keyboard::new().row([button(end, &Press::Refund)]).row([home(language)])
}

/// The refund was given up.
pub fn cancelled(language: Language) -> String {
    either(language, "Возврат отменён.", "The refund is cancelled.").into()
}

/// What was paid: Stars, or whatever it was.
pub(super) fn sum(payment: &PaymentView) -> String {
    match payment.currency.as_str() {
        STARS => format!("{} ⭐️", payment.total),
        other => format!("{} {other}", payment.total),
    }
}

/// What it was for.
pub(super) fn sold(language: Language, sold: Sold) -> String {
    match (sold, language) {
        (Sold::Catches(n), Ru) => format!("броней: {n}"),
        (Sold::Catches(n), En) => format!("bookings: {n}"),
        (Sold::Month(Some(until)), Ru) => format!("безлимит до {}", moment(until)),
        (Sold::Month(Some(until)), En) => format!("no limit until {}", moment(until)),
        (Sold::Month(None), _) => either(language, "безлимит на 30 дней", "30 days without limit").into(),
        (Sold::Unclear, _) => either(language, "назначение не распознано", "purpose not recognised").into(),
    }
}

/// Catches are not marked by their payment: what can be said is what is left, and what would be.
fn used(language: Language, payment: &PaymentView, now: Timestamp) -> String {
    let left = payment.balance.left;
    match (payment.sold, language) {
        (Sold::Catches(n), _) => {
            let after = left - i64::from(n);
            let unused = left.clamp(0, i64::from(n));
            let used = i64::from(n) - unused;
            match language {
                Ru => format!(
                    "Из этих броней использовано: {used} (на балансе {left}). После возврата на балансе будет {after}."
                ),
                En => format!(
                    "Used of these bookings: {used} ({left} on the balance). After the refund the balance will be {after}."
                ),
            }
        }
        (Sold::Month(until), _) => {
            let runs = until.is_some_and(|until| until > now);
            let caught = payment.balance.caught_unlimited;
            match (language, runs) {
                (Ru, true) => format!(
                    "Безлимит ещё идёт; поймано по безлимиту за всё время: {caught}. После возврата он закончится."
                ),
                (En, true) => {
                    format!("It still runs; caught without limit so far: {caught}. After the refund it ends.")
                }
                (Ru, false) => format!("Безлимит закончился; поймано по безлимиту за всё время: {caught}."),
                (En, false) => format!("It is over; caught without limit so far: {caught}."),
            }
        }
        (Sold::Unclear, Ru) => "По нему ничего не начислено.".into(),
        (Sold::Unclear, En) => "Nothing was credited for it.".into(),
    }
}
