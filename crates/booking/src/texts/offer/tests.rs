#![allow(clippy::unwrap_used)]

use jiff::SignedDuration;
use telegram::Language;
use wildberries::{Coefficient, OrderId};

use super::*;
use crate::board::OpeningId;
use crate::texts::samples::{attempt, now, shown, watch};

fn offered() -> Attempt {
    let mut attempt = attempt();
    attempt.way = Way::Assisted(Cargo::Order {
        order: OrderId(34_597_755),
    });
    attempt.offer = Some(Offer::new(attempt.open, now(), SignedDuration::from_mins(30)));
    attempt
}

/// The same slot on other days of November, dearer with each.
fn further(attempt: &Attempt, days: std::ops::Range<i8>) -> Vec<OpenCell> {
    days.map(|day| {
        let mut open = attempt.open;
        open.cell.date = jiff::civil::date(2026, 11, day);
        open.coefficient = Coefficient::whole(5 + u16::from(day.unsigned_abs()));
        open.opening = OpeningId(2);
        open
    })
    .collect()
}

fn view(language: Language, attempt: &Attempt) -> String {
    shown(&standing(
        language,
        attempt,
        attempt.offer.as_ref().unwrap(),
        &watch("abcdefghjk"),
    ))
}

#[test]
fn an_offer_leads_straight_to_the_order() {
    insta::assert_snapshot!(view(Ru, &offered()), @r"
    🔔 Слот открыт — подтвердите!

    📦 Склад: Коледино
    📅 Дата: 25 ноября 2026, ср
    🗃 Тип: Короба
    💰 Коэффициент: ×5
    🧾 Заказ №34597755

    Нажмите кнопку, выберите эту дату и запланируйте поставку. Слот могут занять раньше. Мы спрашиваем Wildberries, и как только поставка будет запланирована, напишем. Ждём до 09:48 по Москве.
    [✅ Подтвердить в Wildberries](https://seller.wildberries.ru/supplies-management/all-supplies/supply-detail?preorderId=34597755&supplyId)
    [⏭ Этот слот не нужен](of:skip:0a1b2c)
    [📋 Открыть наблюдение](ws:open:abcdefghjk)
    ");
}

#[test]
fn further_openings_are_named_and_the_rest_is_counted() {
    let mut attempt = offered();
    let mut open = vec![attempt.open];
    open.extend(further(&attempt, 1..9));
    attempt
        .offer
        .as_mut()
        .unwrap()
        .take_in(open, now(), SignedDuration::from_mins(30));
    let view = view(En, &attempt);
    assert!(
        view.contains("Open as well:\n• Коледино, 01.11.2026, boxes — ×6"),
        "{view}"
    );
    assert_eq!(view.matches("\n• Коледино").count(), NAMED_OPENINGS);
    assert!(view.contains("\n• and 2 more"), "{view}");
}

#[test]
fn a_closed_offer_has_nothing_to_confirm() {
    let mut attempt = offered();
    attempt
        .offer
        .as_mut()
        .unwrap()
        .take_in(Vec::new(), now(), SignedDuration::from_mins(30));
    let view = view(Ru, &attempt);
    assert!(
        view.starts_with("😔 Слот закрылся") && !view.contains("Подтвердить в"),
        "{view}"
    );
}

#[test]
fn every_end_changes_the_message_and_leads_to_the_watch() {
    let outcomes = [
        Outcome::SlotClosed,
        Outcome::OfferExpired,
        Outcome::OfferSkipped,
        Outcome::OfferWithdrawn,
        Outcome::OrderGone,
        Outcome::Confirmed {
            booking: "1".into(),
            time_slot: None,
            key_name: "k".into(),
        },
    ];
    for language in Language::ALL {
        let mut seen = Vec::new();
        for outcome in &outcomes {
            let text = shown(&over(language, &offered(), outcome).unwrap());
            assert!(
                text.contains("Коледино, 25.11.2026") && text.contains("ws:open:abcdefghjk"),
                "{text}"
            );
            assert!(!text.contains("of:skip"), "{text}");
            seen.push(text);
        }
        seen.dedup();
        assert_eq!(
            seen.len(),
            outcomes.len() - 1,
            "only what the house itself ends reads alike"
        );
    }
    assert_eq!(over(Ru, &attempt(), &Outcome::SlotClosed), None, "nothing was offered");
}
