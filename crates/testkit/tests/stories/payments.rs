//! Payments, where the bot sells nothing yet.

use serde_json::{Value, json};
use store::Users;
use testkit::World;

/// Shows user 1 an invoice as the bot: the message's number.
async fn invoice(world: &World) -> i64 {
    let order = json!({
        "chat_id": 1, "title": "Old offer", "description": "What was sold once", "payload": "gone", "currency": "XTR",
        "prices": [{"label": "Old offer", "amount": 100}]
    });
    let shown = reqwest::Client::new()
        .post(world.outside("/telegram/bot42:sandbox/sendInvoice"))
        .json(&order)
        .send()
        .await
        .unwrap();
    let shown: Value = shown.json().await.unwrap();
    shown["result"]["message_id"].as_i64().unwrap()
}

#[tokio::test]
async fn an_invoice_nobody_stands_for_is_refused_before_a_star_is_taken() {
    let world = World::start().await;
    let anna = world.seller(1);
    anna.writes("/start").await;
    let message_id = invoice(&world).await;
    let before = world.ask("users/1/stars").await;
    let refused = world.control("users/1/pay", json!({ "message_id": message_id })).await;
    assert_eq!(
        refused,
        json!({"ok": false, "error": "Этот счёт больше не действует. Звёзды не списаны."})
    );
    assert_eq!(world.ask("users/1/stars").await, before);
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn word_about_a_payment_does_not_mean_that_somebody_is_back() {
    let world = World::start().await;
    let anna = world.seller(1);
    anna.writes("/start").await;
    world.control("users/1/block", json!({})).await;
    let users = Users::new(world.table.clone());
    assert!(users.load(1).await.unwrap().unwrap().blocked);
    let refund = json!({"update_id": 900_001, "message": {
        "message_id": 50, "date": 1, "chat": {"id": 1, "type": "private"}, "from": {"id": 42, "is_bot": true, "first_name": "bot"},
        "refunded_payment": {"currency": "XTR", "total_amount": 1, "invoice_payload": "gone", "telegram_payment_charge_id": "stx1"},
    }});
    let told = world.control("update", refund).await;
    assert_eq!(told["delivered"], true);
    assert!(users.load(1).await.unwrap().unwrap().blocked);
}
