//! Words that several rooms share: dates, prices, kinds of boxes, buttons.

use jiff::Timestamp;
use jiff::civil::Date;
use telegram::Button;
use telegram::Language::{self, En, Ru};
use telegram::words::plural_ru;
pub use telegram::words::{either, nothing_asked};
use wildberries::{BoxType, Coefficient, DraftId, OrderId, SupplyId};

pub use accounts::key_words::{add_key, masked};

use crate::clock::{moscow_date, moscow_time};
use crate::dialog::press::{WatchPress, WizardPress};
use crate::ids::WatchId;

/// The page of the seller portal where supplies are.
pub const PORTAL_SUPPLIES: &str = "https://seller.wildberries.ru/supplies-management/all-supplies";
/// The page of the seller portal where a draft gets its goods.
const PORTAL_DRAFTS: &str = "https://seller.wildberries.ru/supplies-management/new-supply/goods";
/// The longest name of a warehouse shown whole, characters.
const LONGEST_NAME: usize = 60;

/// An unplanned order on the seller portal.
pub fn order_link(order: OrderId) -> String {
    format!("{PORTAL_SUPPLIES}/supply-detail?preorderId={order}&supplyId")
}

/// A supply on the seller portal.
pub fn supply_link(supply: SupplyId) -> String {
    format!("{PORTAL_SUPPLIES}/supply-detail?preorderId&supplyId={supply}")
}

/// A draft on the seller portal, where goods are put into it.
pub fn draft_link(draft: &DraftId) -> String {
    format!("{PORTAL_DRAFTS}?draftID={draft}")
}

/// A day as digits: `25.11.2026`.
pub fn day(date: Date) -> String {
    format!("{:02}.{:02}.{}", date.day(), date.month(), date.year())
}

/// A range of days: `25.11.2026 — 30.11.2026`, or the one day.
pub fn range(from: Date, to: Date) -> String {
    if from == to {
        day(from)
    } else {
        format!("{} — {}", day(from), day(to))
    }
}

/// Day and time in Moscow: `21.11.2026 06:18`.
pub fn moment(at: Timestamp) -> String {
    format!("{} {}", day(moscow_date(at)), moscow_time(at))
}

/// Time of day in Moscow with its seconds, and the day: `09:18:05, 21.11.2026`.
pub fn to_the_second(at: Timestamp) -> String {
    let seconds = at.as_second().rem_euclid(60);
    format!("{}:{seconds:02}, {}", moscow_time(at), day(moscow_date(at)))
}

/// Seconds from milliseconds, two decimals under ten seconds, else one: `0,84`, `12,3`.
pub fn seconds(language: Language, ms: u64) -> String {
    let text = if ms < 9_995 {
        let hundredths = (ms + 5) / 10;
        format!("{}.{:02}", hundredths / 100, hundredths % 100)
    } else {
        let tenths = (ms + 50) / 100;
        format!("{}.{}", tenths / 10, tenths % 10)
    };
    decimal(language, text)
}

/// A decimal number with the language's mark.
pub fn decimal(language: Language, number: String) -> String {
    match language {
        Ru => number.replace('.', ","),
        En => number,
    }
}

/// A kind of box as sellers call it.
pub fn box_type(language: Language, kind: BoxType) -> String {
    match (language, kind) {
        (Ru, BoxType::Boxes) => "Короба".into(),
        (Ru, BoxType::Pallets) => "Монопаллеты".into(),
        (Ru, BoxType::Supersafe) => "Суперсейф".into(),
        (Ru, BoxType::Qr) => "QR-поставка с коробами".into(),
        (Ru, BoxType::Other(id)) => format!("Тип {id}"),
        (En, BoxType::Boxes) => "Boxes".into(),
        (En, BoxType::Pallets) => "Mono-pallets".into(),
        (En, BoxType::Supersafe) => "Supersafe".into(),
        (En, BoxType::Qr) => "QR supply with boxes".into(),
        (En, BoxType::Other(id)) => format!("Type {id}"),
    }
}

/// Several kinds of boxes, joined.
pub fn box_types(language: Language, kinds: &[BoxType]) -> String {
    kinds
        .iter()
        .map(|kind| box_type(language, *kind))
        .collect::<Vec<_>>()
        .join(", ")
}

/// The price of an open slot: `бесплатно`, `×1,5`.
pub fn price(language: Language, coefficient: Coefficient) -> String {
    if coefficient == Coefficient::FREE {
        return either(language, "бесплатно", "free").into();
    }
    format!("×{}", decimal(language, coefficient.to_string()))
}

/// The most a seller is ready to pay: `только бесплатно`, `до ×5`.
pub fn price_limit(language: Language, max: Coefficient) -> String {
    if max == Coefficient::FREE {
        return either(language, "только бесплатно", "free only").into();
    }
    let price = price(language, max);
    match language {
        Ru => format!("до {price}"),
        En => format!("up to {price}"),
    }
}

/// A warehouse's name for a text or a button: never empty, never endless.
pub fn warehouse(language: Language, id: impl std::fmt::Display, name: &str) -> String {
    let name = name.trim();
    if name.is_empty() {
        return match language {
            Ru => format!("Склад {id}"),
            En => format!("Warehouse {id}"),
        };
    }
    shortened(name, LONGEST_NAME)
}

/// A number of free bookings: `2 бесплатные брони`.
pub fn free_bookings(language: Language, n: u32) -> String {
    match language {
        Ru => {
            let words = ["бесплатная бронь", "бесплатные брони", "бесплатных броней"];
            format!("{n} {}", plural_ru(n.into(), words))
        }
        En if n == 1 => "1 free booking".into(),
        En => format!("{n} free bookings"),
    }
}

/// Text of at most `most` characters; a longer one ends with `…`.
pub fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(most - 1).collect();
    short.truncate(short.trim_end().len());
    short.push('…');
    short
}

/// Button: opens a watch's card as a new message.
pub fn open_watch(language: Language, watch: &WatchId) -> Button {
    let text = either(language, "📋 Открыть наблюдение", "📋 Open the watch");
    Button::press(text, WatchPress::Open(watch.clone()).data())
}

/// Button: starts a new watch.
pub fn new_watch(language: Language) -> Button {
    Button::press(
        either(language, "🎯 Создать наблюдение", "🎯 Create a watch"),
        WizardPress::New.data(),
    )
}

/// Button: the supplies on the seller portal.
pub fn portal(language: Language) -> Button {
    Button::open(
        either(language, "🌐 Поставки на портале", "🌐 Supplies on the portal"),
        PORTAL_SUPPLIES,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_have_two_decimals_under_ten_and_one_above() {
        let shown = |ms| seconds(En, ms);
        assert_eq!(
            [0, 4, 5, 840, 9_994, 9_995, 12_340].map(shown),
            ["0.00", "0.00", "0.01", "0.84", "9.99", "10.0", "12.3"]
        );
        assert_eq!(seconds(Ru, 840), "0,84");
    }

    #[test]
    fn prices_read_as_people_say_them() {
        assert_eq!(price_limit(Ru, Coefficient::whole(0)), "только бесплатно");
        assert_eq!(price_limit(En, Coefficient::whole(5)), "up to ×5");
        assert_eq!(Coefficient::from_f64(1.5).map(|c| price(Ru, c)), Some("×1,5".into()));
    }

    #[test]
    fn a_nameless_warehouse_still_has_a_label() {
        assert_eq!(warehouse(Ru, 507, " "), "Склад 507");
        assert_eq!(warehouse(En, 507, " Коледино "), "Коледино");
        assert_eq!(warehouse(Ru, 1, &"ж".repeat(80)).chars().count(), LONGEST_NAME);
    }
}
