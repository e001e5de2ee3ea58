//! Albums, large files, forwarded posts and a chat's own commands.
#![allow(clippy::unwrap_used)]

mod common;

use common::Story;
use serde_json::{Value, json};

/// A form's field: its name, its file name if it is a file, and its content.
type Field = (String, Option<String>, Vec<u8>);

fn field(name: &str, value: impl ToString) -> Field {
    (name.to_owned(), None, value.to_string().into_bytes())
}

fn file(name: &str, content: Vec<u8>) -> Field {
    (name.to_owned(), Some(format!("{name}.png")), content)
}

/// A call with files: its status and its body.
async fn form(story: &Story, method: &str, fields: Vec<Field>) -> (u16, Value) {
    let mut body = Vec::new();
    for (name, file, content) in fields {
        let file = file.map_or_else(String::new, |file| format!("; filename=\"{file}\""));
        body.extend(format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n").into_bytes());
        body.extend(content);
        body.extend(b"\r\n");
    }
    body.extend(b"--b--\r\n");
    let url = story.url(&format!("/telegram/bot42:sandbox/{method}"));
    let request = story
        .http
        .post(url)
        .header("content-type", "multipart/form-data; boundary=b");
    let response = request.body(body).send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap())
}

/// An album of so many pictures to user 7.
fn album(pictures: usize, caption: &str) -> Vec<Field> {
    let mut media: Vec<Value> = (0..pictures)
        .map(|number| json!({"type": "photo", "media": format!("attach://photo{number}")}))
        .collect();
    if let Some(first) = media.first_mut() {
        first["caption"] = json!(caption);
    }
    let described = [
        field("chat_id", 7),
        field("media", json!(media)),
        field("disable_notification", true),
    ];
    let files = (0..pictures).map(|number| file(&format!("photo{number}"), vec![b'#'; number + 1]));
    described.into_iter().chain(files).collect()
}

async fn acquainted() -> Story {
    let story = Story::begin().await;
    story.control("users/7/text", json!({"text": "привет"})).await;
    story
}

#[tokio::test]
async fn an_album_is_several_messages_that_belong_together() {
    let story = acquainted().await;
    let (status, answer) = form(&story, "sendMediaGroup", album(3, "За неделю")).await;
    assert_eq!(status, 200, "{answer}");
    let sent = answer["result"].as_array().unwrap();
    let chat = story.get("/control/chats/7/messages").await;
    let shown = &chat.as_array().unwrap()[1..];
    assert_eq!((sent.len(), shown.len()), (3, 3));
    for (number, (sent, shown)) in sent.iter().zip(shown).enumerate() {
        assert_eq!(sent["message_id"], shown["message_id"]);
        assert!(shown["media_group_id"].is_string());
        assert_eq!(shown["media_group_id"], sent["media_group_id"]);
        assert_eq!(shown["media_group_id"], chat[1]["media_group_id"]);
        assert_eq!(shown["silent"], true);
        let id = shown["photo"][0]["file_id"].as_str().unwrap();
        let content = story
            .http
            .get(story.url(&format!("/control/files/{id}")))
            .send()
            .await
            .unwrap();
        assert_eq!(content.bytes().await.unwrap().len(), number + 1);
    }
    assert_eq!(shown[0]["caption"], "За неделю");
    assert_eq!(shown[1].get("caption"), None);
    story.advance(60).await;
    let (_, other) = form(&story, "sendMediaGroup", album(2, "")).await;
    assert_ne!(other["result"][0]["media_group_id"], shown[0]["media_group_id"]);
}

#[tokio::test]
async fn an_album_that_telegram_would_refuse_sends_nothing() {
    let story = acquainted().await;
    let too_large = {
        let mut fields = album(2, "");
        fields[4] = file("photo1", vec![0; 10 * 1024 * 1024 + 1]);
        fields
    };
    let without_file = {
        let mut fields = album(2, "");
        fields.pop();
        fields
    };
    let stranger = {
        let mut fields = album(2, "");
        fields[0] = field("chat_id", 8);
        fields
    };
    for (fields, wanted) in [
        (album(0, ""), "there are no messages to send"),
        (album(1, ""), "at least 2"),
        (album(11, ""), "too many messages to send as an album"),
        (album(2, &"ж".repeat(1025)), "caption is too long"),
        (too_large, "too big for a photo"),
        (without_file, "wrong file identifier"),
        (stranger, "chat not found"),
    ] {
        let (status, answer) = form(&story, "sendMediaGroup", fields).await;
        let told = answer["description"].as_str().unwrap_or_default();
        assert!(status == 400 && told.contains(wanted), "{wanted}: {answer}");
    }
    let (status, _) = form(&story, "sendMediaGroup", album(10, &"ж".repeat(1024))).await;
    assert_eq!(status, 200);
    let chat = story.get("/control/chats/7/messages").await;
    assert_eq!(chat.as_array().unwrap().len(), 11);
    let (status, answer) = form(&story, "sendMediaGroup", album(2, "")).await;
    assert_eq!(
        status, 429,
        "ten messages at once used up the chat's patience: {answer}"
    );
}

#[tokio::test]
async fn a_document_may_have_fifty_megabytes_and_not_one_byte_more() {
    const MOST: usize = 50 * 1024 * 1024;
    let story = acquainted().await;
    let document = |size| vec![field("chat_id", 7), file("document", vec![b'7'; size])];
    let (status, answer) = form(&story, "sendDocument", document(MOST)).await;
    assert_eq!(status, 200, "{answer}");
    let id = answer["result"]["document"]["file_id"].as_str().unwrap();
    let content = story
        .http
        .get(story.url(&format!("/control/files/{id}")))
        .send()
        .await
        .unwrap();
    assert_eq!(content.bytes().await.unwrap().len(), MOST);
    for size in [MOST + 1, MOST + 4 * 1024 * 1024] {
        let (status, answer) = form(&story, "sendDocument", document(size)).await;
        assert_eq!(
            (status, &answer["description"]),
            (413, &json!("Request Entity Too Large"))
        );
    }
}

#[tokio::test]
async fn a_post_forwarded_from_a_channel_says_where_it_is_from() {
    let story = Story::begin().await;
    let post = json!({"channel": "@sklad", "title": "Склад", "post": 5, "text": "Поставки"});
    story.control("users/7/forward", post).await;
    story.control("users/7/forward", json!({"title": "Свои"})).await;
    let updates = story.bot("getUpdates", json!({})).await;
    let message = &updates[0]["message"];
    assert_eq!(
        (&message["text"], &message["from"]["id"]),
        (&json!("Поставки"), &json!(7))
    );
    let origin = &message["forward_origin"];
    assert_eq!((&origin["type"], &origin["message_id"]), (&json!("channel"), &json!(5)));
    assert_eq!(origin["chat"]["username"], "sklad");
    assert_eq!(
        (&origin["chat"]["title"], &origin["chat"]["type"]),
        (&json!("Склад"), &json!("channel"))
    );
    assert!(origin["chat"]["id"].as_i64().unwrap() < -1_000_000_000_000);
    let private = &updates[1]["message"];
    assert_eq!(private["forward_origin"]["chat"].get("username"), None);
    assert!(private["photo"].is_array());
    for wrong in [
        json!({}),
        json!({"channel": "a", "post": 0}),
        json!({"channel": "a", "chat_id": 5}),
    ] {
        assert_eq!(
            story.try_control("users/7/forward", wrong.clone()).await.0,
            400,
            "{wrong}"
        );
    }
}

#[tokio::test]
async fn a_chat_telegram_does_not_know_can_have_no_commands_of_its_own() {
    let story = acquainted().await;
    let list = |chat: i64| json!({"commands": [{"command": "ban", "description": "Ban"}], "scope": {"type": "chat", "chat_id": chat}});
    assert_eq!(
        story.refused("setMyCommands", list(8)).await,
        "Bad Request: chat not found"
    );
    story.bot("setMyCommands", list(7)).await;
    let own = story
        .bot("getMyCommands", json!({"scope": {"type": "chat", "chat_id": 7}}))
        .await;
    assert_eq!(own[0]["command"], "ban");
    assert_eq!(story.bot("getMyCommands", json!({})).await, json!([]));
}
