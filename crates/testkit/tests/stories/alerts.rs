//! Alerts about channels as they arrive: the words, the picture beside them, and how loudly.

use std::time::Duration;

use accounts::preferences::{Preferences, QuietHours};
use channels::state::ChannelState;
use channels::{Figure, Source, calendar};
use jiff::SignedDuration;
use jiff::civil::date;
use serde_json::{Value, json};
use telegram::{Topic, UserId};
use testkit::{Cut, REPORTS, World};

use crate::channel_samples::{follows, lived, name};

const MORE: &str = "📈 Подписчиков заметно больше";
const FEWER: &str = "📉 Подписчиков заметно меньше";
const BACK: &str = "✅ Подписчики снова в норме";

/// Seller 1 follows a channel that was judged once, at a thousand subscribers.
async fn world() -> World {
    let world = World::start().await;
    world.seller(1).writes("/start").await;
    follows(&world, 1, "seller_calm").await;
    lived(
        &world,
        "seller_calm",
        (date(2026, 11, 1), date(2026, 11, 17)),
        &[date(2026, 11, 9)],
    )
    .await;
    half_an_hour_with(&world, 1_000).await;
    assert_eq!(
        world.seller(1).bot_texts().await.len(),
        1,
        "nothing to compare with yet"
    );
    world
}

/// The channel is counted, half an hour goes by, and the alerts come due.
async fn half_an_hour_with(world: &World, members: u64) {
    due_with(world, members).await;
    world.settles().await;
}

async fn due_with(world: &World, members: u64) {
    world.passes(SignedDuration::from_mins(30)).await;
    let now = world.hands.now();
    let state = ChannelState {
        members: Some(Figure::exact(members, Source::BotApi, now)),
        last_day: Some(calendar::day_over_at(now)),
        ..ChannelState::unknown(name("seller_calm"))
    };
    world.table.put(&state).await.unwrap();
    world
        .reporter_is_due(json!({ "task": "alerts", "at": now.to_string() }))
        .await;
}

async fn photos(world: &World) -> Vec<Value> {
    let mut chat = world.seller(1).chat().await;
    chat.retain(|message| message["photo"].is_array());
    chat
}

/// Whether the message that begins with these words rang.
async fn rang(world: &World, words: &str) -> bool {
    let chat = world.seller(1).chat().await;
    let mut messages = chat.iter().rev();
    let message = messages.find(|message| message["text"].as_str().is_some_and(|text| text.starts_with(words)));
    message.unwrap_or_else(|| panic!("{words}: {chat:?}"))["silent"] != true
}

#[tokio::test]
async fn an_alert_comes_with_its_figures_and_its_picture_once() {
    let world = world().await;
    due_with(&world, 1_400).await;
    for _ in 0..3 {
        world.cloud.queues.duplicate(REPORTS);
        world.reports().await;
    }
    world.settles().await;
    assert_eq!(world.seller(1).read(MORE).await, 1);
    let text = world.seller(1).last_text().await;
    insta::assert_snapshot!("alert", text);
    let photos = photos(&world).await;
    assert_eq!(photos.len(), 1);
    assert_eq!(photos[0]["caption"], "=Канал seller_calm @seller_calm");
    assert_eq!(photos[0]["silent"], true, "the words have the sound");
    let sizes = photos[0]["photo"].as_array().unwrap();
    let id = sizes.last().unwrap()["file_id"].as_str().unwrap();
    let telegram = world.telegram();
    let bytes = telegram
        .download(id, 10_000_000, Duration::from_secs(10))
        .await
        .unwrap();
    assert!(bytes.starts_with(b"\x89PNG\r\n\x1a\n"));
    // Width and height stand at the beginning of a PNG.
    let side = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
    assert_eq!((side(16), side(20)), (1200, 700));

    // It lasts, and nothing is told until it is over; what is over has no picture.
    half_an_hour_with(&world, 1_500).await;
    assert_eq!(world.seller(1).read(MORE).await, 1);
    half_an_hour_with(&world, 1_100).await;
    assert_eq!(world.seller(1).read(BACK).await, 1);
    assert_eq!(self::photos(&world).await.len(), 1);
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn a_second_alert_of_a_kind_in_quiet_hours_comes_too_and_neither_rings() {
    let world = world().await;
    // Stories begin at nine in the morning in Moscow.
    let quiet = Preferences {
        quiet: Some(QuietHours { from: 22, to: 11 }),
        ..Preferences::none(UserId(1))
    };
    world.table.insert(&quiet).await.unwrap();
    half_an_hour_with(&world, 1_400).await;
    assert!(!rang(&world, MORE).await);
    half_an_hour_with(&world, 700).await;
    assert!(!rang(&world, FEWER).await);
    assert_eq!(
        (world.seller(1).read(MORE).await, world.seller(1).read(FEWER).await),
        (1, 1)
    );
    assert_eq!(photos(&world).await.len(), 2, "each has its picture");
    // Nothing is told again when the quiet is over; what is new then rings.
    for _ in 0..3 {
        half_an_hour_with(&world, 700).await;
    }
    assert_eq!(
        (world.seller(1).read(MORE).await, world.seller(1).read(FEWER).await),
        (1, 1)
    );
    half_an_hour_with(&world, 1_000).await;
    assert!(rang(&world, BACK).await);
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn what_is_muted_comes_neither_in_words_nor_in_pictures() {
    let world = world().await;
    let muted = Preferences {
        muted: [Topic::Channel].into(),
        ..Preferences::none(UserId(1))
    };
    world.table.insert(&muted).await.unwrap();
    half_an_hour_with(&world, 1_400).await;
    assert_eq!((world.seller(1).read(MORE).await, photos(&world).await.len()), (0, 0));
}

#[tokio::test]
async fn the_words_come_also_when_telegram_does_not_take_the_picture() {
    let world = world().await;
    world
        .faults(json!({ "target": "telegram", "kind": "500", "method": "sendPhoto" }))
        .await;
    due_with(&world, 1_400).await;
    for _ in 0..8 {
        world.reports().await;
        world.notifies().await;
        world.passes(SignedDuration::from_mins(3)).await;
    }
    world.cloud.queues.lose(REPORTS);
    world.settles().await;
    assert_eq!((world.seller(1).read(MORE).await, photos(&world).await.len()), (1, 0));
    assert_eq!(
        world.seller(1).bot_texts().await.len(),
        2,
        "and no word about the picture"
    );
}

#[tokio::test]
async fn an_alert_and_its_picture_come_once_wherever_the_worker_dies() {
    for call in (0..80).step_by(2) {
        // On one side of a call and on the other, in turn.
        let cut = if call % 4 == 0 { Cut::Before } else { Cut::After };
        let world = world().await;
        due_with(&world, 1_400).await;
        world.cloud.fuse.set(call, cut);
        let mut crashed = false;
        // The page, the channel, the picture.
        for _ in 0..3 {
            crashed |= world.reports_until_crash().await.is_err();
        }
        world.cloud.fuse.reset();
        world.passes(SignedDuration::from_mins(4)).await;
        world.settles().await;
        assert_eq!(world.seller(1).read(MORE).await, 1, "call {call}, {cut:?}");
        // A worker that died while the picture was on its way has perhaps sent it: it is not sent again.
        assert!(photos(&world).await.len() <= 1, "call {call}, {cut:?}");
        if !crashed {
            assert_eq!(photos(&world).await.len(), 1);
            return;
        }
    }
    panic!("an alert takes more calls than were tried");
}
