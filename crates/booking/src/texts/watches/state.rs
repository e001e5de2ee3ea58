//! Where a watch stands, and why.

use accounts::pace::ShopPace;
use jiff::Timestamp;
use telegram::Language::{self, En, Ru};
use telegram::words::plural_ru;

use crate::clock::{moscow_date, moscow_time};
use crate::texts::common::{either, shortened};
use crate::watch::{PauseReason, Watch, WatchState, Way};

/// The most of the booking service's own words that is quoted, characters.
const LONGEST_QUOTE: usize = 200;

/// Where a watch stands, in words.
pub fn state(language: Language, watch: &Watch, rest_until: Option<Timestamp>, now: Timestamp) -> String {
    match &watch.state {
        WatchState::Watching if watch.offer.is_some() => either(
            language,
            "🔔 Слот открыт — ждём вашего подтверждения в WB",
            "🔔 A slot is open — waiting for you to confirm it at WB",
        )
        .into(),
        WatchState::Watching if watch.to < moscow_date(now) => passed(language, watch).into(),
        WatchState::Watching => waiting(language, watch, rest_until, now),
        WatchState::Booking { .. } => either(
            language,
            "⚡ Бронируем слот прямо сейчас",
            "⚡ Booking a slot right now",
        )
        .into(),
        WatchState::Caught { booking } => match language {
            Ru => format!("🎉 Поймано: бронь #{booking}"),
            En => format!("🎉 Caught: booking #{booking}"),
        },
        WatchState::Paused(reason) => format!("⏸ {}", pause_reason(language, reason)),
        WatchState::Passed => passed(language, watch).into(),
        WatchState::Deleted => either(language, "🗑 Удалено", "🗑 Deleted").into(),
    }
}

/// Where a watch stands whose user has no catches left: it goes on, and tells what it sees.
pub fn without_catches(language: Language, watch: &Watch, now: Timestamp) -> String {
    let waits = watch.state == WatchState::Watching && watch.offer.is_none() && watch.to >= moscow_date(now);
    if !waits {
        return state(language, watch, None, now);
    }
    either(
        language,
        "🔔 Брони закончились: об открытии сообщим, но не забронируем. Пополнить: /buy",
        "🔔 Your bookings are used up: we tell you about openings and book none. Get more: /buy",
    )
    .into()
}

/// How many bookings a shop may make now, and when there will be one more.
pub fn pace(language: Language, pace: ShopPace) -> String {
    let ShopPace { left, next_at } = pace;
    let next = next_at.map(moscow_time);
    match (left, next, language) {
        (0, Some(next), Ru) => {
            format!(
                "🚦 Темп магазина: следующее бронирование в {next}, чтобы Wildberries не счёл магазин слишком активным"
            )
        }
        (0, Some(next), En) => {
            format!(
                "🚦 Pace of the shop: next booking at {next} Moscow time, so that Wildberries does not find it too active"
            )
        }
        (left, Some(next), Ru) => format!("🚦 Темп магазина: ещё {} сейчас, следующее в {next}", bookings_ru(left)),
        (left, None, Ru) => format!("🚦 Темп магазина: до {} сразу", bookings_up_to_ru(left)),
        (1, Some(next), En) => format!("🚦 Pace of the shop: 1 more booking now, the next at {next} Moscow time"),
        (left, Some(next), En) => {
            format!("🚦 Pace of the shop: {left} more bookings now, the next at {next} Moscow time")
        }
        (left, None, En) => format!("🚦 Pace of the shop: up to {left} bookings at once"),
    }
}

fn bookings_ru(n: u32) -> String {
    let word = plural_ru(n.into(), ["бронирование", "бронирования", "бронирований"]);
    format!("{n} {word}")
}

/// After «до»: one of it is another case.
fn bookings_up_to_ru(n: u32) -> String {
    let word = plural_ru(n.into(), ["бронирования", "бронирований", "бронирований"]);
    format!("{n} {word}")
}

/// It waits for a slot, or for leave to take one. An assisted watch does not care for its shop's rest: what holds it is that every catch
/// left is on offer elsewhere.
fn waiting(language: Language, watch: &Watch, rest_until: Option<Timestamp>, now: Timestamp) -> String {
    let is_held = watch.hold_until.is_some_and(|until| until > now);
    let rest_until = rest_until.max(watch.hold_until).filter(|until| *until > now);
    match (&watch.way, rest_until.map(moscow_time), language) {
        (Way::Assisted(_), _, _) if is_held => either(
            language,
            "⏳ Все оставшиеся брони уже предложены по другим наблюдениям. Освободится одна — продолжим сами",
            "⏳ Every booking left is on offer for other watches. When one is free again, it goes on by itself",
        )
        .into(),
        (Way::Gateway, _, _) if is_held && watch.unpaid => either(
            language,
            "⏳ Все оставшиеся брони заняты: по ним бронируем прямо сейчас. Освободится одна — продолжим сами",
            "⏳ Every booking left is in use right now. When one is free again, it goes on by itself",
        )
        .into(),
        (Way::Gateway, Some(until), Ru) => format!("⏳ Магазин отдыхает до {until} по Москве, потом продолжим сами"),
        (Way::Gateway, Some(until), En) => {
            format!("⏳ The shop rests until {until} Moscow time, then it goes on by itself")
        }
        _ => either(language, "🟢 Ждём подходящий слот", "🟢 Waiting for a slot that fits").into(),
    }
}

fn passed(language: Language, watch: &Watch) -> &'static str {
    match watch.caught.is_empty() {
        true => either(
            language,
            "⌛ Даты прошли, слот не поймали",
            "⌛ The dates have passed, no slot was caught",
        ),
        false => either(
            language,
            "⌛ Даты прошли, наблюдение завершено",
            "⌛ The dates have passed, the watch is done",
        ),
    }
}

fn pause_reason(language: Language, reason: &PauseReason) -> String {
    match reason {
        PauseReason::ByUser => either(language, "На паузе: вы остановили", "Paused by you").into(),
        PauseReason::Goods { detail } => {
            let detail = shortened(detail.trim(), LONGEST_QUOTE);
            let detail = if detail.is_empty() {
                detail
            } else {
                format!(" ({detail})")
            };
            match language {
                Ru => format!("На паузе: товары не приняли{detail}"),
                En => format!("Paused: the goods were not accepted{detail}"),
            }
        }
        PauseReason::Key => either(
            language,
            "На паузе: у магазина нет рабочего ключа",
            "Paused: the shop has no working key",
        )
        .into(),
        PauseReason::NoCatches => either(
            language,
            "На паузе: бесплатные брони закончились",
            "Paused: no free bookings left",
        )
        .into(),
        PauseReason::Unsettled => either(
            language,
            "На паузе: итог заявки неизвестен, проверьте портал продавца",
            "Paused: a request's outcome is unknown, check the seller portal",
        )
        .into(),
        PauseReason::OrderGone => either(
            language,
            "На паузе: заказа или брони, для которых ловили, больше нет",
            "Paused: the order or booking it was for is gone",
        )
        .into(),
    }
}
