//! Words that several rooms share.

use accounts::balance::Balance;
use clock::{moscow_date, moscow_time};
use jiff::Timestamp;
use telegram::Language::{self, En, Ru};
pub(super) use telegram::words::either;
use telegram::words::plural_ru;
use telegram::{Button, STARS};

use crate::dialog::Press;
use crate::payment::{Goods, Payment};

/// `1 бронь`, `12 bookings`; below zero too.
pub(super) fn bookings(language: Language, count: i64) -> String {
    let word = match language {
        Ru => plural_ru(count.unsigned_abs(), ["бронь", "брони", "броней"]),
        En if count == 1 => "booking",
        En => "bookings",
    };
    let minus = if count < 0 { "−" } else { "" };
    format!("{minus}{} {word}", count.unsigned_abs())
}

/// A price in Stars.
pub(super) fn stars(count: u64) -> String {
    format!("{count} ⭐️")
}

/// What was paid: Stars, or whatever it was.
pub(super) fn sum(payment: &Payment) -> String {
    match payment.currency.as_str() {
        STARS => stars(payment.total),
        other => format!("{} {other}", payment.total),
    }
}

/// A day in Moscow: `21.11.2026`.
pub(super) fn day(at: Timestamp) -> String {
    let date = moscow_date(at);
    format!("{:02}.{:02}.{}", date.day(), date.month(), date.year())
}

/// Day and time in Moscow: `21.11.2026 06:18 МСК`.
pub(super) fn moment(language: Language, at: Timestamp) -> String {
    let zone = either(language, "МСК", "Moscow time");
    format!("{} {} {zone}", day(at), moscow_time(at))
}

/// What a payment bought.
pub(super) fn goods(language: Language, goods: &Goods) -> String {
    match (goods, language) {
        (Goods::Catches { catches }, _) => bookings(language, (*catches).into()),
        (Goods::Month { until: Some(until), .. }, Ru) => format!("безлимит до {}", moment(language, *until)),
        (Goods::Month { until: Some(until), .. }, En) => format!("no limit until {}", moment(language, *until)),
        (Goods::Month { until: None, .. }, _) => {
            either(language, "безлимит на 30 дней", "30 days without limit").into()
        }
        (Goods::Unclear, _) => either(language, "назначение не распознано", "purpose not recognised").into(),
    }
}

/// How many bookings there are, in one line: `Осталось: 12 броней`.
pub fn balance_line(language: Language, balance: &Balance, now: Timestamp) -> String {
    let until = balance.unlimited_until.filter(|_| balance.is_unlimited(now));
    match (until, language) {
        (Some(until), Ru) => format!("Безлимит до {}", moment(language, until)),
        (Some(until), En) => format!("No limit until {}", moment(language, until)),
        (None, Ru) => format!("Осталось: {}", bookings(language, balance.left)),
        (None, En) => format!("Left: {}", bookings(language, balance.left)),
    }
}

/// Button: what is on sale, in this message.
pub(super) fn to_offers(language: Language) -> Button {
    Button::press(
        either(language, "⭐️ Купить брони", "⭐️ Buy bookings"),
        Press::Offers.data(),
    )
}

/// Button: back to the balance, in this message.
pub(super) fn to_balance(language: Language) -> Button {
    Button::press(
        either(language, "↩️ К балансу", "↩️ To the balance"),
        Press::Balance.data(),
    )
}

/// Button: asks whether the subscription is to end.
pub(super) fn to_end(language: Language) -> Button {
    Button::press(
        either(language, "✖️ Отменить подписку", "✖️ End the subscription"),
        Press::AskToStop.data(),
    )
}
