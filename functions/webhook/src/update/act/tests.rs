#![allow(clippy::unwrap_used)]
use serde_json::{Value, json};
use telegram::{ChatId, Document, Update};

use super::*;

/// What a message means to a bot whose features claim texts that begin with `eyJ`.
fn meant(fields: Value) -> Meant {
    let mut message = json!({
        "message_id": 42, "date": 1,
        "from": {"id": 7, "is_bot": false, "first_name": "Аня", "language_code": "ru"},
        "chat": {"id": 7, "type": "private"},
    });
    let all = message.as_object_mut().unwrap();
    all.extend(fields.as_object().unwrap().clone());
    understood(json!({"update_id": 1, "message": message}))
}

fn understood(update: Value) -> Meant {
    let update = Update::parse(update.to_string().as_bytes()).unwrap();
    read(update.kind, |text| text.starts_with("eyJ"))
}

fn act(meant: Meant) -> Act {
    match meant {
        Meant::Act(act) => *act,
        other => panic!("nobody's doing: {other:?}"),
    }
}

fn input(fields: Value) -> Input {
    act(meant(fields)).input
}

#[test]
fn a_file_is_a_file_with_the_words_under_it() {
    let file = json!({"file_id": "f1", "file_name": "a.csv", "file_size": 3});
    let sent = act(meant(json!({"document": file, "caption": "остатки"})));
    assert_eq!(sent.message_id, Some(MessageId(42)));
    assert!(
        sent.input
            == Input::Document(Document {
                file_id: "f1".to_owned(),
                name: Some("a.csv".to_owned()),
                mime: None,
                size: Some(3),
                caption: Some("остатки".to_owned()),
            })
    );
}

#[test]
fn a_text_that_is_claimed_is_that_text_whatever_it_stands_under() {
    for carrier in [json!({"file_id": "f1"}), json!({})] {
        let read = input(json!({"document": carrier, "caption": "eyJ.key"}));
        assert!(read == Input::Text("eyJ.key".to_owned()));
    }
    let read = input(json!({"photo": [], "caption": "eyJ.key"}));
    assert!(read == Input::Text("eyJ.key".to_owned()));
    let read = input(json!({"photo": [], "caption": "мой склад"}));
    assert!(
        read == Input::Other {
            kind: "photo".to_owned()
        }
    );
}

#[test]
fn what_nobody_signed_or_a_bot_did_means_nothing() {
    assert_eq!(meant(json!({"from": null, "text": "a"})), Meant::Nothing);
    assert_eq!(
        meant(json!({"from": {"id": 8, "is_bot": true}, "text": "a"})),
        Meant::Nothing
    );
    assert_eq!(understood(json!({"update_id": 1, "poll": {"id": "1"}})), Meant::Nothing);
}

#[test]
fn a_press_on_a_message_that_is_not_there_is_stale() {
    let mut press = json!({"id": "q1", "from": {"id": 7}, "data": "menu:keys",
        "message": {"message_id": 43, "date": 0, "chat": {"id": 7, "type": "private"}}});
    let pressed = act(understood(json!({"update_id": 1, "callback_query": press})));
    assert_eq!((pressed.message_id, pressed.chat.id), (None, ChatId(7)));
    press.as_object_mut().unwrap().remove("message");
    let stale = understood(json!({"update_id": 1, "callback_query": press}));
    assert!(matches!(stale, Meant::StalePress { id, .. } if id == "q1"));
}

#[test]
fn only_in_their_own_chat_does_somebody_block_the_bot() {
    let left = |chat: i64, kind: &str| {
        understood(json!({"update_id": 1, "my_chat_member": {
            "chat": {"id": chat, "type": kind}, "from": {"id": 7}, "date": 1, "new_chat_member": {"status": "kicked"},
        }}))
    };
    let blocked = Meant::Membership {
        user: UserId(7),
        blocked: true,
    };
    assert_eq!(left(7, "private"), blocked);
    assert_eq!(left(-100, "supergroup"), Meant::Nothing);
}

#[test]
fn money_is_talked_about_with_who_pays_in_their_own_chat() {
    let payment = json!({"currency": "XTR", "total_amount": 10, "invoice_payload": "p",
        "telegram_payment_charge_id": "c1", "provider_payment_charge_id": ""});
    let paid = act(meant(
        json!({"chat": {"id": -100, "type": "supergroup"}, "successful_payment": payment}),
    ));
    assert_eq!((paid.chat.id, paid.chat.kind), (ChatId(7), ChatKind::Private));
    assert!(paid.is_about_money());
    assert!(!act(meant(json!({"text": "a"}))).is_about_money());
}

#[test]
fn a_channels_post_is_told_beside_what_it_is_without_that() {
    let origin =
        json!({"type": "channel", "chat": {"id": -1001, "type": "channel", "title": "Склад"}, "message_id": 5});
    let sent = act(meant(json!({"forward_origin": origin, "text": "/start"})));
    assert_eq!(sent.forwarded.and_then(|post| post.post), Some(5));
    assert!(matches!(&sent.input, Input::Command { name, .. } if name == "start"));
    let key = act(meant(json!({"forward_origin": origin, "text": "eyJ.key"})));
    assert_eq!(key.forwarded, None);
    assert!(key.input == Input::Text("eyJ.key".to_owned()));
}

#[test]
fn a_text_brings_its_formatting() {
    let sent = act(meant(
        json!({"text": "ab", "entities": [{"type": "bold", "offset": 1, "length": 1}]}),
    ));
    assert_eq!(sent.entities.len(), 1);
    assert_eq!(act(meant(json!({"text": "ab"}))).entities, []);
}
