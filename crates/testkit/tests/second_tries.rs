//! What a watch may try again, and what it must not: after rests, troubles, lost answers and lost jobs.

#![allow(clippy::unwrap_used)]

use booking::watch::{PauseReason, Watch, WatchState};
use jiff::SignedDuration;
use serde_json::json;
use telegram::UserId;
use testkit::World;

const DAY: &str = "2026-11-25";
const SHOP: &str = "00000000-0000-4000-8000-000000000001";

/// A seller who watches one warehouse for three days.
async fn watching() -> World {
    let mut world = World::start().await;
    world.seller(1).adds_a_key().await;
    world.tick().await;
    world.seller(1).watches(507, 2, 5, "2026-11-24", "2026-11-26").await;
    world.tick().await;
    world
}

async fn watch(world: &World) -> Watch {
    world.watches_of(1).await.remove(0)
}

#[tokio::test]
async fn a_slot_still_open_after_the_shops_rest_is_booked_then() {
    let mut world = watching().await;
    world
        .control(&format!("gateway/sellers/{SHOP}"), json!({ "outcome": "too_active" }))
        .await;
    world.opens(507, DAY, 2, 1.0).await;
    world.tick().await;
    world.settles().await;
    assert!(world.bookings().await.is_empty());
    world
        .control(&format!("gateway/sellers/{SHOP}"), json!({ "outcome": "ok" }))
        .await;
    world.ticks(5).await;
    world.settles().await;
    assert!(world.bookings().await.is_empty(), "the shop rests");
    world.passes(SignedDuration::from_mins(10)).await;
    world.look().await;
    world.settles().await;
    assert_eq!(world.bookings().await.len(), 1);
}

#[tokio::test]
async fn a_slot_still_open_when_the_seller_resumes_is_booked_then() {
    let mut world = watching().await;
    world
        .control(
            &format!("gateway/sellers/{SHOP}"),
            json!({ "outcome": "goods_rejected" }),
        )
        .await;
    world.opens(507, DAY, 2, 1.0).await;
    world.tick().await;
    world.settles().await;
    assert!(matches!(
        watch(&world).await.state,
        WatchState::Paused(PauseReason::Goods { .. })
    ));
    world
        .control(&format!("gateway/sellers/{SHOP}"), json!({ "outcome": "ok" }))
        .await;
    world.seller(1).writes("/watches").await;
    world
        .seller(1)
        .presses(&format!("ws:resume:{}", watch(&world).await.id))
        .await;
    world.tick().await;
    world.settles().await;
    assert_eq!(world.bookings().await.len(), 1);
}

#[tokio::test]
async fn a_gateway_in_trouble_is_tried_again_after_a_while_and_less_and_less_often() {
    let mut world = watching().await;
    world
        .control(
            "faults",
            json!({ "target": "gateway", "kind": "500", "method": "POST" }),
        )
        .await;
    world.opens(507, DAY, 2, 1.0).await;
    for _ in 0..10 {
        world.tick().await;
        world.settles().await;
        world.passes(SignedDuration::from_secs(30)).await;
    }
    let told = world
        .seller(1)
        .bot_texts()
        .await
        .iter()
        .filter(|text| text.contains("не забронирован"))
        .count();
    assert!((2..=4).contains(&told), "five minutes of trouble are {told} messages");
    let faults = world.outside("/control/faults");
    reqwest::Client::new().delete(faults).send().await.unwrap();
    world.passes(SignedDuration::from_mins(10)).await;
    world.look().await;
    world.settles().await;
    assert_eq!(world.bookings().await.len(), 1);
    assert_eq!(world.balance(1).await.unwrap(), (1, 0, 1));
}

#[tokio::test]
async fn a_lost_answer_with_nothing_booked_gives_this_opening_up_but_not_the_others() {
    let mut world = watching().await;
    world
        .control(
            "faults",
            json!({ "target": "gateway", "kind": "reset", "count": 1, "method": "POST" }),
        )
        .await;
    world.opens(507, DAY, 2, 1.0).await;
    world.tick().await;
    world.settles().await;
    assert!(world.bookings().await.is_empty());
    assert!(world.seller(1).last_text().await.contains("потерялся"));
    let sent = world.booking_requests().await.len();
    world.ticks(3).await;
    world.settles().await;
    assert_eq!(
        world.booking_requests().await.len(),
        sent,
        "never booked again on a guess"
    );

    world.opens(507, "2026-11-26", 2, 1.0).await;
    world.look().await;
    world.settles().await;
    let bookings = world.bookings().await;
    assert_eq!(bookings.len(), 1);
    assert_eq!(bookings[0]["date"], "2026-11-26");
}

#[tokio::test]
async fn when_nobody_can_say_the_watch_stops_and_asks_the_seller_to_look() {
    let mut world = watching().await;
    world
        .control(
            "faults",
            json!({ "target": "gateway", "kind": "lost_answer", "count": 1, "method": "POST" }),
        )
        .await;
    world
        .control("faults", json!({ "target": "gateway", "kind": "500", "method": "GET" }))
        .await;
    world.opens(507, DAY, 2, 1.0).await;
    world.opens(507, "2026-11-24", 2, 2.0).await;
    world.tick().await;
    world.settles().await;
    assert!(world.seller(1).last_text().await.contains("Не знаем"));
    assert_eq!(watch(&world).await.state, WatchState::Paused(PauseReason::Unsettled));
    assert_eq!(world.balance(1).await.unwrap(), (2, 0, 0));
    world.ticks(3).await;
    world.settles().await;
    assert_eq!(
        world.bookings().await.len(),
        1,
        "what was booked, was booked once, and nothing else"
    );
}

#[tokio::test]
async fn a_question_without_an_answer_holds_up_no_other_watch_of_the_shop() {
    let mut world = watching().await;
    world.seller(1).watches(120762, 2, 5, "2026-11-24", "2026-11-26").await;
    world.tick().await;
    world
        .control(
            "faults",
            json!({ "target": "gateway", "kind": "lost_answer", "count": 1, "method": "POST" }),
        )
        .await;
    world
        .control(
            "faults",
            json!({ "target": "gateway", "kind": "500", "count": 4, "method": "GET" }),
        )
        .await;
    world.opens(507, DAY, 2, 1.0).await;
    world.look().await;
    world.opens(120762, DAY, 2, 1.0).await;
    world.look().await;
    world.books().await;
    let booked: Vec<_> = world
        .bookings()
        .await
        .iter()
        .map(|b| b["warehouseID"].clone())
        .collect();
    assert_eq!(booked, [507, 120762], "both at once, though the first is not settled");
    world.settles().await;
    assert_eq!(world.balance(1).await.unwrap(), (0, 0, 2));
}

#[tokio::test]
async fn an_attempt_whose_job_was_lost_is_finished_by_the_poller() {
    let mut world = watching().await;
    world.opens(507, DAY, 2, 1.0).await;
    world.tick().await;
    world.cloud.fuse.set(8, testkit::Cut::After);
    world.books_until_crash().await.unwrap_err();
    assert!(matches!(watch(&world).await.state, WatchState::Booking { .. }));
    world.cloud.queues.lose("bookings.fifo");
    world.closes(507, DAY, 2).await;
    world.passes(SignedDuration::from_mins(16)).await;
    world.look().await;
    world.settles().await;
    assert_eq!(watch(&world).await.state, WatchState::Watching);
    assert_eq!(world.balance(1).await.unwrap(), (2, 0, 0));
}

#[tokio::test]
async fn catches_under_way_make_others_wait_not_stop() {
    let mut world = World::start().await;
    let anna = world.seller(1);
    for shop in 1..=3 {
        let sid = format!("00000000-0000-4000-8000-00000000010{shop}");
        let token = anna
            .key_of(json!({ "sid": sid, "name": format!("Shop {shop}"), "acc": 4 }))
            .await;
        anna.writes(&token).await;
    }
    let keys = booking::keys::list(&world.table, UserId(1)).await.unwrap();
    world.tick().await;
    for key in &keys {
        world.seller(1).watches_with_key(507, &key.record.id).await;
    }
    world.tick().await;
    world
        .control(
            "faults",
            json!({ "target": "gateway", "kind": "reset", "count": 2, "method": "POST" }),
        )
        .await;
    world.opens(507, DAY, 2, 1.0).await;
    world.look().await;
    world.settles().await;
    assert_eq!(world.balance(1).await.unwrap().1, 0);
    let states = world.table.list::<Watch>("USER#1", "WATCH#").await.unwrap();
    assert!(
        states
            .iter()
            .all(|w| w.record.state != WatchState::Paused(PauseReason::NoCatches)),
        "nobody is told that catches are used up while they only wait"
    );
}

#[tokio::test]
async fn a_watch_made_while_the_feed_was_away_meets_the_board_when_it_is_back() {
    let mut world = World::start().await;
    world.seller(1).adds_a_key().await;
    world.opens(507, DAY, 2, 1.0).await;
    world.tick().await;
    world.control("wb/feed", json!({ "state": "disabled" })).await;
    world.passes(SignedDuration::from_secs(120)).await;
    world.tick().await;
    world.seller(1).watches(507, 2, 5, "2026-11-24", "2026-11-26").await;
    world.ticks(3).await;
    world.poller_dies();
    world.ticks(3).await;
    world.control("wb/feed", json!({ "state": "live" })).await;
    world.passes(SignedDuration::from_secs(60)).await;
    world.look().await;
    world.settles().await;
    assert_eq!(world.bookings().await.len(), 1);
}

#[tokio::test]
async fn one_empty_answer_closes_nothing() {
    let mut world = watching().await;
    world.opens(120762, DAY, 2, 1.0).await;
    world.look().await;
    world.control("wb/feed", json!({ "body": "null" })).await;
    world.look().await;
    world.control("wb/feed", json!({ "body": "normal" })).await;
    assert_eq!(world.look().await.openings, 0);
}
