#![allow(clippy::unwrap_used)]

use telegram::Language::{En, Ru};

use super::*;
use crate::board::Cell;
use crate::ids::AttemptId;
use crate::texts::samples::{key, now, shown, watch};
use crate::watch::{PauseReason, WatchedWarehouse};

const FEED: &str = "📡 Лента WB: проверяем раз в 1,0 с";

fn shelf(watches: Vec<Watch>) -> Shelf {
    Shelf::new(watches, vec![key(1)], FEED.into())
}

fn in_state(id: &str, state: WatchState) -> Watch {
    Watch { state, ..watch(id) }
}

#[test]
fn a_card_tells_everything_about_a_waiting_watch() {
    insta::assert_snapshot!(shown(&shelf(vec![watch("aaaaaaaaaa")]).card(Ru, 0, None, now())), @r"
📋 Наблюдения: работает 1

🟢 Ждём подходящий слот

📦 Склады: Коледино, Электросталь
🗃 Тип: Короба, Монопаллеты
💰 Коэффициент: до ×5
📅 Даты: 25.11.2026 — 30.11.2026
🔑 Ключ: Магазин 1 (…Ab01)
🏁 До первой брони
🎣 Поймано: 0
🕒 Создано: 21.11.2026 09:18 по Москве

📡 Лента WB: проверяем раз в 1,0 с
[⏸ Пауза](ws:pause:aaaaaaaaaa) [🗑 Удалить](ws:del:aaaaaaaaaa)
[🔄 Обновить](ws:renew:aaaaaaaaaa:e799a902c553) [🎯 Создать наблюдение](w:new)
");
}

#[test]
fn a_caught_watch_among_others_offers_no_pause() {
    let mut caught = in_state("bbbbbbbbbb", WatchState::Caught { booking: "8812".into() });
    caught.caught = vec![Cell {
        warehouse: wildberries::WarehouseId(507),
        date: caught.from,
        box_type: wildberries::BoxType::Boxes,
    }];
    let shelf = shelf(vec![
        watch("aaaaaaaaaa"),
        caught,
        in_state("cccccccccc", WatchState::Paused(PauseReason::Key)),
    ]);
    insta::assert_snapshot!(shown(&shelf.card(En, 1, None, now())), @r"
📋 Watches: 1 running, 1 paused, 1 caught

🎉 Caught: booking #8812

📦 Warehouses: Коледино, Электросталь
🗃 Kind: Boxes, Mono-pallets
💰 Coefficient: up to ×5
📅 Dates: 25.11.2026 — 30.11.2026
🔑 Key: Магазин 1 (…Ab01)
🏁 Until the first booking
🎣 Caught: 1
🕒 Created: 21.11.2026 09:18 Moscow time
[«](ws:show:aaaaaaaaaa) [2/3](ws:renew:bbbbbbbbbb:765c1c55a870) [»](ws:show:cccccccccc)
[🗑 Delete](ws:del:bbbbbbbbbb)
[🔄 Refresh](ws:renew:bbbbbbbbbb:765c1c55a870) [🎯 Create a watch](w:new)
");
}

#[test]
fn every_state_has_its_words() {
    let states = [
        WatchState::Watching,
        WatchState::Booking {
            attempt: AttemptId::from_text("a"),
        },
        WatchState::Caught { booking: "8812".into() },
        WatchState::Paused(PauseReason::ByUser),
        WatchState::Paused(PauseReason::Goods {
            detail: "нет маркировки".into(),
        }),
        WatchState::Paused(PauseReason::Key),
        WatchState::Paused(PauseReason::NoCatches),
    ];
    let said = |language| {
        let lines = states
            .iter()
            .map(|state| texts::state(language, &in_state("aaaaaaaaaa", state.clone()), None, now()));
        lines.collect::<Vec<_>>().join("\n")
    };
    insta::assert_snapshot!(said(Ru), @r"
🟢 Ждём подходящий слот
⚡ Бронируем слот прямо сейчас
🎉 Поймано: бронь #8812
⏸ На паузе: вы остановили
⏸ На паузе: товары не приняли (нет маркировки)
⏸ На паузе: у магазина нет рабочего ключа
⏸ На паузе: бесплатные брони закончились
");
    insta::assert_snapshot!(said(En), @r"
🟢 Waiting for a slot that fits
⚡ Booking a slot right now
🎉 Caught: booking #8812
⏸ Paused by you
⏸ Paused: the goods were not accepted (нет маркировки)
⏸ Paused: the shop has no working key
⏸ Paused: no free bookings left
");
}

#[test]
fn a_rest_and_a_passed_range_are_told() {
    let until = now() + jiff::SignedDuration::from_mins(7);
    let held = Watch {
        hold_until: Some(until),
        ..watch("aaaaaaaaaa")
    };
    assert_eq!(
        texts::state(Ru, &held, None, now()),
        "⏳ Магазин отдыхает до 09:25 по Москве, потом продолжим сами"
    );
    assert_eq!(texts::state(Ru, &held, None, until), "🟢 Ждём подходящий слот");
    assert_eq!(
        texts::state(Ru, &watch("aaaaaaaaaa"), Some(until), now()),
        texts::state(Ru, &held, None, now())
    );
    let past = Watch {
        from: held.from,
        to: jiff::civil::date(2026, 11, 20),
        ..watch("aaaaaaaaaa")
    };
    assert_eq!(texts::state(Ru, &past, None, now()), "⌛ Даты прошли, слот не поймали");
}

#[test]
fn many_warehouses_are_counted() {
    let warehouses = (1..=7).map(|n| WatchedWarehouse {
        id: wildberries::WarehouseId(n),
        name: format!("Склад-{n}"),
    });
    let many = Watch {
        warehouses: warehouses.collect(),
        ..watch("aaaaaaaaaa")
    };
    let card = shelf(vec![many]).card(Ru, 0, None, now());
    assert!(card.text.contains("Склад-5 и ещё 2\n"), "{}", card.text);
}

#[test]
fn the_mark_changes_with_what_is_shown_and_only_then() {
    let card = |feed: &str| Shelf::new(vec![watch("aaaaaaaaaa")], vec![key(1)], feed.into()).card(Ru, 0, None, now());
    assert_eq!(mark(&card("a")), mark(&card("a")));
    assert_ne!(mark(&card("a")), mark(&card("b")));
    assert!(mark(&card("a")).is_some());
}

#[test]
fn a_place_past_the_end_shows_the_last_watch_and_no_watch_the_invitation() {
    let two = shelf(vec![watch("aaaaaaaaaa"), watch("bbbbbbbbbb")]);
    assert_eq!(two.card(Ru, 9, None, now()), two.card(Ru, 1, None, now()));
    insta::assert_snapshot!(shown(&shelf(Vec::new()).card(Ru, 0, None, now())), @r"
📋 Наблюдений пока нет.

Расскажите, какой слот вам нужен: склады, даты и коэффициент. Мы следим за Wildberries и бронируем подходящий слот сразу, как он откроется.
[🎯 Создать наблюдение](w:new)
");
}

#[test]
fn deleting_is_asked_first() {
    let booking = in_state(
        "aaaaaaaaaa",
        WatchState::Booking {
            attempt: AttemptId::from_text("a"),
        },
    );
    insta::assert_snapshot!(shown(&shelf(vec![booking]).delete_question(Ru, 0)), @r"
🗑 Удалить наблюдение?

📦 Коледино, Электросталь
📅 25.11.2026 — 30.11.2026

⚡ По нему прямо сейчас идёт бронирование. Оно завершится, и мы напишем, чем закончилось.
[🗑 Да, удалить](ws:yes:aaaaaaaaaa)
[↩️ Оставить](ws:show:aaaaaaaaaa)
");
}
