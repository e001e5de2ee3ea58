//! Many sellers at once.

use std::collections::BTreeSet;

use booking::keys;
use booking::watch::{Mode, WatchedWarehouse};
use booking::watches::{CreateWatch, WatchOrder, Watches, WayOrder};
use jiff::SignedDuration;
use jiff::civil::date;
use rand::SeedableRng;
use rand::rngs::StdRng;
use serde_json::{Value, json};
use telegram::{ChatId, UserId};
use testkit::World;
use wildberries::{BoxType, Coefficient, WarehouseId};

const WAREHOUSES: [u32; 10] = [
    507, 120_762, 117_501, 117_986, 130_744, 206_348, 1_733, 208_277, 2_737, 686,
];
const SELLERS: i64 = 20;

/// Ten watches of every seller: of these two pay ×3, the others only ×1.
async fn two_hundred_watches(world: &World) -> BTreeSet<(String, u64)> {
    let watches = Watches {
        table: world.table.clone(),
        trial_catches: 2,
        most_watches: 100,
        pace: Default::default(),
    };
    let orders = world.orders();
    let mut rng = StdRng::seed_from_u64(7);
    let mut generous = BTreeSet::new();
    for seller in 1..=SELLERS {
        world.seller(seller).adds_a_key().await;
        let key = keys::list(&world.table, UserId(seller))
            .await
            .unwrap()
            .remove(0)
            .record
            .id;
        for (number, warehouse) in WAREHOUSES.into_iter().enumerate() {
            let pays_more = (seller as usize + number).is_multiple_of(5);
            let max = if pays_more { 3 } else { 1 };
            if pays_more {
                generous.insert((world.seller(seller).shop(), u64::from(warehouse)));
            }
            let order = WatchOrder {
                way: WayOrder::Gateway,
                warehouses: vec![WatchedWarehouse {
                    id: WarehouseId(warehouse),
                    name: warehouse.to_string(),
                }],
                boxes: vec![BoxType::Boxes],
                max: Coefficient::whole(max),
                from: date(2026, 11, 24),
                to: date(2026, 11, 26),
                key: key.clone(),
                mode: Mode::FirstCatch,
                goods: None,
                instead_of: None,
            };
            let now = world.hands.now();
            let made = watches
                .create(UserId(seller), ChatId(seller), order, &orders, now, &mut rng)
                .await;
            assert!(matches!(made, Ok(CreateWatch::Created(_))), "{made:?}");
        }
    }
    generous
}

/// Who booked where, by the gateway's ledger.
fn booked(bookings: &[Value]) -> BTreeSet<(String, u64)> {
    let cell = |b: &Value| {
        (
            b["sid"].as_str().unwrap().to_owned(),
            b["warehouseID"].as_u64().unwrap(),
        )
    };
    bookings.iter().map(cell).collect()
}

#[tokio::test]
async fn of_two_hundred_watches_exactly_those_that_match_are_booked_once() {
    let mut world = World::start().await;
    let matching = two_hundred_watches(&world).await;
    assert_eq!(matching.len(), 40);
    world.tick().await;
    let slots: Vec<Value> = WAREHOUSES
        .iter()
        .map(|id| json!({ "warehouseID": id, "date": "2026-11-25", "boxTypeID": 2, "coefficient": 2.5 }))
        .collect();
    world.control("wb/slots", json!(slots)).await;
    let tick = world.tick().await;
    assert_eq!((tick.openings, tick.jobs), (10, 40));
    world.cloud.queues.duplicate(testkit::BOOKINGS);
    world.settles().await;
    world.ticks(5).await;
    world.settles().await;
    let bookings = world.bookings().await;
    assert_eq!(bookings.len(), 40);
    assert_eq!(booked(&bookings), matching);
    for seller in 1..=SELLERS {
        assert_eq!(
            world.seller(seller).read("ПОСТАВКА ПОЙМАНА").await,
            2,
            "seller {seller}"
        );
        assert_eq!(world.balance(seller).await, Some((0, 0, 2)), "seller {seller}");
    }
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn when_everything_opens_nobody_gets_more_than_the_trial_allows() {
    let mut world = World::start().await;
    two_hundred_watches(&world).await;
    world.tick().await;
    let slots: Vec<Value> = WAREHOUSES
        .iter()
        .map(|id| json!({ "warehouseID": id, "date": "2026-11-25", "boxTypeID": 2, "coefficient": 0 }))
        .collect();
    world.control("wb/slots", json!(slots)).await;
    assert_eq!(world.tick().await.jobs, 200);
    for _ in 0..40 {
        world.books().await;
        world.notifies().await;
    }
    world.settles().await;
    world.passes(SignedDuration::from_mins(1)).await;
    world.ticks(3).await;
    world.settles().await;
    assert_eq!(world.bookings().await.len(), 40);
    for seller in 1..=SELLERS {
        assert_eq!(world.balance(seller).await, Some((0, 0, 2)), "seller {seller}");
        assert_eq!(
            world
                .seller(seller)
                .read("🔔 Слот открылся, но брони закончились")
                .await,
            8,
            "seller {seller}"
        );
    }
    world.telegram_was_never_refused().await;
}
