//! Forwarded posts and formatted texts, as Telegram delivers them.
#![allow(clippy::unwrap_used)]

use serde_json::{Value, json};
use telegram::{ChatId, Content, Entity, EntityKind, Forwarded, Incoming, Update, UpdateKind};

fn incoming(fields: Value) -> Incoming {
    let mut message = json!({
        "message_id": 42, "date": 1_795_000_000,
        "from": {"id": 7, "is_bot": false, "first_name": "Аня"}, "chat": {"id": 7, "type": "private"},
    });
    message
        .as_object_mut()
        .unwrap()
        .extend(fields.as_object().unwrap().clone());
    let update = json!({"update_id": 1, "message": message});
    match Update::parse(update.to_string().as_bytes()).unwrap().kind {
        UpdateKind::Message(incoming) => incoming,
        other => panic!("not a message: {other:?}"),
    }
}

fn channel() -> Value {
    json!({"id": -1_001_234_567_890_i64, "type": "channel", "title": "Склад", "username": "sklad"})
}

#[test]
fn a_channels_post_is_known_by_its_channel_number_and_words() {
    let origin = json!({"type": "channel", "date": 1, "chat": channel(), "message_id": 5, "author_signature": "Аня"});
    let read = incoming(json!({"forward_origin": origin, "text": "Поставки"}));
    let expected = Forwarded {
        title: "Склад".to_owned(),
        username: Some("sklad".to_owned()),
        chat_id: ChatId(-1_001_234_567_890),
        post: Some(5),
        text: Some("Поставки".to_owned()),
    };
    assert_eq!(read.forwarded, Some(expected.clone()));
    assert!(
        read.content == Content::Text("Поставки".to_owned()),
        "it is the text it was, too"
    );
    let old = incoming(
        json!({"forward_from_chat": channel(), "forward_from_message_id": 5, "photo": [], "caption": "Поставки"}),
    );
    assert_eq!(old.forwarded, Some(expected));
}

#[test]
fn a_private_channel_has_no_name_and_a_picture_no_words() {
    let chat = json!({"id": -1_001_i64, "type": "channel", "username": ""});
    let read = incoming(json!({"forward_origin": {"type": "channel", "chat": chat}, "photo": []}));
    let expected = Forwarded {
        title: String::new(),
        username: None,
        chat_id: ChatId(-1_001),
        post: None,
        text: None,
    };
    assert_eq!(read.forwarded, Some(expected));
}

#[test]
fn what_comes_from_people_and_groups_is_no_channels_post() {
    let group = json!({"id": -5, "type": "supergroup", "title": "Чат"});
    for fields in [
        json!({}),
        json!({"forward_origin": {"type": "user", "sender_user": {"id": 8}}}),
        json!({"forward_origin": {"type": "hidden_user", "sender_user_name": "Аня"}}),
        json!({"forward_origin": {"type": "chat", "sender_chat": group}}),
        json!({"forward_origin": {"type": "channel"}}),
        json!({"forward_origin": {"type": "channel", "chat": {"title": "без номера"}}}),
        json!({"forward_origin": 7}),
        json!({"forward_from_chat": group, "forward_from_message_id": 5}),
        json!({"forward_from": {"id": 8}}),
    ] {
        assert_eq!(incoming(fields.clone()).forwarded, None, "{fields}");
    }
}

#[test]
fn what_a_post_says_is_not_in_debug() {
    let origin = json!({"type": "channel", "chat": channel(), "message_id": 5});
    let shown = format!(
        "{:?}",
        incoming(json!({"forward_origin": origin, "text": "eyJ.secret"}))
    );
    assert!(!shown.contains("secret"), "{shown}");
    assert!(shown.contains("Forwarded(sklad, -1001234567890, 10 bytes)"), "{shown}");
}

#[test]
fn a_text_keeps_the_formatting_the_bot_can_show() {
    let stretch = |kind: &str, offset: u64, length: u64| json!({"type": kind, "offset": offset, "length": length});
    let mut link = stretch("text_link", 2, 2);
    link["url"] = json!("https://example.org/");
    let text = "📦a b";
    let read = incoming(json!({"text": text, "entities": [
        stretch("bold", 0, 2), link, stretch("code", 4, 1), stretch("italic", 0, 5), stretch("pre", 0, 5),
        stretch("spoiler", 0, 1), stretch("text_link", 0, 1), stretch("date_time", 0, 1), stretch("bold", 4, 2),
        stretch("bold", 0, 0), stretch("bold", u64::MAX, 2), {"type": "bold"}, 7,
    ]}));
    let entity = |kind, offset, length| Entity { kind, offset, length };
    let url = "https://example.org/".to_owned();
    assert_eq!(
        read.entities,
        [
            entity(EntityKind::Bold, 0, 2),
            entity(EntityKind::Link { url }, 2, 2),
            entity(EntityKind::Code, 4, 1),
            entity(EntityKind::Italic, 0, 5),
            entity(EntityKind::Pre, 0, 5),
        ]
    );
    assert!(
        read.content == Content::Text(text.to_owned()),
        "no stretch costs the text"
    );
    let command = incoming(json!({"text": "/say hi", "entities": [stretch("bold", 5, 2)]}));
    assert_eq!(command.entities, []);
}
