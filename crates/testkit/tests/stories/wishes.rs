//! What a reader wants to be told, and how loudly.

use std::collections::BTreeSet;

use accounts::preferences::{Preferences, QuietHours};
use jiff::SignedDuration;
use telegram::{ChatId, Message, Notification, Topic, UserId};
use testkit::World;

fn told(id: &str, topic: Option<Topic>) -> Notification {
    let told = Notification::new(id, ChatId(1), Message::plain(id));
    match topic {
        Some(topic) => told.about(topic),
        None => told,
    }
}

async fn world_of(wishes: Preferences) -> World {
    let world = World::start().await;
    world.seller(1).writes("/start").await;
    world.table.insert(&wishes).await.unwrap();
    world
}

#[tokio::test]
async fn a_muted_topic_is_not_told_and_everything_else_is() {
    let world = world_of(Preferences {
        muted: BTreeSet::from([Topic::Feed, Topic::News]),
        ..Preferences::none(UserId(1))
    })
    .await;
    for (id, topic) in [
        ("feed", Some(Topic::Feed)),
        ("catch", Some(Topic::Catch)),
        ("news", Some(Topic::News)),
        ("receipt", None),
    ] {
        world.notify(told(id, topic)).await;
    }
    world.settles().await;
    assert_eq!(world.seller(1).bot_texts().await[1..], ["catch", "receipt"]);
}

#[tokio::test]
async fn in_quiet_hours_messages_come_without_a_sound() {
    // Stories begin at nine in the morning in Moscow.
    let world = world_of(Preferences {
        quiet: Some(QuietHours { from: 22, to: 10 }),
        ..Preferences::none(UserId(1))
    })
    .await;
    world.notify(told("early", Some(Topic::Catch))).await;
    world.settles().await;
    world.passes(SignedDuration::from_mins(90)).await;
    world.notify(told("late", Some(Topic::Catch))).await;
    world.settles().await;
    let chat = world.seller(1).chat().await;
    let sound = |text: &str| {
        let message = chat.iter().find(|m| m["text"] == text).unwrap();
        message["silent"] != true
    };
    assert!(!sound("early") && sound("late"), "{chat:?}");
}
