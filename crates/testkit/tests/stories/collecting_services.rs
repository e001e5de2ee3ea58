//! The services that keep an eye on channels: what they add, and what they do not know.

use channel_sources::Source;
use channels::calendar::{begins, ends};
use channels::day::Part;
use channels::reference::{How, Reference};
use jiff::civil::date;
use serde_json::json;
use testkit::{CollectorAtWork, Manner, World};

use crate::collecting::{comes, day, done_by, followed, missing, name, night, run};
use crate::collecting_doubts::{pulse, waits_for};

fn with_services(world: &World) -> CollectorAtWork {
    world.collector_in(Manner {
        with_services: true,
        ..Manner::default()
    })
}

async fn untracked(world: &World) {
    let order = json!({ "name": "new_one", "kind": "growth", "members": 4_000, "tracked": false });
    world.control("channels", order).await;
    world.follows(1, "new_one").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_does_not_know_a_channel_is_told_of_it_and_asked_again() {
    let world = World::start().await;
    untracked(&world).await;
    let collector = with_services(&world);
    comes(&world, "2026-11-19T02:00:00Z").await;
    night(&world, &collector).await;
    let waits = day(&world, "new_one", date(2026, 11, 18)).await;
    for part in [Part::TgStat, Part::Telemetr] {
        assert_eq!(waits_for(&waits, part), Some("not_tracked"), "{waits:?}");
    }
    comes(&world, "2026-11-19T02:50:00Z").await;
    pulse(&world, &collector).await;
    let told = day(&world, "new_one", date(2026, 11, 18)).await;
    assert_eq!(done_by(&told, Part::TgStat), Some(Source::TgStat), "{told:?}");
    assert_eq!(done_by(&told, Part::Telemetr), Some(Source::Telemetr), "{told:?}");
    for service in ["tgstat", "telemetr"] {
        let calls = world.calls(service).await;
        let adds = calls
            .iter()
            .filter(|call| call["path"].as_str().unwrap().ends_with("channels/add"));
        assert_eq!(adds.count(), 1, "{service} was told once");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_never_takes_a_channel_up_does_not_keep_the_night_open() {
    let world = World::start().await;
    followed(&world, "growing_one", "growth").await;
    let collector = with_services(&world);
    comes(&world, "2026-11-19T02:00:00Z").await;
    let unknown = json!({ "kind": "error", "error": "channel_not_found" });
    world.control("sources/tgstat", unknown).await;
    night(&world, &collector).await;
    for minutes in ["02:20", "02:50", "03:20", "03:50"] {
        comes(&world, &format!("2026-11-19T{minutes}:00Z")).await;
        pulse(&world, &collector).await;
    }
    let on = date(2026, 11, 18);
    let collected = day(&world, "growing_one", on).await;
    assert_eq!(missing(&collected, Part::TgStat), Some("not_tracked"), "{collected:?}");
    let run = run(&world, on).await;
    assert!(run.is_over(), "{run:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn tgstat_tells_who_speaks_of_a_channel_that_nobody_here_follows() {
    let world = World::start().await;
    followed(&world, "growing_one", "growth").await;
    comes(&world, "2026-11-19T02:00:00Z").await;
    let stranger = json!({ "name": "stranger_one", "kind": "empty", "members": 10, "posts": [
        { "text": "все читают @growing_one", "at": "2026-11-18T09:00:00Z" },
        { "text": "оттуда", "forward": { "title": "Растущий", "channel": "growing_one", "post": 3 }, "at": "2026-11-18T10:00:00Z" },
        { "text": "ни о ком", "at": "2026-11-18T11:00:00Z" },
    ] });
    world.control("channels", stranger).await;
    let collector = with_services(&world);
    night(&world, &collector).await;
    let on = date(2026, 11, 18);
    let collected = day(&world, "growing_one", on).await;
    assert_eq!((collected.mentions, collected.forwards), (1, 1), "{collected:?}");
    let spoken = Reference::to_channel(&world.table, &name("growing_one"), begins(on), ends(on))
        .await
        .unwrap();
    let of = |how| spoken.iter().find(|spoken| spoken.how == how).expect("a reference");
    assert_eq!(of(How::Mention).from, name("stranger_one"));
    assert!(of(How::Forward).at > of(How::Mention).at);
}
