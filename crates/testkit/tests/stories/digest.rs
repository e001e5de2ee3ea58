//! The daily digest: once a day, at its hour, to whom wants one.

use accounts::history::{Ending, HistoryLine, Operation, Slot};
use accounts::preferences::Preferences;
use jiff::{SignedDuration, Timestamp};
use telegram::UserId;
use testkit::{REPORTS, World};
use wildberries::{BoxType, Coefficient};

async fn wants_at(world: &World, user: i64, hour: u8) {
    world.seller(user).writes("/start").await;
    let wishes = Preferences {
        digest_hour: Some(hour),
        ..Preferences::none(UserId(user))
    };
    world.table.insert(&wishes).await.unwrap();
}

async fn caught(world: &World, at: Timestamp, booking: &str) {
    let what = Operation::Attempt {
        watch: "w".into(),
        attempt: booking.into(),
        slot: Slot {
            warehouse: "Коледино".into(),
            date: jiff::civil::date(2026, 11, 25),
            box_type: BoxType::Boxes,
            coefficient: Coefficient::whole(1),
        },
        ending: Ending::Caught,
        detail: Some(booking.into()),
        seen_at: at,
        took_ms: 700,
    };
    let line = HistoryLine::new(UserId(1), at, booking, what);
    world.table.insert(&line).await.unwrap();
}

async fn digests(world: &World, user: i64) -> Vec<String> {
    let mut texts = world.seller(user).bot_texts().await;
    texts.retain(|text| text.starts_with("📰"));
    texts
}

#[tokio::test]
async fn a_digest_tells_the_day_before_its_hour_and_comes_once() {
    let world = World::start().await;
    let nine = world.hands.now();
    wants_at(&world, 1, 9).await;
    wants_at(&world, 2, 9).await;
    wants_at(&world, 3, 10).await;
    let second = SignedDuration::from_secs(1);
    caught(&world, nine - SignedDuration::from_hours(24) - second, "1").await;
    caught(&world, nine - SignedDuration::from_hours(24), "2").await;
    caught(&world, nine - second, "3").await;
    caught(&world, nine, "4").await;
    for _ in 0..2 {
        world.hour_strikes().await;
        world.cloud.queues.duplicate(REPORTS);
        world.settles().await;
        world.passes(SignedDuration::from_mins(10)).await;
    }
    insta::assert_snapshot!("digest", digests(&world, 1).await.join("\n---\n"));
    assert_eq!(
        digests(&world, 2).await,
        ["📰 За сутки ничего нового. Наблюдений работает: 0."]
    );
    assert!(digests(&world, 3).await.is_empty());

    world.passes(SignedDuration::from_hours(1)).await;
    world.hour_strikes().await;
    world.settles().await;
    assert_eq!(digests(&world, 3).await.len(), 1);

    world.passes(SignedDuration::from_hours(23)).await;
    world.hour_strikes().await;
    world.settles().await;
    assert_eq!(digests(&world, 1).await.len(), 2, "the next day has its own");
    world.telegram_was_never_refused().await;
}

#[tokio::test]
async fn more_readers_than_a_page_are_all_told() {
    let world = World::start().await;
    for user in 1..=103 {
        wants_at(&world, user, 9).await;
    }
    world.hour_strikes().await;
    world.settles().await;
    for user in 1..=103 {
        assert_eq!(digests(&world, user).await.len(), 1, "reader {user}");
    }
}

#[tokio::test]
async fn who_changed_their_mind_or_left_is_not_told() {
    let world = World::start().await;
    for user in 1..=2 {
        wants_at(&world, user, 9).await;
    }
    world.hour_strikes().await;
    world.reports().await;
    let stored = world
        .table
        .get::<Preferences>(&Preferences::key_of(UserId(1)))
        .await
        .unwrap()
        .unwrap();
    let none = Preferences {
        digest_hour: None,
        ..stored.record
    };
    world.table.replace(&none, stored.version).await.unwrap();
    world.table.delete(&Preferences::key_of(UserId(2))).await.unwrap();
    world.settles().await;
    assert!(digests(&world, 1).await.is_empty() && digests(&world, 2).await.is_empty());
    let left = world
        .table
        .get::<Preferences>(&Preferences::key_of(UserId(2)))
        .await
        .unwrap();
    assert!(left.is_none(), "nothing is written of one who has left");
}

#[tokio::test]
async fn a_digest_whose_note_could_not_be_written_is_not_sent_twice() {
    let world = World::start().await;
    wants_at(&world, 1, 9).await;
    world.hour_strikes().await;
    world.reports().await;
    let ordered = world.cloud.queues.batch(REPORTS).unwrap();
    world.reports().await;
    // As if the worker had died before its note.
    let stored = world
        .table
        .get::<Preferences>(&Preferences::key_of(UserId(1)))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(stored.record.digested, Some(jiff::civil::date(2026, 11, 18)));
    let unnoted = Preferences {
        digested: None,
        ..stored.record
    };
    world.table.replace(&unnoted, stored.version).await.unwrap();
    world.settles().await;
    world.passes(SignedDuration::from_mins(10)).await;
    let failed = world.reporter_fails(serde_json::to_value(ordered).unwrap()).await;
    assert!(failed.is_empty());
    world.settles().await;
    assert_eq!(digests(&world, 1).await.len(), 1);
}

#[tokio::test]
async fn an_hour_that_nobody_ordered_is_caught_up_within_six_hours_and_once() {
    let world = World::start().await;
    let nine = world.hands.now();
    wants_at(&world, 1, 9).await;
    caught(&world, nine - SignedDuration::from_hours(1), "1").await;
    caught(&world, nine + SignedDuration::from_hours(1), "2").await;
    world.passes(SignedDuration::from_hours(6)).await;
    for _ in 0..2 {
        world.hour_strikes().await;
        world.settles().await;
        world.passes(SignedDuration::from_hours(1)).await;
    }
    let told = digests(&world, 1).await;
    assert_eq!(told.len(), 1, "{told:#?}");
    // Who chooses an hour that has passed waits for tomorrow's.
    wants_at(&world, 2, 15).await;
    world.hour_strikes().await;
    world.settles().await;
    assert!(digests(&world, 2).await.is_empty());
}

#[tokio::test]
async fn an_hour_that_was_missed_long_ago_is_left_to_the_next_day() {
    let world = World::start().await;
    wants_at(&world, 1, 9).await;
    world.passes(SignedDuration::from_hours(7)).await;
    world.hour_strikes().await;
    world.settles().await;
    assert!(digests(&world, 1).await.is_empty());
    world.passes(SignedDuration::from_hours(17)).await;
    world.hour_strikes().await;
    world.settles().await;
    assert_eq!(digests(&world, 1).await.len(), 1);
}
