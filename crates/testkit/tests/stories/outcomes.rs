//! How attempts to book end, and what the seller, the watch and the balance have of it.

use booking::watch::WatchState;
use jiff::SignedDuration;
use serde_json::{Value, json};
use testkit::{BOOKINGS, World};

pub const CAUGHT: &str = "🎉 ПОСТАВКА ПОЙМАНА!";

/// Opens Koledino on the 25th and lets everything happen that follows.
pub async fn opens_and_settles(world: &mut World) {
    world.opens(507, "2026-11-25", 2, 1.0).await;
    assert_eq!(world.look().await.jobs, 1);
    world.settles().await;
}

/// What must hold whatever happened: catches are conserved, Telegram had no complaints.
pub async fn conclude(world: &World, left: i64, caught: u32) {
    assert_eq!(world.balance(1).await, Some((left, 0, caught)));
    assert_eq!(world.bookings().await.len(), caught as usize);
    assert_eq!(world.seller(1).read(CAUGHT).await, caught as usize);
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn a_slot_taken_in_between_costs_nothing_and_the_watch_goes_on() {
    let mut world = World::watching().await;
    world.opens(507, "2026-11-25", 2, 1.0).await;
    assert_eq!(world.tick().await.jobs, 1);
    world.closes(507, "2026-11-25", 2).await;
    world.settles().await;
    let text = world.seller(1).last_text().await;
    assert!(
        text.starts_with("😔 Слот заняли раньше нас\n\n📦 Коледино\n📅 25 ноября 2026"),
        "{text}"
    );
    assert_eq!(world.watches_of(1).await[0].state, WatchState::Watching);
    world.ticks(3).await;
    assert_eq!(world.booking_requests().await.len(), 1, "what is closed is left alone");

    opens_and_settles(&mut world).await;
    conclude(&world, 1, 1).await;
}

#[tokio::test]
async fn after_a_lost_slot_the_next_one_is_taken_by_itself() {
    let mut world = World::watching().await;
    world.opens(507, "2026-11-24", 2, 0.0).await;
    world.opens(507, "2026-11-25", 2, 0.0).await;
    assert_eq!(world.tick().await.jobs, 2);
    let first: Value = serde_json::from_str(&world.cloud.queues.bodies(BOOKINGS)[0]).unwrap();
    let lost = first["job"]["open"]["cell"]["date"].as_str().unwrap();
    world.closes(507, lost, 2).await;
    world.settles().await;
    assert_eq!(world.seller(1).read("😔 Слот заняли").await, 1);
    assert_ne!(world.bookings().await[0]["date"], lost);
    conclude(&world, 1, 1).await;
}

#[tokio::test]
async fn several_openings_at_once_make_one_booking_for_a_watch_that_wants_one() {
    let mut world = World::watching().await;
    for day in ["2026-11-24", "2026-11-25", "2026-11-26"] {
        world.opens(507, day, 2, 0.0).await;
    }
    assert_eq!(world.tick().await.jobs, 3);
    world.settles().await;
    world.ticks(3).await;
    world.settles().await;
    assert_eq!(world.booking_requests().await.len(), 1);
    conclude(&world, 1, 1).await;
}

#[tokio::test]
async fn refused_goods_pause_the_watch_until_the_seller_has_seen_to_them() {
    let mut world = World::watching().await;
    world.gateway_says(1, "goods_rejected").await;
    opens_and_settles(&mut world).await;
    let text = world.seller(1).last_text().await;
    assert!(text.contains("🚫 Товары не приняли"), "{text}");
    assert!(
        text.contains("«Товар нельзя поставить на этот склад: проверьте состав поставки»"),
        "{text}"
    );
    world.ticks(3).await;
    assert_eq!(world.booking_requests().await.len(), 1, "the refusal is not repeated");
    world.seller(1).presses("📋 Открыть наблюдение").await;
    assert!(
        world
            .seller(1)
            .last_text()
            .await
            .contains("⏸ На паузе: товары не приняли (Товар нельзя")
    );

    world.gateway_says(1, "ok").await;
    world.seller(1).presses("▶️ Продолжить").await;
    world.look().await;
    world.settles().await;
    conclude(&world, 1, 1).await;
}

#[tokio::test]
async fn a_shop_that_is_too_active_rests_ten_minutes_with_all_its_watches() {
    let mut world = World::watching().await;
    world.seller(1).watches(120_762, 2, 5, "2026-11-24", "2026-11-26").await;
    world.gateway_says(1, "too_active").await;
    world.tick().await;
    opens_and_settles(&mut world).await;
    let text = world.seller(1).last_text().await;
    assert!(
        text.contains("⏳ Wildberries просит паузу") && text.contains("До 09:10 по Москве"),
        "{text}"
    );

    world.gateway_says(1, "ok").await;
    world.passes(SignedDuration::from_mins(6)).await;
    world.opens(120_762, "2026-11-25", 2, 1.0).await;
    assert_eq!(world.look().await.jobs, 1);
    world.settles().await;
    world.ticks(5).await;
    world.settles().await;
    assert_eq!(
        world.booking_requests().await.len(),
        1,
        "the other watch of the shop keeps the rest"
    );
    world.seller(1).writes("/watches").await;
    let card = world.seller(1).last_text().await;
    assert!(
        card.contains("⏳ Магазин отдыхает до 09:10 по Москве, потом продолжим сами"),
        "{card}"
    );

    world.passes(SignedDuration::from_mins(4)).await;
    world.look().await;
    world.settles().await;
    let mut caught: Vec<_> = world
        .bookings()
        .await
        .iter()
        .map(|b| b["warehouseID"].as_u64())
        .collect();
    caught.sort();
    assert_eq!(caught, [Some(507), Some(120_762)], "both go on by themselves");
    conclude(&world, 0, 2).await;
}

#[tokio::test]
async fn a_refused_key_is_replaced_by_the_shops_other_one() {
    let mut world = World::start().await;
    let first = world.seller(1).adds_a_key().await;
    world.tick().await;
    world.seller(1).watches(507, 2, 5, "2026-11-24", "2026-11-26").await;
    world.seller(1).adds_a_key().await;
    world.tick().await;
    world.gateway_refuses(&first);
    opens_and_settles(&mut world).await;
    let anna = world.seller(1);
    assert!(anna.last_text().await.contains("🔑 API ключ: Shop 1 2"));
    assert_eq!(anna.read("🔑 Wildberries отклонил ключ").await, 1);
    anna.writes("/keys").await;
    assert!(anna.last_text().await.contains("⛔ Отклонён Wildberries"));
    conclude(&world, 1, 1).await;
}

#[tokio::test]
async fn with_its_only_key_refused_a_shop_waits_for_a_new_one() {
    let mut world = World::start().await;
    let only = world.seller(1).adds_a_key().await;
    world
        .seller(1)
        .adds_a_key_with(json!({ "scopes": ["supplies", "read_only"] }))
        .await;
    world.tick().await;
    world.seller(1).watches(507, 2, 5, "2026-11-24", "2026-11-26").await;
    world.tick().await;
    world.gateway_refuses(&only);
    opens_and_settles(&mut world).await;
    assert!(
        world.booking_requests().await.is_empty(),
        "a key that only reads is not even tried"
    );
    assert_eq!(world.seller(1).read("🔑 Wildberries отклонил ключ").await, 1);
    assert!(
        world
            .seller(1)
            .last_text()
            .await
            .contains("🔑 Слот открылся, но бронировать нечем")
    );

    world.seller(1).presses("📋 Открыть наблюдение").await;
    world.seller(1).presses("▶️ Продолжить").await;
    assert!(
        world
            .seller(1)
            .last_toast()
            .await
            .contains("нет подходящего рабочего ключа")
    );
    world.seller(1).adds_a_key().await;
    world.seller(1).presses("▶️ Продолжить").await;
    world.look().await;
    world.settles().await;
    conclude(&world, 1, 1).await;
}

#[tokio::test]
async fn a_watch_that_keeps_catching_never_takes_the_same_slot_twice() {
    let mut world = World::with_a_key().await;
    world
        .seller(1)
        .watches_with(&[507], 2, 5, "2026-11-24", "2026-11-26", "keep")
        .await;
    world.tick().await;
    opens_and_settles(&mut world).await;
    world.ticks(2).await;
    world.closes(507, "2026-11-25", 2).await;
    world.look().await;
    world.opens(507, "2026-11-25", 2, 0.0).await;
    assert_eq!(world.look().await.jobs, 0);
    world.opens(507, "2026-11-26", 2, 5.0).await;
    assert_eq!(world.look().await.jobs, 1);
    world.settles().await;
    conclude(&world, 0, 2).await;
}
