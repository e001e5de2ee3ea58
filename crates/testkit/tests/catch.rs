//! The main job: a slot opens, it is booked once, the seller reads so.

#![allow(clippy::unwrap_used)]

use serde_json::json;
use testkit::World;

#[tokio::test]
async fn a_slot_opens_and_is_caught() {
    let mut world = World::start().await;
    world.seller(1).writes("/start").await;
    world.seller(1).adds_a_key().await;
    world.tick().await;
    world.seller(1).watches(507, 2, 5, "2026-11-24", "2026-11-26").await;
    world.tick().await;

    world.opens(507, "2026-11-25", 2, 1.0).await;
    let tick = world.tick().await;
    assert_eq!((tick.openings, tick.jobs), (1, 1));
    world.settles().await;

    let bookings = world.bookings().await;
    assert_eq!(bookings.len(), 1);
    assert_eq!(bookings[0]["warehouseID"], 507);
    assert_eq!(bookings[0]["date"], "2026-11-25");
    let number = bookings[0]["bookingID"].as_str().unwrap();
    insta::assert_snapshot!(world.seller(1).last_text().await.replace(number, "100001"), @r"
    🎉 ПОСТАВКА ПОЙМАНА!

    📦 Склад: Коледино
    📅 Дата: 25.11.2026
    ⏰ Время: 11:00-12:00
    🔑 API ключ: Shop 1

    Детали брони: #100001
    ⚡ Скорость: 0,00 с от обнаружения до подтверждения
    ");
    let caught = world
        .seller(1)
        .bot_texts()
        .await
        .iter()
        .filter(|t| t.contains("ПОСТАВКА ПОЙМАНА"))
        .count();
    assert_eq!(caught, 1);
}

#[tokio::test]
async fn only_what_was_asked_for_is_booked() {
    let mut world = World::start().await;
    world.seller(1).adds_a_key().await;
    world.tick().await;
    world.seller(1).watches(507, 2, 5, "2026-11-24", "2026-11-26").await;
    world.tick().await;
    world
        .control(
            "wb/slots",
            json!([
                { "warehouseID": 120762, "date": "2026-11-25", "boxTypeID": 2, "coefficient": 0 },
                { "warehouseID": 507, "date": "2026-11-23", "boxTypeID": 2, "coefficient": 0 },
                { "warehouseID": 507, "date": "2026-11-27", "boxTypeID": 2, "coefficient": 0 },
                { "warehouseID": 507, "date": "2026-11-25", "boxTypeID": 5, "coefficient": 0 },
                { "warehouseID": 507, "date": "2026-11-25", "boxTypeID": 2, "coefficient": 5.5 },
                { "warehouseID": 507, "date": "2026-11-26", "boxTypeID": 2, "coefficient": 1, "allowUnload": false },
            ]),
        )
        .await;
    let tick = world.tick().await;
    assert_eq!((tick.openings, tick.jobs), (5, 0));
    world.settles().await;
    assert!(world.bookings().await.is_empty());

    world.opens(507, "2026-11-25", 2, 5.0).await;
    assert_eq!(world.tick().await.jobs, 1, "the price fell to what the seller pays");
    world.settles().await;
    assert_eq!(world.bookings().await.len(), 1);
}
