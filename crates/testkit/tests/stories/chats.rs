//! Groups, and people who block the bot and come back.

use serde_json::{Value, json};
use telegram::{ChatId, Message, Notification};
use testkit::World;

#[tokio::test]
async fn in_a_group_a_command_is_answered_and_talk_is_not() {
    let world = World::start().await;
    let anna = world.seller(1);
    anna.writes_in_group(-100, "Всем привет").await;
    anna.writes_in_group(-100, "/keys").await;
    let group = world.ask("chats/-100/messages").await;
    let said: Vec<&str> = texts_of_bot(&group);
    assert_eq!(said.len(), 1, "{group}");
    assert!(said[0].contains("только в личном чате"));
    anna.writes("/cancel").await;
    assert!(
        anna.last_text().await.contains("отменять нечего"),
        "nothing was opened by that"
    );
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn a_key_sent_to_a_group_is_taken_out_of_sight_and_not_used() {
    let world = World::start().await;
    let anna = world.seller(1);
    let key = anna.key_of(json!({ "name": "Shop", "acc": 4 })).await;
    anna.writes_in_group(-100, &key).await;
    let group = world.ask("chats/-100/messages").await;
    assert!(texts_of_bot(&group)[0].contains("Отзовите этот ключ"), "{group}");
    let tried = world.calls("telegram").await;
    assert!(tried.iter().any(|call| call["method"] == "deleteMessage"), "{tried:?}");
    anna.writes("/keys").await;
    assert!(!anna.last_text().await.contains("Shop"));
}

#[tokio::test]
async fn a_key_under_a_photo_is_a_key() {
    let world = World::start().await;
    let anna = world.seller(1);
    let key = anna.key_of(json!({ "name": "Shop", "acc": 4 })).await;
    anna.sends_photo(&key).await;
    assert!(anna.last_text().await.contains("Ключ добавлен"));
    assert!(
        anna.chat().await.iter().all(|m| m["photo"].is_null()),
        "the photo is deleted"
    );
    anna.sends_photo("мой склад").await;
    assert!(!anna.last_text().await.contains("Ключ добавлен"));
}

fn texts_of_bot(chat: &Value) -> Vec<&str> {
    let messages = chat.as_array().unwrap().iter();
    messages
        .filter(|m| m["from"]["is_bot"] == true)
        .filter_map(|m| m["text"].as_str())
        .collect()
}

#[tokio::test]
async fn who_blocked_the_bot_is_left_alone_until_they_come_back() {
    let world = World::start().await;
    let anna = world.seller(1);
    anna.writes("/start").await;
    anna.sends("block").await;
    world.notify(note("1")).await;
    world.settles().await;
    let sent = |calls: &[Value]| calls.iter().filter(|call| call["method"] == "sendMessage").count();
    assert_eq!(sent(&world.calls("telegram").await), 1, "only the greeting");
    anna.sends("unblock").await;
    world.notify(note("2")).await;
    world.settles().await;
    assert_eq!(anna.last_text().await, "новость 2");
    assert_eq!(anna.read("новость 1").await, 0);
    anna.writes("/start").await;
    assert!(anna.last_text().await.contains("Здравствуйте"));
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn a_bot_thrown_out_of_a_group_still_writes_to_whoever_did_that() {
    let world = World::start().await;
    world.seller(1).writes("/start").await;
    let thrown_out = json!({ "update_id": 900_001, "my_chat_member": {
        "chat": { "id": -100, "type": "supergroup", "title": "Склад" },
        "from": { "id": 1, "is_bot": false, "first_name": "Анна" }, "date": 1_795_327_200,
        "old_chat_member": { "status": "member", "user": { "id": 42, "is_bot": true, "first_name": "bot" } },
        "new_chat_member": { "status": "kicked", "until_date": 0, "user": { "id": 42, "is_bot": true, "first_name": "bot" } }
    } });
    assert_eq!(world.update(&thrown_out).await.status, 200);
    world.notify(note("1")).await;
    world.settles().await;
    assert_eq!(world.seller(1).last_text().await, "новость 1");
    world.telegram_was_never_refused().await;
}

fn note(number: &str) -> Notification {
    Notification {
        id: number.to_owned(),
        chat: ChatId(1),
        message: Message::plain(format!("новость {number}")),
        recap: None,
        standing: None,
        topic: None,
    }
}
