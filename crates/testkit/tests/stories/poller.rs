//! The poller: how the feed behaves, who is asked, and that no opening is lost or doubled.

use booking::feed::FeedCondition;
use booking::watch::{PauseReason, WatchState};
use jiff::SignedDuration;
use serde_json::{Value, json};
use testkit::{BOOKINGS, World};

#[tokio::test]
async fn a_switched_off_feed_is_probed_once_a_minute_and_goes_on_by_itself() {
    let mut world = World::watching().await;
    world.control("wb/feed", json!({ "state": "disabled" })).await;
    assert_eq!(world.tick().await.feed_error, Some("disabled"));
    let asked = world.feed_requests().await.len();
    world.ticks(119).await;
    assert_eq!(world.feed_requests().await.len(), asked + 1);
    assert_eq!(world.note().await.feed.condition, FeedCondition::Disabled);
    let (status, health) = world.health().await;
    assert_eq!((status, &health["status"]), (200, &json!("degraded")), "{health}");
    world.seller(1).writes("/watches").await;
    let card = world.seller(1).last_text().await;
    assert!(
        card.contains("📡 Wildberries временно отключил ленту слотов (с 09:00 18.11)"),
        "{card}"
    );

    world.control("wb/feed", json!({ "state": "live" })).await;
    world.opens(507, "2026-11-25", 2, 0.0).await;
    assert_eq!(world.look().await.jobs, 1);
    assert_eq!(world.health().await.1["status"], "ok");
    world.settles().await;
    assert_eq!(world.bookings().await.len(), 1);
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn a_feed_that_fails_is_given_rests() {
    let mut world = World::watching().await;
    world.passes(SignedDuration::from_mins(2)).await;
    world.faults(json!({ "target": "wb", "kind": "500" })).await;
    let before = world.feed_requests().await.len();
    world.ticks(300).await;
    let asked = world.feed_requests().await.len() - before;
    assert!((6..=15).contains(&asked), "asked {asked} times in five minutes");
    assert_eq!(world.note().await.feed.condition, FeedCondition::Failing);
    world.mend().await;
    world.look().await;
    assert_eq!(world.note().await.feed.condition, FeedCondition::Live);
}

#[tokio::test]
async fn an_empty_answer_is_taken_for_a_board_with_nothing_open() {
    let mut world = World::watching().await;
    world.control("wb/feed", json!({ "body": "null" })).await;
    let tick = world.tick().await;
    assert_eq!((tick.rows, tick.openings, tick.feed_error), (Some(0), 0, None));
    world.control("wb/feed", json!({ "body": "normal" })).await;
    world.opens(507, "2026-11-25", 2, 0.0).await;
    assert_eq!(world.look().await.jobs, 1);
    world.settles().await;
    assert_eq!(world.bookings().await.len(), 1);
    assert_eq!(world.directory_len().await, 120, "the list of warehouses survived");
}

#[tokio::test]
async fn a_row_without_a_box_type_is_a_qr_supply() {
    let mut world = World::with_a_key().await;
    world.seller(1).writes("/watch").await;
    world.seller(1).presses("w:way:gateway").await;
    world.seller(1).writes("507").await;
    for button in ["w:wh:507", "w:next:wh", "w:box:qr", "w:next:box", "w:max:0"] {
        world.seller(1).presses(button).await;
    }
    world.seller(1).presses_day("2026-11-25").await;
    world.seller(1).presses_day("2026-11-25").await;
    for button in ["✅ Готово", "w:mode:first", "w:make"] {
        world.seller(1).presses(button).await;
    }
    world.opens(507, "2026-11-25", 2, 0.0).await;
    assert_eq!(world.look().await.jobs, 0, "boxes are something else");
    world
        .control(
            "wb/slots",
            json!({ "warehouseID": 507, "date": "2026-11-25", "coefficient": 0 }),
        )
        .await;
    assert_eq!(world.look().await.jobs, 1);
    world.settles().await;
    let bookings = world.bookings().await;
    assert_eq!((bookings.len(), &bookings[0]["boxTypeID"]), (1, &Value::Null));
}

#[tokio::test]
async fn prices_between_whole_numbers_are_compared_exactly() {
    let mut world = World::watching().await;
    world.opens(507, "2026-11-25", 2, 5.01).await;
    assert_eq!(world.look().await.jobs, 0);
    world.opens(507, "2026-11-25", 2, 4.99).await;
    assert_eq!(world.look().await.jobs, 1);
    world.settles().await;
    assert_eq!(world.bookings().await[0]["coefficient"], 4.99);
}

#[tokio::test]
async fn a_cell_that_takes_nothing_opens_when_it_does() {
    let mut world = World::watching().await;
    let slot = |unload: bool| json!({ "warehouseID": 507, "date": "2026-11-25", "boxTypeID": 2, "coefficient": 0, "allowUnload": unload });
    world.control("wb/slots", slot(false)).await;
    let tick = world.look().await;
    assert_eq!((tick.openings, tick.jobs), (0, 0));
    world.control("wb/slots", slot(true)).await;
    let tick = world.look().await;
    assert_eq!((tick.openings, tick.jobs), (1, 1));
}

#[tokio::test]
async fn a_new_watch_meets_what_is_open_already() {
    let mut world = World::with_a_key().await;
    world.opens(507, "2026-11-25", 2, 0.0).await;
    assert_eq!(world.tick().await.openings, 0, "nobody watches, so nobody asks yet");
    world.passes(SignedDuration::from_secs(60)).await;
    assert_eq!(world.tick().await.openings, 1);
    world.seller(1).watches(507, 2, 5, "2026-11-24", "2026-11-26").await;
    assert_eq!(world.tick().await.jobs, 1);
    world.settles().await;
    assert_eq!(world.bookings().await.len(), 1);
}

#[tokio::test]
async fn what_opens_while_nobody_polls_is_seen_by_the_next_holder() {
    let mut world = World::watching().await;
    world.poller_dies();
    world.opens(507, "2026-11-25", 2, 0.0).await;
    world.passes(SignedDuration::from_secs(30)).await;
    assert_eq!(world.look().await.jobs, 1);
    world.settles().await;
    for _ in 0..3 {
        world.poller_dies();
        assert_eq!(world.look().await.jobs, 0, "what was seen to is not seen to again");
    }
    assert_eq!(world.bookings().await.len(), 1);
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn a_board_that_cannot_be_stored_gives_the_same_attempts_again() {
    let mut world = World::watching().await;
    world.opens(507, "2026-11-25", 2, 0.0).await;
    world.cloud.outage.begin("SNAPSHOT#feed");
    assert!(world.try_tick().await.is_err());
    let jobs = world.cloud.queues.bodies(BOOKINGS);
    assert_eq!(jobs.len(), 1, "jobs go first");
    world.books().await;
    world.cloud.outage.end();
    world.poller_dies();
    world.look().await;
    world.settles().await;
    let attempts: std::collections::BTreeSet<String> = world
        .cloud
        .queues
        .history()
        .iter()
        .filter_map(|body| {
            serde_json::from_str::<Value>(body).ok()?["job"]["attempt"]
                .as_str()
                .map(str::to_owned)
        })
        .collect();
    assert_eq!(attempts.len(), 1, "{attempts:?}");
    assert_eq!(world.booking_requests().await.len(), 1);
    assert_eq!(world.seller(1).read("ПОСТАВКА ПОЙМАНА").await, 1);
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn the_older_watch_goes_first() {
    let mut world = World::with_a_key().await;
    world.seller(2).adds_a_key().await;
    for user in [2, 1] {
        world.seller(user).watches(507, 2, 5, "2026-11-25", "2026-11-25").await;
        world.tick().await;
    }
    world
        .control(
            "wb/slots",
            json!({ "warehouseID": 507, "date": "2026-11-25", "boxTypeID": 2, "coefficient": 0, "capacity": 1 }),
        )
        .await;
    assert_eq!(world.look().await.jobs, 2);
    let jobs = world.cloud.queues.bodies(BOOKINGS);
    let users: Vec<Value> = jobs
        .iter()
        .map(|body| serde_json::from_str::<Value>(body).unwrap()["job"]["user"].clone())
        .collect();
    assert_eq!(users, [json!(2), json!(1)]);
}

#[tokio::test]
async fn a_single_shop_asks_six_times_and_then_every_ten_seconds() {
    let mut world = World::with_a_key().await;
    world.seller(1).watches(507, 2, 5, "2026-11-24", "2026-11-26").await;
    world.passes(SignedDuration::from_mins(2)).await;
    let before = world.feed_requests().await.len();
    world.ticks(120).await;
    let asked = world.feed_requests().await.split_off(before);
    assert_eq!(asked.len(), 6 + 11);
    assert!(
        asked.iter().all(|call| call["status"] == 200),
        "Wildberries never had to say no"
    );
    world.seller(1).writes("/watches").await;
    let card = world.seller(1).last_text().await;
    assert!(
        card.contains("с — мало ключей в общем пуле"),
        "and the seller is told: {card}"
    );
}

#[tokio::test]
async fn ten_shops_ask_every_second() {
    let mut world = World::start().await;
    for user in 1..=10 {
        world.seller(user).adds_a_key().await;
    }
    world.tick().await;
    world.seller(1).watches(507, 2, 5, "2026-11-24", "2026-11-26").await;
    let before = world.feed_requests().await.len();
    world.ticks(90).await;
    let asked = world.feed_requests().await.split_off(before);
    assert_eq!(asked.len(), 90);
    assert!(asked.iter().all(|call| call["status"] == 200));
    world.seller(1).writes("/watches").await;
    assert!(
        world
            .seller(1)
            .last_text()
            .await
            .contains("📡 Лента WB: проверяем раз в 1,0 с")
    );
}

#[tokio::test]
async fn a_request_to_wait_is_obeyed() {
    let mut world = World::watching().await;
    world
        .faults(json!({ "target": "wb", "kind": "429", "count": 1, "retry_after_s": 40 }))
        .await;
    assert_eq!(world.look().await.feed_error, Some("rate_limited"));
    let asked = world.feed_requests().await.len();
    world.ticks(39).await;
    assert_eq!(world.feed_requests().await.len(), asked);
    world.ticks(2).await;
    assert_eq!(world.feed_requests().await.len(), asked + 1);
}

#[tokio::test]
async fn a_withdrawn_key_leaves_the_pool_and_its_owner_is_told_once() {
    let mut world = World::watching().await;
    world.seller(2).adds_a_key().await;
    let shop = world.seller(1).shop();
    world
        .control("wb/sellers", json!({ "sid": shop, "revoked": true }))
        .await;
    world.ticks(30).await;
    world.settles().await;
    let refused = world
        .feed_requests()
        .await
        .iter()
        .filter(|call| call["status"] == 401)
        .count();
    assert_eq!(refused, 1);
    assert_eq!(world.seller(1).read("🔑 Wildberries отклонил ключ").await, 1);
    assert_eq!(world.watches_of(1).await[0].state, WatchState::Paused(PauseReason::Key));
    assert_eq!(world.note().await.profiles, 1, "Boris's shop goes on");
    assert_eq!(world.note().await.feed.condition, FeedCondition::Live);
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn a_pool_whose_last_key_has_expired_is_empty() {
    let mut world = World::start().await;
    world.seller(1).adds_a_key_with(json!({ "expires_in_s": 3_600 })).await;
    world.tick().await;
    world.seller(1).watches(507, 2, 5, "2026-11-24", "2026-11-26").await;
    world.ticks(2).await;
    world.passes(SignedDuration::from_hours(1)).await;
    world.ticks(2).await;
    assert_eq!(world.note().await.feed.condition, FeedCondition::NoKeys);
    world.seller(1).writes("/watches").await;
    let card = world.seller(1).last_text().await;
    assert!(card.contains("в общем пуле нет рабочих ключей"), "{card}");
}
