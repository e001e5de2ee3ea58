//! What Telegram tells about payments, now and in some year to come.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use serde_json::{Value, json};
use telegram::{
    Chat, ChatId, ChatKind, MessageId, PaidIn, PreCheckout, RefundedPayment, SubscriptionChange, SubscriptionState,
    SuccessfulPayment, Update, UpdateKind, UserId,
};

fn kind(update: &Value) -> UpdateKind {
    Update::parse(update.to_string().as_bytes()).unwrap().kind
}

fn pre_checkout() -> Value {
    json!({"update_id": 1, "pre_checkout_query": {
        "id": "4382", "from": {"id": 7, "is_bot": false, "first_name": "Аня", "language_code": "ru"},
        "currency": "XTR", "total_amount": 250, "invoice_payload": "pro:7",
    }})
}

fn message(from: Value, fields: Value) -> Value {
    let mut message = json!({
        "message_id": 42, "date": 1_795_000_000, "from": from, "chat": {"id": 7, "type": "private", "first_name": "Аня"},
    });
    let all = message.as_object_mut().unwrap();
    all.extend(fields.as_object().unwrap().clone());
    json!({"update_id": 2, "message": message})
}

fn buyer() -> Value {
    json!({"id": 7, "is_bot": false, "first_name": "Аня"})
}

fn paid() -> Value {
    json!({
        "currency": "XTR", "total_amount": 250, "invoice_payload": "pro:7", "telegram_payment_charge_id": "stx1",
        "provider_payment_charge_id": "7_1", "is_recurring": true, "is_first_recurring": true,
        "subscription_expiration_date": 1_797_757_200,
    })
}

fn payment() -> SuccessfulPayment {
    SuccessfulPayment {
        charge_id: "stx1".to_owned(),
        provider_charge_id: Some("7_1".to_owned()),
        payload: "pro:7".to_owned(),
        currency: "XTR".to_owned(),
        total: 250,
        paid_until: Some("2026-12-20T09:00:00Z".parse().unwrap()),
        recurring: true,
        first_recurring: true,
        at: Some(jiff::Timestamp::from_second(1_795_000_000).unwrap()),
    }
}

fn without(mut update: Value, pointer: &str, field: &str) -> Value {
    let object = update.pointer_mut(pointer).unwrap();
    object.as_object_mut().unwrap().remove(field).unwrap();
    update
}

#[test]
fn a_payment_about_to_be_made() {
    let UpdateKind::PreCheckout { from, checkout } = kind(&pre_checkout()) else {
        panic!("not a question about a payment");
    };
    assert_eq!((from.id, from.language_code.as_deref()), (UserId(7), Some("ru")));
    assert_eq!(
        checkout,
        PreCheckout {
            id: "4382".to_owned(),
            payload: "pro:7".to_owned(),
            currency: "XTR".to_owned(),
            total: 250,
        }
    );
}

#[test]
fn a_question_that_cannot_be_understood_goes_by_name() {
    for field in ["id", "from", "currency", "total_amount", "invoice_payload"] {
        let broken = without(pre_checkout(), "/pre_checkout_query", field);
        let named = UpdateKind::Other {
            kind: "pre_checkout_query".to_owned(),
        };
        assert_eq!(kind(&broken), named, "{field}");
    }
}

#[test]
fn a_payment_that_was_made() {
    let UpdateKind::Paid { place, payment: read } = kind(&message(buyer(), json!({"successful_payment": paid()})))
    else {
        panic!("not a payment");
    };
    assert_eq!(read, payment());
    let chat = Chat {
        id: ChatId(7),
        kind: ChatKind::Private,
    };
    assert_eq!((place.chat, place.message_id), (chat, MessageId(42)));
    assert_eq!(place.payer.id, UserId(7));
}

#[test]
fn a_payment_outside_subscriptions_says_less() {
    let told = json!({
        "currency": "XTR", "total_amount": 1, "invoice_payload": "a", "telegram_payment_charge_id": "stx2",
        "provider_payment_charge_id": "",
    });
    let UpdateKind::Paid { payment: read, .. } = kind(&message(buyer(), json!({"successful_payment": told}))) else {
        panic!("not a payment");
    };
    assert_eq!((read.recurring, read.first_recurring), (false, false));
    assert_eq!((read.paid_until, read.provider_charge_id), (None, None));
}

#[test]
fn money_that_has_moved_is_told_of_whatever_is_missing_or_odd() {
    let empty = SuccessfulPayment {
        charge_id: String::new(),
        payload: String::new(),
        currency: String::new(),
        total: 0,
        ..payment()
    };
    for (field, odd) in [
        ("currency", json!(7)),
        ("total_amount", json!(-250)),
        ("invoice_payload", Value::Null),
        ("telegram_payment_charge_id", json!("")),
    ] {
        let whole = message(buyer(), json!({"successful_payment": paid()}));
        let missing = without(whole.clone(), "/message/successful_payment", field);
        let mut strange = whole;
        strange["message"]["successful_payment"][field] = odd;
        for update in [missing, strange] {
            let UpdateKind::Paid { payment: read, .. } = kind(&update) else {
                panic!("the payment was lost: {update}");
            };
            let mut expected = payment();
            match field {
                "currency" => expected.currency = empty.currency.clone(),
                "total_amount" => expected.total = empty.total,
                "invoice_payload" => expected.payload = empty.payload.clone(),
                _ => expected.charge_id = empty.charge_id.clone(),
            }
            assert_eq!(read, expected, "{update}");
        }
    }
    let bare = message(buyer(), json!({"refunded_payment": {}}));
    let UpdateKind::Refunded { refund, .. } = kind(&bare) else {
        panic!("the refund was lost");
    };
    assert_eq!((refund.charge_id.as_str(), refund.total), ("", 0));
}

#[test]
fn a_refund_is_the_users_though_the_bot_signs_it() {
    let told = json!({
        "currency": "XTR", "total_amount": 250, "invoice_payload": "pro:7", "telegram_payment_charge_id": "stx1",
    });
    let bot = json!({"id": 42, "is_bot": true, "first_name": "sellergram"});
    for from in [bot, buyer(), Value::Null] {
        let update = message(from.clone(), json!({"refunded_payment": told}));
        let UpdateKind::Refunded {
            place: PaidIn { payer, .. },
            refund,
        } = kind(&update)
        else {
            panic!("not a refund: {from}");
        };
        assert_eq!((payer.id, payer.is_bot), (UserId(7), false), "{from}");
        let expected = RefundedPayment {
            charge_id: "stx1".to_owned(),
            payload: "pro:7".to_owned(),
            currency: "XTR".to_owned(),
            total: 250,
            at: payment().at,
        };
        assert_eq!(refund, expected);
    }
}

#[test]
fn nobody_paid_what_a_bot_signs_in_a_group() {
    let mut update = message(json!({"id": 42, "is_bot": true}), json!({"successful_payment": paid()}));
    update["message"]["chat"] = json!({"id": -5, "type": "group"});
    assert!(matches!(kind(&update), UpdateKind::Message(_)));
}

#[test]
fn a_subscription_goes_on_or_does_not() {
    for (state, expected) in [
        ("canceled", SubscriptionState::Canceled),
        ("active", SubscriptionState::Active),
        ("failed", SubscriptionState::Failed),
        ("paused", SubscriptionState::Other("paused".to_owned())),
    ] {
        let update =
            json!({"update_id": 3, "subscription": {"user": buyer(), "invoice_payload": "pro:7", "state": state}});
        let UpdateKind::Subscription { from, change } = kind(&update) else {
            panic!("not a subscription: {state}");
        };
        assert_eq!(from.id, UserId(7));
        let payload = "pro:7".to_owned();
        assert_eq!(
            change,
            SubscriptionChange {
                payload,
                state: expected
            }
        );
        for field in ["user", "invoice_payload", "state"] {
            let broken = without(update.clone(), "/subscription", field);
            assert!(matches!(kind(&broken), UpdateKind::Other { .. }), "{field}");
        }
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "\\PC{0,8}".prop_map(Value::from),
        prop::collection::btree_map("[a-z_]{1,8}", any::<i64>().prop_map(Value::from), 0..3)
            .prop_map(|fields| Value::Object(fields.into_iter().collect())),
    ]
}

proptest! {
    #[test]
    fn nothing_new_in_the_bot_api_loses_a_payment(
        news in prop::collection::btree_map("new_[a-z_]{1,10}", any_json(), 0..4),
        order_info in any_json(),
        expiry in any_json(),
    ) {
        let mut told = paid();
        told["order_info"] = order_info;
        told["subscription_expiration_date"] = expiry;
        told.as_object_mut().unwrap().extend(news.clone());
        let mut update = message(buyer(), json!({"successful_payment": told}));
        update["message"].as_object_mut().unwrap().extend(news);
        let UpdateKind::Paid { payment: read, .. } = kind(&update) else {
            panic!("the payment was lost: {update}");
        };
        let expected = SuccessfulPayment { paid_until: read.paid_until, ..payment() };
        prop_assert_eq!(read, expected);
    }
}
