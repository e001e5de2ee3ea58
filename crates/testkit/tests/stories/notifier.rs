//! Messages on their way: Telegram's limits and moods, and that nothing is said twice.

use jiff::SignedDuration;
use serde_json::{Value, json};
use telegram::{Button, CallbackData, ChatId, Entity, EntityKind, Keyboard, Message, Notification};
use testkit::{NOTIFICATIONS, World};

fn note(id: &str, chat: i64, text: &str) -> Notification {
    Notification {
        id: id.to_owned(),
        chat: ChatId(chat),
        message: Message::plain(text),
        recap: Some(Message::plain(format!("кратко: {text}"))),
        standing: None,
        topic: None,
    }
}

/// A world in which these people have spoken to the bot.
async fn acquainted(people: &[i64]) -> World {
    let world = World::start().await;
    for person in people {
        world.seller(*person).writes("/start").await;
    }
    world
}

/// Calls that were to send something, greetings left out.
async fn sendings(world: &World) -> Vec<Value> {
    let mut calls = world.calls("telegram").await;
    calls.retain(|call| call["method"] == "sendMessage" && !call["body"].to_string().contains("Здравствуйте"));
    calls
}

#[tokio::test]
async fn a_request_to_wait_holds_up_this_chat_in_order_and_no_other() {
    let world = acquainted(&[1, 2]).await;
    world
        .faults(
            json!({ "target": "telegram", "kind": "429", "method": "sendMessage", "count": 1, "retry_after_s": 120 }),
        )
        .await;
    for number in 1..=3 {
        world
            .notify(note(&format!("a{number}"), 1, &format!("Анне {number}")))
            .await;
    }
    world.notify(note("b", 2, "Борису")).await;
    world.notifies().await;
    assert_eq!(world.seller(2).last_text().await, "Борису");
    assert_eq!(sendings(&world).await.len(), 2, "one refused, one for Boris");
    world.passes(SignedDuration::from_secs(30)).await;
    world.notifies().await;
    assert_eq!(sendings(&world).await.len(), 2, "Telegram said two minutes");
    world.passes(SignedDuration::from_secs(95)).await;
    world.settles().await;
    let texts = world.seller(1).bot_texts().await;
    assert_eq!(texts[1..], ["Анне 1", "Анне 2", "Анне 3"]);
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn a_telegram_that_fails_is_tried_again() {
    let world = acquainted(&[1]).await;
    world
        .faults(json!({ "target": "telegram", "kind": "500", "method": "sendMessage", "count": 1 }))
        .await;
    world.notify(note("a", 1, "новость")).await;
    world.notifies().await;
    assert_eq!(world.seller(1).read("новость").await, 1);
    assert_eq!(sendings(&world).await.len(), 2);
    assert!(world.cloud.queues.are_empty());
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn who_cannot_be_reached_is_not_called_again() {
    let world = acquainted(&[1]).await;
    world.seller(1).sends("block").await;
    // The table believes that Anna is back, Telegram knows better.
    let back = json!({ "update_id": 900_001, "my_chat_member": {
        "chat": { "id": 1, "type": "private" }, "from": { "id": 1, "is_bot": false, "first_name": "Анна" },
        "date": 1, "new_chat_member": { "status": "member", "user": { "id": 42, "is_bot": true, "first_name": "bot" } }
    } });
    assert_eq!(world.update(&back).await.status, 200);
    for id in ["a", "b"] {
        world.notify(note(id, 1, "новость")).await;
        world.notifies().await;
    }
    let calls = sendings(&world).await;
    assert_eq!(calls.len(), 1);
    assert_eq!(calls[0]["status"], 403);
    assert!(world.cloud.queues.are_empty(), "and nothing waits for ever");
}

#[tokio::test]
async fn a_long_text_comes_in_parts_with_the_buttons_under_the_last() {
    let world = acquainted(&[1]).await;
    let lines: Vec<String> = (0..700).map(|n| format!("строка {n} 🎉")).collect();
    let keyboard = Keyboard::new().row([Button::press("Меню", CallbackData::of("menu:menu"))]);
    let message = Message::plain(lines.join("\n")).keyboard(keyboard);
    world
        .notify(Notification {
            message,
            ..note("long", 1, "")
        })
        .await;
    world.settles().await;
    let chat = world.seller(1).chat().await;
    let parts: Vec<&Value> = chat
        .iter()
        .filter(|m| m["text"].as_str().unwrap_or_default().starts_with("строка"))
        .collect();
    assert!(parts.len() > 1);
    let text: Vec<&str> = parts.iter().map(|m| m["text"].as_str().unwrap()).collect();
    assert!(text.iter().all(|part| part.encode_utf16().count() <= 4096));
    assert_eq!(
        text.join("\n"),
        lines.join("\n"),
        "nothing is lost, and the order is kept"
    );
    let with_buttons: Vec<bool> = parts.iter().map(|m| !m["reply_markup"].is_null()).collect();
    assert_eq!(with_buttons.iter().filter(|has| **has).count(), 1);
    assert!(with_buttons.last().unwrap());
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn what_should_come_without_a_sound_does_in_all_its_parts() {
    let world = acquainted(&[1]).await;
    let silent = |id: &str, text: &str| Notification::new(id, ChatId(1), Message::plain(text).silently());
    world.notify(silent("long", &"строка\n".repeat(700))).await;
    world.notify(note("loud", 1, "новость")).await;
    world.settles().await;
    let chat = world.seller(1).chat().await;
    let sounds = |words: &str| -> Vec<bool> {
        let about = chat
            .iter()
            .filter(|m| m["text"].as_str().unwrap_or_default().starts_with(words));
        about.map(|m| m["silent"] != true).collect()
    };
    assert_eq!(sounds("строка"), [false, false]);
    assert_eq!(sounds("новость"), [true]);
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn a_text_whose_formatting_is_refused_goes_out_plain() {
    let world = acquainted(&[1]).await;
    let mut message = Message::plain("🎉 новость");
    message.entities.push(Entity {
        kind: EntityKind::Bold,
        offset: 1,
        length: 3,
    });
    world
        .notify(Notification {
            message,
            ..note("bad", 1, "")
        })
        .await;
    world.settles().await;
    assert_eq!(world.seller(1).last_text().await, "🎉 новость");
    let statuses: Vec<_> = sendings(&world)
        .await
        .iter()
        .map(|call| call["status"].clone())
        .collect();
    assert_eq!(statuses, [json!(400), json!(200)]);
}

#[tokio::test]
async fn a_lost_answer_is_followed_by_the_recap_and_never_by_the_same_text() {
    for (kind, arrived) in [("lost_answer", 1), ("reset", 0)] {
        let world = acquainted(&[1]).await;
        world
            .faults(json!({ "target": "telegram", "kind": kind, "method": "sendMessage", "count": 1 }))
            .await;
        world.notify(note("a", 1, "новость")).await;
        world.settles().await;
        world.cloud.queues.duplicate(NOTIFICATIONS);
        world.passes(SignedDuration::from_mins(6)).await;
        world.notify(note("a", 1, "новость")).await;
        world.settles().await;
        let texts = world.seller(1).bot_texts().await;
        let said = |text: &str| texts.iter().filter(|t| *t == text).count();
        assert_eq!((said("новость"), said("кратко: новость")), (arrived, 1), "{kind}");
        world.telegram_was_never_refused().await;
    }
}

#[tokio::test]
async fn a_message_delivered_twice_is_sent_once() {
    let world = acquainted(&[1]).await;
    world.notify(note("a", 1, "новость")).await;
    world.cloud.queues.duplicate(NOTIFICATIONS);
    world.settles().await;
    world.passes(SignedDuration::from_hours(24)).await;
    world.notify(note("a", 1, "новость")).await;
    world.settles().await;
    assert_eq!(world.seller(1).bot_texts().await[1..], ["новость"]);
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn what_the_conversation_cannot_say_at_once_the_notifier_brings() {
    let world = acquainted(&[1]).await;
    world
        .faults(
            json!({ "target": "telegram", "kind": "429", "method": "sendMessage", "count": 1, "retry_after_s": 30 }),
        )
        .await;
    world.seller(1).writes("/help").await;
    assert_eq!(world.seller(1).read("Команды").await, 0);
    assert_eq!(world.cloud.queues.len(NOTIFICATIONS), 1);
    world.settles().await;
    assert_eq!(world.seller(1).read("Команды").await, 1);
    world.telegram_was_never_refused().await;
}
