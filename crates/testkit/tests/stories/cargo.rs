//! Assisted watches made by hand: an order is chosen, and Wildberries is asked no more than it allows.

use booking::watch::{Cargo, Mode, Watch, WatchState, Way};
use jiff::SignedDuration;
use serde_json::json;
use testkit::{Seller, World};
use wildberries::OrderId;

pub const RUNS: &str = "Готово! Наблюдение работает";

/// Opens the list of orders.
async fn at_the_orders(anna: Seller<'_>) {
    anna.writes("/watch").await;
    anna.presses("🤝 Подтверждаю сам").await;
}

/// Numbers of the orders that are offered.
async fn offered(anna: Seller<'_>) -> Vec<i64> {
    let buttons = anna.labelled().await.into_iter();
    buttons
        .filter_map(|(_, data)| data.strip_prefix("w:cargo:")?.parse().ok())
        .collect()
}

pub async fn only_watch(world: &World) -> Watch {
    let mut watches = world.watches_of(1).await;
    assert_eq!(watches.len(), 1, "{watches:#?}");
    watches.remove(0)
}

#[tokio::test]
async fn an_order_fixes_its_warehouse_and_the_watch_waits_with_it() {
    let world = World::with_a_key().await;
    let anna = world.seller(1);
    let order = anna.orders(507).await;
    at_the_orders(anna).await;
    assert!(anna.last_text().await.contains("Шаг 2 из 6 · Что планируем"));
    anna.presses(&format!("№{order} · 18.11.2026 · Короба")).await;
    let step = anna.last_text().await;
    assert!(
        step.contains("Шаг 3 из 4 · Коэффициент приёмки"),
        "where and in what is not asked: {step}"
    );
    anna.presses("×5").await;
    anna.chooses_days("2026-11-24", "2026-11-26").await;
    let summary = anna.last_text().await;
    for fact in [
        format!("🤝 Подтверждаете сами: заказ №{order}"),
        "📦 Склады: Коледино".into(),
        "🗃 Тип: Короба".into(),
        "🏁 До первой брони".into(),
    ] {
        assert!(summary.contains(&fact), "{fact} is missing in {summary}");
    }
    anna.presses("✅ Запустить").await;
    assert_eq!(anna.last_toast().await, RUNS);
    let card = anna.last_text().await;
    assert!(
        card.contains(&format!("🤝 Подтверждаете сами: заказ №{order}")),
        "{card}"
    );
    assert_eq!(
        anna.links().await,
        [format!(
            "https://seller.wildberries.ru/supplies-management/all-supplies/supply-detail?preorderId={order}&supplyId"
        )]
    );
    let watch = only_watch(&world).await;
    let way = Way::Assisted(Cargo::Order { order: OrderId(order) });
    assert_eq!((watch.way, watch.mode), (way, Mode::FirstCatch));
    assert_eq!(watch.warehouses[0].id.0, 507);
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn from_the_wizard_to_the_catch() {
    let mut world = World::with_a_key().await;
    let order = world.seller(1).orders(507).await;
    world
        .seller(1)
        .watches_for_order(order, 5, "2026-11-24", "2026-11-26")
        .await;
    world.tick().await;
    world.opens(507, "2026-11-25", 2, 1.0).await;
    world.looks_and_settles().await;
    world.seller(1).writes("/watches").await;
    let card = world.seller(1).last_text().await;
    assert!(
        card.contains("🔔 Слот открыт — ждём вашего подтверждения в WB"),
        "{card}"
    );
    assert!(card.contains("👀 Подходящих слотов открывалось: 1"), "{card}");
    assert!(card.contains("24.11  —\n25.11 ×1*\n26.11  —"), "{card}");
    world.seller(1).plans(order, "2026-11-25").await;
    world.minutes_go_on(1).await;
    assert!(matches!(only_watch(&world).await.state, WatchState::Caught { .. }));
    world.seller(1).presses("🔄 Обновить").await;
    assert_eq!(world.seller(1).read("🎉 Поймано: бронь #").await, 1);
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn without_orders_the_seller_is_told_how_to_make_one() {
    let world = World::with_a_key().await;
    let anna = world.seller(1);
    at_the_orders(anna).await;
    let step = anna.last_text().await;
    assert!(step.contains("Заказов без даты в этом магазине нет."), "{step}");
    assert!(step.contains("а дату не выбирайте"), "{step}");
    assert!(anna.sees("🆕 Новый черновик").await);
    let order = anna.orders(507).await;
    anna.presses("🔄").await;
    assert_eq!(offered(anna).await, [order]);
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn many_orders_are_leafed_through_without_asking_again() {
    let world = World::with_a_key().await;
    let anna = world.seller(1);
    let mut made = Vec::new();
    for _ in 0..10 {
        made.push(anna.orders(507).await);
        world.passes(SignedDuration::from_secs(1)).await;
    }
    made.reverse();
    at_the_orders(anna).await;
    assert_eq!(offered(anna).await, made[..8], "the newest first");
    let asked = world.supply_requests().await.len();
    anna.presses("»").await;
    assert_eq!(offered(anna).await, made[8..]);
    anna.presses("↩️ Назад").await;
    anna.presses("Дальше").await;
    assert_eq!(offered(anna).await, made[..8]);
    assert_eq!(world.supply_requests().await.len(), asked);
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn an_order_planned_or_gone_meanwhile_leaves_the_list() {
    let world = World::with_a_key().await;
    let anna = world.seller(1);
    let (planned, gone, free) = (anna.orders(507).await, anna.orders(507).await, anna.orders(507).await);
    at_the_orders(anna).await;
    let plan = json!({ "date": "2026-11-25", "force": true });
    world.control(&format!("wb/orders/{planned}/plan"), plan).await;
    anna.presses(&format!("w:cargo:{planned}")).await;
    assert!(anna.last_toast().await.contains("уже запланирован"));
    world.control(&format!("wb/orders/{gone}/cancel"), json!({})).await;
    let wizard = anna.last_id().await;
    anna.presses_data(wizard, &format!("w:cargo:{gone}")).await;
    assert!(anna.last_toast().await.contains("больше не знает этот заказ"));
    assert_eq!(offered(anna).await, [free]);
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn one_order_is_not_given_to_two_watches() {
    let world = World::with_a_key().await;
    let anna = world.seller(1);
    let order = anna.orders(507).await;
    anna.watches_for_order(order, 5, "2026-11-24", "2026-11-26").await;
    at_the_orders(anna).await;
    anna.presses(&format!("w:cargo:{order}")).await;
    assert!(anna.last_toast().await.contains("уже ждёт другое ваше наблюдение"));
    anna.presses("✖️ Отмена").await;

    anna.writes("/watches").await;
    let first = anna.last_id().await;
    anna.presses("⏸ Пауза").await;
    anna.watches_for_order(order, 5, "2026-11-24", "2026-11-26").await;
    assert_eq!(anna.last_toast().await, RUNS, "a paused watch does not hold it");
    let paused = world.watches_of(1).await.into_iter().find(|watch| !watch.is_running());
    anna.presses_data(first, &format!("ws:resume:{}", paused.unwrap().id))
        .await;
    assert!(anna.last_toast().await.contains("уже ждёт другое ваше наблюдение"));
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn a_list_that_wildberries_does_not_give_says_why_and_can_be_asked_for_again() {
    for (kind, words) in [
        ("500", "Wildberries сейчас не отвечает"),
        ("429", "WB разрешает спрашивать список 30 раз в минуту"),
    ] {
        let world = World::with_a_key().await;
        let anna = world.seller(1);
        let order = anna.orders(507).await;
        world
            .faults(json!({ "target": "wb", "kind": kind, "method": "/supplies" }))
            .await;
        at_the_orders(anna).await;
        let step = anna.last_text().await;
        assert!(step.contains(words), "{kind}: {step}");
        assert!(anna.sees("🆕 Новый черновик").await, "the other way stays open");
        world.mend().await;
        world.passes(SignedDuration::from_secs(90)).await;
        anna.presses("🔄").await;
        assert_eq!(offered(anna).await, [order], "{kind}");
        world.telegram_was_never_refused().await;
    }
}

#[tokio::test]
async fn a_revoked_key_is_told_as_such() {
    let world = World::with_a_key().await;
    let anna = world.seller(1);
    let shop = json!({ "sid": anna.shop(), "name": "Shop 1", "acc": 4, "revoked": true });
    anna.key_of(shop).await;
    at_the_orders(anna).await;
    let step = anna.last_text().await;
    assert!(step.contains("Wildberries отклонил этот ключ"), "{step}");
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn a_reading_key_waits_with_an_order_but_drafts_nothing() {
    let mut world = World::start().await;
    world
        .seller(1)
        .adds_a_key_with(json!({ "scopes": ["supplies", "read_only"] }))
        .await;
    world.tick().await;
    let anna = world.seller(1);
    let order = anna.orders(507).await;
    at_the_orders(anna).await;
    assert!(!anna.sees("🆕").await);
    assert!(
        anna.last_text()
            .await
            .contains("Новый черновик этим ключом создать нельзя")
    );
    anna.watches_for_order(order, 5, "2026-11-24", "2026-11-26").await;
    assert_eq!(anna.last_toast().await, RUNS);
    anna.presses("⏸ Пауза").await;
    anna.presses("▶️ Продолжить").await;
    assert_eq!(anna.last_toast().await, "Наблюдение снова работает");
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn a_base_key_that_may_not_ask_again_lets_the_seller_name_the_warehouse() {
    let mut world = World::start().await;
    world.seller(1).adds_a_key_with(json!({ "acc": 1 })).await;
    world.tick().await;
    let anna = world.seller(1);
    let order = anna.orders(507).await;
    at_the_orders(anna).await;
    let step = anna.last_text().await;
    assert!(step.contains("лишь дважды в час"), "{step}");
    anna.presses(&format!("w:cargo:{order}")).await;
    assert!(anna.last_toast().await.contains("отметьте склад заказа сами"));
    anna.writes("507").await;
    anna.presses("w:wh:507").await;
    anna.presses("w:next:wh").await;
    anna.presses("w:max:5").await;
    anna.chooses_days("2026-11-24", "2026-11-26").await;
    anna.presses("✅ Запустить").await;
    assert_eq!(anna.last_toast().await, RUNS);
    assert_eq!(
        only_watch(&world).await.boxes,
        [wildberries::BoxType::Boxes],
        "the list knew it"
    );
    world.telegram_was_never_refused().await;
}
