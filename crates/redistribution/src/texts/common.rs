//! Words that several rooms share.

use clock::{moscow_date, moscow_time};
use jiff::Timestamp;
use jiff::civil::Date;
use telegram::Language::{self, En, Ru};
use telegram::Message;
pub use telegram::words::either;
use telegram::words::plural_ru;
use wildberries::NmId;

use crate::rule::Office;
use crate::windows::Windows;

/// The longest name of a warehouse shown whole, characters.
const LONGEST_NAME: usize = 60;

/// A text, when nothing was asked.
pub fn nothing_asked(language: Language) -> Message {
    Message::plain(either(
        language,
        "Сейчас я ничего не спрашиваю. Перенести остатки: /move, ваши перемещения: /moves",
        "I am not asking anything at the moment. Move stock: /move, your moves: /moves",
    ))
}

/// A day as digits: `25.11.2026`.
pub fn day(date: Date) -> String {
    format!("{:02}.{:02}.{}", date.day(), date.month(), date.year())
}

/// Day and time in Moscow: `21.11.2026 06:18`.
pub fn moment(at: Timestamp) -> String {
    format!("{} {}", day(moscow_date(at)), moscow_time(at))
}

/// Units: `20 шт.`, `20 pcs`.
pub fn units(language: Language, units: u64) -> String {
    match language {
        Ru => format!("{units} шт."),
        En => format!("{units} pcs"),
    }
}

/// Sizes: `3 размера`, `3 sizes`.
pub fn sizes(language: Language, n: usize) -> String {
    match (language, n) {
        (Ru, n) => format!("{n} {}", plural_ru(n as u64, ["размер", "размера", "размеров"])),
        (En, 1) => "1 size".to_owned(),
        (En, n) => format!("{n} sizes"),
    }
}

/// A warehouse's name: never empty, never endless.
pub fn office_name(language: Language, office: &Office) -> String {
    let name = office.name.trim();
    if name.is_empty() {
        return match language {
            Ru => format!("Склад {}", office.id),
            En => format!("Warehouse {}", office.id),
        };
    }
    shortened(name, LONGEST_NAME)
}

/// Warehouses in their order: `1. Казань, 2. Тула`, or the one.
pub fn destinations(language: Language, to: &[Office]) -> String {
    match to {
        [only] => office_name(language, only),
        several => {
            let numbered = several.iter().enumerate();
            let names = numbered.map(|(n, office)| format!("{}. {}", n + 1, office_name(language, office)));
            names.collect::<Vec<_>>().join(", ")
        }
    }
}

/// When a rule asks: `в 09:00 и 18:00`.
pub fn windows(language: Language, windows: Windows) -> &'static str {
    match windows {
        Windows::Both => either(language, "в 09:00 и 18:00", "at 09:00 and 18:00"),
        Windows::Morning => either(language, "в 09:00", "at 09:00"),
        Windows::Evening => either(language, "в 18:00", "at 18:00"),
    }
}

/// A card on the shop window.
pub fn item_link(nm: NmId) -> String {
    format!("https://www.wildberries.ru/catalog/{nm}/detail.aspx")
}

/// A text of at most so many characters; what is cut off shows as `…`.
pub fn shortened(text: &str, longest: usize) -> String {
    if text.chars().count() <= longest {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(longest.saturating_sub(1)).collect();
    short.truncate(short.trim_end().len());
    short.push('…');
    short
}
