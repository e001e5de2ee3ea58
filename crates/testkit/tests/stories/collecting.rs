//! The night: every followed channel's day is collected, once.

use channel_sources::{ChannelName, Precision, Source};
use channels::calendar::{begins, ends};
use channels::channel::partition;
use channels::day::{ChannelDay, Part, Progress};
use channels::post::ChannelPost;
use channels::run::Run;
use channels::state::ChannelState;
use jiff::civil::{Date, date};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use testkit::{COLLECTIONS, CollectorAtWork, Manner, World};

const HOUR: SignedDuration = SignedDuration::from_hours(1);

pub(crate) fn name(text: &str) -> ChannelName {
    ChannelName::try_from(text).unwrap()
}

/// Waits until the clock shows this moment.
pub(crate) async fn comes(world: &World, at: &str) {
    let at: Timestamp = at.parse().unwrap();
    world.passes(at.duration_since(world.hands.now())).await;
}

/// Makes a channel and lets user 1 follow it.
pub(crate) async fn followed(world: &World, channel: &str, kind: &str) {
    let order = json!({ "name": channel, "kind": kind, "members": 12_345, "days": 60, "title": channel });
    world.control("channels", order).await;
    world.follows(1, channel).await;
}

pub(crate) async fn day(world: &World, channel: &str, day: Date) -> ChannelDay {
    let key = ChannelDay::key_of(&name(channel), day);
    let stored = world.table.get::<ChannelDay>(&key).await.unwrap();
    stored
        .unwrap_or_else(|| panic!("no record of {channel} on {day}"))
        .record
}

pub(crate) async fn run(world: &World, day: Date) -> Run {
    world
        .table
        .get::<Run>(&Run::key_of(day))
        .await
        .unwrap()
        .expect("a run")
        .record
}

pub(crate) async fn state(world: &World, channel: &str) -> ChannelState {
    let key = ChannelState::key_of(&name(channel));
    world
        .table
        .get::<ChannelState>(&key)
        .await
        .unwrap()
        .expect("a state")
        .record
}

pub(crate) async fn posts(world: &World, channel: &str) -> Vec<ChannelPost> {
    let list = world
        .table
        .list::<ChannelPost>(&partition(&name(channel)), ChannelPost::PREFIX)
        .await
        .unwrap();
    list.into_iter().map(|stored| stored.record).collect()
}

pub(crate) fn done_by(day: &ChannelDay, part: Part) -> Option<Source> {
    match day.parts.get(&part) {
        Some(Progress::Done { source, .. }) => Some(*source),
        _ => None,
    }
}

pub(crate) fn missing(day: &ChannelDay, part: Part) -> Option<&str> {
    match day.parts.get(&part) {
        Some(Progress::Missing { why }) => Some(why),
        _ => None,
    }
}

/// The night's schedule strikes, and everything is collected.
pub(crate) async fn night(world: &World, collector: &CollectorAtWork) {
    world.schedule(collector, "collect").await;
    world.collects(collector).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_night_collects_the_day_that_is_over_exactly_and_once() {
    let world = World::start().await;
    for (channel, kind) in [
        ("growing_one", "growth"),
        ("silent_one", "silence"),
        ("bought_one", "flat"),
    ] {
        followed(&world, channel, kind).await;
    }
    let collector = world.collector();
    comes(&world, "2026-11-19T02:00:00Z").await;
    night(&world, &collector).await;

    let yesterday = date(2026, 11, 18);
    let first = run(&world, yesterday).await;
    assert_eq!(
        (first.ordered, first.all_ordered, first.complete, first.with_gaps),
        (3, 1, 3, 0)
    );
    let collected = day(&world, "growing_one", yesterday).await;
    let told = world.ask("channels/growing_one").await;
    let members = collected.members.expect("members");
    assert_eq!(members.value, told["members"].as_u64().unwrap());
    assert_eq!((members.precision, members.source), (Precision::Exact, Source::BotApi));
    assert_eq!(done_by(&collected, Part::Posts), Some(Source::Preview));
    let (from, to) = (begins(yesterday), ends(yesterday));
    let stored = posts(&world, "growing_one").await;
    let written = stored
        .iter()
        .filter(|post| !post.post.service && (from..to).contains(&post.post.posted_at));
    assert_eq!(collected.posts, Some(u32::try_from(written.count()).unwrap()));
    assert_eq!(collected.members_by_others.len(), 1, "the page's header is kept beside");
    assert_eq!(state(&world, "growing_one").await.last_day, Some(yesterday));

    // The queue delivers everything again, and the schedule strikes twice.
    let calls = world.calls("preview").await.len();
    world.passes(HOUR).await;
    world.schedule(&collector, "collect").await;
    world.cloud.queues.duplicate(COLLECTIONS);
    world.collects(&collector).await;
    let again = run(&world, yesterday).await;
    assert_eq!((again.ordered, again.complete, again.with_gaps), (3, 3, 0));
    assert_eq!(day(&world, "growing_one", yesterday).await, collected);
    assert_eq!(world.calls("preview").await.len(), calls, "nothing was asked twice");
}

#[tokio::test(flavor = "multi_thread")]
async fn posts_are_seen_again_night_by_night_and_views_of_a_day_follow() {
    let world = World::start().await;
    followed(&world, "growing_one", "growth").await;
    let collector = world.collector();
    for n in 19..=22 {
        comes(&world, &format!("2026-11-{n}T02:00:00Z")).await;
        night(&world, &collector).await;
    }
    let last = day(&world, "growing_one", date(2026, 11, 21)).await;
    assert!(last.views.expect("views").value > 0);
    assert_eq!(last.views.unwrap().precision, Precision::Estimated);
    let seen = posts(&world, "growing_one").await;
    let young = seen
        .iter()
        .find(|post| begins(date(2026, 11, 18)) <= post.post.posted_at && !post.post.service)
        .expect("a post of the 18th");
    assert_eq!(young.seen.len(), 4);
    assert!(young.seen.windows(2).all(|pair| pair[0].views <= pair[1].views));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_that_was_taken_out_is_gone_and_others_are_not() {
    let world = World::start().await;
    followed(&world, "growing_one", "growth").await;
    let collector = world.collector();
    comes(&world, "2026-11-19T02:00:00Z").await;
    night(&world, &collector).await;
    let known = posts(&world, "growing_one").await;
    let victim = known
        .iter()
        .rev()
        .filter(|post| !post.post.service)
        .nth(2)
        .unwrap()
        .post
        .id;
    let delete = json!({ "post": victim.0, "delete": true });
    world.control("channels/growing_one/counters", delete).await;
    comes(&world, "2026-11-20T02:00:00Z").await;
    night(&world, &collector).await;
    let gone: Vec<_> = posts(&world, "growing_one").await;
    let gone: Vec<_> = gone
        .iter()
        .filter(|post| post.gone_at.is_some())
        .map(|post| post.post.id)
        .collect();
    assert_eq!(gone, [victim]);
}

#[tokio::test(flavor = "multi_thread")]
async fn nights_that_were_missed_are_made_up_for_without_todays_numbers() {
    let world = World::start().await;
    followed(&world, "growing_one", "growth").await;
    let collector = world.collector();
    comes(&world, "2026-11-19T02:00:00Z").await;
    night(&world, &collector).await;
    comes(&world, "2026-11-23T02:00:00Z").await;
    night(&world, &collector).await;
    for n in [19, 20, 21] {
        let late = day(&world, "growing_one", date(2026, 11, n)).await;
        assert_eq!(missing(&late, Part::Members), Some("late"));
        assert_eq!((late.members, late.members_by_others.len()), (None, 0));
        assert_eq!(done_by(&late, Part::Posts), Some(Source::Preview), "{late:?}");
        assert!(late.posts.is_some());
        let run = run(&world, date(2026, 11, n)).await;
        assert_eq!((run.ordered, run.complete, run.with_gaps), (1, 0, 1));
    }
    let newest = day(&world, "growing_one", date(2026, 11, 22)).await;
    assert!(newest.members.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_with_series_fills_the_members_of_missed_nights() {
    let world = World::start().await;
    followed(&world, "growing_one", "growth").await;
    let collector = world.collector_in(Manner {
        with_services: true,
        ..Manner::default()
    });
    comes(&world, "2026-11-19T02:00:00Z").await;
    night(&world, &collector).await;
    let first = day(&world, "growing_one", date(2026, 11, 18)).await;
    assert_eq!(first.services.len(), 2, "{first:?}");
    assert!(first.members_by_others.len() >= 2, "{first:?}");
    assert_eq!(first.members.unwrap().source, Source::BotApi);
    comes(&world, "2026-11-22T02:00:00Z").await;
    night(&world, &collector).await;
    let late = day(&world, "growing_one", date(2026, 11, 19)).await;
    let members = late.members.expect("from the series");
    assert_eq!(
        (members.source, members.precision),
        (Source::TgStat, Precision::Estimated)
    );
    assert_eq!(
        missing(&late, Part::TgStat),
        Some("late"),
        "a snapshot of today is not of that day"
    );
    let quota = channels::sources::SourceState::all(&world.table).await.unwrap();
    let tgstat = quota.iter().find(|state| state.source == Source::TgStat).unwrap();
    assert!(tgstat.quota.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_passed_to_another_channel_gives_no_figures() {
    let world = World::start().await;
    followed(&world, "growing_one", "growth").await;
    let collector = world.collector();
    comes(&world, "2026-11-19T02:00:00Z").await;
    night(&world, &collector).await;
    let was = state(&world, "growing_one").await;
    let before = posts(&world, "growing_one").await.len();
    world.http_delete(&world.outside("/control/channels/growing_one")).await;
    let other = json!({ "name": "growing_one", "kind": "busy", "members": 99_000 });
    world.control("channels", other).await;
    world.schedule(&collector, "pulse").await;
    world.collects(&collector).await;
    assert_eq!(
        state(&world, "growing_one").await.members,
        was.members,
        "the pulse noticed"
    );
    comes(&world, "2026-11-20T02:00:00Z").await;
    night(&world, &collector).await;
    let taken = day(&world, "growing_one", date(2026, 11, 19)).await;
    assert_eq!(missing(&taken, Part::Members), Some("another_channel"));
    assert_eq!(missing(&taken, Part::Posts), Some("another_channel"));
    assert_eq!(taken.members, None);
    let now = state(&world, "growing_one").await;
    assert_eq!(now.trouble.expect("a trouble").kind, "another_channel");
    assert_eq!(now.members, was.members);
    assert_eq!(posts(&world, "growing_one").await.len(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_without_a_preview_has_members_and_a_gap() {
    let world = World::start().await;
    let order = json!({ "name": "hidden_one", "access": "no_preview", "members": 777 });
    world.control("channels", order).await;
    world.follows(1, "hidden_one").await;
    let collector = world.collector();
    comes(&world, "2026-11-19T02:00:00Z").await;
    night(&world, &collector).await;
    let collected = day(&world, "hidden_one", date(2026, 11, 18)).await;
    assert!(collected.members.is_some());
    assert_eq!(missing(&collected, Part::Posts), Some("no_preview"));
    assert_eq!((collected.posts, collected.views), (None, None));
    assert_eq!(run(&world, date(2026, 11, 18)).await.with_gaps, 1);
}
