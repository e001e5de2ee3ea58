//! Doubt: answers that are late, lost or never come, and what is made of them.

use booking::watch::{PauseReason, WatchState};
use jiff::SignedDuration;
use serde_json::{Value, json};
use testkit::{BOOKINGS, World};

use crate::outcomes::{CAUGHT, conclude, opens_and_settles};

#[tokio::test]
async fn an_undecided_booking_is_followed_to_its_end() {
    for (status, caught) in [("confirmed", 1), ("cancelled", 0)] {
        let mut world = World::watching().await;
        world.gateway_says(1, "pending").await;
        world.opens(507, "2026-11-25", 2, 1.0).await;
        world.tick().await;
        world.books().await;
        assert_eq!(world.balance(1).await, Some((1, 1, 0)));
        let number = world.bookings().await[0]["bookingID"].as_str().unwrap().to_owned();
        world
            .control(&format!("gateway/bookings/{number}"), json!({ "status": status }))
            .await;
        world.passes(SignedDuration::from_secs(90)).await;
        world.settles().await;
        assert_eq!(world.booking_requests().await.len(), 1);
        assert_eq!(
            world.balance(1).await,
            Some((2 - i64::from(caught), 0, caught)),
            "{status}"
        );
        assert_eq!(world.seller(1).read(CAUGHT).await, caught as usize);
        assert_eq!(
            world.seller(1).read("😔 Слот заняли раньше нас").await,
            1 - caught as usize
        );
        world.telegram_was_never_refused().await;
    }
}

#[tokio::test]
async fn a_gateway_that_fails_once_is_asked_again_under_the_same_name() {
    let mut world = World::watching().await;
    world
        .faults(json!({ "target": "gateway", "kind": "500", "method": "POST", "count": 1 }))
        .await;
    world.opens(507, "2026-11-25", 2, 1.0).await;
    world.tick().await;
    let job: Value = serde_json::from_str(&world.cloud.queues.bodies(BOOKINGS)[0]).unwrap();
    world.settles().await;
    assert_eq!(world.booking_requests().await.len(), 2);
    assert_eq!(world.bookings().await[0]["idempotencyKey"], job["job"]["attempt"]);
    conclude(&world, 1, 1).await;
}

#[tokio::test]
async fn a_lost_answer_is_settled_by_asking() {
    let mut world = World::watching().await;
    world
        .faults(json!({ "target": "gateway", "kind": "lost_answer", "method": "POST", "count": 1 }))
        .await;
    opens_and_settles(&mut world).await;
    assert_eq!(world.booking_requests().await.len(), 1);
    conclude(&world, 1, 1).await;
}

#[tokio::test]
async fn a_request_without_an_answer_is_not_repeated_even_if_it_did_nothing() {
    let mut world = World::watching().await;
    world
        .faults(json!({ "target": "gateway", "kind": "timeout", "method": "POST", "count": 1 }))
        .await;
    opens_and_settles(&mut world).await;
    let text = world.seller(1).last_text().await;
    assert!(text.contains("Мы переспросили: брони у сервиса нет"), "{text}");
    world.passes(SignedDuration::from_mins(20)).await;
    world.look().await;
    world.settles().await;
    assert_eq!(world.booking_requests().await.len(), 1, "not even while it stays open");
    assert_eq!(world.balance(1).await, Some((2, 0, 0)));

    world.closes(507, "2026-11-25", 2).await;
    world.look().await;
    opens_and_settles(&mut world).await;
    conclude(&world, 1, 1).await;
}

#[tokio::test]
async fn a_gateway_in_trouble_is_tried_again_after_a_rest() {
    let mut world = World::watching().await;
    world
        .faults(json!({ "target": "gateway", "kind": "500", "method": "POST", "count": 3 }))
        .await;
    opens_and_settles(&mut world).await;
    let text = world.seller(1).last_text().await;
    assert!(text.contains("⚠️ Сервис бронирования не сработал"), "{text}");
    assert_eq!(world.balance(1).await, Some((2, 0, 0)));
    assert_eq!(world.look().await.jobs, 0);
    world.passes(SignedDuration::from_mins(1)).await;
    assert_eq!(world.look().await.jobs, 1, "the slot is still open");
    world.settles().await;
    conclude(&world, 1, 1).await;
}

#[tokio::test]
async fn a_gateway_that_never_answers_leaves_the_question_to_the_seller_and_gives_the_catch_back() {
    let mut world = World::watching().await;
    world.faults(json!({ "target": "gateway", "kind": "500" })).await;
    opens_and_settles(&mut world).await;
    let text = world.seller(1).last_text().await;
    assert!(text.contains("❓ Не знаем, забронирован ли слот"), "{text}");
    assert_eq!(world.booking_requests().await.len(), 1, "asked many times, sent once");
    assert_eq!(
        world.watches_of(1).await[0].state,
        WatchState::Paused(PauseReason::Unsettled)
    );
    conclude(&world, 2, 0).await;
}

#[tokio::test]
async fn an_open_question_holds_up_no_other_watch_of_the_shop() {
    let mut world = World::watching().await;
    world.seller(1).watches(120_762, 2, 5, "2026-11-24", "2026-11-26").await;
    world.tick().await;
    world.gateway_says(1, "pending").await;
    world.opens(507, "2026-11-25", 2, 1.0).await;
    assert_eq!(world.look().await.jobs, 1);
    world.books().await;
    world.gateway_says(1, "ok").await;
    world.opens(120_762, "2026-11-25", 2, 1.0).await;
    assert_eq!(world.look().await.jobs, 1);
    world.books().await;
    world.notifies().await;
    assert_eq!(world.seller(1).read("Электросталь").await, 2, "its card and its catch");
    assert_eq!(world.seller(1).read(CAUGHT).await, 1);
    assert_eq!(world.balance(1).await, Some((0, 1, 1)), "the other one is still open");
}

#[tokio::test]
async fn a_reserved_catch_that_comes_back_serves_the_watch_that_waited_for_it() {
    let mut world = World::with_a_key().await;
    for warehouse in [507, 120_762, 686] {
        world
            .seller(1)
            .watches(warehouse, 2, 5, "2026-11-25", "2026-11-25")
            .await;
    }
    world.tick().await;
    world.gateway_says(1, "pending").await;
    for warehouse in [507, 120_762] {
        world.opens(warehouse, "2026-11-25", 2, 1.0).await;
    }
    assert_eq!(world.look().await.jobs, 2);
    world.books().await;
    assert_eq!(world.balance(1).await, Some((0, 2, 0)));
    world.gateway_says(1, "ok").await;
    world.opens(686, "2026-11-25", 2, 1.0).await;
    assert_eq!(world.look().await.jobs, 1);
    world.books().await;
    assert_eq!(world.seller(1).read("закончились").await, 0, "that is not known yet");

    for booking in world.bookings().await {
        let number = booking["bookingID"].as_str().unwrap();
        world
            .control(&format!("gateway/bookings/{number}"), json!({ "status": "cancelled" }))
            .await;
    }
    for _ in 0..3 {
        world.passes(SignedDuration::from_secs(60)).await;
        world.look().await;
        world.settles().await;
    }
    assert_eq!(world.bookings().await[2]["warehouseID"], 686);
    assert_eq!(world.seller(1).read(CAUGHT).await, 1);
    assert_eq!(world.balance(1).await, Some((1, 0, 1)));
    world.telegram_was_never_refused().await;
}
