//! Stars given back, and the book of what came and went.

use serde_json::json;
use telegram::{Call, CallError, PaidIn, UpdateKind, UserId};

use crate::cashier::{Manner, Shop, month};

fn refund(user: i64, charge_id: &str) -> Call {
    Call::RefundStars {
        user: UserId(user),
        charge_id: charge_id.to_owned(),
    }
}

#[tokio::test]
async fn a_payment_is_given_back_once() {
    let shop = Shop::open(Manner::Allow).await;
    let before = shop.stars().await;
    let message_id = shop.shows(month()).await;
    let paid = shop.user("pay", json!({ "message_id": message_id })).await;
    let charge = paid["charge_id"].as_str().unwrap();
    for (user, charge) in [(7, "stx-none"), (8, charge)] {
        let refused = shop.call(refund(user, charge)).await.unwrap_err();
        let CallError::Rejected { code, description } = &refused else {
            panic!("not refused: {refused:?}");
        };
        assert_eq!((*code, description.as_str()), (400, "Bad Request: CHARGE_NOT_FOUND"));
        assert!(!refused.is_already_refunded());
    }
    shop.call(refund(7, charge)).await.unwrap();
    assert_eq!(shop.stars().await, before);
    assert_eq!(shop.payments().await[0]["state"], "refunded");
    let told = shop
        .seen(|update| matches!(update.kind, UpdateKind::Refunded { .. }))
        .await;
    let UpdateKind::Refunded {
        place: PaidIn { payer, .. },
        refund: told,
    } = told.kind
    else {
        unreachable!("it was waited for");
    };
    assert_eq!(payer.id, UserId(7), "though the message is in the bot's name");
    assert_eq!(
        (told.charge_id.as_str(), told.payload.as_str(), told.total),
        (charge, "pro:7", 250)
    );
    assert_eq!(shop.last_message().await["from"]["is_bot"], true);
    let again = shop.call(refund(7, charge)).await.unwrap_err();
    assert!(again.is_already_refunded(), "{again:?}");
    assert_eq!(shop.stars().await, before, "once");
}

#[tokio::test]
async fn the_book_tells_what_came_and_what_went() {
    let shop = Shop::open(Manner::Allow).await;
    let link = shop.link(month(), false).await;
    let one = shop.user("pay", json!({ "invoice_link": link })).await;
    let two = shop.user("pay", json!({"invoice_link": link, "lose": true})).await;
    shop.story.advance(60).await;
    shop.call(refund(7, one["charge_id"].as_str().unwrap())).await.unwrap();
    let book = shop.story.bot("getStarTransactions", json!({})).await;
    let book = book["transactions"].as_array().unwrap();
    assert_eq!(book.len(), 3);
    assert_eq!(
        book[1]["id"], two["charge_id"],
        "a payment the bot was never told of is here"
    );
    assert_eq!(book[1]["source"]["invoice_payload"], "pro:7");
    assert_eq!(book[1]["source"]["user"]["id"], 7);
    let back = book.iter().find(|entry| entry.get("receiver").is_some()).unwrap();
    assert_eq!((&back["id"], &back["amount"]), (&one["charge_id"], &json!(250)));
    let page = shop
        .story
        .bot("getStarTransactions", json!({"offset": 2, "limit": 5}))
        .await;
    assert_eq!(page["transactions"].as_array().unwrap().len(), 1);
    assert_eq!(shop.story.bot("getMyStarBalance", json!({})).await["amount"], 250);
}
