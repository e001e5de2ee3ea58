//! The room of the watches: cards, questions, toasts.

use jiff::Timestamp;
use telegram::Language::{self, En, Ru};
use telegram::Message;
use telegram::words::plural_ru;

use super::common::{box_types, either, moment, price_limit, range, shortened, warehouse};
use super::watch_wizard::mode_name;
use crate::clock::{moscow_date, moscow_time};
use crate::watch::{PauseReason, Watch, WatchState};

/// How many warehouses a card names before it only counts.
const NAMED_WAREHOUSES: usize = 5;
/// The most of the booking service's own words that is quoted, characters.
const LONGEST_QUOTE: usize = 200;

/// How many watches of each sort a user has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Watching or booking.
    pub running: usize,
    /// Paused for whatever reason.
    pub paused: usize,
    /// Done: stopped at their catch.
    pub caught: usize,
}

/// A watch and what its card says around it.
#[derive(Debug, Clone)]
pub struct Card<'a> {
    /// The watch.
    pub watch: &'a Watch,
    /// All the user's watches, counted.
    pub counts: Counts,
    /// Its key as people tell it from others; `None` when it is gone.
    pub key: Option<&'a str>,
    /// Until when its shop must rest.
    pub rest_until: Option<Timestamp>,
    /// The line about the feed.
    pub feed: &'a str,
}

/// The text of a card.
pub fn card(language: Language, card: &Card<'_>, now: Timestamp) -> Message {
    let watch = card.watch;
    let (names, boxes) = (warehouses(language, watch), box_types(language, &watch.boxes));
    let (price, dates) = (price_limit(language, watch.max), range(watch.from, watch.to));
    let key = card.key.unwrap_or(either(language, "удалён", "removed"));
    let (mode, made, caught) = (
        mode_name(language, watch.mode),
        moment(watch.created_at),
        watch.caught.len(),
    );
    let state = state(language, watch, card.rest_until, now);
    let body = match language {
        Ru => format!(
            "📦 Склады: {names}\n🗃 Тип: {boxes}\n💰 Коэффициент: {price}\n📅 Даты: {dates}\n🔑 Ключ: {key}\n🏁 {mode}\n🎣 Поймано: {caught}\n🕒 Создано: {made} по Москве"
        ),
        En => format!(
            "📦 Warehouses: {names}\n🗃 Kind: {boxes}\n💰 Coefficient: {price}\n📅 Dates: {dates}\n🔑 Key: {key}\n🏁 {mode}\n🎣 Caught: {caught}\n🕒 Created: {made} Moscow time"
        ),
    };
    let message = Message::new()
        .line(&header(language, card.counts))
        .blank()
        .bold(&state)
        .text(&format!("\n\n{body}"));
    match watch.is_active() {
        true => message.text(&format!("\n\n{}", card.feed)),
        false => message,
    }
}

/// There are no watches.
pub fn empty(language: Language) -> Message {
    Message::plain(either(
        language,
        "📋 Наблюдений пока нет.\n\nРасскажите, какой слот вам нужен: склады, даты и коэффициент. Мы следим за Wildberries и бронируем подходящий слот сразу, как он откроется.",
        "📋 No watches yet.\n\nTell us which slot you need: warehouses, dates, coefficient. We watch Wildberries and book a slot that fits as soon as it opens.",
    ))
}

/// Asks whether a watch may go.
pub fn delete_question(language: Language, watch: &Watch) -> Message {
    let (names, dates) = (warehouses(language, watch), range(watch.from, watch.to));
    let booking = matches!(watch.state, WatchState::Booking { .. });
    let note = match (language, booking) {
        (_, false) => either(
            language,
            "Уже пойманные поставки останутся в Wildberries.",
            "Supplies already caught stay at Wildberries.",
        ),
        (_, true) => either(
            language,
            "⚡ По нему прямо сейчас идёт бронирование. Оно завершится, и мы напишем, чем закончилось.",
            "⚡ It is being booked right now. That will be finished, and we will tell you how it ended.",
        ),
    };
    Message::plain(match language {
        Ru => format!("🗑 Удалить наблюдение?\n\n📦 {names}\n📅 {dates}\n\n{note}"),
        En => format!("🗑 Delete this watch?\n\n📦 {names}\n📅 {dates}\n\n{note}"),
    })
}

/// A notification's button led to a watch that was deleted.
pub fn gone_message(language: Language) -> Message {
    Message::plain(either(
        language,
        "Этого наблюдения уже нет: оно удалено. Остальные — в /watches",
        "This watch is gone: it was deleted. The others are in /watches",
    ))
}

/// Toast: the watch was deleted elsewhere.
pub fn gone(language: Language) -> String {
    either(language, "Этого наблюдения уже нет", "This watch is gone").into()
}

/// Toast: paused.
pub fn paused(language: Language) -> String {
    either(language, "На паузе", "Paused").into()
}

/// Toast: running again.
pub fn resumed(language: Language) -> String {
    either(language, "Наблюдение снова работает", "The watch is running again").into()
}

/// Toast: deleted.
pub fn deleted(language: Language) -> String {
    either(language, "Наблюдение удалено", "The watch is deleted").into()
}

/// Toast: it was in the wanted state already, or can be in it no more.
pub fn already(language: Language, watch: &Watch) -> String {
    match watch.state {
        WatchState::Watching => either(language, "Наблюдение уже работает", "The watch is running already"),
        WatchState::Booking { .. } => return busy(language),
        WatchState::Caught { .. } => either(
            language,
            "Слот уже пойман, наблюдение завершено",
            "The slot is caught, the watch is done",
        ),
        WatchState::Paused(_) => either(language, "Наблюдение уже на паузе", "The watch is paused already"),
        WatchState::Deleted => return gone(language),
    }
    .into()
}

/// Toast: it is being booked this very moment.
pub fn busy(language: Language) -> String {
    either(
        language,
        "Прямо сейчас бронируем слот, остановить это нельзя. Дождитесь результата",
        "A slot is being booked right now, that cannot be stopped. Please wait for the result",
    )
    .into()
}

/// Toast: no key can book for its shop.
pub fn key_unusable(language: Language) -> String {
    either(
        language,
        "У этого магазина нет ключа, которым можно бронировать. Добавьте его в /keys и нажмите «Продолжить» снова",
        "This shop has no key that can book. Add one in /keys and press “Resume” again",
    )
    .into()
}

/// Toast: its days have passed.
pub fn past(language: Language) -> String {
    either(
        language,
        "Даты этого наблюдения прошли. Создайте новое: /watch",
        "The dates of this watch have passed. Create a new one: /watch",
    )
    .into()
}

/// Toast: no catches are left.
pub fn no_catches(language: Language) -> String {
    either(
        language,
        "Бесплатные брони закончились, а оплата пока не открыта. Наблюдение останется на паузе",
        "Your free bookings are used up, and payment is not open yet. The watch stays paused",
    )
    .into()
}

/// Toast: a refresh found nothing new.
pub fn unchanged(language: Language) -> String {
    either(language, "Без изменений", "Nothing new").into()
}

/// Where a watch stands, in words.
pub fn state(language: Language, watch: &Watch, rest_until: Option<Timestamp>, now: Timestamp) -> String {
    let rest_until = rest_until.max(watch.hold_until).filter(|until| *until > now);
    match &watch.state {
        WatchState::Watching if watch.to < moscow_date(now) => either(
            language,
            "⌛ Даты прошли, слот не поймали",
            "⌛ The dates have passed, no slot was caught",
        )
        .into(),
        WatchState::Watching => match (rest_until.map(moscow_time), language) {
            (Some(until), Ru) => format!("⏳ Магазин отдыхает до {until} по Москве, потом продолжим сами"),
            (Some(until), En) => format!("⏳ The shop rests until {until} Moscow time, then it goes on by itself"),
            (None, _) => either(language, "🟢 Ждём подходящий слот", "🟢 Waiting for a slot that fits").into(),
        },
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
        WatchState::Deleted => either(language, "🗑 Удалено", "🗑 Deleted").into(),
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
    }
}

fn header(language: Language, counts: Counts) -> String {
    let Counts {
        running,
        paused,
        caught,
    } = counts;
    let mut parts = Vec::new();
    match language {
        Ru => {
            if running > 0 {
                parts.push(format!(
                    "{} {running}",
                    plural_ru(running as u64, ["работает", "работают", "работают"])
                ));
            }
            if paused > 0 {
                parts.push(format!("на паузе {paused}"));
            }
            if caught > 0 {
                parts.push(format!("поймано {caught}"));
            }
            format!("📋 Наблюдения: {}", parts.join(", "))
        }
        En => {
            if running > 0 {
                parts.push(format!("{running} running"));
            }
            if paused > 0 {
                parts.push(format!("{paused} paused"));
            }
            if caught > 0 {
                parts.push(format!("{caught} caught"));
            }
            format!("📋 Watches: {}", parts.join(", "))
        }
    }
}

fn warehouses(language: Language, watch: &Watch) -> String {
    let named: Vec<_> = watch
        .warehouses
        .iter()
        .take(NAMED_WAREHOUSES)
        .map(|w| warehouse(language, w.id, &w.name))
        .collect();
    let names = named.join(", ");
    match (watch.warehouses.len() - named.len(), language) {
        (0, _) => names,
        (more, Ru) => format!("{names} и ещё {more}"),
        (more, En) => format!("{names} and {more} more"),
    }
}

/// Labels of the room's buttons.
pub mod buttons {
    use telegram::Language;

    use super::super::common::either;

    /// Pauses.
    pub fn pause(language: Language) -> &'static str {
        either(language, "⏸ Пауза", "⏸ Pause")
    }

    /// Resumes.
    pub fn resume(language: Language) -> &'static str {
        either(language, "▶️ Продолжить", "▶️ Resume")
    }

    /// Asks before deleting.
    pub fn delete(language: Language) -> &'static str {
        either(language, "🗑 Удалить", "🗑 Delete")
    }

    /// Deletes.
    pub fn yes(language: Language) -> &'static str {
        either(language, "🗑 Да, удалить", "🗑 Yes, delete")
    }

    /// Does not delete.
    pub fn keep(language: Language) -> &'static str {
        either(language, "↩️ Оставить", "↩️ Keep it")
    }

    /// Shows the card as it is now.
    pub fn refresh(language: Language) -> &'static str {
        either(language, "🔄 Обновить", "🔄 Refresh")
    }
}
