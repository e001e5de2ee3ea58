//! What people are told unasked: the feed's troubles and their end, and a watch whose days are over.

use booking::ids::WatchId;
use booking::watch::{Watch, WatchState};
use jiff::SignedDuration;
use serde_json::json;
use telegram::{ChatId, UserId};
use testkit::World;

const OFF: &str = "📡 Wildberries отключил ленту слотов";
const BACK: &str = "✅ Лента Wildberries снова работает";

async fn feed_is(world: &World, state: &str) {
    world.control("wb/feed", json!({ "state": state })).await;
}

#[tokio::test]
async fn a_feed_that_is_switched_off_is_told_once_to_those_who_watch_and_so_is_its_return() {
    let mut world = World::watching().await;
    // Two watches are one reader; a key without a watch is nobody who waits; a paused watch waits for nothing.
    world.seller(1).watches(117501, 2, 5, "2026-11-24", "2026-11-26").await;
    world.seller(2).adds_a_key().await;
    world.seller(3).adds_a_key().await;
    world.seller(3).watches(507, 2, 5, "2026-11-24", "2026-11-26").await;
    world.seller(3).writes("/watches").await;
    world.seller(3).presses("⏸").await;
    world.seller(4).adds_a_key().await;
    world.seller(4).writes_in_language("en", "/start").await;
    world.seller(4).watches(507, 2, 5, "2026-11-24", "2026-11-26").await;

    feed_is(&world, "disabled").await;
    world.minutes_go_on(1).await;
    assert_eq!(world.seller(1).read(OFF).await, 0, "most troubles pass by themselves");
    world.minutes_go_on(10).await;
    let told = |id| {
        let seller = world.seller(id);
        async move { seller.read(OFF).await + seller.read("switched its feed of slots off").await }
    };
    assert_eq!(
        (told(1).await, told(2).await, told(3).await, told(4).await),
        (1, 0, 0, 1)
    );

    feed_is(&world, "live").await;
    world.minutes_go_on(5).await;
    assert_eq!(
        (world.seller(1).read(BACK).await, world.seller(2).read(BACK).await),
        (1, 0)
    );
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn a_flapping_feed_is_no_stream_of_messages() {
    let mut world = World::watching().await;
    let before = world.seller(1).bot_texts().await.len();
    for _ in 0..20 {
        feed_is(&world, "disabled").await;
        world.minutes_go_on(1).await;
        feed_is(&world, "live").await;
        world.minutes_go_on(1).await;
    }
    assert_eq!(world.seller(1).bot_texts().await.len(), before);
}

#[tokio::test]
async fn a_poller_that_takes_over_does_not_tell_again() {
    let mut world = World::watching().await;
    feed_is(&world, "disabled").await;
    world.minutes_go_on(4).await;
    for _ in 0..3 {
        world.poller_dies();
        world.passes(SignedDuration::from_secs(4)).await;
        world.minutes_go_on(2).await;
    }
    assert_eq!(world.seller(1).read(OFF).await, 1);
}

#[tokio::test]
async fn a_watch_whose_days_have_passed_closes_with_a_summary_once() {
    let mut world = World::watching().await;
    world.passes(SignedDuration::from_hours(24 * 8)).await;
    world.goes_on(1).await;
    assert_eq!(
        world.watches_of(1).await[0].state,
        WatchState::Watching,
        "the 26th is not over in Moscow"
    );
    world.passes(SignedDuration::from_hours(24)).await;
    world.goes_on(1).await;
    assert_eq!(world.watches_of(1).await[0].state, WatchState::Passed);
    insta::assert_snapshot!(world.seller(1).last_text().await, @r"
    ⌛ Даты прошли, слот не поймали

    📦 Коледино
    📅 24.11.2026 — 26.11.2026
    💰 до ×5

    👀 Подходящих слотов открывалось: 0
    🎣 Поймано: 0

    За всё время таких слотов Wildberries не открывал. Обычно помогают соседние склады, больше дней или коэффициент повыше.
    ");
    world.poller_dies();
    world.passes(SignedDuration::from_hours(24)).await;
    world.goes_on(3).await;
    assert_eq!(world.seller(1).read("⌛ Даты прошли").await, 1);
    assert_eq!(world.note().await.watches, 0);
}

#[tokio::test]
async fn a_watch_that_is_offered_ends_its_offer_before_it_closes() {
    let mut world = World::with_a_key().await;
    let order = world.seller(1).orders(507).await;
    world.seller(1).waits_with_order(order).await;
    world.passes(SignedDuration::from_hours(24 * 8 + 14)).await;
    world.goes_on(1).await;
    world.opens(507, "2026-11-26", 2, 1.0).await;
    world.looks_and_settles().await;
    assert_eq!(world.seller(1).read("🔔 Слот открыт").await, 1);
    world.minutes_go_on(70).await;
    world.poller_dies();
    world.passes(SignedDuration::from_secs(4)).await;
    world.goes_on(2).await;
    let watch = &world.watches_of(1).await[0];
    assert_eq!((&watch.state, &watch.offer), (&WatchState::Passed, &None));
    assert_eq!(world.balance(1).await, Some((2, 0, 0)));
    assert_eq!(world.seller(1).read("⌛ Даты прошли").await, 1);
}

#[tokio::test]
async fn everybody_who_watches_is_told_once_however_many_pages_they_fill() {
    let mut world = World::watching().await;
    let watch = world.watches_of(1).await.remove(0);
    for number in 0..250 {
        let person = 1_000 + number % 220;
        let other = Watch {
            id: WatchId::from_text(&format!("w{number:09}")),
            user: UserId(person),
            chat: ChatId(person),
            ..watch.clone()
        };
        world.table.insert(&other).await.unwrap();
    }
    feed_is(&world, "disabled").await;
    world.minutes_go_on(4).await;
    let calls = world.calls("telegram").await;
    let told = calls
        .iter()
        .filter(|call| call["body"].to_string().contains("отключил ленту"));
    let mut chats: Vec<i64> = told.filter_map(|call| call["body"]["chat_id"].as_i64()).collect();
    chats.sort_unstable();
    let people: Vec<i64> = std::iter::once(1).chain(1_000..1_220).collect();
    assert_eq!(chats, people);
}
