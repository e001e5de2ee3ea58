//! From the pay button to the payment, and everything that may come between.

use sandbox::Config;
use serde_json::{Value, json};
use telegram::{CallError, PaidIn, Reply, Update, UpdateKind, UserId};

use crate::cashier::{Manner, Shop, month};
use crate::common::NOON;

fn charges(updates: &[Update]) -> Vec<String> {
    let paid = updates.iter().filter_map(|update| match &update.kind {
        UpdateKind::Paid { payment, .. } => Some(payment.charge_id.clone()),
        _ => None,
    });
    paid.collect()
}

#[tokio::test]
async fn the_bot_is_asked_then_told_and_the_stars_are_gone() {
    let shop = Shop::open(Manner::Allow).await;
    let message_id = shop.shows(month()).await;
    let before = shop.stars().await;
    let paid = shop.user("pay", json!({ "message_id": message_id })).await;
    assert_eq!((&paid["ok"], &paid["delivered"]), (&json!(true), &json!(true)));
    let updates = shop.updates();
    let [first, second] = updates.as_slice() else {
        panic!("a question and a message: {updates:?}");
    };
    let UpdateKind::PreCheckout { from, checkout } = &first.kind else {
        panic!("not a question: {first:?}");
    };
    assert_eq!(from.id, UserId(7));
    assert_eq!(
        (checkout.payload.as_str(), checkout.currency.as_str(), checkout.total),
        ("pro:7", "XTR", 250)
    );
    let UpdateKind::Paid {
        place: PaidIn { payer, .. },
        payment,
    } = &second.kind
    else {
        panic!("not a payment: {second:?}");
    };
    assert_eq!(payer.id, UserId(7));
    assert_eq!(payment.charge_id, paid["charge_id"]);
    assert!(payment.provider_charge_id.is_some());
    assert_eq!((payment.payload.as_str(), payment.total), ("pro:7", 250));
    assert_eq!((payment.recurring, payment.paid_until), (false, None));
    assert_eq!(shop.stars().await, before - 250);
    assert_eq!(shop.story.bot("getMyStarBalance", json!({})).await["amount"], 250);
    let payments = shop.payments().await;
    assert_eq!(
        (&payments[0]["state"], &payments[0]["stars"]),
        (&json!("paid"), &json!(250))
    );
}

#[tokio::test]
async fn a_paid_invoice_is_a_receipt() {
    let shop = Shop::open(Manner::Allow).await;
    let message_id = shop.shows(month()).await;
    shop.user("pay", json!({ "message_id": message_id })).await;
    let messages = shop.story.get("/control/chats/7/messages").await;
    assert_eq!(messages[1]["paid"], true);
    let (status, said) = shop
        .story
        .try_control("users/7/pay", json!({ "message_id": message_id }))
        .await;
    assert_eq!(status, 409, "{said}");
    assert_eq!(shop.payments().await.len(), 1);
}

#[tokio::test]
async fn a_link_is_paid_by_many_and_more_than_once() {
    let shop = Shop::open(Manner::Allow).await;
    let link = shop.link(month(), false).await;
    for user in ["7", "7", "8"] {
        let paid = shop
            .story
            .control(&format!("users/{user}/pay"), json!({ "invoice_link": link }))
            .await;
        assert_eq!(paid["ok"], true, "{paid}");
    }
    let mut charges = charges(&shop.updates());
    charges.sort();
    charges.dedup();
    assert_eq!(charges.len(), 3, "every payment has a number of its own");
}

#[tokio::test]
async fn the_bots_no_is_shown_and_costs_nothing() {
    let shop = Shop::open(Manner::Refuse("Тариф изменился, откройте счёт заново")).await;
    let message_id = shop.shows(month()).await;
    let before = shop.stars().await;
    let refused = shop.user("pay", json!({ "message_id": message_id })).await;
    assert_eq!(
        refused,
        json!({"ok": false, "error": "Тариф изменился, откройте счёт заново"})
    );
    assert_eq!((shop.stars().await, shop.payments().await.len()), (before, 0));
    shop.changes_manner(Manner::Allow);
    assert_eq!(shop.user("pay", json!({ "message_id": message_id })).await["ok"], true);
}

#[tokio::test]
async fn ten_seconds_of_silence_fail_the_payment_and_a_late_answer_is_refused() {
    let shop = Shop::open(Manner::Silent).await;
    let message_id = shop.shows(month()).await;
    let pay = shop.user("pay", json!({ "message_id": message_id }));
    let wait = async {
        let asked = shop
            .seen(|update| matches!(update.kind, UpdateKind::PreCheckout { .. }))
            .await;
        shop.story.advance(11).await;
        asked
    };
    let (refused, asked) = tokio::join!(pay, wait);
    assert_eq!(refused, json!({"ok": false, "error": "BOT_PRECHECKOUT_TIMEOUT"}));
    let UpdateKind::PreCheckout { checkout, .. } = asked.kind else {
        unreachable!("it was waited for");
    };
    let late = Reply::new().allow_payment(checkout.id).calls.remove(0);
    assert_eq!(shop.call(late).await, Err(CallError::StalePress));
    assert!(shop.payments().await.is_empty());
}

#[tokio::test]
async fn an_answer_may_come_as_a_call_and_is_taken_once() {
    let shop = Shop::open(Manner::Silent).await;
    let message_id = shop.shows(month()).await;
    let pay = shop.user("pay", json!({ "message_id": message_id }));
    let answer = async {
        let asked = shop
            .seen(|update| matches!(update.kind, UpdateKind::PreCheckout { .. }))
            .await;
        let UpdateKind::PreCheckout { checkout, .. } = asked.kind else {
            unreachable!("it was waited for");
        };
        let yes = Reply::new().allow_payment(checkout.id).calls.remove(0);
        shop.call(yes.clone()).await.unwrap();
        shop.call(yes).await
    };
    let (paid, again) = tokio::join!(pay, answer);
    assert_eq!(paid["ok"], true);
    assert_eq!(again, Err(CallError::StalePress));
    let nameless = json!({"pre_checkout_query_id": "1", "ok": false});
    let refused = shop.story.refused("answerPreCheckoutQuery", nameless).await;
    assert_eq!(refused, "Bad Request: parameter \"error_message\" is required");
}

#[tokio::test]
async fn the_question_does_not_wait_behind_the_chats_messages() {
    let shop = Shop::open(Manner::FailOnMessages).await;
    let message_id = shop.shows(month()).await;
    shop.user("text?wait=0", json!({"text": "it cannot be handled"})).await;
    let paid = shop.user("pay?wait=0", json!({ "message_id": message_id })).await;
    assert_eq!(paid["ok"], true, "the message before is still being repeated: {paid}");
}

#[tokio::test]
async fn who_has_too_few_stars_is_told_so_without_the_bot() {
    let shop = Shop::open(Manner::Allow).await;
    let message_id = shop.shows(month()).await;
    shop.user("stars", json!({"stars": 249})).await;
    let refused = shop.user("pay", json!({ "message_id": message_id })).await;
    assert_eq!(refused, json!({"ok": false, "error": "BALANCE_TOO_LOW"}));
    assert!(shop.updates().is_empty());
    shop.user("stars", json!({"stars": 250})).await;
    assert_eq!(shop.user("pay", json!({ "message_id": message_id })).await["ok"], true);
    assert_eq!(shop.stars().await, 0);
}

#[tokio::test]
async fn a_payment_is_told_twice_or_not_until_later() {
    let shop = Shop::open(Manner::Allow).await;
    let link = shop.link(month(), false).await;
    let twice = shop.user("pay", json!({"invoice_link": link, "duplicate": 1})).await;
    let updates = shop.updates();
    assert_eq!(
        charges(&updates),
        [twice["charge_id"].clone(), twice["charge_id"].clone()]
    );
    let [.., one, two] = updates.as_slice() else {
        panic!("two at least");
    };
    assert_ne!(one.id, two.id, "the same payment in another update");
    shop.forget();
    let lost = shop.user("pay", json!({"invoice_link": link, "lose": true})).await;
    assert_eq!((&lost["ok"], &lost["delivered"]), (&json!(true), &json!(false)));
    assert!(charges(&shop.updates()).is_empty());
    assert_eq!(shop.payments().await.len(), 2, "it was taken all the same");
    let charge = lost["charge_id"].as_str().unwrap();
    let path = format!("telegram/payments/{charge}/deliver");
    assert_eq!(shop.story.control(&path, json!({})).await["delivered"], true);
    assert_eq!(charges(&shop.updates()), [charge]);
    let told: Vec<Value> = shop
        .story
        .get("/control/chats/7/messages")
        .await
        .as_array()
        .unwrap()
        .clone();
    let told = told
        .iter()
        .filter(|message| message.get("successful_payment").is_some());
    assert_eq!(told.count(), 2, "one message a payment");
    assert_eq!(
        shop.story
            .try_control("telegram/payments/none/deliver", json!({}))
            .await
            .0,
        404
    );
}

#[tokio::test]
async fn what_cannot_be_paid() {
    let shop = Shop::open(Manner::Allow).await;
    let text = json!({"message_id": 1});
    for (body, status) in [
        (text, 404),
        (json!({"invoice_link": "https://t.me/$none"}), 404),
        (json!({}), 400),
        (json!({"message_id": 1, "invoice_link": "a"}), 400),
    ] {
        assert_eq!(
            shop.story.try_control("users/7/pay", body.clone()).await.0,
            status,
            "{body}"
        );
    }
}

#[tokio::test]
async fn payments_outlive_a_restart() {
    let file = std::env::temp_dir().join(format!("sandbox-payments-{}.json", std::process::id()));
    let config = Config {
        state_file: Some(file.clone()),
        start_clock: Some(NOON.parse().unwrap()),
        ..Config::default()
    };
    let shop = Shop::open_with(config.clone(), Manner::Allow).await;
    let link = shop.link(month(), true).await;
    let paid = shop.user("pay", json!({ "invoice_link": link })).await;
    let (stars, payments) = (shop.stars().await, shop.payments().await);
    shop.story.running.stop().await.unwrap();
    let shop = Shop::open_with(config, Manner::Allow).await;
    std::fs::remove_file(&file).unwrap();
    assert_eq!((shop.stars().await, shop.payments().await), (stars, payments));
    let renewed = shop.user("renew", json!({"charge_id": paid["charge_id"]})).await;
    assert_eq!(renewed["ok"], true, "{renewed}");
}
