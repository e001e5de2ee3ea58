//! News for admins: payments that somebody has to look into.

use telegram::Language::{self, En, Ru};
use telegram::{Message, UserId};

use super::words::{either, sum};
use crate::number::is_telegrams;
use crate::payment::Payment;

/// A payment was made that nobody can credit.
pub fn unclear(language: Language, payment: &Payment) -> Message {
    let (user, price) = (payment.user, sum(payment));
    let title = match language {
        Ru => format!("❗️ Платёж без назначения: {price} от пользователя {user}"),
        En => format!("❗️ A payment nobody can credit: {price} from user {user}"),
    };
    let why = match is_telegrams(&payment.charge) {
        true => either(
            language,
            "По нему ничего не начислено. Верните его: /admin → «Возврат».",
            "Nothing was credited for it. Give it back: /admin → “Refund”.",
        ),
        false => either(
            language,
            "Telegram не назвал номер платежа, поэтому по нему ничего не начислено. Найдите его среди операций бота и верните: /admin → «Возврат».",
            "Telegram named no number, so nothing was credited for it. Find it among the bot's transactions and give it back: /admin → “Refund”.",
        ),
    };
    numbered(language, &title, why, payment)
}

/// A payment that is booked for one user was told of another.
pub fn told_twice(language: Language, payment: &Payment, other: UserId) -> Message {
    let first = payment.user;
    let (title, why) = match language {
        Ru => (
            "❗️ Один платёж назван у двух пользователей",
            format!("Он записан на пользователя {first}, теперь назван у {other}. Второй раз ничего не начислено."),
        ),
        En => (
            "❗️ One payment was told of two users",
            format!("It is booked for user {first} and was now told of user {other}. Nothing was credited again."),
        ),
    };
    numbered(language, title, &why, payment)
}

/// A payment was given back, and nobody knows which.
pub fn given_back_unnumbered(language: Language, payment: &Payment) -> Message {
    let (user, price) = (payment.user, sum(payment));
    let (title, why) = match language {
        Ru => (
            format!("❗️ Возврат без номера платежа: {price} пользователю {user}"),
            "С баланса ничего не снято: неизвестно, какой платёж вернули.",
        ),
        En => (
            format!("❗️ A refund without a number: {price} to user {user}"),
            "Nothing was taken from the balance: nobody knows which payment was given back.",
        ),
    };
    numbered(language, &title, why, payment)
}

fn numbered(language: Language, title: &str, why: &str, payment: &Payment) -> Message {
    Message::new()
        .bold(title)
        .text("\n\n")
        .text(why)
        .blank()
        .text(either(language, "Номер: ", "Number: "))
        .code(&payment.charge)
}
