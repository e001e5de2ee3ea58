//! Subscriptions: renewed, ended, continued, told in any order.

use billing::payments_of;
use billing::subscription::{Standing, Subscription, subscription_of};
use billing::till::Stop;
use serde_json::json;
use telegram::{Input, SubscriptionChange, SubscriptionState};

use crate::world::{ANNA, World, back, day, month, now};

fn change(state: SubscriptionState) -> SubscriptionChange {
    SubscriptionChange {
        payload: "b1:u:1500:42:1".to_owned(),
        state,
    }
}

async fn subscription(world: &World) -> Subscription {
    let payments = payments_of(&world.table, ANNA).await.unwrap();
    subscription_of(&world.table, ANNA, &payments).await.unwrap().unwrap()
}

#[tokio::test]
async fn months_told_out_of_order_end_with_the_latest() {
    let world = World::new().await;
    let months = [
        month("c2", 1, day(60), false),
        month("c1", 1, day(30), true),
        month("c3", 1, day(90), false),
        month("c2", 1, day(60), false),
    ];
    for paid in &months {
        world.till.paid(ANNA, paid, now()).await.unwrap();
    }
    let until = || async { world.till.balance(ANNA).await.unwrap().unlimited_until };
    assert_eq!(until().await, Some(day(90)));
    assert_eq!(subscription(&world).await.charges, ["c1", "c3"]);
    world.till.refunded(ANNA, &back(&months[2]), now()).await.unwrap();
    assert_eq!(until().await, Some(day(60)));
}

#[tokio::test]
async fn the_months_behind_one_that_is_given_back_move_up() {
    let world = World::new().await;
    let months = [
        month("c1", 1, day(30), true),
        month("c2", 1, day(60), false),
        month("c3", 1, day(90), false),
    ];
    for paid in &months {
        world.till.paid(ANNA, paid, now()).await.unwrap();
    }
    let until = || async { world.till.balance(ANNA).await.unwrap().unlimited_until };
    // In the first month, and long after it.
    let first = back(&months[0]);
    for late in [day(12), day(40)] {
        world.till.refunded(ANNA, &first, late).await.unwrap();
        assert_eq!(until().await, Some(day(72)), "18 days were left of it");
    }
    world.till.refunded(ANNA, &back(&months[2]), day(20)).await.unwrap();
    assert_eq!(until().await, Some(day(42)));
    world.till.refunded(ANNA, &back(&months[1]), day(50)).await.unwrap();
    assert_eq!(until().await, None);
}

#[tokio::test]
async fn a_month_that_is_over_is_given_back_without_taking_from_the_next() {
    let world = World::new().await;
    let months = [month("c1", 1, day(30), true), month("c2", 1, day(60), false)];
    world.till.refunded(ANNA, &back(&months[0]), day(31)).await.unwrap();
    for paid in months.iter().rev() {
        world.till.paid(ANNA, paid, day(31)).await.unwrap();
    }
    assert_eq!(world.till.balance(ANNA).await.unwrap().unlimited_until, Some(day(60)));
}

#[tokio::test]
async fn a_new_subscription_is_sold_when_the_time_that_is_left_is_over_though_telegrams_month_goes_on() {
    let world = World::new().await;
    let months = [month("c1", 1, day(2), true), month("c2", 1, day(32), false)];
    for paid in &months {
        world.till.paid(ANNA, paid, day(-28)).await.unwrap();
    }
    world.till.stop_subscription(ANNA, true, day(-28)).await.unwrap();
    let offer = "b1:u:1500:42:2";
    assert!(world.check_out(offer, 1500).await.is_some(), "paid for 32 days more");
    world.till.refunded(ANNA, &back(&months[0]), day(-28)).await.unwrap();
    assert_eq!(world.till.balance(ANNA).await.unwrap().unlimited_until, Some(day(2)));
    assert_eq!(subscription(&world).await.until, day(32));
    assert_eq!(world.check_out(offer, 1500).await, None);
}

#[tokio::test]
async fn news_from_telegram_is_noted_and_told_once() {
    let world = World::new().await;
    world
        .till
        .paid(ANNA, &month("c1", 1, day(30), true), now())
        .await
        .unwrap();
    for trace in ["update-1", "update-1", "update-2"] {
        let canceled = change(SubscriptionState::Canceled);
        world
            .till
            .subscription_changed(ANNA, &canceled, trace, day(1))
            .await
            .unwrap();
    }
    assert_eq!(subscription(&world).await.standing, Standing::EndedInTelegram);
    assert_eq!(world.told(), ["subscription-update-1"]);
    let failed = change(SubscriptionState::Failed);
    world
        .till
        .subscription_changed(ANNA, &failed, "update-3", day(2))
        .await
        .unwrap();
    let odd = change(SubscriptionState::Other("paused".to_owned()));
    world
        .till
        .subscription_changed(ANNA, &odd, "update-4", day(3))
        .await
        .unwrap();
    assert_eq!(subscription(&world).await.standing, Standing::Failed);
    assert_eq!(world.told(), ["subscription-update-1", "subscription-update-3"]);
}

#[tokio::test]
async fn its_owner_ends_and_continues_it_here() {
    let world = World::new().await;
    assert_eq!(
        world.till.stop_subscription(ANNA, true, now()).await.unwrap(),
        Stop::None
    );
    world
        .till
        .paid(ANNA, &month("c1", 1, day(30), true), now())
        .await
        .unwrap();
    for ends in [true, true, false] {
        let done = world.till.stop_subscription(ANNA, ends, day(1)).await.unwrap();
        assert!(matches!(done, Stop::Done(_)), "{done:?}");
    }
    assert_eq!(subscription(&world).await.standing, Standing::GoesOn);
    let calls: Vec<_> = world
        .calls()
        .into_iter()
        .map(|(_, body)| body["is_canceled"].clone())
        .collect();
    assert_eq!(
        calls,
        [json!(true), json!(false)],
        "what is so already is not asked for again"
    );
    // Telegram's word of what was done here does not take the way back away.
    world.till.stop_subscription(ANNA, true, day(2)).await.unwrap();
    let canceled = change(SubscriptionState::Canceled);
    world
        .till
        .subscription_changed(ANNA, &canceled, "update-1", day(2))
        .await
        .unwrap();
    assert_eq!(subscription(&world).await.standing, Standing::EndedHere);
    assert_eq!(world.told(), Vec::<String>::new());
}

#[tokio::test]
async fn what_was_ended_in_telegram_is_continued_there() {
    let world = World::new().await;
    world
        .till
        .paid(ANNA, &month("c1", 1, day(30), true), now())
        .await
        .unwrap();
    let canceled = change(SubscriptionState::Canceled);
    world
        .till
        .subscription_changed(ANNA, &canceled, "update-1", day(1))
        .await
        .unwrap();
    let answer = world.till.stop_subscription(ANNA, false, day(2)).await.unwrap();
    assert_eq!(answer, Stop::OnlyInTelegram);
    assert_eq!(world.calls(), []);
}

#[tokio::test]
async fn telegrams_refusal_leaves_it_as_it_was() {
    let world = World::new().await;
    world
        .till
        .paid(ANNA, &month("c1", 1, day(30), true), now())
        .await
        .unwrap();
    let refusal = json!({"ok": false, "error_code": 400, "description": "Bad Request: CHARGE_NOT_FOUND"});
    world.telegram_says([(400, refusal)]);
    let answer = world.till.stop_subscription(ANNA, true, day(1)).await.unwrap();
    assert_eq!(answer, Stop::Trouble);
    assert_eq!(subscription(&world).await.standing, Standing::GoesOn);
}

#[tokio::test]
async fn of_two_subscriptions_paid_in_one_moment_the_second_is_ended() {
    let world = World::new().await;
    for paid in [month("c2", 2, day(30), true), month("c1", 1, day(30), true)] {
        world.hears(Input::Paid(paid)).await.unwrap();
    }
    world.hears(Input::Paid(month("c2", 2, day(30), true))).await.unwrap();
    let calls: Vec<_> = world
        .calls()
        .into_iter()
        .map(|(_, body)| body["telegram_payment_charge_id"].clone())
        .collect();
    assert_eq!(calls, [json!("c2")]);
    assert_eq!(world.told(), ["paid-c2", "paid-c1", "double-b1:u:1500:42:2"]);
    assert_eq!(subscription(&world).await.standing, Standing::GoesOn);
}

#[tokio::test]
async fn a_double_that_telegram_does_not_end_is_tried_again_later() {
    let world = World::new().await;
    world.hears(Input::Paid(month("c1", 1, day(30), true))).await.unwrap();
    world.telegram_says([(500, json!({"ok": false, "error_code": 500, "description": "Internal"}))]);
    world.hears(Input::Paid(month("c2", 2, day(30), true))).await.unwrap();
    assert_eq!(world.told(), ["paid-c1", "paid-c2"]);
    world.hears(Input::Paid(month("c2", 2, day(30), true))).await.unwrap();
    assert_eq!(world.told(), ["paid-c1", "paid-c2", "double-b1:u:1500:42:2"]);
}
