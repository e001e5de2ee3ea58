#![allow(clippy::unwrap_used)]

use telegram::Language;

use super::*;
use crate::offer::Offer;
use crate::texts::samples::{attempt, now, shown};
use crate::watch::{Cargo, Way};

fn confirmed_with(time_slot: Option<&str>) -> Outcome {
    Outcome::Confirmed {
        booking: "8812".into(),
        time_slot: time_slot.map(Into::into),
        key_name: "ИП Кружинин".into(),
    }
}

fn message_of(language: Language, attempt: &Attempt, outcome: &Outcome) -> Message {
    message(language, attempt, outcome).unwrap()
}

fn every_outcome() -> Vec<Outcome> {
    vec![
        confirmed_with(Some("09:00-10:00")),
        Outcome::Lost,
        Outcome::GoodsRejected {
            detail: "Товар 123 не принимается".into(),
        },
        Outcome::TooActive { until: now() },
        Outcome::NoKey,
        Outcome::NoCatches {
            others: 3,
            in_offers: false,
        },
        Outcome::Trouble,
        Outcome::Unanswered,
        Outcome::Unsettled,
        Outcome::OrderGone,
    ]
}

#[test]
fn a_catch_is_told_field_for_field() {
    let told = message_of(Ru, &attempt(), &confirmed_with(Some("09:00-10:00")));
    assert_eq!(
        told.text,
        "🎉 ПОСТАВКА ПОЙМАНА!\n\n📦 Склад: Коледино\n📅 Дата: 25.11.2026\n⏰ Время: 09:00-10:00\n🔑 API ключ: ИП Кружинин\n\nДетали брони: #8812\n⚡ Скорость: 0,84 с от обнаружения до подтверждения"
    );
    let told = message_of(En, &attempt(), &confirmed_with(None));
    assert_eq!(
        told.text,
        "🎉 SLOT CAUGHT!\n\n📦 Warehouse: Коледино\n📅 Date: 25.11.2026\n⏰ Time: to be confirmed\n🔑 API key: ИП Кружинин\n\nBooking details: #8812\n⚡ Speed: 0.84 s from sighting to confirmation"
    );
}

#[test]
fn clocks_that_disagree_make_no_speed() {
    let mut attempt = attempt();
    attempt.times.settled_at = Some(attempt.times.seen_at - jiff::SignedDuration::from_millis(1));
    let told = message_of(Ru, &attempt, &confirmed_with(None));
    assert!(
        told.text
            .ends_with("⏰ Время: уточняется\n🔑 API ключ: ИП Кружинин\n\nДетали брони: #8812"),
        "{}",
        told.text
    );
}

#[test]
fn every_other_end_names_the_slot_and_leads_to_the_watch() {
    for outcome in every_outcome() {
        for language in Language::ALL {
            let told = message_of(language, &attempt(), &outcome);
            let view = shown(&told);
            assert!(view.contains("Коледино"), "{view}");
            assert!(
                view.contains("25.11.2026") || view.contains("25 ноября 2026") || view.contains("25 Nov 2026"),
                "{view}"
            );
            assert!(view.contains("ws:open:abcdefghjk"), "{view}");
            let confirmed = matches!(outcome, Outcome::Confirmed { .. });
            assert_eq!(view.contains("×5"), !confirmed, "{view}");
            assert_eq!(view.contains("Короба") || view.contains("Boxes"), !confirmed, "{view}");
        }
    }
}

#[test]
fn a_refusal_quotes_the_service_and_says_what_next() {
    insta::assert_snapshot!(shown(&message_of(Ru, &attempt(), &Outcome::GoodsRejected { detail: "Товар 123 не принимается".into() })), @r"
🚫 Товары не приняли

📦 Коледино
📅 25 ноября 2026, ср
🗃 Короба
💰 Приёмка: ×5

Ответ сервиса бронирования: «Товар 123 не принимается»

Слот не забронирован, бронь не потрачена. Наблюдение на паузе, чтобы не повторять отказ.

Проверьте товары на портале продавца. Когда всё исправите, откройте наблюдение и нажмите «Продолжить» — или создайте новое с другим складом: /watch
[🌐 Поставки на портале](https://seller.wildberries.ru/supplies-management/all-supplies)
[📋 Открыть наблюдение](ws:open:abcdefghjk)
");
    let silent = message_of(Ru, &attempt(), &Outcome::GoodsRejected { detail: " ".into() });
    assert!(!silent.text.contains("«»"));
}

#[test]
fn an_unknown_outcome_asks_to_look_before_booking_by_hand() {
    insta::assert_snapshot!(shown(&message_of(Ru, &attempt(), &Outcome::Unsettled)), @r"
❓ Не знаем, забронирован ли слот

📦 Коледино
📅 25 ноября 2026, ср
🗃 Короба
💰 Приёмка: ×5

Мы отправили заявку, но сервис бронирования так и не сообщил её итог. Бронь мы вернули.

Сначала проверьте раздел «Поставки» на портале продавца и только потом бронируйте эту дату вручную, иначе поставок может стать две.

Наблюдение на паузе. Если поставки на портале нет, откройте его и нажмите «Продолжить».
[🌐 Поставки на портале](https://seller.wildberries.ru/supplies-management/all-supplies)
[📋 Открыть наблюдение](ws:open:abcdefghjk)
");
}

#[test]
fn an_outcome_that_no_key_was_left_to_ask_for_names_that_reason_and_offers_to_add_one() {
    let keyless = Attempt {
        keyless: true,
        ..attempt()
    };
    for language in Language::ALL {
        let view = shown(&message_of(language, &keyless, &Outcome::Unsettled));
        assert!(
            !view.contains("так и не сообщил") && !view.contains("never told us"),
            "{view}"
        );
        assert!(
            view.contains("не осталось рабочего ключа") || view.contains("no working key left"),
            "{view}"
        );
        let added = shown(&Message::plain("").keyboard(Keyboard::new().row([add_key(language)])));
        assert!(view.contains(added.trim()), "{view}");
    }
}

#[test]
fn used_up_bookings_are_told_with_what_opened_and_what_to_do() {
    insta::assert_snapshot!(shown(&message_of(Ru, &attempt(), &Outcome::NoCatches { others: 0, in_offers: false })), @r"
🔔 Слот открылся, но брони закончились

📦 Коледино
📅 25 ноября 2026, ср
🗃 Короба
💰 Приёмка: ×5

Мы его не бронировали: все ваши брони, бесплатные и купленные, использованы. Если дата нужна, забронируйте её на портале, пока слот открыт.

Наблюдение работает: будем и дальше сообщать о таких слотах. Чтобы мы снова их ловили, пополните брони: /buy
[🌐 Забронировать на портале](https://seller.wildberries.ru/supplies-management/all-supplies)
[⭐️ Купить брони](buy:open)
[📋 Открыть наблюдение](ws:open:abcdefghjk)
");
    insta::assert_snapshot!(shown(&message_of(En, &attempt(), &Outcome::NoCatches { others: 7, in_offers: false })), @r"
🔔 A slot opened, but your bookings are used up

📦 Коледино
📅 25 Nov 2026, Wed
🗃 Boxes
💰 Acceptance: ×5

We did not book it: all your bookings, free and bought, are used up. If you need the date, book it on the portal while the slot is open.

Since the last message 7 more openings suited this watch.

The watch goes on: we keep telling you about such slots. To have them caught again, get more bookings: /buy
[🌐 Book on the portal](https://seller.wildberries.ru/supplies-management/all-supplies)
[⭐️ Buy bookings](buy:open)
[📋 Open the watch](ws:open:abcdefghjk)
");
}

#[test]
fn openings_missed_meanwhile_are_named_as_many() {
    let told = |language, others| {
        message_of(
            language,
            &attempt(),
            &Outcome::NoCatches {
                others,
                in_offers: false,
            },
        )
        .text
    };
    assert!(told(Ru, 1).contains("ещё 1 открытие."), "{}", told(Ru, 1));
    assert!(told(Ru, 7).contains("ещё 7 открытий."), "{}", told(Ru, 7));
    assert!(told(En, 1).contains("1 more opening suited"), "{}", told(En, 1));
    assert!(!told(Ru, 0).contains("прошлого"), "{}", told(Ru, 0));
}

#[test]
fn what_is_booked_by_hand_is_one_press_away() {
    use wildberries::{DraftId, OrderId};
    let link = |way| {
        let attempt = Attempt { way, ..attempt() };
        shown(&message_of(
            Ru,
            &attempt,
            &Outcome::NoCatches {
                others: 0,
                in_offers: false,
            },
        ))
    };
    let order = Way::Assisted(Cargo::Order { order: OrderId(34) });
    assert!(link(order).contains("preorderId=34"));
    let draft = Way::Assisted(Cargo::Draft {
        draft: DraftId::try_from("cd20d135-f13f-47a0-903c-3bd268b92047".to_owned()).unwrap(),
        made_at: now(),
    });
    assert!(link(draft).contains("draftID=cd20d135"));
    assert!(link(Way::Gateway).contains("all-supplies"));
}

#[test]
fn a_rest_ends_at_a_moscow_time() {
    insta::assert_snapshot!(message_of(Ru, &attempt(), &Outcome::TooActive { until: now() }).text, @r"
⏳ Wildberries просит паузу

📦 Коледино
📅 25 ноября 2026, ср
🗃 Короба
💰 Приёмка: ×5

Wildberries считает, что магазин слишком активно создаёт поставки. Слот не забронирован, бронь не потрачена.

До 09:18 по Москве мы не отправляем заявки от этого магазина, потом наблюдение продолжится само. Чтобы пауза не стала длиннее, до этого времени не создавайте поставки и вручную.
");
}

#[test]
fn only_what_could_cost_a_supply_is_repeated_and_in_other_words() {
    for outcome in every_outcome() {
        let repeated = recap(Ru, &attempt(), &outcome);
        assert_eq!(
            repeated.is_some(),
            matches!(outcome, Outcome::Confirmed { .. } | Outcome::Unsettled)
        );
        assert!(repeated.is_none_or(|text| !text.text.contains("ПОСТАВКА ПОЙМАНА")));
    }
    let repeated = recap(Ru, &attempt(), &confirmed_with(Some("09:00-10:00"))).unwrap();
    insta::assert_snapshot!(repeated.text, @"Связь с Telegram прервалась, и сообщение о брони могло не дойти. Бронь #8812 подтверждена: Коледино, 25.11.2026, 09:00-10:00, ключ «ИП Кружинин».");
}

#[test]
fn an_assisted_catch_says_how_fast_the_offer_was_and_how_long_the_rest() {
    let mut attempt = attempt();
    let times = &mut attempt.times;
    let offered = times.seen_at + jiff::SignedDuration::from_millis(300);
    times.requested_at = Some(offered);
    times.settled_at = Some(offered + jiff::SignedDuration::from_millis(42_000));
    attempt.offer = Some(Offer::new(attempt.open, offered, jiff::SignedDuration::from_mins(30)));
    let text = message_of(Ru, &attempt, &confirmed_with(None)).text;
    assert!(
        text.ends_with("⚡ Скорость: 0,30 с от обнаружения до предложения, 42,0 с до подтверждения"),
        "{text}"
    );
}

#[test]
fn a_plan_of_the_sellers_own_is_told_with_what_is_known_of_it() {
    let planned = |warehouse: Option<&str>, date| Outcome::PlannedByHand {
        booking: "26596368".into(),
        warehouse: warehouse.map(Into::into),
        date,
    };
    let date = jiff::civil::Date::new(2026, 11, 20).unwrap();
    let text = message_of(Ru, &attempt(), &planned(Some("Тула"), Some(date))).text;
    assert!(
        text.contains("📦 Склад: Тула\n📅 Дата: 20.11.2026") && text.ends_with("#26596368"),
        "{text}"
    );
    let text = message_of(Ru, &attempt(), &planned(None, None)).text;
    assert!(text.contains("📅 Дата: смотрите на портале"), "{text}");
}

#[test]
fn how_an_offer_ends_is_on_its_own_message() {
    for outcome in [
        Outcome::SlotClosed,
        Outcome::OfferExpired,
        Outcome::OfferSkipped,
        Outcome::OfferWithdrawn,
    ] {
        assert_eq!(message(Ru, &attempt(), &outcome), None, "{outcome:?}");
    }
}
