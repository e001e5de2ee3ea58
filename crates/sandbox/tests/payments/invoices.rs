//! Invoices as they show, and those that Telegram refuses.

use serde_json::{Value, json};
use telegram::{Call, CallError, ChatId};

use crate::cashier::{Manner, Shop, month};

fn order(changes: &Value) -> Value {
    let mut order = json!({
        "chat_id": 7, "title": "Подписка", "description": "На месяц", "payload": "pro:1", "currency": "XTR",
        "prices": [{"label": "Подписка", "amount": 100}]
    });
    let fields = order.as_object_mut().unwrap();
    fields.extend(changes.as_object().unwrap().clone());
    order
}

#[tokio::test]
async fn an_invoice_shows_what_is_sold_and_a_pay_button() {
    let shop = Shop::open(Manner::Allow).await;
    shop.shows(month()).await;
    let shown = shop.last_message().await;
    assert_eq!(
        shown["invoice"],
        json!({
            "title": "Подписка", "description": "Слоты на месяц", "start_parameter": "pay", "currency": "XTR", "total_amount": 250
        })
    );
    assert_eq!(
        shown["reply_markup"]["inline_keyboard"],
        json!([[{"text": "Pay ⭐️250", "pay": true}]])
    );
    assert_eq!(shown["paid"], false);
    assert!(!shown.to_string().contains("pro:7"), "the mark is the bot's own");
}

#[tokio::test]
async fn what_is_no_invoice_in_stars_is_refused() {
    let shop = Shop::open(Manner::Allow).await;
    for (changes, why) in [
        (json!({"currency": "RUB"}), "CURRENCY_INVALID"),
        (json!({"provider_token": "1:TEST:2"}), "PAYMENT_PROVIDER_INVALID"),
        (json!({"payload": ""}), "parameter \"payload\" is required"),
        (json!({"prices": []}), "STARS_INVOICE_INVALID"),
        (json!({"subscription_period": 2_592_000}), "SUBSCRIPTION_EXPORT_MISSING"),
        (json!({"chat_id": 8}), "chat not found"),
        (
            json!({"reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "a"}]]}}),
            "REPLY_MARKUP_BUY_EMPTY",
        ),
    ] {
        let refused = shop.story.refused("sendInvoice", order(&changes)).await;
        assert_eq!(refused, format!("Bad Request: {why}"), "{changes}");
    }
    let two = json!({"prices": [{"label": "a", "amount": 1}], "subscription_period": 60});
    let refused = shop.story.refused("createInvoiceLink", order(&two)).await;
    assert_eq!(refused, "Bad Request: SUBSCRIPTION_PERIOD_INVALID");
    assert_eq!(
        shop.story
            .get("/control/chats/7/messages")
            .await
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[tokio::test]
async fn nothing_is_sold_to_who_has_blocked_the_bot() {
    let shop = Shop::open(Manner::Allow).await;
    shop.user("block", json!({})).await;
    let call = Call::SendInvoice {
        chat: ChatId(7),
        invoice: month(),
        start: None,
    };
    assert_eq!(shop.call(call).await, Err(CallError::ChatGone));
}
