//! An admin gives payments back.

use accounts::audit::{Act, AuditLine};
use accounts::forget::Forget;
use billing::refund::{DirectOrder, Refund, RefundOrder, refund_directly};
use billing::subscription::charged_again;
use billing::{payments_of, refund};
use serde_json::{Value, json};
use store::Users;
use telegram::{Input, UserId};

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
        Refund::Before {
            still_subscribed: false,
            ..
        }
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

async fn ordered(world: &World) -> usize {
    let lines = world.table.list::<AuditLine>(&AuditLine::partition(now()), "").await;
    let lines = lines.unwrap().into_iter();
    lines.filter(|line| line.record.act == Act::RefundOrdered).count()
}

fn direct(payer: UserId, charge: &str) -> DirectOrder {
    DirectOrder {
        payer,
        order: order(charge),
    }
}

#[tokio::test]
async fn a_payment_whose_word_was_lost_is_given_back_and_booked_by_telegrams_word_of_that() {
    let world = World::new().await;
    let lost = pack("c1", 10, 250);
    world.telegram_says([(200, json!({"ok": true, "result": true})), refused("CHARGE_NOT_FOUND")]);
    let done = refund_directly(&world.till, &direct(ANNA, "c1")).await.unwrap();
    assert_eq!(
        done,
        Refund::Direct {
            still_subscribed: false
        },
        "it is no subscription"
    );
    assert_eq!(methods(&world), ["refundStarPayment", "editUserStarSubscription"]);
    assert_eq!(world.calls()[0].1["user_id"], ANNA.0);
    assert_eq!(
        payments_of(&world.table, ANNA).await.unwrap(),
        [],
        "Telegram's word books it"
    );
    world.hears(Input::Refunded(back(&lost))).await.unwrap();
    world.hears(Input::Paid(lost)).await.unwrap();
    assert_eq!(world.till.balance(ANNA).await.unwrap().left, i64::from(TRIAL));
    assert_eq!(world.told(), ["refunded-c1"]);
    assert_eq!(ordered(&world).await, 1);
}

#[tokio::test]
async fn a_direct_refund_is_noted_before_it_is_asked_for_and_says_what_came_of_it() {
    let world = World::new().await;
    world.telegram_says([refused("CHARGE_NOT_FOUND")]);
    let refusal = refund_directly(&world.till, &direct(ANNA, "c1")).await.unwrap();
    assert!(matches!(refusal, Refund::Refused(_)), "{refusal:?}");
    assert_eq!(ordered(&world).await, 1);
    world.telegram_says([(200, json!("odd")), (200, json!("odd"))]);
    let unknown = refund_directly(&world.till, &direct(ANNA, "c2")).await.unwrap();
    assert!(matches!(unknown, Refund::Unknown(_)), "{unknown:?}");
    let internal = json!({"ok": false, "error_code": 500, "description": "Internal"});
    world.telegram_says([refused("CHARGE_ALREADY_REFUNDED"), (500, internal)]);
    let done = refund_directly(&world.till, &direct(ANNA, "c2")).await.unwrap();
    assert_eq!(done, Refund::Direct { still_subscribed: true });
    // Telegram's word of it comes before the admin tries to end the subscription once more.
    let lost = month("c2", 1, day(30), true);
    world.till.refunded(ANNA, &back(&lost), now()).await.unwrap();
    world.telegram_says([refused("CHARGE_ALREADY_REFUNDED")]);
    let done = refund_directly(&world.till, &direct(ANNA, "c2")).await.unwrap();
    assert_eq!(
        done,
        Refund::Direct {
            still_subscribed: false
        }
    );
    assert_eq!(
        methods(&world).split_off(5),
        ["refundStarPayment", "editUserStarSubscription"]
    );
    world.breaks_after(1);
    assert!(refund_directly(&world.till, &direct(ANNA, "c3")).await.is_err());
    assert_eq!(
        methods(&world).len(),
        7,
        "without its line nothing is asked of Telegram"
    );
}

#[tokio::test]
async fn a_payment_that_was_told_meanwhile_is_given_back_as_any_other_and_only_to_who_made_it() {
    let world = World::new().await;
    world.till.paid(ANNA, &pack("c1", 10, 250), now()).await.unwrap();
    let other = refund_directly(&world.till, &direct(UserId(7), "c1")).await.unwrap();
    assert_eq!(other, Refund::NotFound);
    assert_eq!(methods(&world), Vec::<String>::new());
    let done = refund_directly(&world.till, &direct(ANNA, "c1")).await.unwrap();
    assert!(matches!(done, Refund::Done { .. }), "{done:?}");
    assert_eq!(world.till.balance(ANNA).await.unwrap().left, i64::from(TRIAL));
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
        Refund::Before {
            still_subscribed: false,
            ..
        }
    ));
    assert_eq!(methods(&world).last().unwrap(), "editUserStarSubscription");
    assert_eq!(methods(&world).len(), 3);
}

#[tokio::test]
async fn a_refund_that_left_the_subscription_running_says_so_each_time_until_it_is_ended() {
    let world = World::new().await;
    let first = month("c1", 1, day(30), true);
    world.till.paid(ANNA, &first, now()).await.unwrap();
    world.till.refunded(ANNA, &back(&first), now()).await.unwrap();
    let payments = payments_of(&world.table, ANNA).await.unwrap();
    let charged = || charged_again(&world.table, ANNA, &payments, now());
    assert_eq!(
        charged().await.unwrap().len(),
        1,
        "the month is given back, the next will be charged"
    );
    world.telegram_says([refused("CHARGE_NOT_FOUND")]);
    let again = refund(&world.till, &order("c1")).await.unwrap();
    assert!(
        matches!(
            again,
            Refund::Before {
                still_subscribed: true,
                ..
            }
        ),
        "{again:?}"
    );
    let again = refund(&world.till, &order("c1")).await.unwrap();
    assert!(
        matches!(
            again,
            Refund::Before {
                still_subscribed: false,
                ..
            }
        ),
        "{again:?}"
    );
    assert_eq!(charged().await.unwrap(), []);
}

#[tokio::test]
async fn who_leaves_is_not_charged_for_a_month_that_was_given_back() {
    let world = World::new().await;
    let first = month("c1", 1, day(30), true);
    world.till.paid(ANNA, &first, now()).await.unwrap();
    world.till.refunded(ANNA, &back(&first), now()).await.unwrap();
    world.till.forget(ANNA, now()).await.unwrap();
    world.till.forget(ANNA, now()).await.unwrap();
    assert_eq!(methods(&world), ["editUserStarSubscription"]);
}

#[tokio::test]
async fn a_month_told_of_after_it_was_given_back_is_not_charged_again() {
    let world = World::new().await;
    let first = month("c1", 1, day(30), true);
    world.hears(Input::Refunded(back(&first))).await.unwrap();
    assert_eq!(
        methods(&world),
        Vec::<String>::new(),
        "nobody knows yet how long it runs"
    );
    world.hears(Input::Paid(first)).await.unwrap();
    assert_eq!(methods(&world), ["editUserStarSubscription"]);
}

#[tokio::test]
async fn what_is_paid_while_its_payer_is_shut_out_is_not_charged_again() {
    let world = World::new().await;
    let users = Users::new(world.table.clone());
    users.seen(ANNA.0, ANNA.0, None, now()).await.unwrap();
    assert!(users.set_banned(ANNA.0, true).await.unwrap());
    let first = month("c1", 1, day(30), true);
    world.telegram_says([(500, json!({"ok": false, "error_code": 500, "description": "Internal"}))]);
    assert!(
        world.hears(Input::Paid(first.clone())).await.is_err(),
        "the word comes again"
    );
    world.hears(Input::Paid(first.clone())).await.unwrap();
    world.hears(Input::Paid(first)).await.unwrap();
    assert_eq!(methods(&world), ["editUserStarSubscription"; 2]);
    assert_eq!(world.told(), ["paid-c1"]);
}
