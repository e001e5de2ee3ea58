//! Words that several rooms share.

use clock::{moscow_date, moscow_time};
use jiff::Timestamp;
use jiff::civil::Date;
pub(super) use telegram::words::either;
use telegram::words::plural_ru;
use telegram::{Button, CallbackData, Language};

use crate::dialog::press::KeyPress;

/// What the button sends that starts a watch. It is answered where watches are made.
const NEW_WATCH: &str = "w:new";

/// A day as digits: `25.11.2026`.
pub(super) fn day(date: Date) -> String {
    format!("{:02}.{:02}.{}", date.day(), date.month(), date.year())
}

/// Day and time in Moscow, of today only the time: `09:18`, `21.11.2026 09:18`.
pub(super) fn moment(at: Timestamp, now: Timestamp) -> String {
    let time = moscow_time(at);
    if moscow_date(at) == moscow_date(now) {
        return time;
    }
    format!("{} {time}", day(moscow_date(at)))
}

/// Text of at most `most` characters; a longer one ends with `…`.
pub(super) fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(most - 1).collect();
    short.truncate(short.trim_end().len());
    short.push('…');
    short
}

/// A number with the Russian word for what is counted.
pub(super) fn counted(n: u64, forms: [&str; 3]) -> String {
    format!("{n} {}", plural_ru(n, forms))
}

/// What goes on again that had waited for a key; empty when nothing had.
pub(super) fn resumed(language: Language, n: usize) -> String {
    match (language, n) {
        (_, 0) => String::new(),
        (Language::Ru, n) => format!("▶️ Снова работает то, что ждало ключа этого магазина: {n}"),
        (Language::En, n) => format!("▶️ Running again after waiting for a key of this shop: {n}"),
    }
}

/// Button: starts a new watch.
pub(super) fn new_watch(language: Language) -> Button {
    let text = either(language, "🎯 Создать наблюдение", "🎯 Create a watch");
    Button::press(text, CallbackData::of(NEW_WATCH))
}

/// Button: gives up what was asked.
pub(super) fn cancel(language: Language) -> Button {
    Button::press(either(language, "✖️ Отмена", "✖️ Cancel"), KeyPress::Cancel.data())
}

/// Button: back to the list.
pub(super) fn back_to_list(language: Language) -> Button {
    Button::press(either(language, "↩️ К списку", "↩️ To the list"), KeyPress::List.data())
}
