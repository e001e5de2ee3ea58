//! Subscriptions: month after month, until somebody ends them.

use serde_json::{Value, json};
use telegram::{Call, CallError, SubscriptionState, SuccessfulPayment, UpdateKind, UserId};

use crate::cashier::{Manner, Shop, month};

/// 2026-11-20T09:00:00Z and 30 days.
const A_MONTH_ON: i64 = 1_795_165_200 + 2_592_000;

async fn subscribed() -> (Shop, String) {
    let shop = Shop::open(Manner::Allow).await;
    let link = shop.link(month(), true).await;
    let paid = shop.user("pay", json!({ "invoice_link": link })).await;
    assert_eq!(paid["ok"], true, "{paid}");
    let charge = paid["charge_id"].as_str().unwrap().to_owned();
    (shop, charge)
}

fn last_payment(shop: &Shop) -> SuccessfulPayment {
    let updates = shop.updates().into_iter().rev();
    let paid = updates.filter_map(|update| match update.kind {
        UpdateKind::Paid { payment, .. } => Some(payment),
        _ => None,
    });
    paid.into_iter().next().expect("a payment was told")
}

fn states(shop: &Shop) -> Vec<SubscriptionState> {
    let changes = shop.updates().into_iter().filter_map(|update| match update.kind {
        UpdateKind::Subscription { from, change } => {
            assert_eq!((from.id, change.payload.as_str()), (UserId(7), "pro:7"));
            Some(change.state)
        }
        _ => None,
    });
    changes.collect()
}

fn edit(charge_id: &str, canceled: bool) -> Call {
    Call::EditUserStarSubscription {
        user: UserId(7),
        charge_id: charge_id.to_owned(),
        canceled,
    }
}

#[tokio::test]
async fn the_first_payment_and_the_next_ones() {
    let (shop, first) = subscribed().await;
    let told = last_payment(&shop);
    assert_eq!((told.recurring, told.first_recurring), (true, true));
    assert_eq!(told.paid_until.unwrap().as_second(), A_MONTH_ON);
    shop.forget();
    let renewed = shop.user("renew", json!({ "charge_id": first })).await;
    let told = last_payment(&shop);
    assert_eq!((told.recurring, told.first_recurring), (true, false));
    assert_eq!(told.paid_until.unwrap().as_second(), A_MONTH_ON + 2_592_000);
    assert_eq!(
        (told.charge_id.as_str(), told.payload.as_str()),
        (renewed["charge_id"].as_str().unwrap(), "pro:7")
    );
    assert_ne!(told.charge_id, first);
    let asked = shop
        .updates()
        .into_iter()
        .any(|update| matches!(update.kind, UpdateKind::PreCheckout { .. }));
    assert!(!asked, "the bot is not asked about a renewal");
    let again = shop
        .user("renew", json!({"charge_id": renewed["charge_id"], "lose": true}))
        .await;
    assert_eq!(again["ok"], true, "any of its payments names a subscription");
    let listed = shop.payments().await;
    let of: Vec<&Value> = listed.iter().map(|paid| &paid["subscription"]["charge_id"]).collect();
    assert_eq!(of, [&json!(first); 3]);
}

#[tokio::test]
async fn a_subscription_is_not_taken_twice_by_the_same_link() {
    let shop = Shop::open(Manner::Allow).await;
    let link = shop.link(month(), true).await;
    shop.user("pay", json!({ "invoice_link": link })).await;
    let again = shop.user("pay", json!({ "invoice_link": link })).await;
    assert_eq!(again, json!({"ok": false, "error": "SUBSCRIPTION_ALREADY_ACTIVE"}));
    shop.story.advance(2_592_001).await;
    assert_eq!(shop.user("pay", json!({ "invoice_link": link })).await["ok"], true);
}

#[tokio::test]
async fn the_user_ends_it_and_thinks_better_of_it() {
    let (shop, first) = subscribed().await;
    let ended = shop.user("cancel-subscription", json!({})).await;
    assert_eq!(
        (&ended["charge_id"], &ended["delivered"]),
        (&json!(first), &json!(true))
    );
    assert_eq!(shop.payments().await[0]["subscription"]["stopped_by"], "user");
    assert_eq!(
        shop.story
            .try_control("users/7/renew", json!({ "charge_id": first }))
            .await
            .0,
        409
    );
    assert_eq!(
        shop.story.try_control("users/7/cancel-subscription", json!({})).await.0,
        409
    );
    shop.call(edit(&first, false)).await.unwrap();
    assert_eq!(
        shop.payments().await[0]["subscription"]["stopped_by"],
        "user",
        "what the user ended, the bot does not continue"
    );
    shop.user("resume-subscription", json!({})).await;
    assert_eq!(shop.user("renew", json!({ "charge_id": first })).await["ok"], true);
    assert_eq!(states(&shop), [SubscriptionState::Canceled, SubscriptionState::Active]);
}

#[tokio::test]
async fn the_bot_ends_it_and_continues_it() {
    let (shop, first) = subscribed().await;
    shop.call(edit(&first, true)).await.unwrap();
    let (status, _) = shop
        .story
        .try_control("users/7/renew", json!({ "charge_id": first }))
        .await;
    assert_eq!(status, 409);
    let (status, _) = shop.story.try_control("users/7/resume-subscription", json!({})).await;
    assert_eq!(status, 409, "what the bot ended, the user does not continue");
    shop.call(edit(&first, false)).await.unwrap();
    assert_eq!(shop.user("renew", json!({ "charge_id": first })).await["ok"], true);
    assert!(states(&shop).is_empty(), "the bot knows what it did itself");
    let wrong = shop.call(edit("stx-none", true)).await;
    assert!(matches!(wrong, Err(CallError::Rejected { code: 400, .. })), "{wrong:?}");
}

#[tokio::test]
async fn a_renewal_without_stars_fails_and_is_told() {
    let (shop, first) = subscribed().await;
    shop.user("stars", json!({"stars": 0})).await;
    let failed = shop.user("renew", json!({ "charge_id": first })).await;
    assert_eq!(failed, json!({"ok": false, "error": "BALANCE_TOO_LOW"}));
    assert_eq!(states(&shop), [SubscriptionState::Failed]);
    assert_eq!(shop.payments().await.len(), 1);
}
