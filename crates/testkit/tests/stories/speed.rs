//! Figures of catching: told at once, drawn when asked for.

use accounts::errands::{Errand, SpeedChart};
use accounts::speed::{Scope, Seen, SpeedDay};
use jiff::SignedDuration;
use queue::Job;
use serde_json::{Value, json};
use telegram::{ChatId, Language, UserId};
use testkit::{REPORTS, World};

/// Seller 1 has caught one and lost one, today and the day before yesterday.
async fn figures() -> World {
    let world = World::start().await;
    world.seller(1).writes("/start").await;
    let (now, day) = (world.hands.now(), SignedDuration::from_hours(24));
    for scope in [Scope::User(UserId(1)), Scope::Service(3)] {
        let caught = Seen {
            openings: 1,
            attempts: 1,
            caught_after_ms: Some(840),
            ..Seen::default()
        };
        let lost = Seen {
            openings: 1,
            attempts: 1,
            lost: true,
            ..Seen::default()
        };
        world.table.count(SpeedDay::count(scope, &caught, now)).await.unwrap();
        world
            .table
            .count(SpeedDay::count(scope, &lost, now - day * 2))
            .await
            .unwrap();
        world
            .table
            .count(SpeedDay::count(scope, &lost, now - day * 8))
            .await
            .unwrap();
    }
    let looked = Seen {
        looks: 50,
        looking_ms: 60_000,
        ..Seen::default()
    };
    world
        .table
        .count(SpeedDay::count(Scope::Service(0), &looked, now))
        .await
        .unwrap();
    world
}

async fn photos(world: &World) -> Vec<Value> {
    let mut chat = world.seller(1).chat().await;
    chat.retain(|message| message["photo"].is_array());
    chat
}

#[tokio::test]
async fn figures_are_told_of_the_user_and_of_the_service() {
    let world = figures().await;
    world.seller(1).writes("/speed").await;
    insta::assert_snapshot!("speed", world.seller(1).last_text().await);
    assert!(world.seller(1).sees("📈 График").await);
    world.seller(2).writes("/speed").await;
    let text = world.seller(2).last_text().await;
    assert!(
        text.contains("Попыток пока не было") && text.contains("Поймано: 1 из 2"),
        "{text}"
    );
    assert!(!world.seller(2).sees("📈 График").await);
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn a_real_catch_is_in_the_figures() {
    let mut world = World::watching().await;
    world.opens(507, "2026-11-25", 2, 1.0).await;
    world.looks_and_settles().await;
    world.seller(1).writes("/speed").await;
    let text = world.seller(1).last_text().await;
    assert!(
        text.contains("Поймано: 1 из 1") && text.contains("От открытия до брони: ≤"),
        "{text}"
    );
}

#[tokio::test]
async fn a_chart_comes_as_a_photo_once_however_often_it_is_ordered() {
    let world = figures().await;
    world.seller(1).writes("/speed").await;
    world.seller(1).presses("📈 График").await;
    world.seller(1).presses("📈 График").await;
    assert_eq!(
        world.seller(1).last_toast().await,
        "Рисую: график придёт через несколько секунд"
    );
    assert_eq!(world.cloud.queues.len(REPORTS), 1);
    world.cloud.queues.duplicate(REPORTS);
    world.settles().await;
    let photos = photos(&world).await;
    assert_eq!(photos.len(), 1);
    insta::assert_snapshot!("speed_caption", photos[0]["caption"].as_str().unwrap());
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn a_chart_comes_once_whatever_telegram_does() {
    for kind in ["500", "429", "lost_answer"] {
        let world = figures().await;
        world.seller(1).writes("/speed").await;
        world
            .faults(json!({ "target": "telegram", "kind": kind, "method": "sendPhoto", "count": 1 }))
            .await;
        world.seller(1).presses("📈 График").await;
        world.settles().await;
        assert_eq!(photos(&world).await.len(), 1, "{kind}");
        assert_eq!(world.seller(1).read("График не получился").await, 0, "{kind}");
    }
}

#[tokio::test]
async fn a_chart_that_cannot_be_sent_is_excused() {
    let world = figures().await;
    world.seller(1).writes("/speed").await;
    world
        .faults(json!({ "target": "telegram", "kind": "500", "method": "sendPhoto" }))
        .await;
    world.seller(1).presses("📈 График").await;
    for _ in 0..6 {
        world.reports().await;
        world.passes(SignedDuration::from_mins(3)).await;
    }
    world.cloud.queues.lose(REPORTS);
    world.settles().await;
    assert_eq!(world.seller(1).read("График не получился").await, 1);
}

#[tokio::test]
async fn nothing_is_drawn_where_nothing_was_tried() {
    let world = World::start().await;
    world.seller(1).writes("/speed").await;
    let shown = world.seller(1).last_id().await;
    world.seller(1).presses_data(shown, "speed:chart").await;
    assert_eq!(
        world.seller(1).last_toast().await,
        "За 7 дней попыток не было: рисовать нечего"
    );
    assert_eq!(world.cloud.queues.len(REPORTS), 0);
}

#[test]
fn an_order_for_a_chart_has_a_name_of_its_own() {
    let order = |user| {
        Errand::SpeedChart(SpeedChart {
            user: UserId(user),
            chat: ChatId(user),
            language: Language::Ru,
            at: jiff::Timestamp::UNIX_EPOCH,
        })
    };
    assert_ne!(order(1).dedup(), order(2).dedup());
}
