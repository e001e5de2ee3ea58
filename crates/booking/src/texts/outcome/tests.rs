#![allow(clippy::unwrap_used)]

use telegram::Language;

use super::*;
use crate::offer::Offer;
use crate::texts::samples::{attempt, now, shown};

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
        Outcome::NoCatches,
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

Слот не забронирован, бесплатная бронь не потрачена. Наблюдение на паузе, чтобы не повторять отказ.

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

Мы отправили заявку, но сервис бронирования так и не сообщил её итог. Бесплатную бронь мы вернули.

Сначала проверьте раздел «Поставки» на портале продавца и только потом бронируйте эту дату вручную, иначе поставок может стать две.

Наблюдение на паузе. Если поставки на портале нет, откройте его и нажмите «Продолжить».
[🌐 Поставки на портале](https://seller.wildberries.ru/supplies-management/all-supplies)
[📋 Открыть наблюдение](ws:open:abcdefghjk)
");
}

#[test]
fn used_up_bookings_are_told_plainly() {
    insta::assert_snapshot!(shown(&message_of(En, &attempt(), &Outcome::NoCatches)), @r"
⏸ A slot opened, but your free bookings are used up

📦 Коледино
📅 25 Nov 2026, Wed
🗃 Boxes
💰 Acceptance: ×5

We did not book this slot, and the watch is paused. Payment in the bot is not open yet. Once it is, the watch can go on: /watches

If you need the date now, try to book it on the seller portal.
[🌐 Supplies on the portal](https://seller.wildberries.ru/supplies-management/all-supplies)
[📋 Open the watch](ws:open:abcdefghjk)
");
}

#[test]
fn a_rest_ends_at_a_moscow_time() {
    insta::assert_snapshot!(message_of(Ru, &attempt(), &Outcome::TooActive { until: now() }).text, @r"
⏳ Wildberries просит паузу

📦 Коледино
📅 25 ноября 2026, ср
🗃 Короба
💰 Приёмка: ×5

Wildberries считает, что магазин слишком активно создаёт поставки. Слот не забронирован, бесплатная бронь не потрачена.

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
fn a_refused_key_is_named_without_its_secret_and_can_be_replaced() {
    insta::assert_snapshot!(shown(&key_refused(Ru, "ИП Кружинин", "Ab3x")), @r"
🔑 Wildberries отклонил ключ

Ключ: ИП Кружинин (…Ab3x)

Больше мы им не пользуемся: его отозвали, или у него изменились права. Если у магазина есть другой ключ для бронирования, наблюдения работают с ним. Если нет, наблюдения этого магазина на паузе.

Как создать ключ
1. Портал продавца: Профиль → Настройки → Доступ к API.
2. Отметьте категорию «Поставки».
3. «Только чтение» включайте, только если все слоты будете подтверждать сами. Тестовый контур не включайте.
4. Скопируйте ключ и отправьте его сюда: Wildberries покажет его только один раз.
[➕ Добавить ключ](key:add)
");
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
