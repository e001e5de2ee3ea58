//! The room of the watches: cards, questions, toasts.

mod board;
pub mod buttons;
mod state;
mod toasts;

use jiff::Timestamp;
use telegram::Language::{self, En, Ru};
use telegram::Message;
use telegram::words::plural_ru;

use accounts::pace::ShopPace;

use super::common::{box_types, either, moment, price_limit, range, to_the_second, warehouse};
use super::watch_wizard::goods::line as goods_line;
use super::watch_wizard::{mode_name, sooner, way};
use crate::board::Board;
use crate::clock::moscow_date;
use crate::watch::{Cargo, Watch, WatchState, Way};
use crate::watches::is_over;

pub use state::{pace as pace_line, state, without_catches as state_without_catches};
pub use toasts::*;

/// How many warehouses a card names before it only counts.
const NAMED_WAREHOUSES: usize = 5;

/// How many watches of each sort a user has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Watching or booking.
    pub running: usize,
    /// Paused for whatever reason.
    pub paused: usize,
    /// Done: stopped at their catch.
    pub caught: usize,
    /// Over: their days have passed.
    pub passed: usize,
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
    /// Whether its user has a catch for it, or one that may come back.
    pub has_catches: bool,
    /// How its shop stands against its pace; `None` where nobody counts, or for a watch that does not book.
    pub pace: Option<ShopPace>,
    /// The board as it was last stored, for a watch that waits for it; `None` if it cannot be read.
    pub board: Option<&'a Board>,
    /// The line about the feed.
    pub feed: &'a str,
    /// The feed's last good answer.
    pub checked_at: Option<Timestamp>,
}

/// The text of a card.
pub fn card(language: Language, card: &Card<'_>, now: Timestamp) -> Message {
    let watch = card.watch;
    let state = match card.has_catches {
        true => state(language, watch, card.rest_until, now),
        false => state_without_catches(language, watch, now),
    };
    let message = Message::new()
        .line(&header(language, card.counts))
        .blank()
        .bold(&state)
        .text(&format!("\n\n{}", facts(language, card)));
    let message = match &watch.goods {
        Some(goods) => message.text(&format!("\n{}", goods_line(language, goods.positions, goods.units))),
        None => message,
    };
    let message = match &watch.instead_of {
        Some(replaced) => message.text(&format!("\n{}", sooner::line(language, replaced))),
        None => message,
    };
    let message = match goods_hint(language, watch) {
        Some(hint) => message.text(&format!("\n\n{hint}")),
        None => message,
    };
    let today = moscow_date(now);
    let message = match card
        .board
        .and_then(|board| board::at_a_glance(language, watch, board, today))
    {
        Some(glance) => message.text("\n\n").append(glance),
        None => message,
    };
    if !watch.is_active() {
        return message;
    }
    let message = message.text(&format!("\n\n{}", checks(language, card)));
    match card.pace {
        Some(pace) => message.text(&format!("\n{}", pace_line(language, pace))),
        None => message,
    }
}

/// There are no watches.
pub fn empty(language: Language) -> Message {
    Message::plain(either(
        language,
        "📋 Наблюдений пока нет.\n\nРасскажите, какой слот вам нужен: склады, даты и коэффициент. Мы следим за Wildberries, и когда такой слот откроется, сразу дадим вам его подтвердить или забронируем сами.",
        "📋 No watches yet.\n\nTell us which slot you need: warehouses, dates, coefficient. We watch Wildberries, and as soon as such a slot opens you get it to confirm, or we book it.",
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

/// What the watch is.
fn facts(language: Language, card: &Card<'_>) -> String {
    let watch = card.watch;
    let (way, boxes) = (way::name(language, &watch.way), box_types(language, &watch.boxes));
    let names = match card.board.is_some() && board::numbered(watch) {
        true => numbered_warehouses(language, watch),
        false => warehouses(language, watch),
    };
    let (price, dates) = (price_limit(language, watch.max), range(watch.from, watch.to));
    let key = card.key.unwrap_or(either(language, "удалён", "removed"));
    let (mode, made) = (mode_name(language, watch.mode), moment(watch.created_at));
    let (seen, caught) = (watch.seen, watch.caught.len());
    match language {
        Ru => format!(
            "{way}\n📦 Склады: {names}\n🗃 Тип: {boxes}\n💰 Коэффициент: {price}\n📅 Даты: {dates}\n🔑 Ключ: {key}\n🏁 {mode}\n👀 Подходящих слотов открывалось: {seen}\n🎣 Поймано: {caught}\n🕒 Создано: {made} по Москве"
        ),
        En => format!(
            "{way}\n📦 Warehouses: {names}\n🗃 Kind: {boxes}\n💰 Coefficient: {price}\n📅 Dates: {dates}\n🔑 Key: {key}\n🏁 {mode}\n👀 Slots that fitted: {seen}\n🎣 Caught: {caught}\n🕒 Created: {made} Moscow time"
        ),
    }
}

/// What makes confirming fast: goods in the draft before a slot opens.
fn goods_hint(language: Language, watch: &Watch) -> Option<&'static str> {
    let is_empty = matches!(watch.way, Way::Assisted(Cargo::Draft { .. })) && watch.goods.is_none();
    let waits = is_empty && !is_over(&watch.state);
    waits.then(|| {
        either(
            language,
            "📝 Положите товары в черновик уже сейчас: тогда подтверждение займёт секунды.",
            "📝 Put the goods into the draft now: then confirming takes seconds.",
        )
    })
}

/// The feed, and when it was last looked at.
fn checks(language: Language, card: &Card<'_>) -> String {
    let checked = card.checked_at.map(to_the_second);
    match (checked, language) {
        (None, _) => card.feed.to_owned(),
        (Some(at), Ru) => format!("{}\n🔎 Последняя проверка: {at} по Москве", card.feed),
        (Some(at), En) => format!("{}\n🔎 Last check: {at} Moscow time", card.feed),
    }
}

fn header(language: Language, counts: Counts) -> String {
    let Counts {
        running,
        paused,
        caught,
        passed,
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
            if passed > 0 {
                parts.push(format!(
                    "{} {passed}",
                    plural_ru(passed as u64, ["завершено", "завершены", "завершено"])
                ));
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
            if passed > 0 {
                parts.push(format!("{passed} over"));
            }
            format!("📋 Watches: {}", parts.join(", "))
        }
    }
}

/// The watch's warehouses: the first few by name, the rest as a number.
pub fn warehouses(language: Language, watch: &Watch) -> String {
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

/// The watch's warehouses with the numbers by which its board tells them apart.
fn numbered_warehouses(language: Language, watch: &Watch) -> String {
    let named = watch.warehouses.iter().zip(1..).map(|(w, number)| {
        let name = warehouse(language, w.id, &w.name);
        format!("{number}) {name}")
    });
    named.collect::<Vec<_>>().join(", ")
}
