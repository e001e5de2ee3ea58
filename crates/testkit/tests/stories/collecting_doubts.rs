//! The night when sources contradict what is known: nothing is taken back, and nothing is believed too early.

use channel_sources::{Precision, Source};
use channels::day::{ChannelDay, Part, Progress};
use channels::state::Past;
use jiff::civil::date;
use serde_json::json;
use testkit::{CollectorAtWork, World};

use crate::collecting::{comes, day, done_by, followed, missing, night, posts, run, state};

/// The pulse strikes, and everything is collected.
pub(crate) async fn pulse(world: &World, collector: &CollectorAtWork) {
    world.schedule(collector, "pulse").await;
    world.collects(collector).await;
}

/// What a part waits for, if it waits.
pub(crate) fn waits_for(day: &ChannelDay, part: Part) -> Option<&str> {
    match day.parts.get(&part) {
        Some(Progress::Waiting { why, .. }) => Some(why.as_deref().unwrap_or("its turn")),
        _ => None,
    }
}

/// A channel with three posts, of which everything is done by hand.
async fn small_one(world: &World) {
    let posts = [15, 16, 17].map(|n| json!({ "text": format!("{n}"), "at": format!("2026-11-{n}T09:00:00Z") }));
    let order = json!({ "name": "small_one", "kind": "empty", "members": 300, "posts": posts, "days": 6 });
    world.control("channels", order).await;
    world.follows(1, "small_one").await;
}

async fn publish(world: &World, text: &str) -> u64 {
    let told = world.control("channels/small_one/posts", json!({ "text": text })).await;
    told["id"].as_u64().unwrap()
}

async fn delete(world: &World, post: u64) {
    let order = json!({ "post": post, "delete": true });
    world.control("channels/small_one/counters", order).await;
}

async fn gone(world: &World) -> Vec<u64> {
    let known = posts(world, "small_one").await;
    let gone = known.iter().filter(|post| post.gone_at.is_some());
    gone.map(|post| u64::from(post.post.id.0)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_denies_known_posts_takes_none_of_them_and_proves_no_silence() {
    let world = World::start().await;
    small_one(&world).await;
    let collector = world.collector();
    comes(&world, "2026-11-19T02:00:00Z").await;
    night(&world, &collector).await;
    let known = posts(&world, "small_one").await;
    let was = state(&world, "small_one").await;
    assert!(known.len() >= 3 && was.newest_post.is_some());
    for post in &known {
        delete(&world, post.post.id.0.into()).await;
    }
    comes(&world, "2026-11-20T02:00:00Z").await;
    night(&world, &collector).await;
    let doubted = day(&world, "small_one", date(2026, 11, 19)).await;
    assert_eq!(waits_for(&doubted, Part::Posts), Some("doubtful"), "{doubted:?}");
    assert_eq!(doubted.posts, None, "nobody says that there were none");
    assert_eq!(gone(&world).await, Vec::<u64>::new());
    let now = state(&world, "small_one").await;
    assert_eq!(
        (now.newest_post, now.posts_proven_at),
        (was.newest_post, was.posts_proven_at)
    );

    // The only post that is shown begins the channel, the page says. Whether the day had others before it nobody knows.
    publish(&world, "after all that").await;
    comes(&world, "2026-11-20T04:20:00Z").await;
    pulse(&world, &collector).await;
    let doubted = day(&world, "small_one", date(2026, 11, 19)).await;
    assert_eq!(waits_for(&doubted, Part::Posts), Some("doubtful"), "{doubted:?}");
    assert_eq!(gone(&world).await, Vec::<u64>::new());

    // Once a whole day lies behind it, the page is enough.
    comes(&world, "2026-11-22T02:00:00Z").await;
    night(&world, &collector).await;
    let known = day(&world, "small_one", date(2026, 11, 21)).await;
    assert_eq!(
        (done_by(&known, Part::Posts), known.posts),
        (Some(Source::Preview), Some(0)),
        "{known:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_post_between_two_that_are_shown_is_gone() {
    let world = World::start().await;
    small_one(&world).await;
    let collector = world.collector();
    comes(&world, "2026-11-19T02:00:00Z").await;
    let newest = publish(&world, "the newest").await;
    night(&world, &collector).await;
    let oldest = u64::from(posts(&world, "small_one").await[0].post.id.0);
    delete(&world, newest).await;
    delete(&world, oldest).await;
    comes(&world, "2026-11-20T02:00:00Z").await;
    night(&world, &collector).await;
    let collected = day(&world, "small_one", date(2026, 11, 19)).await;
    assert_eq!(done_by(&collected, Part::Posts), Some(Source::Preview), "{collected:?}");
    assert_eq!(gone(&world).await, Vec::<u64>::new(), "beyond what the page shows");
    publish(&world, "one more").await;
    comes(&world, "2026-11-21T02:00:00Z").await;
    night(&world, &collector).await;
    assert_eq!(gone(&world).await, [newest], "now there is one behind it");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_card_counts_nobody_until_somebody_says_whose_the_name_is() {
    let world = World::start().await;
    followed(&world, "growing_one", "growth").await;
    let collector = world.collector();
    comes(&world, "2026-11-19T02:00:00Z").await;
    night(&world, &collector).await;
    let was = state(&world, "growing_one").await;
    world.http_delete(&world.outside("/control/channels/growing_one")).await;
    let other = json!({ "name": "growing_one", "kind": "busy", "members": 99_000, "access": "no_preview" });
    world.control("channels", other).await;
    let down = json!({ "kind": "status", "status": 500 });
    world.control("sources/bot_api", down).await;
    comes(&world, "2026-11-20T02:00:00Z").await;
    night(&world, &collector).await;
    let unproven = day(&world, "growing_one", date(2026, 11, 19)).await;
    assert!(waits_for(&unproven, Part::Members).is_some(), "{unproven:?}");
    assert_eq!((unproven.members, unproven.members_by_others.len()), (None, 0));
    assert_eq!(state(&world, "growing_one").await.members, was.members);

    // The page of posts says it.
    world.control("channels/growing_one", json!({ "access": "open" })).await;
    comes(&world, "2026-11-20T04:20:00Z").await;
    pulse(&world, &collector).await;
    let taken = day(&world, "growing_one", date(2026, 11, 19)).await;
    assert_eq!(missing(&taken, Part::Members), Some("another_channel"), "{taken:?}");
    assert_eq!(missing(&taken, Part::Posts), Some("another_channel"));
    assert_eq!((taken.members, taken.members_by_others.len()), (None, 0));
    assert_eq!(state(&world, "growing_one").await.members, was.members);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_count_that_was_taken_for_the_channel_s_is_taken_back() {
    let world = World::start().await;
    followed(&world, "growing_one", "growth").await;
    let collector = world.collector();
    comes(&world, "2026-11-19T02:00:00Z").await;
    night(&world, &collector).await;
    let was = state(&world, "growing_one").await.members.expect("members");
    world.http_delete(&world.outside("/control/channels/growing_one")).await;
    // So near to the former number that the pulse sees no reason to ask whose the name is.
    let other = json!({ "name": "growing_one", "kind": "busy", "members": was.value + 20 });
    world.control("channels", other).await;
    comes(&world, "2026-11-19T12:20:00Z").await;
    pulse(&world, &collector).await;
    comes(&world, "2026-11-20T02:00:00Z").await;
    night(&world, &collector).await;
    let now = state(&world, "growing_one").await;
    assert_eq!(now.trouble.expect("a trouble").kind, "another_channel");
    assert_eq!(now.members, Some(was));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rounded_count_stands_until_an_exact_one_comes() {
    let (waits, exact) = header_counts(true).await;
    assert!(waits_for(&waits, Part::Members).is_some(), "{waits:?}");
    let rounded = waits.members.expect("the header's");
    assert!(matches!(rounded.precision, Precision::Rounded { .. }), "{rounded:?}");
    assert_eq!(done_by(&exact, Part::Members), Some(Source::BotApi));
    assert_eq!(exact.members.unwrap().precision, Precision::Exact);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rounded_count_is_the_day_s_when_no_exact_one_came() {
    let (waits, rounded) = header_counts(false).await;
    assert_eq!(done_by(&rounded, Part::Members), Some(Source::Preview), "{rounded:?}");
    assert_eq!(rounded.members, waits.members);
}

/// A night in which the Bot API refuses and the card fails, so that only the header of the page counts; and what is left of it a
/// night later, with a Bot API that is well again after an hour, or not.
async fn header_counts(is_mended: bool) -> (ChannelDay, ChannelDay) {
    let world = World::start().await;
    followed(&world, "growing_one", "growth").await;
    let collector = world.collector();
    comes(&world, "2026-11-19T02:00:00Z").await;
    let refused = json!({ "kind": "error", "error": "CHANNEL_PRIVATE" });
    world.control("sources/bot_api", refused).await;
    let once = json!({ "kind": "status", "status": 502, "times": 1 });
    world.control("sources/preview", once).await;
    night(&world, &collector).await;
    let waits = day(&world, "growing_one", date(2026, 11, 18)).await;
    comes(&world, "2026-11-19T04:20:00Z").await;
    if is_mended {
        world.mend_source("bot_api").await;
    } else {
        let down = json!({ "kind": "status", "status": 502 });
        world.control("sources/preview", down).await;
    }
    pulse(&world, &collector).await;
    comes(&world, "2026-11-20T02:00:00Z").await;
    night(&world, &collector).await;
    pulse(&world, &collector).await;
    (waits, day(&world, "growing_one", date(2026, 11, 18)).await)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_passing_redirect_hides_nothing() {
    let world = World::start().await;
    followed(&world, "growing_one", "growth").await;
    let collector = world.collector();
    comes(&world, "2026-11-19T02:00:00Z").await;
    night(&world, &collector).await;
    for (n, hour) in [(20, 3), (21, 6)] {
        comes(&world, &format!("2026-11-{n}T02:00:00Z")).await;
        world
            .control("channels/growing_one", json!({ "access": "no_preview" }))
            .await;
        night(&world, &collector).await;
        let waits = day(&world, "growing_one", date(2026, 11, n - 1)).await;
        assert_eq!(waits_for(&waits, Part::Posts), Some("no_preview"), "{waits:?}");
        if hour == 3 {
            world.control("channels/growing_one", json!({ "access": "open" })).await;
        }
        for hour in 3..=hour {
            comes(&world, &format!("2026-11-{n}T{hour:02}:20:00Z")).await;
            pulse(&world, &collector).await;
        }
        world.control("channels/growing_one", json!({ "access": "open" })).await;
    }
    let passed = day(&world, "growing_one", date(2026, 11, 19)).await;
    assert_eq!(done_by(&passed, Part::Posts), Some(Source::Preview), "{passed:?}");
    let lasted = day(&world, "growing_one", date(2026, 11, 20)).await;
    assert_eq!(
        missing(&lasted, Part::Posts),
        Some("no_preview"),
        "three tries of a night"
    );
    assert_eq!(run(&world, date(2026, 11, 20)).await.with_gaps, 1);
    comes(&world, "2026-11-22T02:00:00Z").await;
    night(&world, &collector).await;
    let again = day(&world, "growing_one", date(2026, 11, 21)).await;
    assert_eq!(done_by(&again, Part::Posts), Some(Source::Preview), "{again:?}");
    assert!(again.posts.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_that_hid_its_posts_at_the_first_look_is_read_when_it_shows_them() {
    let world = World::start().await;
    let order = json!({ "name": "shy_one", "kind": "growth", "access": "no_preview", "days": 30 });
    world.control("channels", order).await;
    let anna = world.seller(1);
    anna.writes("/add @shy_one").await;
    let collector = world.collector();
    world.collects(&collector).await;
    assert_eq!(state(&world, "shy_one").await.past, Past::Hidden);
    world.control("channels/shy_one", json!({ "access": "open" })).await;
    comes(&world, "2026-11-19T02:00:00Z").await;
    night(&world, &collector).await;
    world.settles().await;
    assert!(matches!(state(&world, "shy_one").await.past, Past::Read { .. }));
    assert!(anna.last_text().await.contains("история прочитана"));
}
