//! What ended with a booking: ours, or the seller's own.

use jiff::Timestamp;
use jiff::civil::Date;
use telegram::Language::{self, En, Ru};
use telegram::{Button, Keyboard, Message};

use crate::attempt::Attempt;
use crate::clock::moscow_date;
use crate::dialog::press::WatchPress;
use crate::sooner::Replaced;
use crate::texts::common::{day, either, open_watch, portal, seconds, warehouse};
use crate::texts::watches::buttons::sooner as sooner_label;
use crate::watch::Way;

/// A booking, proven.
pub(super) fn confirmed(
    language: Language,
    attempt: &Attempt,
    booking: &str,
    time: Option<&str>,
    key: &str,
) -> Message {
    let name = warehouse(language, attempt.open.cell.warehouse, &attempt.warehouse_name);
    let date = day(attempt.open.cell.date);
    let time = time.unwrap_or(either(language, "уточняется", "to be confirmed"));
    let message = match language {
        Ru => Message::new().bold("🎉 ПОСТАВКА ПОЙМАНА!").text(&format!(
            "\n\n📦 Склад: {name}\n📅 Дата: {date}\n⏰ Время: {time}\n🔑 API ключ: {key}\n\nДетали брони: #"
        )),
        En => Message::new().bold("🎉 SLOT CAUGHT!").text(&format!(
            "\n\n📦 Warehouse: {name}\n📅 Date: {date}\n⏰ Time: {time}\n🔑 API key: {key}\n\nBooking details: #"
        )),
    };
    let message = message.code(booking);
    let message = match (speed_ms(attempt), language) {
        _ if attempt.offer.is_some() => message.text(&assisted_speed(language, attempt)),
        (Some(ms), Ru) => message.text(&format!(
            "\n⚡ Скорость: {} с от обнаружения до подтверждения",
            seconds(Ru, ms)
        )),
        (Some(ms), En) => message.text(&format!(
            "\n⚡ Speed: {} s from sighting to confirmation",
            seconds(En, ms)
        )),
        (None, _) => message,
    };
    let message = match &attempt.instead_of {
        Some(replaced) => message.text(&format!("\n{}", instead(language, attempt, replaced))),
        None => message,
    };
    message.keyboard(
        Keyboard::new()
            .row([portal(language)])
            .row(sooner_button(language, attempt))
            .row([open_watch(language, &attempt.watch)]),
    )
}

/// What the new booking took the place of.
fn instead(language: Language, attempt: &Attempt, replaced: &Replaced) -> String {
    let former = day(replaced.date);
    match (&attempt.way, language) {
        (Way::Gateway, Ru) => format!("⏪ Вместо {former}: прежняя бронь #{} снята", replaced.booking),
        (Way::Gateway, En) => format!("⏪ Instead of {former}: booking #{} is given up", replaced.booking),
        (Way::Assisted(_), Ru) => format!("⏪ Вместо {former}"),
        (Way::Assisted(_), En) => format!("⏪ Instead of {former}"),
    }
}

/// Button: an earlier day for what was caught, if there is a day between.
fn sooner_button(language: Language, attempt: &Attempt) -> Option<Button> {
    let caught_on = moscow_date(attempt.times.settled_at?);
    let first = caught_on.tomorrow().ok()?;
    let sooner = WatchPress::Sooner(attempt.watch.clone(), Some(attempt.id.clone()));
    (first < attempt.open.cell.date).then(|| Button::press(sooner_label(language), sooner.data()))
}

/// Sighting to confirmation; `None` if the clocks of two machines disagree so much that it means nothing.
fn speed_ms(attempt: &Attempt) -> Option<u64> {
    let settled = attempt.times.settled_at?;
    u64::try_from(settled.duration_since(attempt.times.seen_at).as_millis()).ok()
}

/// Of an assisted catch: how fast the offer came, and how long the rest took, which is the seller's own time and Wildberries'.
fn assisted_speed(language: Language, attempt: &Attempt) -> String {
    let times = &attempt.times;
    let (Some(offered), Some(settled)) = (times.requested_at, times.settled_at) else {
        return String::new();
    };
    let ms = |from: Timestamp, to: Timestamp| u64::try_from(to.duration_since(from).as_millis()).unwrap_or(0);
    let (offer, rest) = (
        seconds(language, ms(times.seen_at, offered)),
        seconds(language, ms(offered, settled)),
    );
    match language {
        Ru => format!("\n⚡ Скорость: {offer} с от обнаружения до предложения, {rest} с до подтверждения"),
        En => format!("\n⚡ Speed: {offer} s from sighting to offer, {rest} s to confirmation"),
    }
}

/// What the seller planned otherwise than offered.
pub(super) fn planned_by_hand(
    language: Language,
    attempt: &Attempt,
    booking: &str,
    warehouse_name: Option<&str>,
    date: Option<Date>,
) -> Message {
    let unknown = either(language, "смотрите на портале", "see the portal");
    let (name, date) = (
        warehouse_name.unwrap_or(unknown).to_owned(),
        date.map_or_else(|| unknown.to_owned(), day),
    );
    let message = match (language, attempt.instead_of.is_some()) {
        (Ru, true) => Message::new().bold("✅ Поставку перенесли вы сами").text(&format!(
            "\n\n📦 Склад: {name}\n📅 Дата: {date}\n\nWildberries сообщает, что её дата уже другая и это не предложенный слот. Больше мы её не переносим: наблюдение завершено, бронь не потрачена.\n\nНомер в Wildberries: #"
        )),
        (En, true) => Message::new().bold("✅ You moved the supply yourself").text(&format!(
            "\n\n📦 Warehouse: {name}\n📅 Date: {date}\n\nWildberries says that its date is another one by now, and not the slot we offered. We do not move it any more: the watch is done, none of your bookings was used.\n\nNumber at Wildberries: #"
        )),
        (Ru, false) => Message::new().bold("✅ Заказ уже запланирован").text(&format!(
            "\n\n📦 Склад: {name}\n📅 Дата: {date}\n\nWildberries сообщает, что вы запланировали заказ сами, не на предложенный слот. Наблюдение завершено, бронь не потрачена.\n\nНомер в Wildberries: #"
        )),
        (En, false) => Message::new().bold("✅ The order is planned already").text(&format!(
            "\n\n📦 Warehouse: {name}\n📅 Date: {date}\n\nWildberries says that you planned the order yourself, not for the slot we offered. The watch is done, none of your bookings was used.\n\nNumber at Wildberries: #"
        )),
    };
    message.code(booking).keyboard(
        Keyboard::new()
            .row([portal(language)])
            .row([open_watch(language, &attempt.watch)]),
    )
}
