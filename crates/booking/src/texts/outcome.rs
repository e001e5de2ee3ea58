//! How an attempt ended, told to the seller.

mod caught;
mod missed;

use telegram::Language::{self, En, Ru};
use telegram::{Keyboard, Message};
use wildberries::Coefficient;

pub use self::missed::untold;
use super::common::{add_key, box_type, day, either, open_watch, portal, price, shortened, warehouse};
use crate::attempt::{Attempt, Outcome};
use crate::board::OpenCell;
use crate::clock::moscow_time;
use crate::sooner::Replaced;

/// The most of the booking service's own words that is quoted, characters.
const LONGEST_QUOTE: usize = 300;

/// The message about an attempt that has ended; `None` where an offer's own message says it all.
pub fn message(language: Language, attempt: &Attempt, outcome: &Outcome) -> Option<Message> {
    Some(match outcome {
        Outcome::Confirmed {
            booking,
            time_slot,
            key_name,
        } => caught::confirmed(language, attempt, booking, time_slot.as_deref(), key_name),
        Outcome::Lost => lost(language, attempt),
        Outcome::GoodsRejected { detail } => goods_rejected(language, attempt, detail),
        Outcome::TooActive { until } => too_active(language, attempt, &moscow_time(*until)),
        Outcome::NoKey => no_key(language, attempt),
        Outcome::NoCatches { others, in_offers } => missed::no_catches(language, attempt, *others, *in_offers),
        Outcome::Trouble => trouble(language, attempt),
        Outcome::Unanswered => unanswered(language, attempt),
        Outcome::Unsettled => unsettled(language, attempt),
        Outcome::PlannedByHand {
            booking,
            warehouse,
            date,
        } => caught::planned_by_hand(language, attempt, booking, warehouse.as_deref(), *date),
        Outcome::OrderGone => order_gone(language, attempt),
        Outcome::SlotClosed | Outcome::OfferExpired | Outcome::OfferSkipped | Outcome::OfferWithdrawn => return None,
    })
}

/// The short text for when it is unknown whether the message arrived: only where that would cost the seller a supply.
pub fn recap(language: Language, attempt: &Attempt, outcome: &Outcome) -> Option<Message> {
    let slot = slot_line(language, attempt);
    let text = match (outcome, language) {
        (
            Outcome::Confirmed {
                booking,
                time_slot,
                key_name,
            },
            Ru,
        ) => {
            let time = time_slot.as_deref().map(|time| format!(", {time}")).unwrap_or_default();
            format!(
                "Связь с Telegram прервалась, и сообщение о брони могло не дойти. Бронь #{booking} подтверждена: {slot}{time}, ключ «{key_name}»."
            )
        }
        (
            Outcome::Confirmed {
                booking,
                time_slot,
                key_name,
            },
            En,
        ) => {
            let time = time_slot.as_deref().map(|time| format!(", {time}")).unwrap_or_default();
            format!(
                "The connection to Telegram broke, and the message about a booking may not have arrived. Booking #{booking} is confirmed: {slot}{time}, key “{key_name}”."
            )
        }
        (Outcome::Unsettled, Ru) => format!(
            "Связь с Telegram прервалась, и сообщение могло не дойти. Итог заявки неизвестен: {slot}. Прежде чем бронировать вручную, проверьте раздел «Поставки» на портале продавца."
        ),
        (Outcome::Unsettled, En) => format!(
            "The connection to Telegram broke, and a message may not have arrived. We do not know what came of this request: {slot}. Check the supplies page of the seller portal before booking by hand."
        ),
        _ => return None,
    };
    Some(
        Message::plain(text).keyboard(
            Keyboard::new()
                .row([portal(language)])
                .row([open_watch(language, &attempt.watch)]),
        ),
    )
}

/// What was to be moved is not there as it was.
fn nothing_to_move(language: Language, attempt: &Attempt, replaced: &Replaced) -> Message {
    let former = day(replaced.date);
    let text = match language {
        Ru => format!(
            "Брони #{} на {former} больше нет в прежнем виде: её сняли, перенесли или удалили поставку. Мы ничего не бронировали, бронь с баланса не потрачена. Наблюдение остановлено: переносить нечего.",
            replaced.booking
        ),
        En => format!(
            "Booking #{} for {former} is no longer as it was: it was given up or moved, or the supply was deleted. We booked nothing, none of your bookings was used. The watch has stopped: there is nothing to move.",
            replaced.booking
        ),
    };
    told(
        language,
        attempt,
        either(language, "🧾 Переносить нечего", "🧾 There is nothing to move"),
        &text,
    )
    .keyboard(
        Keyboard::new()
            .row([portal(language)])
            .row([open_watch(language, &attempt.watch)]),
    )
}

fn order_gone(language: Language, attempt: &Attempt) -> Message {
    if let Some(replaced) = &attempt.instead_of {
        return nothing_to_move(language, attempt, replaced);
    }
    told(
        language,
        attempt,
        either(language, "🧾 Заказа больше нет", "🧾 The order is gone"),
        either(
            language,
            "Wildberries больше не знает этот заказ: его удалили, или он устарел. Наблюдение на паузе, бронь не потрачена.\n\nСоздайте новый заказ на портале и новое наблюдение для него: /watch",
            "Wildberries no longer knows this order: it was deleted, or it is too old. The watch is paused, none of your bookings was used.\n\nMake a new order on the portal and a new watch for it: /watch",
        ),
    )
    .keyboard(Keyboard::new().row([portal(language)]).row([open_watch(language, &attempt.watch)]))
}

fn lost(language: Language, attempt: &Attempt) -> Message {
    told(
        language,
        attempt,
        either(language, "😔 Слот заняли раньше нас", "😔 Somebody took the slot first"),
        either(
            language,
            "Пока мы отправляли заявку, дата закрылась. Бронь с баланса не списана.\n\nНаблюдение работает дальше и возьмёт следующий подходящий слот. От вас ничего не нужно.",
            "The date closed while we were sending the request. None of your bookings was used.\n\nThe watch goes on and will take the next slot that fits. There is nothing you need to do.",
        ),
    )
    .keyboard(Keyboard::new().row([open_watch(language, &attempt.watch)]))
}

fn goods_rejected(language: Language, attempt: &Attempt, detail: &str) -> Message {
    let quote = quoted(language, detail);
    let text = match (language, &attempt.instead_of) {
        (Ru, Some(replaced)) => format!(
            "{quote}Перенести поставку не получилось, бронь с баланса не потрачена. Прежнюю бронь #{} на {} мы не трогали. Наблюдение на паузе, чтобы не повторять отказ.",
            replaced.booking,
            day(replaced.date)
        ),
        (En, Some(replaced)) => format!(
            "{quote}The supply could not be moved, none of your bookings was used. We did not touch booking #{} for {}. The watch is paused so that the refusal is not repeated.",
            replaced.booking,
            day(replaced.date)
        ),
        (Ru, None) => format!(
            "{quote}Слот не забронирован, бронь не потрачена. Наблюдение на паузе, чтобы не повторять отказ.\n\nПроверьте товары на портале продавца. Когда всё исправите, откройте наблюдение и нажмите «Продолжить» — или создайте новое с другим складом: /watch"
        ),
        (En, None) => format!(
            "{quote}Nothing was booked and none of your bookings was used. The watch is paused so that the refusal is not repeated.\n\nCheck the goods on the seller portal. Once that is fixed, open the watch and press “Resume” — or create one for another warehouse: /watch"
        ),
    };
    told(
        language,
        attempt,
        either(language, "🚫 Товары не приняли", "🚫 The goods were not accepted"),
        &text,
    )
    .keyboard(
        Keyboard::new()
            .row([portal(language)])
            .row([open_watch(language, &attempt.watch)]),
    )
}

fn too_active(language: Language, attempt: &Attempt, until: &str) -> Message {
    let text = match language {
        Ru => format!(
            "Wildberries считает, что магазин слишком активно создаёт поставки. Слот не забронирован, бронь не потрачена.\n\nДо {until} по Москве мы не отправляем заявки от этого магазина, потом наблюдение продолжится само. Чтобы пауза не стала длиннее, до этого времени не создавайте поставки и вручную."
        ),
        En => format!(
            "Wildberries finds that the shop creates supplies too actively. Nothing was booked and none of your bookings was used.\n\nUntil {until} Moscow time we send no requests for this shop, then the watch goes on by itself. To keep the rest short, do not create supplies by hand until then either."
        ),
    };
    told(
        language,
        attempt,
        either(
            language,
            "⏳ Wildberries просит паузу",
            "⏳ Wildberries asks for a rest",
        ),
        &text,
    )
    .keyboard(Keyboard::new().row([open_watch(language, &attempt.watch)]))
}

fn no_key(language: Language, attempt: &Attempt) -> Message {
    told(
        language,
        attempt,
        either(language, "🔑 Слот открылся, но бронировать нечем", "🔑 A slot opened, but there is no key to book it"),
        either(
            language,
            "У магазина не осталось рабочего ключа: он истёк, удалён или отклонён Wildberries. Слот не забронирован, наблюдение на паузе.\n\nДобавьте новый ключ этого магазина, и наблюдение продолжится само.",
            "The shop has no working key left: it expired, was removed, or Wildberries refused it. Nothing was booked, the watch is paused.\n\nAdd a new key of this shop, and the watch goes on by itself.",
        ),
    )
    .keyboard(Keyboard::new().row([add_key(language)]).row([open_watch(language, &attempt.watch)]))
}

fn trouble(language: Language, attempt: &Attempt) -> Message {
    told(
        language,
        attempt,
        either(language, "⚠️ Сервис бронирования не сработал", "⚠️ The booking service failed"),
        either(
            language,
            "Слот не забронирован, бронь не потрачена.\n\nНаблюдение работает дальше: немного подождём и попробуем снова, если слот ещё открыт. Если дата нужна сейчас, попробуйте забронировать её на портале продавца.",
            "Nothing was booked, and none of your bookings was used.\n\nThe watch goes on: we wait a little and try again if the slot is still open. If you need the date now, try to book it on the seller portal.",
        ),
    )
    .keyboard(Keyboard::new().row([portal(language)]).row([open_watch(language, &attempt.watch)]))
}

fn unanswered(language: Language, attempt: &Attempt) -> Message {
    told(
        language,
        attempt,
        either(language, "⚠️ Ответ сервиса бронирования потерялся", "⚠️ The booking service's answer was lost"),
        either(
            language,
            "Мы переспросили: брони у сервиса нет. Бронь с баланса не списана. Чтобы случайно не забронировать дважды, этот слот больше не пробуем.\n\nНаблюдение работает дальше. Если нужна именно эта дата, проверьте раздел «Поставки» на портале продавца и забронируйте её там.",
            "We asked again: the service has no booking. None of your bookings was used. So as not to book twice by accident, we do not try this slot again.\n\nThe watch goes on. If you need exactly this date, check the supplies page of the seller portal and book it there.",
        ),
    )
    .keyboard(Keyboard::new().row([portal(language)]).row([open_watch(language, &attempt.watch)]))
}

fn unsettled(language: Language, attempt: &Attempt) -> Message {
    let why = if attempt.keyless {
        no_key_to_ask_with(language)
    } else {
        never_said(language)
    };
    let keyboard = Keyboard::new().row([portal(language)]);
    let keyboard = if attempt.keyless {
        keyboard.row([add_key(language)])
    } else {
        keyboard
    };
    told(
        language,
        attempt,
        either(
            language,
            "❓ Не знаем, забронирован ли слот",
            "❓ We do not know whether the slot is booked",
        ),
        why,
    )
    .keyboard(keyboard.row([open_watch(language, &attempt.watch)]))
}

fn never_said(language: Language) -> &'static str {
    either(
        language,
        "Мы отправили заявку, но сервис бронирования так и не сообщил её итог. Бронь мы вернули.\n\nСначала проверьте раздел «Поставки» на портале продавца и только потом бронируйте эту дату вручную, иначе поставок может стать две.\n\nНаблюдение на паузе. Если поставки на портале нет, откройте его и нажмите «Продолжить».",
        "We sent the request, but the booking service never told us what came of it. Your booking was given back to you.\n\nCheck the supplies page of the seller portal first, and only then book this date by hand: otherwise there may be two supplies.\n\nThe watch is paused. If there is no supply on the portal, open it and press “Resume”.",
    )
}

fn no_key_to_ask_with(language: Language) -> &'static str {
    either(
        language,
        "Мы отправили заявку, но узнать её итог не смогли: у магазина не осталось рабочего ключа, а без ключа сервис бронирования не спросить. Бронь мы вернули.\n\nСначала проверьте раздел «Поставки» на портале продавца и только потом бронируйте эту дату вручную, иначе поставок может стать две.\n\nНаблюдение на паузе. Если поставки на портале нет, добавьте ключ этого магазина, откройте наблюдение и нажмите «Продолжить».",
        "We sent the request, but could not find out what came of it: the shop has no working key left, and without a key the booking service cannot be asked. Your booking was given back to you.\n\nCheck the supplies page of the seller portal first, and only then book this date by hand: otherwise there may be two supplies.\n\nThe watch is paused. If there is no supply on the portal, add a key of this shop, open the watch and press “Resume”.",
    )
}

fn told(language: Language, attempt: &Attempt, title: &str, text: &str) -> Message {
    let slot = slot_lines(language, &attempt.open, &attempt.warehouse_name);
    Message::new().bold(title).text(&format!("\n\n{slot}\n\n{text}"))
}

/// A slot in four lines.
fn slot_lines(language: Language, open: &OpenCell, warehouse_name: &str) -> String {
    let name = warehouse(language, open.cell.warehouse, warehouse_name);
    let date = telegram::words::date(open.cell.date, language);
    let acceptance = acceptance(language, open.coefficient);
    let kind = box_type(language, open.cell.box_type);
    format!("📦 {name}\n📅 {date}\n🗃 {kind}\n💰 {acceptance}")
}

fn acceptance(language: Language, coefficient: Coefficient) -> String {
    let price = price(language, coefficient);
    match language {
        Ru => format!("Приёмка: {price}"),
        En => format!("Acceptance: {price}"),
    }
}

fn slot_line(language: Language, attempt: &Attempt) -> String {
    let name = warehouse(language, attempt.open.cell.warehouse, &attempt.warehouse_name);
    format!("{name}, {}", day(attempt.open.cell.date))
}

fn quoted(language: Language, detail: &str) -> String {
    let detail = shortened(detail.trim(), LONGEST_QUOTE);
    if detail.is_empty() {
        return String::new();
    }
    match language {
        Ru => format!("Ответ сервиса бронирования: «{detail}»\n\n"),
        En => format!("The booking service says: “{detail}”\n\n"),
    }
}

#[cfg(test)]
mod tests;
