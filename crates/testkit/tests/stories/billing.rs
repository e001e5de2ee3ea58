//! Bookings for Stars: bought, told twice, lost, given back; subscribed to, renewed, ended.

use accounts::balance::Balance;
use billing::refund::{Refund, RefundOrder};
use billing::{Till, payments_of, refund};
use queue::Fifo;
use secrecy::SecretString;
use serde_json::{Value, json};
use telegram::{Client, UserId};
use testkit::World;

/// Pays by the newest message of the chat, an invoice.
async fn pays(world: &World, how: Value) -> Value {
    let mut order = json!({ "message_id": world.seller(1).last_id().await });
    for (field, value) in how.as_object().expect("an object").clone() {
        order[field] = value;
    }
    world.control("users/1/pay", order).await
}

/// Gets the invoice of the pack of ten bookings.
async fn orders_ten(world: &World) {
    world.seller(1).writes("/buy").await;
    world.seller(1).presses("buy:pack:10:250").await;
}

/// Asks for a subscription; gives the link.
async fn link(world: &World) -> String {
    let anna = world.seller(1);
    anna.writes("/buy").await;
    anna.presses("buy:month").await;
    anna.links().await.pop().expect("a link to subscribe by")
}

async fn balance(world: &World) -> Balance {
    let stored = world.table.get::<Balance>(&Balance::key_of(UserId(1))).await.unwrap();
    stored.expect("a balance").record
}

/// The books, as the admin's room works with them.
fn till(world: &World) -> Till {
    let telegram = world.outside("/telegram").parse().unwrap();
    Till {
        table: world.table.clone(),
        client: Client::new(reqwest::Client::new(), telegram, SecretString::from("42:sandbox")),
        notifications: Fifo::new(world.cloud.aws.sqs.clone(), world.cloud.queue_url("notifications.fifo")),
        trial_catches: 2,
    }
}

async fn gives_back(world: &World, charge: &Value) {
    let answer = reqwest::Client::new()
        .post(world.outside("/telegram/bot42:sandbox/refundStarPayment"))
        .json(&json!({ "user_id": 1, "telegram_payment_charge_id": charge }))
        .send()
        .await
        .unwrap();
    assert!(answer.status().is_success(), "{:?}", answer.text().await);
    // The word of it is on its way; the same word once more is waited for.
    world.control("update", refund_update(world, charge).await).await;
}

async fn refund_update(world: &World, charge: &Value) -> Value {
    let payments = world.ask("telegram/payments").await;
    let all = payments.as_array().cloned().unwrap_or_default();
    let paid = all
        .into_iter()
        .find(|paid| paid["charge_id"] == *charge)
        .expect("the payment");
    json!({"update_id": 900_100, "message": {
        "message_id": 9_000, "date": 1, "chat": {"id": 1, "type": "private"}, "from": {"id": 42, "is_bot": true, "first_name": "bot"},
        "refunded_payment": {
            "currency": "XTR", "total_amount": paid["stars"], "invoice_payload": paid["payload"], "telegram_payment_charge_id": charge,
        },
    }})
}

#[tokio::test]
async fn a_pack_is_credited_and_receipted_once_however_often_it_is_told() {
    let world = World::start().await;
    let anna = world.seller(1);
    orders_ten(&world).await;
    let paid = pays(&world, json!({ "duplicate": 3 })).await;
    assert_eq!(paid["ok"], true, "{paid}");
    world.notifies().await;
    assert_eq!(balance(&world).await.left, 12);
    assert_eq!(anna.read("✅ Оплата получена: 250 ⭐️").await, 1);
    assert!(anna.last_text().await.contains(paid["charge_id"].as_str().unwrap()));
    anna.writes("/balance").await;
    assert!(anna.last_text().await.contains("Осталось: 12 броней"));
    anna.presses("bill:receipts").await;
    assert!(anna.last_text().await.contains("250 ⭐️ · 10 броней"));
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn a_payment_whose_word_was_lost_is_credited_when_it_comes() {
    let world = World::start().await;
    orders_ten(&world).await;
    let paid = pays(&world, json!({ "lose": true })).await;
    world.seller(1).writes("/balance").await;
    assert!(world.seller(1).last_text().await.contains("Осталось: 2 брони"));
    let deliver = format!("telegram/payments/{}/deliver", paid["charge_id"].as_str().unwrap());
    for _ in 0..2 {
        world.control(&deliver, json!({})).await;
    }
    world.notifies().await;
    assert_eq!(balance(&world).await.left, 12);
    assert_eq!(world.seller(1).read("Оплата получена").await, 1);
}

#[tokio::test]
async fn a_refund_takes_the_bookings_back_even_if_it_is_told_first() {
    let world = World::start().await;
    orders_ten(&world).await;
    let paid = pays(&world, json!({ "lose": true })).await;
    gives_back(&world, &paid["charge_id"]).await;
    let deliver = format!("telegram/payments/{}/deliver", paid["charge_id"].as_str().unwrap());
    world.control(&deliver, json!({})).await;
    world.notifies().await;
    assert_eq!(balance(&world).await.left, 2);
    let payments = payments_of(&world.table, UserId(1)).await.unwrap();
    assert_eq!(payments.len(), 1);
    assert!(!payments[0].stands());
    assert_eq!(world.seller(1).read("↩️ Возврат: 250 ⭐️").await, 1);
    assert_eq!(world.seller(1).read("Оплата получена").await, 0);
}

#[tokio::test]
async fn an_admin_gives_a_payment_back_and_telegrams_own_word_of_it_changes_nothing_more() {
    let world = World::start().await;
    orders_ten(&world).await;
    let paid = pays(&world, json!({})).await;
    let before = world.ask("users/1/stars").await;
    let order = RefundOrder {
        admin: UserId(9),
        charge: paid["charge_id"].as_str().unwrap().to_owned(),
        trace: "update-9".to_owned(),
        now: world.hands.now(),
    };
    let done = refund(&till(&world), &order).await.unwrap();
    assert!(matches!(done, Refund::Done { .. }), "{done:?}");
    let told = refund_update(&world, &paid["charge_id"]).await;
    world.control("update", told).await;
    let again = refund(&till(&world), &order).await.unwrap();
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
    world.notifies().await;
    let stars = |of: &Value| of["stars"].as_i64().unwrap();
    assert_eq!(stars(&world.ask("users/1/stars").await), stars(&before) + 250);
    assert_eq!(balance(&world).await.left, 2);
    assert_eq!(world.seller(1).read("↩️ Возврат: 250 ⭐️").await, 1);
}

#[tokio::test]
async fn a_subscription_is_bought_renewed_and_ended() {
    let world = World::start().await;
    let anna = world.seller(1);
    let link = link(&world).await;
    let paid = world.control("users/1/pay", json!({ "invoice_link": link })).await;
    assert_eq!(paid["ok"], true, "{paid}");
    let until = balance(&world).await.unlimited_until.expect("a month");
    let renewed = world
        .control(
            "users/1/renew",
            json!({ "charge_id": paid["charge_id"], "duplicate": 2 }),
        )
        .await;
    assert_eq!(renewed["ok"], true, "{renewed}");
    world.notifies().await;
    let month = jiff::SignedDuration::from_hours(30 * 24);
    assert_eq!(balance(&world).await.unlimited_until, Some(until + month));
    assert_eq!(anna.read("✅ Подписка продлена: 1500 ⭐️").await, 1);
    anna.writes("/balance").await;
    anna.presses("bill:stop").await;
    anna.presses("bill:stop:yes").await;
    assert_eq!(anna.last_toast().await, "Подписка отменена");
    let ledger = world.ask("telegram/payments").await;
    assert_eq!(ledger[0]["subscription"]["stopped_by"], "bot");
    anna.presses("bill:go").await;
    anna.presses("bill:go:yes").await;
    assert_eq!(
        world.ask("telegram/payments").await[0]["subscription"]["stopped_by"],
        Value::Null
    );
    world.control("users/1/cancel-subscription", json!({})).await;
    world.notifies().await;
    assert!(anna.last_text().await.starts_with("✖️ Подписка отменена"));
    assert_eq!(
        balance(&world).await.unlimited_until,
        Some(until + month),
        "what is paid stays"
    );
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn somebody_elses_link_and_a_second_subscription_cost_nobody_a_star() {
    let world = World::start().await;
    let link = link(&world).await;
    world.seller(2).writes("/start").await;
    let refused = world.control("users/2/pay", json!({ "invoice_link": link })).await;
    assert_eq!(refused["ok"], false);
    assert!(
        refused["error"]
            .as_str()
            .unwrap()
            .starts_with("Этот счёт выставлен другому человеку")
    );
    let paid = world.control("users/1/pay", json!({ "invoice_link": link })).await;
    assert_eq!(paid["ok"], true, "{paid}");
    let again = world.control("users/1/pay", json!({ "invoice_link": link })).await;
    assert_eq!(again["ok"], false);
    world.seller(1).writes("/buy").await;
    assert!(!world.seller(1).sees("buy:month").await);
}

#[tokio::test]
async fn a_watch_that_missed_a_slot_for_want_of_bookings_takes_it_after_the_payment() {
    let mut world = World::watching().await;
    let used_up = Balance {
        left: 0,
        caught: 2,
        ..Balance::trial(UserId(1), 0)
    };
    world.table.put(&used_up).await.unwrap();
    world.opens(507, "2026-11-25", 2, 1.0).await;
    world.tick().await;
    world.settles().await;
    assert_eq!(world.bookings().await.len(), 0);
    assert_eq!(world.seller(1).read("🔔 Слот открылся, но брони закончились").await, 1);
    world.seller(1).presses("buy:open").await;
    world.seller(1).presses("buy:pack:10:250").await;
    let paid = pays(&world, json!({})).await;
    assert_eq!(paid["ok"], true, "{paid}");
    world.tick().await;
    world.settles().await;
    assert_eq!(world.bookings().await.len(), 1);
    let balance = balance(&world).await;
    assert_eq!((balance.left, balance.caught), (9, 3));
}

/// An item in the balance's place that no version can read.
#[derive(serde::Serialize, serde::Deserialize)]
struct Broken {
    #[serde(default)]
    nothing: String,
}

impl store::Record for Broken {
    const KIND: &'static str = "broken";

    fn key(&self) -> store::Key {
        Balance::key_of(UserId(1))
    }
}

#[tokio::test]
async fn a_payment_that_cannot_be_booked_comes_again_until_it_can() {
    let world = World::start().await;
    orders_ten(&world).await;
    let charge = pays(&world, json!({ "lose": true })).await["charge_id"].clone();
    let broken = Broken { nothing: String::new() };
    world.table.put(&broken).await.unwrap();
    let deliver = format!("telegram/payments/{}/deliver", charge.as_str().unwrap());
    let first = world.control(&deliver, json!({})).await;
    assert_eq!(
        first["delivered"], false,
        "the word must not be taken for booked: {first}"
    );
    assert!(payments_of(&world.table, UserId(1)).await.unwrap().is_empty());
    world.table.delete(&Balance::key_of(UserId(1))).await.unwrap();
    let again = world.control(&deliver, json!({})).await;
    assert_eq!(again["ok"], true, "{again}");
    world.settles().await;
    assert_eq!(balance(&world).await.left, 12);
}

#[tokio::test]
async fn a_month_that_telegram_gives_back_is_not_charged_again() {
    let world = World::start().await;
    let link = link(&world).await;
    let paid = world.control("users/1/pay", json!({ "invoice_link": link })).await;
    gives_back(&world, &paid["charge_id"]).await;
    world.settles().await;
    assert_eq!(balance(&world).await.unlimited_until, None);
    let ledger = world.ask("telegram/payments").await;
    assert_eq!(ledger[0]["subscription"]["stopped_by"], "bot", "{ledger}");
}
