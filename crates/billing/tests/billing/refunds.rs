//! An admin gives payments back.

use billing::refund;
use billing::refund::{Refund, RefundOrder};
use serde_json::{Value, json};
use telegram::UserId;

use crate::world::{ANNA, TRIAL, World, back, day, month, now, pack};

fn order(charge: &str) -> RefundOrder {
    RefundOrder {
        admin: UserId(1),
        charge: charge.to_owned(),
        trace: "update-9".to_owned(),
        now: now(),
    }
}

fn refused(why: &str) -> (u16, Value) {
    (
        400,
        json!({"ok": false, "error_code": 400, "description": format!("Bad Request: {why}")}),
    )
}

fn methods(world: &World) -> Vec<String> {
    world.calls().into_iter().map(|(method, _)| method).collect()
}

#[tokio::test]
async fn a_refund_takes_back_what_was_credited_and_is_told_once() {
    let world = World::new().await;
    let paid = pack("c1", 10, 250);
    world.till.paid(ANNA, &paid, now()).await.unwrap();
    let done = refund(&world.till, &order("c1")).await.unwrap();
    let Refund::Done {
        booked,
        still_subscribed,
    } = done
    else {
        panic!("{done:?}");
    };
    assert_eq!((booked.balance.left, still_subscribed), (i64::from(TRIAL), false));
    // Telegram's own word follows, and the admin presses once more.
    assert!(!world.till.refunded(ANNA, &back(&paid), now()).await.unwrap().is_new);
    assert!(matches!(
        refund(&world.till, &order("c1")).await.unwrap(),
        Refund::Before(_)
    ));
    assert_eq!(methods(&world), ["refundStarPayment"]);
    assert_eq!(world.told(), ["refunded-c1"]);
}

#[tokio::test]
async fn what_telegram_gave_back_before_is_booked_all_the_same() {
    let world = World::new().await;
    world.till.paid(ANNA, &pack("c1", 10, 250), now()).await.unwrap();
    world.telegram_says([refused("CHARGE_ALREADY_REFUNDED")]);
    assert!(matches!(
        refund(&world.till, &order("c1")).await.unwrap(),
        Refund::Done { .. }
    ));
    assert_eq!(world.till.balance(ANNA).await.unwrap().left, i64::from(TRIAL));
}

#[tokio::test]
async fn a_refusal_changes_nothing() {
    let world = World::new().await;
    world.till.paid(ANNA, &pack("c1", 10, 250), now()).await.unwrap();
    world.telegram_says([refused("CHARGE_NOT_FOUND")]);
    assert!(matches!(
        refund(&world.till, &order("c1")).await.unwrap(),
        Refund::Refused(_)
    ));
    assert_eq!(refund(&world.till, &order("c9")).await.unwrap(), Refund::NotFound);
    assert_eq!(world.till.balance(ANNA).await.unwrap().left, i64::from(TRIAL) + 10);
    assert_eq!(world.told(), Vec::<String>::new());
}

#[tokio::test]
async fn an_answer_that_cannot_be_read_is_asked_for_again() {
    let world = World::new().await;
    world.till.paid(ANNA, &pack("c1", 10, 250), now()).await.unwrap();
    world.telegram_says([(200, json!("odd")), refused("CHARGE_ALREADY_REFUNDED")]);
    assert!(matches!(
        refund(&world.till, &order("c1")).await.unwrap(),
        Refund::Done { .. }
    ));
    world.till.paid(ANNA, &pack("c2", 10, 250), now()).await.unwrap();
    world.telegram_says([(200, json!("odd")), (200, json!("odd"))]);
    assert!(matches!(
        refund(&world.till, &order("c2")).await.unwrap(),
        Refund::Unknown(_)
    ));
    assert_eq!(world.till.balance(ANNA).await.unwrap().left, i64::from(TRIAL) + 10);
}

#[tokio::test]
async fn a_month_given_back_ends_its_subscription_so_that_the_next_is_not_charged() {
    let world = World::new().await;
    world
        .till
        .paid(ANNA, &month("c1", 1, day(30), true), now())
        .await
        .unwrap();
    let done = refund(&world.till, &order("c1")).await.unwrap();
    assert!(
        matches!(
            done,
            Refund::Done {
                still_subscribed: false,
                ..
            }
        ),
        "{done:?}"
    );
    assert_eq!(methods(&world), ["refundStarPayment", "editUserStarSubscription"]);
    assert_eq!(world.till.balance(ANNA).await.unwrap().unlimited_until, None);
}

#[tokio::test]
async fn an_admin_learns_that_a_subscription_could_not_be_ended() {
    let world = World::new().await;
    world
        .till
        .paid(ANNA, &month("c1", 1, day(30), true), now())
        .await
        .unwrap();
    world.telegram_says([(200, json!({"ok": true, "result": true})), refused("CHARGE_NOT_FOUND")]);
    let done = refund(&world.till, &order("c1")).await.unwrap();
    assert!(
        matches!(
            done,
            Refund::Done {
                still_subscribed: true,
                ..
            }
        ),
        "{done:?}"
    );
    // Ordered again, the ending is tried again.
    assert!(matches!(
        refund(&world.till, &order("c1")).await.unwrap(),
        Refund::Before(_)
    ));
    assert_eq!(methods(&world).last().unwrap(), "editUserStarSubscription");
    assert_eq!(methods(&world).len(), 3);
}
