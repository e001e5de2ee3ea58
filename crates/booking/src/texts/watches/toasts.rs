//! Passing notes of the room.

use telegram::Language;

use crate::texts::common::either;
use crate::watch::{Watch, WatchState};

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
        WatchState::Passed => return past(language),
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

/// Toast: no key of its shop is good for it.
pub fn key_unusable(language: Language) -> String {
    either(
        language,
        "У этого магазина нет подходящего рабочего ключа. Добавьте его в /keys и нажмите «Продолжить» снова",
        "This shop has no working key that will do. Add one in /keys and press “Resume” again",
    )
    .into()
}

/// Toast: an order has that fixed.
pub fn fixed_by_order(language: Language) -> String {
    either(
        language,
        "Склад и тип заказа заданы в Wildberries, здесь их не изменить. Создайте другой заказ и новое наблюдение: /watch",
        "The order's warehouse and kind are fixed at Wildberries and cannot be changed here. Make another order and a new watch: /watch",
    )
    .into()
}

/// Toast: a change is saved.
pub fn saved(language: Language) -> String {
    either(language, "Сохранено", "Saved").into()
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

/// Window: it runs, but there are no catches.
pub fn only_tells(language: Language) -> String {
    either(
        language,
        "Наблюдение работает, но брони закончились: об открытии сообщим, а забронировать не сможем. Пополнить: /buy",
        "The watch is running, but your bookings are used up: we will tell you about openings and book none. Get more: /buy",
    )
    .into()
}

/// Toast: a refresh found nothing new.
pub fn unchanged(language: Language) -> String {
    either(language, "Без изменений", "Nothing new").into()
}
