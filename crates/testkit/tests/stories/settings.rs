//! A reader chooses in `/settings` what to be told, when, and how loudly.

use accounts::preferences::Preferences;
use jiff::SignedDuration;
use serde_json::json;
use telegram::{ChatId, Message, Notification, Topic, UserId};
use testkit::{NOTIFICATIONS, World};

fn news(id: &str) -> Notification {
    Notification::new(id, ChatId(1), Message::plain(format!("новость {id}"))).about(Topic::News)
}

async fn opened() -> World {
    let world = World::start().await;
    world.seller(1).writes("/settings").await;
    world
}

async fn wishes(world: &World) -> Preferences {
    Preferences::of(&world.table, UserId(1)).await.unwrap()
}

#[tokio::test]
async fn a_topic_is_switched_off_and_on_and_an_impatient_finger_changes_nothing() {
    let world = opened().await;
    let anna = world.seller(1);
    anna.presses("🔔").await;
    anna.presses_twice("✅ Новости бота").await;
    assert!(anna.sees("🔕 Новости бота").await, "{:?}", anna.buttons().await);
    assert_eq!(anna.last_toast().await, "Сохранено");
    world.notify(news("1")).await;
    world.settles().await;
    assert_eq!(anna.read("новость").await, 0);

    anna.presses_twice("🔕 Новости бота").await;
    assert!(anna.sees("✅ Новости бота").await);
    world.notify(news("2")).await;
    world.settles().await;
    assert_eq!((anna.read("новость 1").await, anna.read("новость 2").await), (0, 1));
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn hours_are_chosen_from_the_list_or_one_by_one() {
    let world = opened().await;
    let anna = world.seller(1);
    anna.presses("🌙").await;
    anna.presses("23:00–07:00").await;
    assert!(anna.last_text().await.contains("Тихие часы: 23:00–07:00"));

    for button in ["🌙", "Другие часы", "set:from:8", "set:quiet:8-11"] {
        anna.presses(button).await;
    }
    assert!(
        anna.last_text().await.contains("Тихие часы: 08:00–11:00 (сейчас тихо)"),
        "{}",
        anna.last_text().await
    );
    for button in ["🌙", "Без тихих часов"] {
        anna.presses(button).await;
    }
    assert_eq!(wishes(&world).await.quiet, None);
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn a_digest_is_ordered_for_an_hour_and_given_up() {
    let world = opened().await;
    let anna = world.seller(1);
    for button in ["📰", "set:digest:9"] {
        anna.presses(button).await;
    }
    assert!(anna.last_text().await.contains("Сводка: каждый день в 09:00"));
    let nine = Preferences::digests_at(9);
    let ordered = world.table.work::<Preferences>(&nine, None).await.unwrap();
    assert_eq!(ordered.len(), 1);
    for button in ["📰", "Без сводки"] {
        anna.presses(button).await;
    }
    assert!(world.table.work::<Preferences>(&nine, None).await.unwrap().is_empty());
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn what_was_not_told_is_not_told_later_either() {
    let world = opened().await;
    let anna = world.seller(1);
    anna.presses("🔔").await;
    anna.presses("✅ Новости бота").await;
    world.notify(news("1")).await;
    world.settles().await;
    anna.presses("🔕 Новости бота").await;
    world.passes(SignedDuration::from_mins(6)).await;
    world.notify(news("1")).await;
    world.settles().await;
    assert_eq!(anna.read("новость").await, 0);
}

#[tokio::test]
async fn what_is_half_said_is_said_to_its_end_whatever_is_chosen_meanwhile() {
    let world = opened().await;
    let anna = world.seller(1);
    anna.presses("🔔").await;
    for fault in [
        json!({ "target": "telegram", "kind": "lost_answer", "method": "sendMessage", "count": 1 }),
        json!({ "target": "telegram", "kind": "429", "method": "sendMessage", "count": 1, "retry_after_s": 120 }),
    ] {
        world.faults(fault).await;
    }
    world.notify(news("1").recap(Some(Message::plain("кратко")))).await;
    world.notifies().await;
    assert_eq!(anna.read("кратко").await, 0);
    assert_eq!(world.cloud.queues.len(NOTIFICATIONS), 1, "the recap has yet to be sent");

    anna.presses("✅ Новости бота").await;
    world.settles().await;
    assert_eq!(anna.read("кратко").await, 1);
}
