//! Operations in words.

use accounts::history::{Ending, Missed, Operation, RuleDeed, Slot};
use clock::moscow_date;
use jiff::civil::Date;
use telegram::Language::{self, En, Ru};
use telegram::words;
use wildberries::{BoxType, Coefficient};

use crate::texts::either;

/// Names of this many warehouses are told; the others are counted.
const MOST_NAMES: usize = 3;
/// Longest name or word of others that is told, characters.
const LONGEST: usize = 80;

/// What happened, in one line.
pub fn operation(language: Language, what: &Operation) -> String {
    let say = |ru: String, en: String| match language {
        Ru => ru,
        En => en,
    };
    let key = |name: &str, last4: &str| format!("«{}» …{}", short(name), short(last4));
    match what {
        Operation::WatchMade {
            warehouses, from, to, ..
        } => {
            let where_ = names(language, warehouses);
            let days = range(language, *from, *to);
            say(
                format!("👀 Наблюдение создано: {where_}, {days}"),
                format!("👀 Watch made: {where_}, {days}"),
            )
        }
        Operation::WatchChanged { watch } => about(language, "✏️", "Наблюдение изменено", "Watch changed", watch),
        Operation::WatchPaused { watch } => about(language, "⏸", "Наблюдение на паузе", "Watch paused", watch),
        Operation::WatchResumed { watch } => about(language, "▶️", "Наблюдение продолжено", "Watch resumed", watch),
        Operation::WatchDeleted { watch } => about(language, "🗑", "Наблюдение удалено", "Watch deleted", watch),
        Operation::OpeningMissed { slot, why, .. } => {
            let why = match why {
                Missed::NoCatches => either(language, "не осталось броней", "no bookings left"),
                Missed::CatchesReserved => either(
                    language,
                    "брони заняты открытыми предложениями",
                    "the bookings were set aside for open offers",
                ),
                Missed::ShopRests => either(language, "магазин на паузе", "the shop had to rest"),
                Missed::Other => either(language, "другая причина", "another reason"),
            };
            let slot = slot_words(language, slot);
            say(
                format!("👁 Открылся слот, брони не было ({why}): {slot}"),
                format!("👁 A slot opened, not booked ({why}): {slot}"),
            )
        }
        Operation::Attempt {
            slot, ending, detail, ..
        } => {
            let slot = slot_words(language, slot);
            let detail = detail.as_deref().map(short).filter(|detail| !detail.is_empty());
            let told = match (ending, detail) {
                (Ending::Caught, Some(number)) => say(format!(". Бронь №{number}"), format!(". Booking #{number}")),
                (Ending::GoodsRejected | Ending::TooActive | Ending::Trouble, Some(word)) => format!(" — {word}"),
                _ => String::new(),
            };
            format!("{}: {slot}{told}", ending_words(language, *ending))
        }
        Operation::KeyAdded { name, last4 } => {
            let key = key(name, last4);
            say(format!("🔑 Ключ добавлен: {key}"), format!("🔑 Key added: {key}"))
        }
        Operation::KeyRemoved { name, last4 } => {
            let key = key(name, last4);
            say(format!("🔑 Ключ удалён: {key}"), format!("🔑 Key removed: {key}"))
        }
        Operation::KeyRefused { name, last4 } => {
            let key = key(name, last4);
            say(
                format!("⛔ Wildberries отклонил ключ: {key}"),
                format!("⛔ Wildberries refused a key: {key}"),
            )
        }
        Operation::Paid {
            stars, catches, until, ..
        } => {
            let bought = match until {
                Some(until) => {
                    let day = words::date(moscow_date(*until), language);
                    say(format!("безлимит до {day}"), format!("no limit until {day}"))
                }
                None => say(format!("броней: {catches}"), format!("bookings: {catches}")),
            };
            say(
                format!("⭐ Оплата {stars} ⭐: {bought}"),
                format!("⭐ Paid {stars} ⭐: {bought}"),
            )
        }
        Operation::Refunded { stars, .. } => say(
            format!("↩️ Возврат платежа: {stars} ⭐"),
            format!("↩️ Payment given back: {stars} ⭐"),
        ),
        Operation::MoveRule { deed, item, .. } => {
            let deed = deed_words(language, *deed);
            let item = short(item);
            say(format!("📦 {deed}: товар {item}"), format!("📦 {deed}: item {item}"))
        }
        Operation::Moved {
            from,
            to,
            asked,
            accepted,
            request,
            ..
        } => {
            let (from, to) = (short(from), short(to));
            let number = request.as_deref().map(|number| {
                let number = short(number);
                say(format!(". Заявка №{number}"), format!(". Request #{number}"))
            });
            let number = number.unwrap_or_default();
            say(
                format!("📦 Перемещение {from} → {to}: принято {accepted} из {asked}{number}"),
                format!("📦 Move {from} → {to}: {accepted} of {asked} accepted{number}"),
            )
        }
        Operation::Other => either(language, "Другая операция", "Another operation").to_owned(),
    }
}

fn ending_words(language: Language, ending: Ending) -> &'static str {
    let (ru, en) = match ending {
        Ending::Caught => ("🎯 Поймано", "🎯 Caught"),
        Ending::Lost => ("💨 Не успели, дата занята", "💨 Too late, the date was gone"),
        Ending::GoodsRejected => ("🚫 Товары не принимают", "🚫 The goods were rejected"),
        Ending::TooActive => ("🐢 Магазин слишком активен", "🐢 The shop was too active"),
        Ending::NoKey => ("🔑 Нет ключа для брони", "🔑 No key could book"),
        Ending::Trouble => ("⚠️ Сбой сервиса", "⚠️ The service failed"),
        Ending::Unanswered => ("⚠️ Ответа не было, брони нет", "⚠️ No answer, nothing was booked"),
        Ending::Unsettled => ("❓ Исход неизвестен", "❓ Outcome unknown"),
        Ending::PlannedByHand => ("✋ Запланировано вручную", "✋ Planned by hand"),
        Ending::SlotClosed => ("🚪 Слот закрылся раньше", "🚪 The slot closed first"),
        Ending::OfferExpired => ("⌛ Предложение истекло", "⌛ The offer expired"),
        Ending::OfferSkipped => ("⏭ Предложение пропущено", "⏭ The offer was skipped"),
        Ending::OfferWithdrawn => ("↩️ Предложение отозвано", "↩️ The offer was withdrawn"),
        Ending::OrderGone => ("📭 Заказа больше нет", "📭 The order is gone"),
        Ending::Other => ("Попытка", "Attempt"),
    };
    either(language, ru, en)
}

fn deed_words(language: Language, deed: RuleDeed) -> &'static str {
    let (ru, en) = match deed {
        RuleDeed::Made => ("Правило перемещения создано", "Move rule made"),
        RuleDeed::Changed => ("Правило перемещения изменено", "Move rule changed"),
        RuleDeed::Paused => ("Правило перемещения на паузе", "Move rule paused"),
        RuleDeed::Resumed => ("Правило перемещения продолжено", "Move rule resumed"),
        RuleDeed::Deleted => ("Правило перемещения удалено", "Move rule deleted"),
        RuleDeed::Other => ("Правило перемещения", "Move rule"),
    };
    either(language, ru, en)
}

fn about(language: Language, sign: &str, ru: &str, en: &str, subject: &str) -> String {
    let words = match language {
        Ru => ru,
        En => en,
    };
    format!("{sign} {words} ({})", short(subject))
}

fn slot_words(language: Language, slot: &Slot) -> String {
    format!(
        "{}, {}, {}, {}",
        short(&slot.warehouse),
        words::date(slot.date, language),
        packing(language, slot.box_type),
        price(language, slot.coefficient),
    )
}

fn packing(language: Language, kind: BoxType) -> String {
    let (ru, en) = match kind {
        BoxType::Boxes => ("Короба", "Boxes"),
        BoxType::Pallets => ("Монопаллеты", "Mono-pallets"),
        BoxType::Supersafe => ("Суперсейф", "Supersafe"),
        BoxType::Qr => ("QR-поставка с коробами", "QR supply with boxes"),
        BoxType::Other(id) => {
            return match language {
                Ru => format!("Тип {id}"),
                En => format!("Type {id}"),
            };
        }
    };
    either(language, ru, en).to_owned()
}

fn price(language: Language, coefficient: Coefficient) -> String {
    if coefficient == Coefficient::FREE {
        return either(language, "бесплатно", "free").to_owned();
    }
    let number = coefficient.to_string();
    match language {
        Ru => format!("×{}", number.replace('.', ",")),
        En => format!("×{number}"),
    }
}

fn range(language: Language, from: Date, to: Date) -> String {
    match from == to {
        true => words::date(from, language),
        false => format!("{} – {}", words::date(from, language), words::date(to, language)),
    }
}

fn names(language: Language, warehouses: &[String]) -> String {
    let named: Vec<String> = warehouses.iter().take(MOST_NAMES).map(|name| short(name)).collect();
    let others = warehouses.len() - named.len();
    let named = named.join(", ");
    match (others, language) {
        (0, _) => named,
        (others, Ru) => format!("{named} и ещё {others}"),
        (others, En) => format!("{named} and {others} more"),
    }
}

/// A name or somebody else's word, on one line and never endless.
fn short(text: &str) -> String {
    let line: String = text
        .trim()
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    match line.char_indices().nth(LONGEST) {
        None => line,
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
    }
}
