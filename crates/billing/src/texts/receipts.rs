//! Receipts, and news of money given back and of subscriptions.

use accounts::balance::Balance;
use jiff::Timestamp;
use telegram::Language::{self, En, Ru};
use telegram::Message;

use super::words::{balance_line, bookings, either, goods, moment, sum};
use crate::payment::{Goods, Payment};
use crate::subscription::{Standing, Subscription};

/// A payment was made: what was bought, the receipt's number, and what goes on now.
pub fn paid(language: Language, payment: &Payment, balance: &Balance, now: Timestamp) -> Message {
    if payment.goods == Goods::Unclear {
        return unclear(language, payment);
    }
    let price = sum(payment);
    let (title, bought) = match (&payment.goods, language) {
        (Goods::Month { first: false, .. }, Ru) => (format!("✅ Подписка продлена: {price}"), "Оплачено"),
        (Goods::Month { first: false, .. }, En) => (format!("✅ Subscription renewed: {price}"), "Paid"),
        (_, Ru) => (format!("✅ Оплата получена: {price}"), "Вы купили"),
        (_, En) => (format!("✅ Payment received: {price}"), "You bought"),
    };
    let has_catches = balance.is_unlimited(now) || balance.left > 0;
    let next = match has_catches {
        true => either(
            language,
            "Наблюдения, которым не хватало броней, снова ловят слоты сами.",
            "Watches that lacked bookings catch slots again by themselves.",
        ),
        false => either(
            language,
            "Покупка покрыла прежний минус, но свободных броней пока нет: /buy",
            "The purchase went towards what was owed; there are no free bookings yet: /buy",
        ),
    };
    let mut message = Message::new()
        .bold(&title)
        .text(&format!("\n\n{bought}: {}", goods(language, &payment.goods)));
    if matches!(payment.goods, Goods::Catches { .. }) {
        message = message.blank().text(&balance_line(language, balance, now));
    }
    with_number(language, message, payment).text("\n\n").text(next)
}

/// A payment was given back: what was taken for it and what is left.
pub fn refunded(language: Language, payment: &Payment, balance: &Balance, now: Timestamp) -> Message {
    let price = sum(payment);
    let title = match language {
        Ru => format!("↩️ Возврат: {price}"),
        En => format!("↩️ Refund: {price}"),
    };
    let taken = match (&payment.goods, payment.paid_at, language) {
        (Goods::Catches { catches }, Some(_), Ru) => format!("Списали {}.", bookings(language, (*catches).into())),
        (Goods::Catches { catches }, Some(_), En) => format!("We took back {}.", bookings(language, (*catches).into())),
        // How long the time lasts now, the balance says.
        (Goods::Month { .. }, Some(_), _) if balance.is_unlimited(now) => either(
            language,
            "Неиспользованное время по этой оплате снято.",
            "What was left of the time it paid for is taken back.",
        )
        .to_owned(),
        (Goods::Month { .. }, Some(_), Ru) => "Безлимит закончился.".to_owned(),
        (Goods::Month { .. }, Some(_), En) => "The time without limit is over.".to_owned(),
        (_, _, Ru) => "Звёзды вернулись на ваш счёт.".to_owned(),
        (_, _, En) => "The Stars are back on your account.".to_owned(),
    };
    let message = Message::new()
        .bold(&title)
        .text(&format!("\n\n{taken}\n{}", balance_line(language, balance, now)));
    with_number(language, message, payment)
}

/// A payment that nobody can credit: it is not lost.
fn unclear(language: Language, payment: &Payment) -> Message {
    let price = sum(payment);
    let (title, text) = match language {
        Ru => (
            format!("⚠️ Получили {price}, но не поняли, за что"),
            "Платёж записан и не пропадёт: мы разберёмся и вернём звёзды. Ускорить можно через /paysupport, укажите номер чека.",
        ),
        En => (
            format!("⚠️ We received {price} and do not know what for"),
            "The payment is noted and not lost: we will look into it and return the Stars. To speed it up use /paysupport with the receipt number.",
        ),
    };
    let message = Message::new().bold(&title).text("\n\n").text(text);
    with_number(language, message, payment)
}

/// Somebody else has the payment with this number.
pub fn somebody_elses(language: Language, payment: &Payment) -> Message {
    let text = either(
        language,
        "⚠️ Платёж с этим номером уже записан на другого человека, второй раз он не начисляется. Если звёзды списали у вас, напишите нам: /paysupport",
        "⚠️ The payment with this number is booked for somebody else and is not credited again. If the Stars were yours, write to us: /paysupport",
    );
    with_number(language, Message::plain(text), payment)
}

/// A subscription goes on, or ends. `until` is the end of the time that is paid, if it is not over.
pub fn subscription(language: Language, standing: Standing, until: Option<Timestamp>) -> Message {
    let paid = match (until, language) {
        (None, _) => String::new(),
        (Some(until), Ru) => format!(" Безлимит оплачен до {}.", moment(language, until)),
        (Some(until), En) => format!(" You have no limit until {}.", moment(language, until)),
    };
    let news = match standing {
        Standing::GoesOn => either(
            language,
            "▶️ Подписка возобновлена: она продлится сама.",
            "▶️ The subscription goes on: it renews itself.",
        ),
        Standing::EndedInTelegram | Standing::EndedHere => either(
            language,
            "✖️ Подписка отменена: больше списаний не будет.",
            "✖️ The subscription is ended: nothing more is charged.",
        ),
        Standing::Failed => either(
            language,
            "⚠️ Не получилось продлить подписку: не хватило звёзд. Пополните звёзды в Telegram или купите брони: /buy",
            "⚠️ The subscription could not be renewed: not enough Stars. Top them up in Telegram or buy bookings: /buy",
        ),
    };
    Message::plain(format!("{news}{paid}"))
}

/// Two subscriptions were paid at once; the second was ended.
pub fn double(language: Language, ended: &Subscription) -> Message {
    let (title, text) = match language {
        Ru => (
            "✖️ Получилось две подписки",
            "Они оплачены почти одновременно. Вторую мы отменили: больше она не спишется. Вернуть звёзды за неё: /paysupport, укажите номер чека.",
        ),
        En => (
            "✖️ There were two subscriptions",
            "They were paid almost at once. We ended the second: it is not charged again. To have its Stars returned use /paysupport with the receipt number.",
        ),
    };
    let number = ended.charges.first().map(String::as_str).unwrap_or_default();
    Message::new()
        .bold(title)
        .text("\n\n")
        .text(text)
        .blank()
        .text(either(language, "Чек: ", "Receipt: "))
        .code(number)
}

fn with_number(language: Language, message: Message, payment: &Payment) -> Message {
    message
        .blank()
        .text(either(language, "Чек: ", "Receipt: "))
        .code(&payment.charge)
}
