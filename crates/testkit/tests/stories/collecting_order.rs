//! What comes before what: every channel's day, then the pulse and first looks, then looks back at older posts.

use std::collections::BTreeSet;

use channels::day::ChannelDay;
use channels::run::Run;
use channels::state::{ChannelState, Past};
use collecting::{Round, RoundOf, Rules};
use jiff::SignedDuration;
use jiff::civil::date;
use serde_json::json;
use testkit::{COLLECTIONS, CollectorAtWork, Manner, World};

use crate::collecting::{comes, day, followed, name, night, run};

const HOUR: SignedDuration = SignedDuration::from_hours(1);

/// Channels `one_0001`, `one_0002` and so on, which user 1 follows.
async fn many(world: &World, count: usize) -> Vec<String> {
    let order = json!({ "count": count, "prefix": "one_", "kind": "growth", "members": 5_000, "days": 40 });
    world.control("channels", order).await;
    let names: Vec<String> = (1..=count).map(|n| format!("one_{n:04}")).collect();
    for name in &names {
        world.follows(1, name).await;
    }
    names
}

/// A collector that sees few channels at once.
fn in_pages(world: &World, page: usize) -> CollectorAtWork {
    world.collector_in(Manner {
        rules: Rules {
            plan_page: page,
            pulse_page: page,
            ..Rules::default()
        },
        ..Manner::default()
    })
}

async fn pulse(world: &World, collector: &CollectorAtWork) {
    world.schedule(collector, "pulse").await;
    world.collects(collector).await;
}

/// Waiting jobs of this kind.
fn waiting(world: &World, job: &str) -> usize {
    let told = format!(r#""do":"{job}""#);
    let bodies = world.cloud.queues.bodies(COLLECTIONS);
    bodies.iter().filter(|body| body.contains(&told)).count()
}

/// Those of them that were counted within the last minutes.
async fn counted(world: &World, names: &[String], within: SignedDuration) -> Vec<String> {
    let mut counted = Vec::new();
    for one in names {
        let key = ChannelState::key_of(&name(one));
        let stored = world.table.get::<ChannelState>(&key).await.unwrap();
        let members = stored.and_then(|stored| stored.record.members);
        if members.is_some_and(|figure| world.hands.now().duration_since(figure.observed_at) < within) {
            counted.push(one.clone());
        }
    }
    counted
}

#[tokio::test(flavor = "multi_thread")]
async fn a_night_whose_schedule_was_lost_is_ordered_by_the_pulse() {
    let world = World::start().await;
    followed(&world, "growing_one", "growth").await;
    let collector = world.collector();
    comes(&world, "2026-11-19T02:05:00Z").await;
    pulse(&world, &collector).await;
    assert!(
        Run::newest(&world.table, 1).await.unwrap().is_empty(),
        "the schedule may be late"
    );
    followed(&world, "newer_one", "growth").await;
    comes(&world, "2026-11-19T02:20:00Z").await;
    pulse(&world, &collector).await;
    let yesterday = date(2026, 11, 18);
    let ordered = run(&world, yesterday).await;
    assert_eq!((ordered.ordered, ordered.all_ordered, ordered.complete), (1, 1, 1));
    assert!(day(&world, "growing_one", yesterday).await.members.is_some());
    let newer = ChannelDay::key_of(&name("newer_one"), yesterday);
    assert!(
        world.table.get::<ChannelDay>(&newer).await.unwrap().is_none(),
        "it was followed after that night"
    );
    // The schedule comes after all, and so does the next pulse.
    night(&world, &collector).await;
    comes(&world, "2026-11-19T02:50:00Z").await;
    pulse(&world, &collector).await;
    assert_eq!(
        run(&world, yesterday).await.complete,
        ordered.complete + 1,
        "the newer one's, by the schedule"
    );
    assert_eq!(Run::newest(&world.table, 5).await.unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_night_whose_list_was_lost_is_ordered_again() {
    let world = World::start().await;
    followed(&world, "growing_one", "growth").await;
    let collector = world.collector();
    comes(&world, "2026-11-19T02:00:00Z").await;
    world.schedule(&collector, "collect").await;
    world.cloud.queues.lose(COLLECTIONS);
    comes(&world, "2026-11-19T02:20:00Z").await;
    pulse(&world, &collector).await;
    assert_eq!(
        run(&world, date(2026, 11, 18)).await.all_ordered,
        0,
        "it may still be under way"
    );
    comes(&world, "2026-11-19T02:50:00Z").await;
    pulse(&world, &collector).await;
    let ordered = run(&world, date(2026, 11, 18)).await;
    assert_eq!((ordered.ordered, ordered.all_ordered, ordered.complete), (1, 1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pulse_goes_on_where_the_last_one_stopped() {
    let world = World::start().await;
    comes(&world, "2026-11-18T12:00:00Z").await;
    let names = many(&world, 5).await;
    let collector = in_pages(&world, 2);
    pulse(&world, &collector).await;
    assert_eq!(counted(&world, &names, HOUR).await, names);
    assert_eq!(
        Round::newest(&world.table, RoundOf::Pulse)
            .await
            .unwrap()
            .unwrap()
            .after,
        None
    );

    // This one is interrupted: half an hour passes over its first page, and another one has the next turn.
    world.passes(HOUR).await;
    world.schedule(&collector, "pulse").await;
    world.collects_once(&collector).await.unwrap();
    world.passes(HOUR / 2).await;
    world.cloud.queues.lose(COLLECTIONS);
    assert_eq!(counted(&world, &names, HOUR).await, names[..2]);
    pulse(&world, &collector).await;
    assert_eq!(counted(&world, &names, HOUR).await, names, "the others had their turn");
    assert_eq!(counted(&world, &names, SignedDuration::from_mins(10)).await, names[2..]);

    // While nobody may be asked, it stays where it is.
    world.passes(HOUR).await;
    world
        .control(
            "sources/bot_api",
            json!({ "kind": "status", "status": 429, "times": 1 }),
        )
        .await;
    pulse(&world, &collector).await;
    let stays = Round::newest(&world.table, RoundOf::Pulse).await.unwrap().unwrap();
    assert!(
        stays.after.is_none() || stays.after.as_deref() == Some("one_0001"),
        "{stays:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_pulses_the_later_goes_on() {
    let world = World::start().await;
    comes(&world, "2026-11-18T12:00:00Z").await;
    let names = many(&world, 6).await;
    let collector = in_pages(&world, 2);
    world.schedule(&collector, "pulse").await;
    world.collects_once(&collector).await.unwrap();
    world.passes(HOUR / 2).await;
    world.schedule(&collector, "pulse").await;
    world.collects(&collector).await;
    assert_eq!(counted(&world, &names, HOUR).await, names);
    let calls = world.calls("telegram").await;
    let counts = calls
        .iter()
        .filter(|call| call["path"].to_string().contains("getChatMemberCount"));
    assert_eq!(counts.count(), 6, "nobody is counted twice");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_channels_day_is_ordered_before_anything_is_looked_at() {
    let world = World::start().await;
    many(&world, 12).await;
    let collector = in_pages(&world, 2);
    comes(&world, "2026-11-19T02:00:00Z").await;
    world.schedule(&collector, "collect").await;
    world.collects_once(&collector).await.unwrap();
    assert_eq!((waiting(&world, "day"), waiting(&world, "plan")), (12, 0));
    let run = run(&world, date(2026, 11, 18)).await;
    assert_eq!((run.ordered, run.all_ordered), (12, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn few_looks_back_stand_before_whatever_is_ordered_meanwhile() {
    let world = World::start().await;
    let names = many(&world, 35).await;
    for one in &names {
        // A night like any other: the past was read when the channel was new.
        let known = ChannelState {
            past: Past::Read {
                posts: 200,
                from: None,
                whole: true,
            },
            ..ChannelState::unknown(name(one))
        };
        world.table.put(&known).await.unwrap();
    }
    let collector = world.collector();
    comes(&world, "2026-11-19T02:00:00Z").await;
    world.schedule(&collector, "collect").await;
    let mut most = 0;
    let mut looked_at_before = None;
    while world.collects_once(&collector).await.unwrap() {
        most = most.max(waiting(&world, "look_back"));
        let is_begun = waiting(&world, "day") == 0 && waiting(&world, "plan") == 0;
        if is_begun && looked_at_before.is_none() {
            // The days are over, and the looks back begin: now somebody orders a pulse.
            world.schedule(&collector, "pulse").await;
            looked_at_before = Some(looked_back_at(&world).await.len());
        }
        if let Some(before) = looked_at_before.filter(|_| waiting(&world, "pulse") > 0) {
            let meanwhile = looked_back_at(&world).await.len() - before;
            assert!(
                meanwhile <= 6,
                "{meanwhile} channels were looked at while a pulse waited"
            );
        }
    }
    // Three of a round, and at most as many that the round before has left.
    assert!(most > 0 && most <= 6, "{most} looks back waited at once");
    assert_eq!(
        looked_back_at(&world).await.len(),
        names.len(),
        "every channel has its turn"
    );
}

/// Channels of whose older posts a page was read.
async fn looked_back_at(world: &World) -> BTreeSet<String> {
    let calls = world.calls("preview").await;
    let older = calls.iter().filter(|call| call["query"].get("before").is_some());
    older.map(|call| call["path"].to_string()).collect()
}
