//! Somebody follows channels, looks at them, compares them and leaves them.

use channels::calendar::{begins, day_over_at, days, ends};
use channels::channel::Channel;
use channels::day::ChannelDay;
use channels::{ChannelName, Figure, Source};
use jiff::ToSpan;
use serde_json::json;
use testkit::World;

async fn with_channels() -> World {
    let world = World::start().await;
    for (name, title) in [("first_story", "Первый канал"), ("second_story", "Второй канал")] {
        world
            .control("channels", json!({"name": name, "title": title, "kind": "growth"}))
            .await;
    }
    world
}

fn name(text: &str) -> ChannelName {
    text.parse().unwrap()
}

async fn followers(world: &World, channel: &str) -> u32 {
    let stored = world
        .table
        .get::<Channel>(&Channel::key_of(&name(channel)))
        .await
        .unwrap();
    stored.map_or(0, |stored| stored.record.followers)
}

/// A week of days, as the collector would have stored them.
async fn a_week_is_stored(world: &World, channel: &str, first: u64, gain: u64) {
    let to = day_over_at(world.hands.now());
    let mut members = first;
    for day in days(to.saturating_sub(6.days()), to) {
        let record = ChannelDay {
            members: Some(Figure::exact(members, Source::BotApi, ends(day))),
            views: Some(Figure::estimated(1_000, Source::Preview, begins(day))),
            ..ChannelDay::empty(name(channel), day)
        };
        world.table.put(&record).await.unwrap();
        members += gain;
    }
}

#[tokio::test]
async fn a_channel_is_followed_by_name_by_link_and_by_a_forwarded_post() {
    let world = with_channels().await;
    let anna = world.seller(1);
    anna.writes("/add").await;
    assert!(anna.last_text().await.contains("перешлите любой его пост"));
    anna.writes("https://t.me/first_story/12").await;
    assert!(
        anna.last_text().await.contains("Первый канал"),
        "{}",
        anna.last_text().await
    );

    let forwarded = json!({"channel": "second_story", "title": "Второй канал", "post": 7, "text": "новости"});
    world.control("users/1/forward", forwarded).await;
    let offer = anna.last_text().await;
    assert!(offer.contains("Следить за его показателями?"), "{offer}");
    anna.presses("➕ Следить").await;
    assert!(anna.last_text().await.contains("Слежу"));

    anna.writes("/list").await;
    let list = anna.last_text().await;
    assert!(
        list.contains("Первый канал") && list.contains("Второй канал") && list.contains("2 из 20"),
        "{list}"
    );
    assert_eq!(
        (
            followers(&world, "first_story").await,
            followers(&world, "second_story").await
        ),
        (1, 1)
    );
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn what_is_no_channel_gets_a_sentence_and_nothing_is_lost() {
    let world = with_channels().await;
    world
        .control(
            "channels",
            json!({"name": "closed_story", "kind": "growth", "access": "private"}),
        )
        .await;
    let anna = world.seller(1);
    anna.writes("/add").await;
    for (wrong, answer) in [
        ("привет", "не похоже на имя канала"),
        ("https://t.me/+AbCdEfGh", "приглашение в закрытый канал"),
        ("https://example.com/x", "ведёт не на канал"),
        ("@nobody_has_this_name", "нет. Проверьте имя"),
    ] {
        anna.writes(wrong).await;
        assert!(
            anna.last_text().await.contains(answer),
            "{wrong}: {}",
            anna.last_text().await
        );
    }
    // The question is still open.
    anna.writes("@first_story").await;
    assert!(anna.last_text().await.contains("Слежу"), "{}", anna.last_text().await);
    anna.writes("/stats @second_story").await;
    assert!(anna.last_text().await.contains("вы не следите"));
    anna.writes("/stats @first_story 0").await;
    assert!(anna.last_text().await.contains("от 1 до"));
    anna.writes("/compare @first_story").await;
    assert!(anna.last_text().await.contains("от 2 до 5"));
}

#[tokio::test]
async fn impatient_fingers_follow_once_and_leave_once() {
    let world = with_channels().await;
    let (anna, boris) = (world.seller(1), world.seller(2));
    anna.writes("/add @first_story").await;
    anna.writes("/add @first_story").await;
    assert!(anna.last_text().await.contains("уже следите"));
    boris.writes("/add first_story").await;
    assert_eq!(followers(&world, "first_story").await, 2);

    anna.writes("/remove @first_story").await;
    assert!(anna.last_text().await.contains("Перестать следить"));
    anna.presses_twice("🗑 Да, убрать").await;
    assert_eq!(followers(&world, "first_story").await, 1, "Boris still follows it");
    anna.writes("/list").await;
    assert!(anna.last_text().await.contains("Пока ни одного"));
    boris.writes("/remove @first_story").await;
    boris.presses("🗑 Да, убрать").await;
    assert_eq!(followers(&world, "first_story").await, 0);
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn figures_are_shown_with_their_gaps_and_compared() {
    let world = with_channels().await;
    let anna = world.seller(1);
    anna.writes("/add @first_story").await;
    anna.writes("/add @second_story").await;
    anna.writes("/stats @first_story").await;
    let nothing = anna.last_text().await;
    assert!(
        nothing.contains("Подписчики: нет данных") && nothing.contains("собрано дней: 0 из 7"),
        "{nothing}"
    );

    a_week_is_stored(&world, "first_story", 1_000, 10).await;
    a_week_is_stored(&world, "second_story", 5_000, 0).await;
    anna.writes("/stats @first_story 7").await;
    let card = anna.last_text().await;
    assert!(card.contains("+60, +6,0"), "{card}");
    assert!(card.contains("~7\u{202f}000"), "{card}");
    anna.presses("⭐ Качество").await;
    assert!(anna.last_text().await.contains("Чего не знаем"));

    anna.writes("/compare").await;
    anna.presses("@first_story").await;
    anna.presses("⚖️ Сравнить").await;
    assert_eq!(anna.last_toast().await, "Выберите хотя бы два канала");
    anna.presses("@second_story").await;
    anna.presses("⚖️ Сравнить").await;
    assert!(
        anna.last_text().await.contains("Быстрее всех растёт @first_story"),
        "{}",
        anna.last_text().await
    );
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn health_says_what_is_known_and_claims_nothing_else() {
    let world = with_channels().await;
    let anna = world.seller(1);
    anna.writes("/health").await;
    let health = anna.last_text().await;
    assert!(
        health.contains("ещё не спрашивали") && health.contains("Ночного сбора ещё не было"),
        "{health}"
    );
    world.telegram_was_never_refused().await;
}
