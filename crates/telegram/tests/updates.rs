//! Updates as Telegram delivers them, now and in some year to come.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use serde_json::{Value, json};
use telegram::{
    Chat, ChatId, ChatKind, Content, Document, Incoming, MAX_UPDATE_BYTES, Membership, MessageId, PressedMessage,
    Update, UpdateError, UpdateId, UpdateKind, UserId,
};

fn parsed(update: &Value) -> Update {
    Update::parse(update.to_string().as_bytes()).unwrap()
}

fn message(fields: Value) -> Value {
    let mut message = json!({
        "message_id": 42, "date": 1_795_000_000,
        "from": {"id": 7, "is_bot": false, "first_name": "Аня", "language_code": "ru"},
        "chat": {"id": 7, "type": "private", "first_name": "Аня"},
    });
    let all = message.as_object_mut().unwrap();
    all.extend(fields.as_object().unwrap().clone());
    json!({"update_id": 100, "message": message})
}

fn incoming(update: &Value) -> Incoming {
    match parsed(update).kind {
        UpdateKind::Message(incoming) => incoming,
        other => panic!("not a message: {other:?}"),
    }
}

fn content(fields: Value) -> Content {
    incoming(&message(fields)).content
}

fn other(update: &Value) -> String {
    match parsed(update).kind {
        UpdateKind::Other { kind } => kind,
        understood => panic!("understood: {understood:?}"),
    }
}

fn without(mut update: Value, pointer: &str, field: &str) -> Value {
    let object = update.pointer_mut(pointer).unwrap();
    object.as_object_mut().unwrap().remove(field).unwrap();
    update
}

fn command(name: &str, argument: &str) -> Content {
    Content::Command {
        name: name.to_owned(),
        argument: argument.to_owned(),
    }
}

#[test]
fn a_text_and_who_wrote_it_where() {
    let update = message(json!({"text": " привет "}));
    assert_eq!(parsed(&update).id, UpdateId(100));
    let incoming = incoming(&update);
    assert_eq!(incoming.content, Content::Text(" привет ".to_owned()));
    assert_eq!(incoming.message_id, MessageId(42));
    assert_eq!(
        incoming.chat,
        Chat {
            id: ChatId(7),
            kind: ChatKind::Private
        }
    );
    let from = incoming.from.unwrap();
    assert_eq!((from.id, from.is_bot), (UserId(7), false));
    assert_eq!(from.first_name, "Аня");
    assert_eq!(from.language_code.as_deref(), Some("ru"));
}

#[test]
fn commands() {
    for (text, expected) in [
        ("/start", command("start", "")),
        ("/Start ref_1", command("start", "ref_1")),
        ("/watch@OurBot  Коледино  0 ", command("watch", "Коледино  0")),
        ("/key\nabc", command("key", "abc")),
        ("/stats_2", command("stats_2", "")),
    ] {
        assert!(content(json!({"text": text})) == expected, "{text:?}");
    }
}

#[test]
fn what_only_looks_like_a_command_is_text() {
    let long = format!("/{}", "a".repeat(33));
    for text in ["/", "/ start", "/привет", "/a/b", "/@bot", "//", "start", long.as_str()] {
        let read = content(json!({"text": text}));
        assert!(read == Content::Text(text.to_owned()), "{text:?}");
    }
}

#[test]
fn other_contents_go_by_name() {
    for (fields, kind) in [
        (json!({"sticker": {"set_name": "x"}}), "sticker"),
        (json!({"animation": {}, "document": {}}), "animation"),
        (json!({"photo": [], "caption": "/start"}), "photo"),
        (json!({"hologram": {}}), "unknown"),
        (json!({"text": 5}), "unknown"),
        (json!({}), "unknown"),
    ] {
        let caption = (kind == "photo").then(|| "/start".to_owned());
        let expected = Content::Other {
            kind: kind.to_owned(),
            caption,
        };
        assert_eq!(content(fields), expected, "{kind}");
    }
}

#[test]
fn a_file_is_told_with_all_that_is_known_of_it() {
    let file = json!({"file_id": "BQAC", "file_unique_id": "u", "file_name": "а.csv", "mime_type": "text/csv",
        "file_size": 13, "thumbnail": {}});
    let read = content(json!({"document": file, "caption": " остатки "}));
    let expected = Document {
        file_id: "BQAC".to_owned(),
        name: Some("а.csv".to_owned()),
        mime: Some("text/csv".to_owned()),
        size: Some(13),
        caption: Some(" остатки ".to_owned()),
    };
    assert_eq!(read, Content::Document(expected));
}

#[test]
fn a_file_is_known_by_its_id_alone_and_without_one_it_is_something_else() {
    let read = content(json!({"document": {"file_id": "BQAC", "file_name": 5, "file_size": -1, "mime_type": null}}));
    let expected = Document {
        file_id: "BQAC".to_owned(),
        name: None,
        mime: None,
        size: None,
        caption: None,
    };
    assert_eq!(read, Content::Document(expected));
    for broken in [json!({}), json!({"file_id": 5}), json!([]), Value::Null] {
        let read = content(json!({"document": broken}));
        assert!(
            matches!(&read, Content::Other { kind, .. } if kind == "document"),
            "{broken}"
        );
    }
    // An animation is told as a document beside.
    let read = content(json!({"document": {"file_id": "BQAC"}, "animation": {"file_id": "BQAC"}}));
    assert!(matches!(&read, Content::Other { kind, .. } if kind == "animation"));
}

#[test]
fn chats_of_every_type() {
    for (kind, expected) in [
        ("private", ChatKind::Private),
        ("group", ChatKind::Group),
        ("supergroup", ChatKind::Group),
        ("channel", ChatKind::Channel),
        ("assembly", ChatKind::Group),
    ] {
        let chat = json!({"text": "a", "chat": {"id": -1, "type": kind}});
        assert_eq!(incoming(&message(chat)).chat.kind, expected, "{kind}");
    }
}

#[test]
fn a_message_nobody_signed_is_still_a_message() {
    let update = without(message(json!({"text": "a"})), "/message", "from");
    assert_eq!(incoming(&update).from, None);
}

#[test]
fn a_sender_is_known_by_the_number_alone() {
    let from = incoming(&message(json!({"from": {"id": 8}}))).from.unwrap();
    assert_eq!(from.id, UserId(8));
    assert_eq!(from.first_name, "");
    assert_eq!(from.language_code, None);
}

fn press() -> Value {
    json!({"update_id": 101, "callback_query": {
        "id": "4382bfdwdsb323b2d9",
        "from": {"id": 7, "is_bot": false, "first_name": "Аня"},
        "message": {"message_id": 43, "date": 0, "chat": {"id": 7, "type": "private"}},
        "chat_instance": "1", "data": "cal:day:2026:11:25",
    }})
}

#[test]
fn a_press_even_on_a_message_telegram_no_longer_shows() {
    let UpdateKind::Press(press) = parsed(&press()).kind else {
        panic!("not a press");
    };
    assert_eq!(press.id, "4382bfdwdsb323b2d9");
    assert_eq!(press.data, "cal:day:2026:11:25");
    assert_eq!(press.from.id, UserId(7));
    let chat = Chat {
        id: ChatId(7),
        kind: ChatKind::Private,
    };
    assert_eq!(
        press.message,
        Some(PressedMessage {
            chat,
            message_id: MessageId(43)
        })
    );
}

#[test]
fn a_press_without_a_message_is_a_press() {
    let update = without(press(), "/callback_query", "message");
    let UpdateKind::Press(press) = parsed(&update).kind else {
        panic!("not a press");
    };
    assert_eq!(press.message, None);
}

fn membership(member: Value) -> Value {
    json!({"update_id": 102, "my_chat_member": {
        "chat": {"id": 7, "type": "private"}, "from": {"id": 7, "first_name": "Аня"},
        "date": 1, "old_chat_member": {"status": "member"}, "new_chat_member": member,
    }})
}

#[test]
fn the_bot_learns_that_it_was_blocked_and_let_in_again() {
    for (member, blocked) in [
        (json!({"status": "kicked"}), true),
        (json!({"status": "left"}), true),
        (json!({"status": "restricted", "is_member": false}), true),
        (json!({"status": "restricted", "is_member": true}), false),
        (json!({"status": "member"}), false),
        (json!({"status": "administrator"}), false),
    ] {
        let UpdateKind::Membership(Membership {
            chat,
            from,
            blocked: read,
        }) = parsed(&membership(member.clone())).kind
        else {
            panic!("not a membership: {member}");
        };
        assert_eq!((chat.id, from.id), (ChatId(7), UserId(7)));
        assert_eq!(read, blocked, "{member}");
    }
}

#[test]
fn kinds_the_bot_does_not_read_go_by_name() {
    for kind in ["edited_message", "channel_post", "stopped_message_generation"] {
        let update = json!({"update_id": 1, kind: {"message_id": 1}});
        assert_eq!(other(&update), kind);
    }
    assert_eq!(other(&json!({"update_id": 1})), "unknown");
    assert_eq!(other(&json!({"update_id": 1, "odd": 5})), "unknown");
}

#[test]
fn a_payload_that_cannot_be_understood_is_not_an_error() {
    let text = || message(json!({"text": "a"}));
    for broken in [
        without(text(), "/message", "chat"),
        without(text(), "/message", "message_id"),
        without(text(), "/message/chat", "id"),
        message(json!({"message_id": 5_000_000_000_i64})),
        message(json!({"message_id": "42"})),
        json!({"update_id": 1, "message": []}),
        json!({"update_id": 1, "message": null}),
    ] {
        assert_eq!(other(&broken), "message", "{broken}");
    }
    for field in ["id", "from", "data"] {
        let broken = without(press(), "/callback_query", field);
        assert_eq!(other(&broken), "callback_query", "{field}");
    }
    for field in ["chat", "from", "new_chat_member"] {
        let update = membership(json!({"status": "left"}));
        let broken = without(update, "/my_chat_member", field);
        assert_eq!(other(&broken), "my_chat_member", "{field}");
    }
}

#[test]
fn what_is_no_update_is_an_error_by_meaning() {
    for (body, error) in [
        (&b""[..], UpdateError::NotJson),
        (b"{\"update_id\":1", UpdateError::NotJson),
        (b"\xff", UpdateError::NotJson),
        (b"[]", UpdateError::NoUpdateId),
        (b"{}", UpdateError::NoUpdateId),
        (b"{\"update_id\":\"1\"}", UpdateError::NoUpdateId),
        (b"{\"update_id\":1e3}", UpdateError::NoUpdateId),
    ] {
        assert_eq!(Update::parse(body), Err(error), "{body:?}");
    }
}

#[test]
fn the_size_limit_is_one_mebibyte() {
    let sized = |bytes: usize| {
        let bare = message(json!({"text": ""})).to_string().len();
        let update = message(json!({"text": "a".repeat(bytes - bare)})).to_string();
        assert_eq!(update.len(), bytes);
        Update::parse(update.as_bytes())
    };
    assert!(sized(MAX_UPDATE_BYTES).is_ok());
    let bytes = MAX_UPDATE_BYTES + 1;
    assert_eq!(sized(bytes), Err(UpdateError::TooLarge { bytes }));
}

#[test]
fn what_the_user_wrote_is_not_in_debug() {
    let update = parsed(&message(json!({"text": "eyJ.secret.key"})));
    assert!(!format!("{update:?}").contains("secret"));
    let update = parsed(&message(json!({"text": "/key eyJ.secret.key"})));
    assert!(!format!("{update:?}").contains("secret"));
    let file = json!({"file_id": "secret", "file_name": "secret.csv"});
    let update = parsed(&message(json!({"document": file, "caption": "eyJ.secret.key"})));
    assert!(!format!("{update:?}").contains("secret"));
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "\\PC{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::btree_map("[a-z_]{1,8}", inner, 0..3)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

/// Adds `field` to the `place`-th object anywhere inside the update, unless one of that name is there.
fn sprinkle(update: &mut Value, place: usize, field: &str, value: &Value) {
    let mut objects = 0;
    count(update, &mut objects);
    let mut left = place % objects;
    put(update, &mut left, field, value);
}

fn count(value: &Value, objects: &mut usize) {
    match value {
        Value::Object(fields) => {
            *objects += 1;
            fields.values().for_each(|value| count(value, objects));
        }
        Value::Array(items) => items.iter().for_each(|value| count(value, objects)),
        _ => {}
    }
}

fn put(value: &mut Value, left: &mut usize, field: &str, new: &Value) -> bool {
    match value {
        Value::Object(fields) => {
            if *left == 0 {
                fields.entry(format!("new_{field}")).or_insert_with(|| new.clone());
                return true;
            }
            *left -= 1;
            fields.values_mut().any(|value| put(value, left, field, new))
        }
        Value::Array(items) => items.iter_mut().any(|value| put(value, left, field, new)),
        _ => false,
    }
}

proptest! {
    #[test]
    fn nothing_new_in_the_bot_api_loses_a_text(
        text in "[^/]\\PC{0,40}",
        entities in prop::collection::vec(any_json(), 0..4),
        markup in any_json(),
        quoted in any_json(),
        chat_type in "[a-z]{0,12}",
        news in prop::collection::vec((any::<usize>(), "[a-z_]{1,10}", any_json()), 0..6),
    ) {
        let mut update = message(json!({
            "text": text, "entities": entities, "reply_markup": markup, "reply_to_message": quoted,
            "chat": {"id": 7, "type": chat_type},
        }));
        for (place, field, value) in &news {
            sprinkle(&mut update, *place, field, value);
        }
        let incoming = incoming(&update);
        prop_assert!(incoming.content == Content::Text(text));
        prop_assert_eq!(incoming.from.unwrap().id, UserId(7));
        prop_assert_eq!(incoming.chat.id, ChatId(7));
    }

    #[test]
    fn nothing_new_in_the_bot_api_loses_a_press(
        news in prop::collection::vec((any::<usize>(), "[a-z_]{1,10}", any_json()), 0..6),
    ) {
        let mut update = press();
        for (place, field, value) in &news {
            sprinkle(&mut update, *place, field, value);
        }
        prop_assert_eq!(parsed(&update).kind, parsed(&press()).kind);
    }

    #[test]
    fn no_body_is_a_panic(body in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = Update::parse(&body);
    }

    #[test]
    fn any_payload_under_any_name_is_an_update(
        kind in prop_oneof![Just("message"), Just("callback_query"), Just("my_chat_member"), Just("poll")],
        payload in any_json(),
    ) {
        let update = json!({"update_id": 5, kind: payload});
        prop_assert_eq!(parsed(&update).id, UpdateId(5));
    }
}
