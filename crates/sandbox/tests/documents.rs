//! Files that people send, and what arrives without a sound.
#![allow(clippy::unwrap_used)]

mod common;

use common::Story;
use serde_json::{Value, json};

/// The only message that waits for the bot.
async fn received(story: &Story) -> Value {
    let updates = story.bot("getUpdates", json!({})).await;
    assert_eq!(updates.as_array().unwrap().len(), 1, "{updates}");
    updates[0]["message"].clone()
}

/// A file as the bot downloads it.
async fn downloaded(story: &Story, document: &Value) -> Vec<u8> {
    let file = story.bot("getFile", json!({"file_id": document["file_id"]})).await;
    assert_eq!(file["file_size"], document["file_size"]);
    let path = file["file_path"].as_str().unwrap();
    let url = story.url(&format!("/telegram/file/bot42:sandbox/{path}"));
    story
        .http
        .get(url)
        .send()
        .await
        .unwrap()
        .bytes()
        .await
        .unwrap()
        .to_vec()
}

#[tokio::test]
async fn a_document_written_as_text_reaches_the_bot_with_its_name_and_content() {
    let story = Story::begin().await;
    let sent = json!({"name": "остатки.csv", "text": "barcode;n\n1;2", "caption": "сюда"});
    story.control("users/7/document", sent).await;
    let message = received(&story).await;
    let document = &message["document"];
    assert_eq!(message["caption"], "сюда");
    assert_eq!(
        (&document["file_name"], &document["mime_type"], &document["file_size"]),
        (&json!("остатки.csv"), &json!("text/csv"), &json!(13))
    );
    assert_eq!(downloaded(&story, document).await, b"barcode;n\n1;2");
}

#[tokio::test]
async fn a_document_in_base64_keeps_its_bytes() {
    let story = Story::begin().await;
    story
        .control("users/7/document", json!({"name": "a.xlsx", "base64": "UEsDBP8A"}))
        .await;
    let message = received(&story).await;
    assert_eq!(message.get("caption"), None);
    assert_eq!(downloaded(&story, &message["document"]).await, b"PK\x03\x04\xff\0");
}

#[tokio::test]
async fn a_document_nobody_described_is_a_small_text_and_an_empty_one_is_empty() {
    let story = Story::begin().await;
    story.control("users/7/document", json!({})).await;
    story.control("users/7/document", json!({"name": "", "text": ""})).await;
    let updates = story.bot("getUpdates", json!({})).await;
    let document = |place: usize| updates[place]["message"]["document"].clone();
    assert_eq!(document(0)["file_name"], "document.txt");
    assert_eq!(downloaded(&story, &document(0)).await, b"sandbox");
    assert_eq!(document(1)["file_name"], "document.txt");
    assert_eq!(document(1)["file_size"], 0);
}

#[tokio::test]
async fn a_document_no_client_could_send_is_refused() {
    let story = Story::begin().await;
    for (body, word) in [
        (json!({"text": "a", "base64": "YQ=="}), "not both"),
        (json!({"base64": "*"}), "must be in base64"),
        (json!({"text": 5}), "must be strings"),
        (json!({"caption": "я".repeat(1025)}), "1024"),
    ] {
        let (status, refusal) = story.try_control("users/7/document", body).await;
        assert_eq!(status, 400);
        assert!(refusal["error"].as_str().unwrap().contains(word), "{refusal}");
    }
    assert_eq!(story.bot("getUpdates", json!({})).await, json!([]));
    assert_eq!(
        story.get("/control/chats/7/messages").await,
        json!([]),
        "and nothing is in the chat"
    );
}

#[tokio::test]
async fn a_message_without_a_sound_is_noted_and_only_that() {
    let story = Story::begin().await;
    story.control("users/7/text", json!({"text": "hi"})).await;
    for quiet in [
        json!({}),
        json!({"disable_notification": true}),
        json!({"disable_notification": false}),
    ] {
        let mut call = json!({"chat_id": 7, "text": "новость"});
        call.as_object_mut().unwrap().extend(quiet.as_object().unwrap().clone());
        let told = story.bot("sendMessage", call).await;
        assert_eq!(told.get("silent"), None, "the Bot API does not tell");
    }
    let document = story.get("/control/chats/7/messages").await;
    assert_eq!(document.as_array().unwrap().len(), 4);
    let form = [
        ("chat_id", "7"),
        ("document", "file000001"),
        ("disable_notification", "true"),
    ];
    story.control("users/7/document", json!({})).await;
    let url = story.url("/telegram/bot42:sandbox/sendDocument");
    let form = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(form)
        .finish();
    let sent = story
        .http
        .post(url)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(form)
        .send()
        .await
        .unwrap();
    assert_eq!(sent.status(), 200, "{}", sent.text().await.unwrap());
    let messages = story.get("/control/chats/7/messages").await;
    let silent: Vec<Option<&Value>> = messages.as_array().unwrap().iter().map(|m| m.get("silent")).collect();
    let yes = json!(true);
    assert_eq!(silent, [None, None, Some(&yes), None, None, Some(&yes)]);
}
