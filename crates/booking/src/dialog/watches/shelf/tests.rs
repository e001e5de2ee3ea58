#![allow(clippy::unwrap_used)]

use telegram::Language::{En, Ru};

use super::*;
use crate::board::Cell;
use crate::ids::AttemptId;
use crate::texts::samples::{key, now, shown, watch};
use crate::watch::{PauseReason, WatchedWarehouse};

const FEED: &str = "📡 Лента WB: проверяем раз в 1,0 с";

fn feed(line: &str) -> FeedLook {
    FeedLook {
        line: line.into(),
        checked_at: None,
    }
}

fn shelf(watches: Vec<Watch>) -> Shelf {
    Shelf::new(watches, vec![key(1)], feed(FEED))
}

fn alone() -> Around {
    Around::default()
}

fn in_state(id: &str, state: WatchState) -> Watch {
    Watch { state, ..watch(id) }
}

#[test]
fn a_card_tells_everything_about_a_waiting_watch() {
    insta::assert_snapshot!(shown(&shelf(vec![watch("aaaaaaaaaa")]).card(Ru, 0, &alone(), now())), @r"
📋 Наблюдения: работает 1

🟢 Ждём подходящий слот

🤖 Бронируем автоматически
📦 Склады: Коледино, Электросталь
🗃 Тип: Короба, Монопаллеты
💰 Коэффициент: до ×5
📅 Даты: 25.11.2026 — 30.11.2026
🔑 Ключ: Магазин 1 (…Ab01)
🏁 До первой брони
👀 Подходящих слотов открывалось: 0
🎣 Поймано: 0
🕒 Создано: 21.11.2026 09:18 по Москве

📡 Лента WB: проверяем раз в 1,0 с
[⏸ Пауза](ws:pause:aaaaaaaaaa) [✏️ Изменить](ws:edit:aaaaaaaaaa) [🗑 Удалить](ws:del:aaaaaaaaaa)
[🔄 Обновить](ws:renew:aaaaaaaaaa:394fdadc676a) [🎯 Создать наблюдение](w:new)
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
    insta::assert_snapshot!(shown(&shelf.card(En, 1, &alone(), now())), @r"
📋 Watches: 1 running, 1 paused, 1 caught

🎉 Caught: booking #8812

🤖 Booked automatically
📦 Warehouses: Коледино, Электросталь
🗃 Kind: Boxes, Mono-pallets
💰 Coefficient: up to ×5
📅 Dates: 25.11.2026 — 30.11.2026
🔑 Key: Магазин 1 (…Ab01)
🏁 Until the first booking
👀 Slots that fitted: 0
🎣 Caught: 1
🕒 Created: 21.11.2026 09:18 Moscow time
[⏪ Catch an earlier day](ws:sooner:bbbbbbbbbb)
[«](ws:show:aaaaaaaaaa) [2/3](ws:renew:bbbbbbbbbb:d647c4014c05) [»](ws:show:cccccccccc)
[🗑 Delete](ws:del:bbbbbbbbbb)
[🔄 Refresh](ws:renew:bbbbbbbbbb:d647c4014c05) [🎯 Create a watch](w:new)
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
        WatchState::Paused(PauseReason::Unsettled),
        WatchState::Paused(PauseReason::OrderGone),
        WatchState::Passed,
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
⏸ На паузе: итог заявки неизвестен, проверьте портал продавца
⏸ На паузе: заказа или брони, для которых ловили, больше нет
⌛ Даты прошли, слот не поймали
");
    insta::assert_snapshot!(said(En), @r"
🟢 Waiting for a slot that fits
⚡ Booking a slot right now
🎉 Caught: booking #8812
⏸ Paused by you
⏸ Paused: the goods were not accepted (нет маркировки)
⏸ Paused: the shop has no working key
⏸ Paused: no free bookings left
⏸ Paused: a request's outcome is unknown, check the seller portal
⏸ Paused: the order or booking it was for is gone
⌛ The dates have passed, no slot was caught
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
    let mut offered_elsewhere = held.clone();
    offered_elsewhere.way = Way::Assisted(Cargo::Order {
        order: wildberries::OrderId(1),
    });
    let told = texts::state(Ru, &offered_elsewhere, Some(until), now());
    assert!(told.contains("предложены по другим наблюдениям"), "{told}");
    offered_elsewhere.hold_until = None;
    let told = texts::state(Ru, &offered_elsewhere, Some(until), now());
    assert_eq!(told, "🟢 Ждём подходящий слот", "the shop's rest is not its own");
}

#[test]
fn a_watch_without_catches_says_that_it_only_tells() {
    let around = Around {
        is_unpaid: true,
        ..Around::default()
    };
    let card = |watch| {
        let look = FeedLook {
            line: FEED.into(),
            checked_at: None,
        };
        shown(&Shelf::new(vec![watch], vec![key(1)], look).card(Ru, 0, &around, now()))
    };
    let waiting = card(watch("aaaaaaaaaa"));
    assert!(
        waiting.contains("🔔 Брони закончились: об открытии сообщим, но не забронируем. Пополнить: /buy"),
        "{waiting}"
    );
    let paused = card(in_state("aaaaaaaaaa", WatchState::Paused(PauseReason::ByUser)));
    assert!(
        paused.contains("⏸ На паузе: вы остановили") && !paused.contains("/buy"),
        "{paused}"
    );
}

#[test]
fn the_pace_of_a_shop_is_told_as_what_may_be_booked_now_and_next() {
    use accounts::pace::ShopPace;
    let line = |left, minutes: Option<i64>| {
        let next_at = minutes.map(|minutes| now() + jiff::SignedDuration::from_mins(minutes));
        texts::pace_line(Ru, ShopPace { left, next_at })
    };
    assert_eq!(line(5, None), "🚦 Темп магазина: до 5 бронирований сразу");
    assert_eq!(
        line(2, Some(2)),
        "🚦 Темп магазина: ещё 2 бронирования сейчас, следующее в 09:20"
    );
    assert!(line(0, Some(2)).starts_with("🚦 Темп магазина: следующее бронирование в 09:20, чтобы Wildberries"));
    let english = texts::pace_line(
        En,
        ShopPace {
            left: 1,
            next_at: Some(now()),
        },
    );
    assert_eq!(
        english,
        "🚦 Pace of the shop: 1 more booking now, the next at 09:18 Moscow time"
    );
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
    let card = shelf(vec![many]).card(Ru, 0, &alone(), now());
    assert!(card.text.contains("Склад-5 и ещё 2\n"), "{}", card.text);
}

#[test]
fn the_mark_changes_with_what_is_shown_and_only_then() {
    let card =
        |line: &str| Shelf::new(vec![watch("aaaaaaaaaa")], vec![key(1)], feed(line)).card(Ru, 0, &alone(), now());
    assert_eq!(mark(&card("a")), mark(&card("a")));
    assert_ne!(mark(&card("a")), mark(&card("b")));
    assert!(mark(&card("a")).is_some());
}

#[test]
fn a_place_past_the_end_shows_the_last_watch_and_no_watch_the_invitation() {
    let two = shelf(vec![watch("aaaaaaaaaa"), watch("bbbbbbbbbb")]);
    assert_eq!(two.card(Ru, 9, &alone(), now()), two.card(Ru, 1, &alone(), now()));
    insta::assert_snapshot!(shown(&shelf(Vec::new()).card(Ru, 0, &alone(), now())), @r"
📋 Наблюдений пока нет.

Расскажите, какой слот вам нужен: склады, даты и коэффициент. Мы следим за Wildberries, и когда такой слот откроется, сразу дадим вам его подтвердить или забронируем сами.
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

#[test]
fn what_runs_comes_first_and_the_rest_stays_in_order() {
    let shelf = shelf(vec![
        in_state("aaaaaaaaaa", WatchState::Passed),
        in_state("bbbbbbbbbb", WatchState::Paused(PauseReason::ByUser)),
        watch("cccccccccc"),
        watch("dddddddddd"),
    ]);
    let place = |id: &str| shelf.place(&WatchId::from_text(id));
    let places = ["cccccccccc", "dddddddddd", "aaaaaaaaaa", "bbbbbbbbbb"].map(place);
    assert_eq!(places, [Some(0), Some(1), Some(2), Some(3)]);
}

fn assisted(cargo: Cargo) -> Watch {
    Watch {
        way: Way::Assisted(cargo),
        ..watch("aaaaaaaaaa")
    }
}

#[test]
fn an_open_offer_the_order_and_the_board_are_on_the_card() {
    let watch = Watch {
        warehouses: vec![WatchedWarehouse {
            id: wildberries::WarehouseId(507),
            name: "Коледино".into(),
        }],
        to: jiff::civil::date(2026, 11, 27),
        offer: Some(AttemptId::from_text("a")),
        seen: 2,
        ..assisted(Cargo::Order {
            order: wildberries::OrderId(34_597_755),
        })
    };
    let open = crate::board::OpenCell {
        cell: Cell {
            warehouse: wildberries::WarehouseId(507),
            date: watch.from,
            box_type: wildberries::BoxType::Boxes,
        },
        coefficient: wildberries::Coefficient::whole(1),
        opening: crate::board::OpeningId(1),
    };
    let look = FeedLook {
        line: FEED.into(),
        checked_at: Some(now() + jiff::SignedDuration::from_secs(5)),
    };
    let around = Around {
        rest_until: None,
        is_unpaid: false,
        pace: None,
        board: Some(Board::restore(1, [open])),
    };
    let shelf = Shelf::new(vec![watch], vec![key(1)], look);
    insta::assert_snapshot!(shown(&shelf.card(Ru, 0, &around, now())), @r"
📋 Наблюдения: работает 1

🔔 Слот открыт — ждём вашего подтверждения в WB

🤝 Подтверждаете сами: заказ №34597755
📦 Склады: Коледино
🗃 Тип: Короба, Монопаллеты
💰 Коэффициент: до ×5
📅 Даты: 25.11.2026 — 27.11.2026
🔑 Ключ: Магазин 1 (…Ab01)
🏁 До первой брони
👀 Подходящих слотов открывалось: 2
🎣 Поймано: 0
🕒 Создано: 21.11.2026 09:18 по Москве

📊 Доска WB:
25.11 ×1*
26.11  —
27.11  —
* подходит по цене, — закрыто

📡 Лента WB: проверяем раз в 1,0 с
🔎 Последняя проверка: 09:18:05, 21.11.2026 по Москве
[📦 Открыть заказ](https://seller.wildberries.ru/supplies-management/all-supplies/supply-detail?preorderId=34597755&supplyId)
[⏸ Пауза](ws:pause:aaaaaaaaaa) [✏️ Изменить](ws:edit:aaaaaaaaaa) [🗑 Удалить](ws:del:aaaaaaaaaa)
[🔄 Обновить](ws:renew:aaaaaaaaaa:6a9022aafbd4) [🎯 Создать наблюдение](w:new)
");
}

#[test]
fn a_draft_can_be_opened_and_is_to_be_filled_until_the_watch_is_over() {
    let draft = Cargo::Draft {
        draft: "cd20d135-f13f-47a0-903c-3bd268b92047".parse().unwrap(),
        made_at: now(),
    };
    let card = |watch| shown(&shelf(vec![watch]).card(Ru, 0, &alone(), now()));
    let waiting = card(assisted(draft.clone()));
    assert!(waiting.contains("🤝 Подтверждаете сами: черновик\n"), "{waiting}");
    assert!(waiting.contains("📝 Положите товары в черновик"), "{waiting}");
    let button = "[📝 Открыть черновик](https://seller.wildberries.ru/supplies-management/new-supply/goods?draftID=cd20d135-f13f-47a0-903c-3bd268b92047)";
    assert!(waiting.contains(button), "{waiting}");
    let over = card(Watch {
        state: WatchState::Passed,
        ..assisted(draft)
    });
    assert!(!over.contains("черновик]") && !over.contains("Положите"), "{over}");
}

#[test]
fn only_what_can_be_changed_is_offered() {
    let offered = |watch: Watch| {
        let shelf = shelf(vec![watch]);
        let card = shelf.card(Ru, 0, &alone(), now());
        assert_eq!(shown(&card).contains("[✏️ Изменить]"), shelf.can_edit(0));
        let menu = shelf.edit_menu(Ru, 0, card);
        let labels = menu.keyboard.0.into_iter().flatten().map(|button| button.text);
        labels.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(
        offered(watch("aaaaaaaaaa")),
        "📅 Даты 📦 Склады 💰 Коэффициент 🗃 Тип коробов ↩️ Назад"
    );
    let order = Cargo::Order {
        order: wildberries::OrderId(1),
    };
    assert_eq!(offered(assisted(order)), "📅 Даты 💰 Коэффициент ↩️ Назад");
    assert_eq!(offered(in_state("aaaaaaaaaa", WatchState::Passed)), "↩️ Назад");
}
