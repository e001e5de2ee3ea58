//! A reading that is cut off goes on where it stopped, and what was missed is made up for.

use std::collections::BTreeMap;
use std::time::Duration;

use channel_sources::Source;
use channels::calendar::begins;
use channels::day::Part;
use channels::history::PostsBack;
use channels::measures::views_of_day;
use collecting::Rules;
use collecting::coverage::Coverage;
use jiff::civil::{Date, date};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use testkit::{Cut, Manner, World};

use crate::collecting::{comes, day, done_by, followed, missing, name, night, posts, run};
use crate::collecting_doubts::{pulse, waits_for};
use crate::collecting_past::asks_for_past;

/// How often each page of posts was given out.
async fn pages(world: &World, since: Timestamp) -> BTreeMap<String, usize> {
    let mut pages = BTreeMap::new();
    for call in world.calls("preview").await {
        let is_given = call["status"] == 200 && call["at_ms"].as_i64().unwrap() >= since.as_millisecond();
        if is_given && call["path"].as_str().unwrap().contains("/s/") {
            *pages.entry(call["query"].to_string()).or_default() += 1;
        }
    }
    pages
}

/// A busy channel whose last four nights were missed: seven pages lie between what is known and what is new.
async fn busy_and_missed(world: &World) {
    followed(world, "busy_one", "busy").await;
    let collector = world.collector();
    comes(world, "2026-11-19T02:00:00Z").await;
    night(world, &collector).await;
    comes(world, "2026-11-23T02:00:00Z").await;
}

async fn is_whole(world: &World) {
    for n in 19..=22 {
        let on = date(2026, 11, n);
        let collected = day(world, "busy_one", on).await;
        assert_eq!(done_by(&collected, Part::Posts), Some(Source::Preview), "{collected:?}");
        assert!((30..=36).contains(&collected.posts.unwrap()), "{collected:?}");
    }
    let coverage = Coverage::load(&world.table, &name("busy_one")).await.unwrap();
    assert_eq!(coverage.reading, None);
    assert!(coverage.covers(begins(date(2026, 11, 18)), begins(date(2026, 11, 23))));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reading_that_crashed_goes_on_from_the_page_it_had_come_to() {
    for n in [60, 160, 260, 360] {
        let world = World::start().await;
        busy_and_missed(&world).await;
        let began = world.hands.now();
        let mut collector = world.collector();
        world.schedule(&collector, "collect").await;
        world.cloud.fuse.set(n, Cut::After);
        let mut crashes = 0;
        loop {
            match world.collects_once(&collector).await {
                Ok(true) => {}
                Ok(false) => break,
                Err(_) => {
                    crashes += 1;
                    collector = world.collector();
                }
            }
        }
        world.cloud.fuse.reset();
        assert_eq!(crashes, 1, "at call {n}");
        let again: usize = pages(&world, began).await.values().map(|times| times - 1).sum();
        assert!(again <= 1, "{again} pages were read twice after a crash at call {n}");
        is_whole(&world).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reading_that_is_refused_on_its_way_goes_on_when_it_may() {
    let world = World::start().await;
    busy_and_missed(&world).await;
    let began = world.hands.now();
    let collector = world.collector();
    world.control("sources/preview", json!({ "seed": 3 })).await;
    let flaky = json!({ "kind": "status", "status": 502, "rate": 0.4 });
    world.control("sources/preview", flaky).await;
    night(&world, &collector).await;
    let mut cut_off = 0;
    for _ in 0..20 {
        let coverage = Coverage::load(&world.table, &name("busy_one")).await.unwrap();
        cut_off += u32::from(coverage.reading.is_some());
        world.passes(SignedDuration::from_mins(61)).await;
        pulse(&world, &collector).await;
    }
    assert!(cut_off > 0, "it was never cut off");
    let twice: Vec<_> = pages(&world, began)
        .await
        .into_iter()
        .filter(|(_, times)| *times > 1)
        .collect();
    assert_eq!(twice, [], "pages that were given out twice");
    is_whole(&world).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missed_night_waits_for_a_source_that_is_shut() {
    let world = World::start().await;
    followed(&world, "growing_one", "growth").await;
    let collector = world.collector();
    comes(&world, "2026-11-19T02:00:00Z").await;
    night(&world, &collector).await;
    comes(&world, "2026-11-22T02:00:00Z").await;
    let challenge = json!({ "kind": "challenge" });
    world.control("sources/preview", challenge).await;
    night(&world, &collector).await;
    for n in [19, 20] {
        let late = day(&world, "growing_one", date(2026, 11, n)).await;
        assert!(waits_for(&late, Part::Posts).is_some(), "{late:?}");
        assert_eq!(missing(&late, Part::Members), Some("late"), "nobody counted");
    }
    world.mend_source("preview").await;
    for hour in [3, 4, 6] {
        comes(&world, &format!("2026-11-22T{hour:02}:20:00Z")).await;
        pulse(&world, &collector).await;
    }
    for n in [19, 20] {
        let on = date(2026, 11, n);
        let late = day(&world, "growing_one", on).await;
        assert_eq!(done_by(&late, Part::Posts), Some(Source::Preview), "{late:?}");
        assert!(late.posts.is_some());
        let run = run(&world, on).await;
        assert_eq!((run.ordered, run.with_gaps, run.complete), (1, 1, 0));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_members_of_a_missed_night_wait_for_a_service_that_does_not_answer() {
    let world = World::start().await;
    followed(&world, "growing_one", "growth").await;
    let collector = world.collector_in(Manner {
        with_services: true,
        ..Manner::default()
    });
    comes(&world, "2026-11-19T02:00:00Z").await;
    night(&world, &collector).await;
    comes(&world, "2026-11-21T02:00:00Z").await;
    for source in ["tgstat", "telemetr"] {
        let down = json!({ "kind": "status", "status": 502 });
        world.control(&format!("sources/{source}"), down).await;
    }
    night(&world, &collector).await;
    let late = day(&world, "growing_one", date(2026, 11, 19)).await;
    assert!(waits_for(&late, Part::Members).is_some(), "{late:?}");
    assert_eq!(
        missing(&late, Part::TgStat),
        Some("late"),
        "a snapshot of today is not of that day"
    );
    for source in ["tgstat", "telemetr"] {
        world.mend_source(source).await;
    }
    for hour in [3, 4, 6] {
        comes(&world, &format!("2026-11-21T{hour:02}:20:00Z")).await;
        pulse(&world, &collector).await;
    }
    let late = day(&world, "growing_one", date(2026, 11, 19)).await;
    assert_eq!(done_by(&late, Part::Members), Some(Source::TgStat), "{late:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_waits_for_ever_for_a_night_that_cannot_be_made_up_for() {
    let world = World::start().await;
    followed(&world, "growing_one", "growth").await;
    let collector = world.collector();
    comes(&world, "2026-11-19T02:00:00Z").await;
    let challenge = json!({ "kind": "challenge" });
    world.control("sources/preview", challenge).await;
    night(&world, &collector).await;
    comes(&world, "2026-12-03T02:20:00Z").await;
    pulse(&world, &collector).await;
    let still = day(&world, "growing_one", date(2026, 11, 18)).await;
    assert!(waits_for(&still, Part::Posts).is_some(), "{still:?}");
    comes(&world, "2026-12-04T02:20:00Z").await;
    pulse(&world, &collector).await;
    let given_up = day(&world, "growing_one", date(2026, 11, 18)).await;
    assert!(missing(&given_up, Part::Posts).is_some(), "{given_up:?}");
}

/// What the stored posts say of a day's views.
async fn reckoned(world: &World, on: Date) -> Option<u64> {
    let since = begins(on) - SignedDuration::from_hours(14 * 24);
    let mut known = posts(world, "busy_one").await;
    known.retain(|post| post.post.posted_at >= since && !post.post.service);
    views_of_day(&known, on).map(|views| views.value)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_look_back_that_sees_more_reckons_the_nights_before_anew() {
    let world = World::start().await;
    followed(&world, "busy_one", "busy").await;
    let collector = world.collector();
    for n in [19, 20] {
        comes(&world, &format!("2026-11-{n}T02:00:00Z")).await;
        night(&world, &collector).await;
    }
    let on = date(2026, 11, 20);
    comes(&world, "2026-11-21T02:00:00Z").await;
    world.schedule(&collector, "collect").await;
    loop {
        assert!(
            world.collects_once(&collector).await.unwrap(),
            "the day was never settled"
        );
        let key = channels::day::ChannelDay::key_of(&name("busy_one"), on);
        let stored = world.table.get::<channels::day::ChannelDay>(&key).await.unwrap();
        if stored.is_some_and(|stored| stored.record.is_settled()) {
            break;
        }
    }
    // Older posts are not to be seen in this night.
    world
        .control("sources/preview", json!({ "kind": "status", "status": 502 }))
        .await;
    world.collects(&collector).await;
    let short = day(&world, "busy_one", on).await.views.expect("views").value;
    world.mend_source("preview").await;
    comes(&world, "2026-11-22T02:00:00Z").await;
    night(&world, &collector).await;
    let whole = day(&world, "busy_one", on).await.views.expect("views").value;
    assert!(whole > short, "{whole} after {short}");
    for on in [on, date(2026, 11, 21)] {
        let stored = day(&world, "busy_one", on).await.views.expect("views").value;
        assert_eq!(Some(stored), reckoned(&world, on).await, "{on}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_past_that_goes_on_below_a_hole_proves_nothing_above_it() {
    let world = World::start().await;
    followed(&world, "busy_one", "busy").await;
    world.seller(1).writes("/lang").await;
    let collector = world.collector_in(Manner {
        rules: Rules {
            pages_a_step: 1,
            night_pages: 1,
            past: Duration::from_secs(20 * 24 * 60 * 60),
            ..Rules::default()
        },
        ..Manner::default()
    });
    asks_for_past(&world, 1, "busy_one").await;
    assert!(world.collects_once(&collector).await.unwrap());
    let first = Coverage::load(&world.table, &name("busy_one")).await.unwrap();
    let first = first.posts.expect("a stretch");
    // Four days later a night reads the newest page, while the past still goes on below.
    comes(&world, "2026-11-23T02:00:00Z").await;
    night(&world, &collector).await;
    let coverage = Coverage::load(&world.table, &name("busy_one")).await.unwrap();
    let stretch = coverage.posts.expect("a stretch");
    assert!(stretch.top > first.top && stretch.from > first.proven_at, "{stretch:?}");
    assert!(!coverage.covers(begins(date(2026, 11, 20)), begins(date(2026, 11, 21))));
    let stored = posts(&world, "busy_one").await;
    assert!(stored[0].post.posted_at < first.from, "the past did go on");
}

#[tokio::test(flavor = "multi_thread")]
async fn stored_posts_are_given_out_a_page_at_a_time() {
    let world = World::start().await;
    followed(&world, "busy_one", "busy").await;
    let collector = world.collector();
    comes(&world, "2026-11-19T02:00:00Z").await;
    night(&world, &collector).await;
    let since = begins(date(2026, 11, 12));
    let mut wanted = posts(&world, "busy_one").await;
    wanted.retain(|post| post.post.posted_at >= since && !post.post.service);
    wanted.reverse();
    assert!(wanted.len() > 200, "more than two pages");
    let channel = name("busy_one");
    let mut back = PostsBack::since(&world.table, &channel, since);
    let mut given = Vec::new();
    while let Some(page) = back.next().await.unwrap() {
        assert!(page.len() <= 100, "{} posts at once", page.len());
        given.extend(page);
    }
    assert!(given == wanted, "{} of {}", given.len(), wanted.len());
    for (from, until) in [(10, 14), (12, 12), (1, 19)] {
        let (since, until) = (begins(date(2026, 11, from)), begins(date(2026, 11, until)));
        let mut wanted = posts(&world, "busy_one").await;
        wanted.retain(|post| (since..until).contains(&post.post.posted_at) && !post.post.service);
        wanted.reverse();
        let mut back = PostsBack::between(&world.table, &channel, since, until).await.unwrap();
        let mut given = Vec::new();
        while let Some(page) = back.next().await.unwrap() {
            given.extend(page);
        }
        assert!(given == wanted, "{} of {} from {from}", given.len(), wanted.len());
    }
}
