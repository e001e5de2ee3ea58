//! «Поймать дату раньше»: a caught supply is moved to an earlier day, and the day it has is given up only for the new one.

use booking::watch::{Cargo, PauseReason, Watch, WatchState};
use jiff::SignedDuration;
use serde_json::{Value, json};
use testkit::{Cut, Seller, World};
use wildberries::OrderId;

/// Bookings of the ledger that live: supply, day, status.
async fn living(world: &World) -> Vec<(i64, String, String)> {
    let of = |booking: &Value| {
        let text = |field: &str| booking[field].as_str().unwrap_or_default().to_owned();
        (
            booking["supplyID"].as_i64().unwrap_or_default(),
            text("date"),
            text("status"),
        )
    };
    let all = world.bookings().await;
    all.iter()
        .map(of)
        .filter(|(_, _, status)| status != "cancelled")
        .collect()
}

/// Seller 1 has caught the 26th through the gateway; gives the supply's number.
async fn caught() -> (World, i64) {
    let mut world = World::with_a_key().await;
    world.seller(1).watches(507, 2, 5, "2026-11-24", "2026-11-26").await;
    world.tick().await;
    world.opens(507, "2026-11-26", 2, 1.0).await;
    world.looks_and_settles().await;
    world.closes(507, "2026-11-26", 2).await;
    assert_eq!(world.seller(1).read(Seller::CAUGHT).await, 1);
    let supply = living(&world).await[0].0;
    (world, supply)
}

/// Presses «Поймать дату раньше» and asks for these days.
async fn wants_sooner(anna: Seller<'_>, from: &str, to: &str) {
    anna.presses("⏪ Поймать дату раньше").await;
    assert!(anna.last_text().await.contains("Сейчас поставка на 26.11.2026."));
    anna.presses_day(from).await;
    anna.presses_day(to).await;
    anna.presses("Дальше").await;
    let summary = anna.last_text().await;
    assert!(summary.contains("⏪ Вместо 26.11.2026 (бронь #"), "{summary}");
    assert!(summary.contains("спишется одна бронь"), "{summary}");
    anna.presses("✅ Запустить").await;
    assert_eq!(anna.last_toast().await, "Готово! Наблюдение работает");
}

async fn mover(world: &World) -> Watch {
    let watches = world.watches_of(1).await;
    watches.into_iter().find(|watch| watch.instead_of.is_some()).unwrap()
}

#[tokio::test]
async fn a_supply_moves_to_the_earlier_day_and_the_old_booking_goes_with_the_confirmation() {
    let (mut world, supply) = caught().await;
    wants_sooner(world.seller(1), "2026-11-20", "2026-11-25").await;
    world.tick().await;
    world.opens(507, "2026-11-22", 2, 1.0).await;
    world.looks_and_settles().await;
    assert_eq!(
        living(&world).await,
        [(supply, "2026-11-22".into(), "confirmed".into())]
    );
    let anna = world.seller(1);
    assert_eq!(anna.read(Seller::CAUGHT).await, 2);
    let told = anna.last_text().await;
    assert!(
        told.contains("📅 Дата: 22.11.2026") && told.contains("⏪ Вместо 26.11.2026: прежняя бронь #"),
        "{told}"
    );
    let orders = world.ask(&format!("wb/supplies?sid={}", anna.shop())).await["orders"].clone();
    assert_eq!(orders.as_array().unwrap().len(), 1, "no second supply");
    // What was moved is moved once; what came of it may be moved again.
    let first = world
        .watches_of(1)
        .await
        .into_iter()
        .find(|watch| watch.instead_of.is_none());
    let data = format!("ws:sooner:{}", first.unwrap().id);
    anna.presses_data(anna.last_id().await, &data).await;
    assert!(
        anna.last_toast().await.contains("уже перенесена"),
        "{}",
        anna.last_toast().await
    );
    assert!(anna.sees("⏪ Поймать дату раньше").await);
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn only_days_before_the_caught_one_can_be_chosen() {
    let (world, _) = caught().await;
    let anna = world.seller(1);
    anna.presses("⏪ Поймать дату раньше").await;
    let calendar = anna.last_id().await;
    for day in ["2026:11:18", "2026:11:26", "2026:11:27"] {
        anna.presses_data(calendar, &format!("cal:day:{day}")).await;
        assert!(anna.last_text().await.contains("Выберите первый день"), "{day}");
    }
    anna.presses_day("2026-11-25").await;
    anna.presses_day("2026-11-25").await;
    anna.presses("Дальше").await;
    anna.presses("✅ Запустить").await;
    anna.presses("⏪ Поймать дату раньше").await;
    assert!(anna.last_toast().await.contains("уже переносит"), "one move at a time");
    assert_eq!(world.watches_of(1).await.len(), 2);
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn whatever_the_gateway_refuses_the_old_booking_stands() {
    for outcome in ["goods_rejected", "too_active", "pending"] {
        let (mut world, supply) = caught().await;
        wants_sooner(world.seller(1), "2026-11-20", "2026-11-25").await;
        world.tick().await;
        world.gateway_says(1, outcome).await;
        world.opens(507, "2026-11-22", 2, 1.0).await;
        world.look().await;
        for _ in 0..3 {
            world.books().await;
        }
        let standing = (supply, "2026-11-26".to_owned(), "confirmed".to_owned());
        assert!(
            living(&world).await.contains(&standing),
            "{outcome}: {:?}",
            living(&world).await
        );
        if outcome == "pending" {
            let newest = world.bookings().await.pop().unwrap()["bookingID"]
                .as_str()
                .unwrap()
                .to_owned();
            world
                .control(&format!("gateway/bookings/{newest}"), json!({ "status": "cancelled" }))
                .await;
        }
        world.settles().await;
        assert_eq!(living(&world).await, [standing], "{outcome}");
        assert_eq!(world.seller(1).read(Seller::CAUGHT).await, 1, "{outcome}");
        world.telegram_was_never_refused().await;
    }
}

#[tokio::test]
async fn a_supply_that_was_moved_by_hand_or_is_gone_is_left_alone() {
    for deed in ["plan", "cancel"] {
        let (mut world, _) = caught().await;
        wants_sooner(world.seller(1), "2026-11-20", "2026-11-25").await;
        world.tick().await;
        let order = world.bookings().await[0]["preorderID"].as_i64().unwrap();
        let plan = json!({ "date": "2026-11-21", "force": true });
        world.control(&format!("wb/orders/{order}/{deed}"), plan).await;
        world.opens(507, "2026-11-22", 2, 1.0).await;
        world.looks_and_settles().await;
        assert_eq!(
            living(&world).await,
            [],
            "{deed}: nothing is booked over the seller's own choice"
        );
        assert_eq!(world.seller(1).read("🧾 Переносить нечего").await, 1, "{deed}");
        let state = mover(&world).await.state;
        assert_eq!(state, WatchState::Paused(PauseReason::OrderGone), "{deed}");
        world.telegram_was_never_refused().await;
    }
}

/// Wherever the booker dies, the supply is booked for exactly one day all the time, and each booking is told once.
#[tokio::test]
async fn no_crash_of_a_move_loses_a_booking_or_makes_a_second() {
    let mut moves = 0;
    for cut in [Cut::Before, Cut::After] {
        for call in 0..16 {
            let (mut world, supply) = caught().await;
            wants_sooner(world.seller(1), "2026-11-20", "2026-11-25").await;
            world.tick().await;
            world.opens(507, "2026-11-22", 2, 1.0).await;
            world.look().await;
            world.cloud.fuse.set(call, cut);
            let _crashed = world.books_until_crash().await;
            world.cloud.fuse.reset();
            let place = format!("{call} {cut:?}");
            let after_crash = living(&world).await;
            assert_eq!(after_crash.len(), 1, "{place}: {after_crash:?}");
            world.goes_on(2).await;
            for _ in 0..4 {
                world.passes(SignedDuration::from_secs(90)).await;
                world.settles().await;
            }
            // A request that may have been sent is asked about, and not sent again: then the supply stays where it was.
            let is_moved = world.seller(1).read("Ответ сервиса бронирования потерялся").await == 0;
            let day = if is_moved { "2026-11-22" } else { "2026-11-26" };
            assert_eq!(
                living(&world).await,
                [(supply, day.to_owned(), "confirmed".to_owned())],
                "{place}"
            );
            let told = world.seller(1).read(Seller::CAUGHT).await;
            assert_eq!(told, 1 + usize::from(is_moved), "{place}");
            moves += usize::from(is_moved);
            let orders = world.ask(&format!("wb/supplies?sid={}", world.seller(1).shop())).await["orders"].clone();
            assert_eq!(orders.as_array().unwrap().len(), 1, "{place}");
        }
    }
    assert!(
        moves >= 28,
        "only a request in doubt may stay undone: {moves} of 32 moved"
    );
}

/// Seller 1 has planned an order for the 26th as it was offered; gives its number.
async fn caught_by_hand() -> (World, i64) {
    let mut world = World::with_a_key().await;
    let order = world.seller(1).orders(507).await;
    let cargo = Cargo::Order { order: OrderId(order) };
    world.seller(1).waits_with("watchorder", cargo).await;
    world.goes_on(1).await;
    world.opens(507, "2026-11-26", 2, 1.0).await;
    world.looks_and_settles().await;
    world.seller(1).plans(order, "2026-11-26").await;
    world.minutes_go_on(1).await;
    assert_eq!(world.seller(1).read(Seller::CAUGHT).await, 1);
    world.closes(507, "2026-11-26", 2).await;
    (world, order)
}

#[tokio::test]
async fn assisted_the_offer_leads_to_the_supply_and_only_its_new_day_is_the_proof() {
    let (mut world, order) = caught_by_hand().await;
    wants_sooner(world.seller(1), "2026-11-20", "2026-11-25").await;
    world.goes_on(1).await;
    world.opens(507, "2026-11-22", 2, 1.0).await;
    world.looks_and_settles().await;
    let anna = world.seller(1);
    let offer = anna.last_text().await;
    assert!(
        offer.contains(Seller::OFFER) && offer.contains("сейчас на 26.11.2026"),
        "{offer}"
    );
    assert!(
        anna.links().await[0].contains("supply-detail"),
        "{:?}",
        anna.links().await
    );
    world.minutes_go_on(2).await;
    assert_eq!(world.seller(1).read(Seller::CAUGHT).await, 1, "planned it was before");
    world.seller(1).plans(order, "2026-11-22").await;
    world.minutes_go_on(1).await;
    assert_eq!(world.seller(1).read(Seller::CAUGHT).await, 2);
    assert!(world.seller(1).last_text().await.contains("⏪ Вместо 26.11.2026"));
    assert!(matches!(mover(&world).await.state, WatchState::Caught { .. }));
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn assisted_a_move_to_another_day_is_the_sellers_own() {
    let (mut world, order) = caught_by_hand().await;
    wants_sooner(world.seller(1), "2026-11-20", "2026-11-25").await;
    world.goes_on(1).await;
    world.opens(507, "2026-11-22", 2, 1.0).await;
    world.looks_and_settles().await;
    let plan = json!({ "date": "2026-11-28", "force": true });
    world.control(&format!("wb/orders/{order}/plan"), plan).await;
    world.minutes_go_on(1).await;
    assert_eq!(world.seller(1).read(Seller::CAUGHT).await, 1);
    assert_eq!(world.seller(1).read("✅ Поставку перенесли вы сами").await, 1);
    world.telegram_was_never_refused().await;
}
