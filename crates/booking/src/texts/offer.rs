//! Offers: a slot is open, and only the seller can confirm it.

use telegram::Language::{self, En, Ru};
use telegram::{Button, Keyboard, Message};

use super::common::{box_type, day, draft_link, either, open_watch, order_link, price, supply_link, warehouse};
use crate::attempt::{Attempt, Outcome};
use crate::board::OpenCell;
use crate::clock::moscow_time;
use crate::dialog::press::OfferPress;
use crate::offer::Offer;
use crate::watch::{Cargo, Watch, Way};

/// Further openings a message names before it only counts them.
const NAMED_OPENINGS: usize = 6;

/// The offer's message as it stands.
pub fn standing(language: Language, attempt: &Attempt, offer: &Offer, watch: &Watch) -> Message {
    match offer.open.split_first() {
        Some((best, others)) => open(language, attempt, offer, watch, best, others),
        None => closed(language, attempt),
    }
}

/// The short text for when it is unknown whether the offer arrived.
pub fn recap(language: Language, attempt: &Attempt, offer: &Offer, watch: &Watch) -> Option<Message> {
    let best = slot_line(language, watch, offer.open.first()?);
    let text = match language {
        Ru => format!(
            "Связь с Telegram прервалась, и сообщение об открытом слоте могло не дойти. Открыт слот: {best}. Подтвердите его в портале."
        ),
        En => format!(
            "The connection to Telegram broke, and the message about an open slot may not have arrived. Open: {best}. Confirm it in the portal."
        ),
    };
    Some(Message::plain(text).keyboard(keyboard(language, attempt)))
}

/// What the offer's message says once it is over; `None` when nothing was offered.
pub fn over(language: Language, attempt: &Attempt, outcome: &Outcome) -> Option<Message> {
    attempt.offer.as_ref()?;
    let (title, text) = match outcome {
        Outcome::Confirmed { .. } => (
            either(language, "✅ Слот подтверждён", "✅ The slot is confirmed"),
            either(
                language,
                "Wildberries подтвердил: поставка запланирована.",
                "Wildberries says so: the supply is planned.",
            ),
        ),
        Outcome::PlannedByHand { .. } => (
            either(language, "✅ Заказ запланирован", "✅ The order is planned"),
            either(
                language,
                "Заказ запланирован на другой слот, это предложение больше не нужно.",
                "The order is planned for another slot, this offer is no longer needed.",
            ),
        ),
        Outcome::SlotClosed => (
            either(language, "😔 Слот закрылся", "😔 The slot has closed"),
            either(
                language,
                "Мы спросили Wildberries и после закрытия: заказ не запланирован. Следующий подходящий слот предложим сами.",
                "We asked Wildberries after it closed, too: the order is not planned. We will offer the next slot that fits.",
            ),
        ),
        Outcome::OfferExpired => (
            either(language, "⌛ Время предложения вышло", "⌛ The offer's time is up"),
            either(
                language,
                "Подтверждения мы не увидели. Этот слот больше не предлагаем, о новых напишем сами. Если он ещё нужен, его можно выбрать в портале, пока он открыт.",
                "We saw no confirmation. We do not offer this slot any more and will write about new ones. If you still want it, it can be chosen in the portal while it is open.",
            ),
        ),
        Outcome::OfferSkipped => (
            either(language, "⏭ Слот пропущен", "⏭ Skipped"),
            either(
                language,
                "Этот слот больше не предлагаем. Ждём следующий подходящий.",
                "We do not offer this slot any more and wait for the next one that fits.",
            ),
        ),
        _ => (
            either(language, "↩️ Предложение снято", "↩️ The offer is withdrawn"),
            either(
                language,
                "Наблюдение изменилось или остановлено, этот слот больше не предлагаем.",
                "The watch was changed or stopped, this slot is no longer offered.",
            ),
        ),
    };
    let slot = first_line(language, attempt);
    Some(
        Message::new()
            .bold(title)
            .text(&format!("\n\n{slot}\n\n{text}"))
            .keyboard(Keyboard::new().row([open_watch(language, &attempt.watch)])),
    )
}

/// Toast: the seller's no was heard.
pub fn skipping(language: Language) -> String {
    either(
        language,
        "Хорошо, ждём следующий слот",
        "All right, waiting for the next slot",
    )
    .into()
}

fn open(
    language: Language,
    attempt: &Attempt,
    offer: &Offer,
    watch: &Watch,
    best: &OpenCell,
    others: &[OpenCell],
) -> Message {
    let name = warehouse_name(language, watch, best);
    let (date, kind) = (
        telegram::words::date(best.cell.date, language),
        box_type(language, best.cell.box_type),
    );
    let (price, until) = (price(language, best.coefficient), moscow_time(offer.ends_at));
    let cargo = cargo(language, attempt);
    let message = match language {
        Ru => Message::new().bold("🔔 Слот открыт — подтвердите!").text(&format!(
            "\n\n📦 Склад: {name}\n📅 Дата: {date}\n🗃 Тип: {kind}\n💰 Коэффициент: {price}\n🧾 {cargo}"
        )),
        En => Message::new().bold("🔔 A slot is open — confirm it!").text(&format!(
            "\n\n📦 Warehouse: {name}\n📅 Date: {date}\n🗃 Kind: {kind}\n💰 Coefficient: {price}\n🧾 {cargo}"
        )),
    };
    let advice = match language {
        Ru => format!(
            "Нажмите кнопку, выберите эту дату и запланируйте поставку. Слот могут занять раньше. Мы спрашиваем Wildberries, и как только поставка будет запланирована, напишем. Ждём до {until} по Москве."
        ),
        En => format!(
            "Press the button, choose this date and plan the supply. Somebody may be faster. We keep asking Wildberries and will write as soon as the supply is planned. We wait until {until} Moscow time."
        ),
    };
    message
        .text(&further(language, watch, others))
        .text(&format!("\n\n{advice}"))
        .keyboard(keyboard(language, attempt))
}

fn closed(language: Language, attempt: &Attempt) -> Message {
    let slot = first_line(language, attempt);
    let text = either(
        language,
        "На доске Wildberries его больше нет. Если вы успели подтвердить, увидим это в ближайшую минуту и напишем.",
        "It is gone from Wildberries' board. If you managed to confirm it, we will see that within a minute and write.",
    );
    Message::new()
        .bold(either(language, "😔 Слот закрылся", "😔 The slot has closed"))
        .text(&format!("\n\n{slot}\n\n{text}"))
        .keyboard(Keyboard::new().row([open_watch(language, &attempt.watch)]))
}

fn further(language: Language, watch: &Watch, others: &[OpenCell]) -> String {
    if others.is_empty() {
        return String::new();
    }
    let mut text = format!("\n\n{}", either(language, "Открыто и это:", "Open as well:"));
    for open in others.iter().take(NAMED_OPENINGS) {
        text.push_str(&format!("\n• {}", slot_line(language, watch, open)));
    }
    if let Some(more) = others.len().checked_sub(NAMED_OPENINGS).filter(|more| *more > 0) {
        text.push_str(&match language {
            Ru => format!("\n• и ещё {more}"),
            En => format!("\n• and {more} more"),
        });
    }
    text
}

fn keyboard(language: Language, attempt: &Attempt) -> Keyboard {
    let link = match &attempt.way {
        Way::Assisted(Cargo::Order { order }) => Some(order_link(*order)),
        Way::Assisted(Cargo::Draft { draft, .. }) => Some(draft_link(draft)),
        Way::Assisted(Cargo::Supply { supply }) => Some(supply_link(*supply)),
        Way::Gateway => None,
    };
    let confirm = either(language, "✅ Подтвердить в Wildberries", "✅ Confirm at Wildberries");
    let skip = either(language, "⏭ Этот слот не нужен", "⏭ Not this one");
    Keyboard::new()
        .row(link.map(|link| Button::open(confirm, link)))
        .row([Button::press(skip, OfferPress::Skip(attempt.id.clone()).data())])
        .row([open_watch(language, &attempt.watch)])
}

fn cargo(language: Language, attempt: &Attempt) -> String {
    let cargo = match (&attempt.way, language) {
        (Way::Assisted(Cargo::Order { order }), Ru) => format!("Заказ №{order}"),
        (Way::Assisted(Cargo::Order { order }), En) => format!("Order {order}"),
        (Way::Assisted(Cargo::Supply { supply }), Ru) => format!("Поставка №{supply}"),
        (Way::Assisted(Cargo::Supply { supply }), En) => format!("Supply {supply}"),
        (_, Ru) => "Черновик поставки".into(),
        (_, En) => "Draft of a supply".into(),
    };
    match (&attempt.instead_of, language) {
        (Some(replaced), Ru) => format!("{cargo}, сейчас на {}", day(replaced.date)),
        (Some(replaced), En) => format!("{cargo}, now on {}", day(replaced.date)),
        (None, _) => cargo,
    }
}

fn first_line(language: Language, attempt: &Attempt) -> String {
    let cell = &attempt.open.cell;
    let name = warehouse(language, cell.warehouse, &attempt.warehouse_name);
    format!("📦 {name}, {}", day(cell.date))
}

fn slot_line(language: Language, watch: &Watch, open: &OpenCell) -> String {
    format!(
        "{}, {}, {} — {}",
        warehouse_name(language, watch, open),
        day(open.cell.date),
        box_type(language, open.cell.box_type).to_lowercase(),
        price(language, open.coefficient)
    )
}

fn warehouse_name(language: Language, watch: &Watch, open: &OpenCell) -> String {
    let id = open.cell.warehouse;
    warehouse(language, id, watch.warehouse_name(id).unwrap_or_default())
}

#[cfg(test)]
mod tests;
