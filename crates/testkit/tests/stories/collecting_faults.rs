//! The night when things break: nothing is lost, nothing is counted twice.

use channel_sources::Source;
use channels::calendar::day_over_at;
use channels::day::Part;
use jiff::civil::date;
use jiff::{SignedDuration, ToSpan};
use serde_json::json;
use testkit::{COLLECTIONS, Cut, Manner, World};

use crate::collecting::{comes, day, done_by, followed, missing, night, posts, run, state};

const DAY: SignedDuration = SignedDuration::from_hours(24);

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_before_any_call_loses_nothing_and_counts_nothing_twice() {
    crashes_everywhere(Cut::Before).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_after_any_call_loses_nothing_and_counts_nothing_twice() {
    crashes_everywhere(Cut::After).await;
}

/// Another night for each call at which the power goes out, and another process after it.
async fn crashes_everywhere(cut: Cut) {
    let world = World::start().await;
    followed(&world, "growing_one", "growth").await;
    let mut collector = world.collector();
    comes(&world, "2026-11-19T02:00:00Z").await;
    night(&world, &collector).await;
    for n in 0.. {
        world.passes(DAY).await;
        let today = day_over_at(world.hands.now());
        world.schedule(&collector, "collect").await;
        world.cloud.fuse.set(n, cut);
        let mut crashed = false;
        loop {
            match world.collects_once(&collector).await {
                Ok(true) => {}
                Ok(false) => break,
                Err(_) => {
                    crashed = true;
                    collector = world.collector();
                }
            }
        }
        world.cloud.fuse.reset();
        let run = run(&world, today).await;
        let collected = day(&world, "growing_one", today).await;
        assert_eq!(
            (run.ordered, run.all_ordered > 0, run.complete, run.with_gaps),
            (1, true, 1, 0),
            "night {today}, call {n}, {cut:?}: {collected:?}"
        );
        assert!(
            collected.members.is_some() && collected.posts.is_some(),
            "{collected:?}"
        );
        if !crashed {
            assert!(n > 30, "only {n} calls in a night");
            return;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn when_the_bot_api_fails_the_card_counts_and_then_the_page_s_header() {
    let world = World::start().await;
    followed(&world, "growing_one", "growth").await;
    let collector = world.collector();
    comes(&world, "2026-11-19T02:00:00Z").await;
    world
        .control("sources/bot_api", json!({ "kind": "status", "status": 500 }))
        .await;
    night(&world, &collector).await;
    let by_card = day(&world, "growing_one", date(2026, 11, 18)).await;
    assert_eq!(done_by(&by_card, Part::Members), Some(Source::Preview));
    assert_eq!(by_card.members.unwrap().precision, channel_sources::Precision::Exact);
    assert_eq!(state(&world, "growing_one").await.trouble, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_comes_with_the_next_pulse() {
    let world = World::start().await;
    followed(&world, "growing_one", "growth").await;
    let collector = world.collector();
    comes(&world, "2026-11-19T02:00:00Z").await;
    world
        .control("sources/preview", json!({ "kind": "tiny", "times": 1 }))
        .await;
    night(&world, &collector).await;
    let waits = day(&world, "growing_one", date(2026, 11, 18)).await;
    assert!(!waits.is_settled(), "{waits:?}");
    assert!(waits.members.is_some(), "the other part is there");
    assert_eq!(
        state(&world, "growing_one").await.trouble.expect("a trouble").kind,
        "blocked"
    );
    comes(&world, "2026-11-19T02:20:00Z").await;
    world.schedule(&collector, "pulse").await;
    world.collects(&collector).await;
    let still = day(&world, "growing_one", date(2026, 11, 18)).await;
    assert!(!still.is_settled(), "a blocked source is left alone for an hour");
    comes(&world, "2026-11-19T03:20:00Z").await;
    world.schedule(&collector, "pulse").await;
    world.collects(&collector).await;
    let settled = day(&world, "growing_one", date(2026, 11, 18)).await;
    assert_eq!(done_by(&settled, Part::Posts), Some(Source::Preview));
    assert_eq!(run(&world, date(2026, 11, 18)).await.complete, 1);
    assert_eq!(state(&world, "growing_one").await.trouble, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_month_of_failing_sources_loses_no_day_and_doubles_none() {
    let gaps = a_month(false).await;
    let silent: Vec<_> = [10, 11]
        .iter()
        .flat_map(|n| CHANNELS.map(|channel| (*n, channel)))
        .collect();
    assert_eq!(gaps, silent, "gaps only where nobody answered");
}

#[tokio::test(flavor = "multi_thread")]
async fn in_a_month_with_services_their_series_fill_the_days_when_nobody_answered() {
    assert_eq!(a_month(true).await, []);
}

const CHANNELS: [&str; 3] = ["growing_one", "flat_one", "deleting_one"];

/// A month, night by night, in which every source fails at times and two days long always. Returns where nobody knows the subscribers.
async fn a_month(with_services: bool) -> Vec<(i32, &'static str)> {
    let world = World::start().await;
    for (channel, kind) in CHANNELS.iter().zip(["growth", "flat", "deletion"]) {
        followed(&world, channel, kind).await;
    }
    let collector = world.collector_in(Manner {
        with_services,
        ..Manner::default()
    });
    comes(&world, "2026-11-19T02:00:00Z").await;
    let first = day_over_at(world.hands.now());
    world.control("sources/all", json!({ "seed": 7 })).await;
    for n in 0..30 {
        for source in ["preview", "bot_api", "tgstat", "telemetr"] {
            world.mend_source(source).await;
        }
        match n {
            // Two days on which nobody answers at all.
            10 | 11 => {
                world
                    .control("sources/all", json!({ "kind": "status", "status": 500 }))
                    .await
            }
            _ => {
                let flaky = json!({ "kind": "status", "status": 502, "rate": 0.25 });
                world.control("sources/all", flaky).await;
                let cut = json!({ "kind": "truncated", "rate": 0.15 });
                world.control("sources/preview", cut).await
            }
        };
        night(&world, &collector).await;
        for hours in [1, 2, 3, 4, 6, 4, 3] {
            world.passes(SignedDuration::from_hours(hours)).await;
            world.schedule(&collector, "pulse").await;
            world.collects(&collector).await;
        }
        let day_begins = world.hands.now();
        let to_next = DAY.as_secs() - (day_begins.as_second() - 2 * 3600).rem_euclid(DAY.as_secs());
        world.passes(SignedDuration::from_secs(to_next)).await;
    }
    // The last night, well again, gives up what is open.
    for source in ["preview", "bot_api", "tgstat", "telemetr"] {
        world.mend_source(source).await;
    }
    world.passes(SignedDuration::from_mins(20)).await;
    night(&world, &collector).await;
    world.schedule(&collector, "pulse").await;
    world.collects(&collector).await;

    let mut gaps = Vec::new();
    for n in 0..30_i32 {
        let on = first.saturating_add(n.days());
        let run = run(&world, on).await;
        assert_eq!((run.ordered, run.over()), (3, 3), "{run:?}");
        let mut with_gaps = 0;
        for channel in CHANNELS {
            let collected = day(&world, channel, on).await;
            assert!(collected.is_settled(), "{collected:?}");
            assert_eq!(
                collected.members.is_some(),
                done_by(&collected, Part::Members).is_some()
            );
            if missing(&collected, Part::Members).is_some() {
                gaps.push((n, channel));
            }
            let has_gap = collected.parts.keys().any(|part| missing(&collected, *part).is_some());
            assert_eq!(collected.parts.len(), if with_services { 4 } else { 2 });
            assert_eq!(collected.posts.is_some(), done_by(&collected, Part::Posts).is_some());
            with_gaps += i64::from(has_gap);
        }
        assert_eq!(run.with_gaps, with_gaps, "{run:?}");
    }
    for channel in CHANNELS {
        let stored = posts(&world, channel).await;
        let mut numbers: Vec<_> = stored.iter().map(|post| post.post.id).collect();
        numbers.dedup();
        assert_eq!(numbers.len(), stored.len());
    }
    assert_eq!(world.cloud.queues.len(COLLECTIONS), 0);
    gaps
}
