//! The first look at a channel, as its followers see it.

use std::time::Duration;

use channels::jobs::{CollectJob, PastJob};
use channels::state::Past;
use collecting::Rules;
use queue::{Envelope, Fifo};
use serde_json::json;
use telegram::{ChatId, Language, UserId};
use testkit::{COLLECTIONS, Manner, World};

use crate::collecting::{comes, followed, name, night, posts, state};

pub(crate) async fn asks_for_past(world: &World, user: i64, channel: &str) {
    let job = CollectJob::Past(PastJob {
        channel: name(channel),
        user: UserId(user),
        chat: ChatId(user),
        language: Language::Ru,
        at: world.hands.now(),
        step: 0,
    });
    let queue = Fifo::new(world.cloud.aws.sqs.clone(), world.cloud.queue_url(COLLECTIONS));
    let envelope = Envelope::new(job, "story", world.hands.now().as_millisecond());
    queue.send(&[envelope]).await.unwrap();
}

fn two_pages_a_step() -> Manner {
    Manner {
        rules: Rules {
            pages_a_step: 2,
            past: Duration::from_secs(30 * 24 * 60 * 60),
            ..Rules::default()
        },
        ..Manner::default()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_past_is_read_once_for_everybody_and_told_in_one_message() {
    let world = World::start().await;
    followed(&world, "growing_one", "growth").await;
    world.follows(2, "growing_one").await;
    for user in [1, 2] {
        world.seller(user).writes("/lang").await;
    }
    let collector = world.collector_in(two_pages_a_step());
    asks_for_past(&world, 1, "growing_one").await;
    asks_for_past(&world, 2, "growing_one").await;
    let mut told = Vec::new();
    while world.collects_once(&collector).await.unwrap() {
        world.notifies().await;
        told.push(world.seller(1).last_text().await);
    }
    assert!(told[0].contains("Читаю историю"), "{told:?}");
    let end = told.last().unwrap();
    assert!(
        end.contains("история прочитана") && end.contains("👥 Подписчиков: 12"),
        "{end}"
    );
    let both = world.seller(2).last_text().await;
    assert_eq!(&both, end);
    let Past::Read {
        posts: number, whole, ..
    } = state(&world, "growing_one").await.past
    else {
        panic!("not read");
    };
    assert!(!whole);
    let stored = posts(&world, "growing_one").await;
    let written = stored.iter().filter(|post| !post.post.service).count();
    assert_eq!(usize::try_from(number).unwrap(), written, "no page was counted twice");
    let pages: Vec<String> = world
        .calls("preview")
        .await
        .iter()
        .map(|call| format!("{}{}", call["path"], call["query"]))
        .collect();
    let mut once = pages.clone();
    once.sort();
    once.dedup();
    assert_eq!(once.len(), pages.len(), "{pages:?}");
    // One message each, changed in its place.
    let messages = world.seller(1).bot_texts().await;
    assert_eq!(
        messages.iter().filter(|text| text.contains("growing_one")).count(),
        1,
        "{messages:?}"
    );

    // A third follower gets what is known at once.
    let calls = world.calls("preview").await.len();
    world.seller(3).writes("/lang").await;
    world.follows(3, "growing_one").await;
    asks_for_past(&world, 3, "growing_one").await;
    world.collects(&collector).await;
    world.notifies().await;
    assert_eq!(&world.seller(3).last_text().await, end);
    assert_eq!(world.calls("preview").await.len(), calls);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blocked_source_is_read_in_the_night() {
    let world = World::start().await;
    followed(&world, "growing_one", "growth").await;
    world.seller(1).writes("/lang").await;
    let collector = world.collector();
    world
        .control("sources/preview", json!({ "kind": "challenge", "times": 1 }))
        .await;
    asks_for_past(&world, 1, "growing_one").await;
    world.collects(&collector).await;
    world.notifies().await;
    assert!(world.seller(1).last_text().await.contains("ночью"));
    comes(&world, "2026-11-19T02:00:00Z").await;
    night(&world, &collector).await;
    world.settles().await;
    assert!(matches!(state(&world, "growing_one").await.past, Past::Read { .. }));
    assert!(world.seller(1).last_text().await.contains("история прочитана"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_without_a_preview_says_so() {
    let world = World::start().await;
    world
        .control(
            "channels",
            json!({ "name": "hidden_one", "access": "no_preview", "members": 777 }),
        )
        .await;
    world.follows(1, "hidden_one").await;
    world.seller(1).writes("/lang").await;
    let collector = world.collector();
    asks_for_past(&world, 1, "hidden_one").await;
    world.collects(&collector).await;
    world.notifies().await;
    let told = world.seller(1).last_text().await;
    assert!(
        told.contains("не показывает посты на t.me") && told.contains("777"),
        "{told}"
    );
    assert_eq!(state(&world, "hidden_one").await.past, Past::Hidden);
}
