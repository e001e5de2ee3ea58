//! Giving payments back.

use jiff::Timestamp;
use telegram::Language::{self, En, Ru};
use telegram::{Keyboard, Message, STARS, UserId};

use super::words::{button, day, either, give_up, home, moment};
use crate::dialog::Press;
use crate::neighbours::{PaymentView, RefundEnd, Sold};

/// Charges shown of payments that nobody could credit.
const MOST_UNCLEAR: usize = 10;

/// Asks for a payment's number; tells those that wait for it.
pub fn ask_charge(language: Language, unclear: &[String]) -> Message {
    let mut message = Message::plain(either(
        language,
        "Пришлите номер платежа: он стоит в чеке и в карточке пользователя. Платёж, о котором боту не сообщили, можно вернуть по id пользователя и номеру.",
        "Send the payment's number: it is on the receipt and on the user's card. A payment the bot was never told of can be given back by the user's id and the number.",
    ));
    if !unclear.is_empty() {
        message = message.text("\n\n").line(either(
            language,
            "Платежи без назначения, ждут решения:",
            "Payments nobody can credit, waiting for you:",
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

/// No such payment in the books: it may be that the bot was never told of it.
pub fn ask_payer(language: Language, charge: &str) -> Message {
    let (before, after) = match language {
        Ru => (
            "Такого платежа нет среди записанных: ",
            "\n\nПроверьте номер и пришлите ещё раз. Если номер верный, а сообщение об оплате потерялось, пришлите id того, кто платил: вернём напрямую через Telegram.",
        ),
        En => (
            "There is no such payment in the books: ",
            "\n\nCheck the number and send it again. If it is right and the word of the payment was lost, send the id of who paid: it is given back directly through Telegram.",
        ),
    };
    Message::plain(before)
        .code(charge)
        .text(after)
        .keyboard(Keyboard::new().row([give_up(language)]))
}

/// Asks whether to give back what the books do not know.
pub fn ask_directly(language: Language, payer: UserId, charge: &str) -> Message {
    let text = match language {
        Ru => format!(
            "Пользователь {payer}. Боту об этой оплате не сообщили: сумма и назначение неизвестны, по ней ничего не начислено. Telegram вернёт звёзды, только если такой платёж у этого пользователя есть; если это подписка, она будет отменена."
        ),
        En => format!(
            "User {payer}. The bot was never told of this payment: nobody knows how much it was and what for, and nothing was credited. Telegram gives the Stars back only if this user made such a payment; a subscription is ended."
        ),
    };
    let yes = either(language, "↩️ Вернуть напрямую", "↩️ Give back directly");
    Message::new()
        .bold(either(language, "↩️ Платёж ", "↩️ Payment "))
        .code(charge)
        .blank()
        .line(&text)
        .keyboard(
            Keyboard::new()
                .row([button(yes, &Press::Refund)])
                .row([give_up(language)]),
        )
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
    let message = message.line(&used(language, payment, now));
    let act = match (payment.has_number, payment.is_unclear) {
        (true, _) => Some(button(
            either(language, "↩️ Вернуть деньги", "↩️ Give the money back"),
            &Press::Refund,
        )),
        (false, true) => Some(button(
            either(language, "✔️ Разобрано", "✔️ Looked into"),
            &Press::Settle,
        )),
        (false, false) => None,
    };
    let message = match payment.has_number {
        true => message,
        false => message.line(without_number(language)),
    };
    message.keyboard(Keyboard::new().row(act).row([give_up(language)]))
}

/// What to do with a payment that Telegram gave no number.
fn without_number(language: Language) -> &'static str {
    either(
        language,
        "Telegram не назвал номер этого платежа, поэтому отсюда его не вернуть. Найдите его среди операций бота со звёздами и верните по id пользователя и номеру, потом отметьте, что он разобран.",
        "Telegram gave this payment no number, so it cannot be given back from here. Find it among the bot's Star transactions and give it back by the user's id and the number, then say that it is looked into.",
    )
}

/// The case of a payment is closed.
pub fn settled(language: Language, charge: &str) -> Message {
    Message::plain(either(
        language,
        "✔️ Платёж отмечен как разобранный: ",
        "✔️ The payment is marked as looked into: ",
    ))
    .code(charge)
    .keyboard(Keyboard::new().row([home(language)]))
}

/// What became of a refund.
pub fn end(language: Language, charge: &str, end: RefundEnd, now: Timestamp) -> Message {
    let text = match end {
        RefundEnd::Done { left, unlimited_until, .. } => {
            match (unlimited_until.filter(|until| *until > now).map(day), language) {
                (None, Ru) => format!("✅ Деньги возвращены. Броней у пользователя теперь: {left}."),
                (None, En) => format!("✅ The money is given back. The user's bookings now: {left}."),
                (Some(until), Ru) => {
                    format!("✅ Деньги возвращены. Безлимит у пользователя теперь до {until}, броней сверх него: {left}.")
                }
                (Some(until), En) => {
                    format!("✅ The money is given back. The user has no limit until {until}, and {left} bookings besides.")
                }
            }
        }
        RefundEnd::Direct { .. } => either(
            language,
            "✅ Telegram вернул звёзды. Запись о возврате появится, когда Telegram о нём сообщит.",
            "✅ Telegram gave the Stars back. The refund is booked when Telegram tells of it.",
        )
        .into(),
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
        (Sold::Month(Some(until)), Ru) => format!("безлимит до {}", day(until)),
        (Sold::Month(Some(until)), En) => format!("no limit until {}", day(until)),
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
        (Sold::Month(_), _) => {
            let caught = payment.balance.caught_unlimited;
            let time = time_left(language, payment, now);
            match language {
                Ru => format!("{time} Поймано по безлимиту за всё время: {caught}."),
                En => format!("{time} Caught without limit so far: {caught}."),
            }
        }
        (Sold::Unclear, Ru) => "По нему ничего не начислено.".into(),
        (Sold::Unclear, En) => "Nothing was credited for it.".into(),
    }
}

/// How long the payer's time lasts now, and how long it would after the refund: months behind the one that is given back move up.
fn time_left(language: Language, payment: &PaymentView, now: Timestamp) -> String {
    let ahead = |until: Option<Timestamp>| until.filter(|until| *until > now);
    let (now_until, then_until) = (ahead(payment.balance.unlimited_until), ahead(payment.unlimited_without));
    match (now_until.map(day), then_until.map(day), language) {
        (None, _, Ru) => "Безлимит уже закончился.".into(),
        (None, _, En) => "The time without limit is over.".into(),
        (Some(until), None, Ru) => format!("Безлимит идёт до {until}. После возврата он закончится."),
        (Some(until), None, En) => format!("No limit until {until}. After the refund it ends."),
        (Some(until), Some(_), Ru) if now_until == then_until => {
            format!(
                "Безлимит идёт до {until}, возврат его не сократит: время по этой оплате прошло или оплачено ещё раз."
            )
        }
        (Some(until), Some(_), En) if now_until == then_until => {
            format!(
                "No limit until {until}, and the refund takes nothing of it: the time it paid for is over, or paid for twice."
            )
        }
        (Some(until), Some(then), Ru) => format!("Безлимит идёт до {until}. После возврата он будет до {then}."),
        (Some(until), Some(then), En) => format!("No limit until {until}. After the refund it is until {then}."),
    }
}

#[cfg(test)]
mod tests;
