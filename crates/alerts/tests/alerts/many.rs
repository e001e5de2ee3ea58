//! A channel with more followers than one worker has time for.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use alerts::Judged;
use channels::errands::Judge;
use clock::Clock;
use jiff::{SignedDuration, Timestamp};
use telegram::UserId;

use crate::world::{World, hours, name};

const FOLLOWERS: i64 = 50;

/// A clock that moves by a second whenever somebody looks at it.
fn restless(from: Timestamp) -> Clock {
    let looks = Arc::new(AtomicI64::new(0));
    Clock::from_fn(move || from + SignedDuration::from_secs(looks.fetch_add(1, Ordering::SeqCst)))
}

/// One run whose worker has to end `seconds` after it began.
async fn runs(world: &World, at: Timestamp, seconds: i64) -> Judged {
    let mut judging = world.judging.clone();
    judging.clock = restless(at);
    let job = Judge {
        channel: name("durov"),
        at,
    };
    let deadline = at + SignedDuration::from_secs(seconds);
    judging.judge(&job, "trace", at, deadline).await.unwrap()
}

/// How often each chat was told something.
fn told(world: &World) -> BTreeMap<i64, usize> {
    let mut told = BTreeMap::new();
    for notification in world.told() {
        *told.entry(notification.chat.0).or_default() += 1;
    }
    told
}

async fn grown() -> World {
    let world = World::new().await;
    for user in 0..FOLLOWERS {
        world.follows(UserId(1000 + user), "durov", hours(0)).await;
    }
    world.counts("durov", 1000, hours(1)).await;
    let judged = world.judges("durov", hours(1)).await;
    assert_eq!((judged.followers, judged.left), (50, 0));
    world.counts("durov", 1500, hours(2)).await;
    world
}

#[tokio::test]
async fn the_next_run_goes_on_where_the_last_one_stopped() {
    let world = grown().await;
    let mut followers = 0;
    for run in 0..4 {
        // Eight seconds are kept back; two looks at the clock are two groups of eight.
        let judged = runs(&world, hours(2) + SignedDuration::from_mins(30 * run), 10).await;
        assert_eq!((judged.followers, judged.left), (16, 34), "run {run}");
        followers += judged.followers;
        let all = told(&world);
        assert_eq!(all.len(), followers.min(50), "run {run}: {all:?}");
        assert!(all.values().all(|times| *times == 1), "run {run}: {all:?}");
    }
    // The fourth run had gone around; a longer one finds everybody told.
    let whole = runs(&world, hours(5), 900).await;
    assert_eq!((whole.followers, whole.left, whole.raised), (50, 0, 0));
    assert!(told(&world).values().all(|times| *times == 1));
    // And the one after that begins with the first again.
    world.counts("durov", 1000, hours(6)).await;
    assert_eq!(runs(&world, hours(6), 10).await.ended, 16);
    let twice: Vec<i64> = told(&world)
        .into_iter()
        .filter(|(_, times)| *times == 2)
        .map(|(chat, _)| chat)
        .collect();
    assert_eq!(twice, (1000..1016).collect::<Vec<_>>());
}

#[tokio::test]
async fn who_leaves_or_comes_between_two_runs_takes_nobodys_turn() {
    let world = grown().await;
    assert_eq!(runs(&world, hours(2), 10).await.left, 34);
    // The last of those who had their turn, one who had not, and a new one at the very beginning.
    for user in [1015, 1016] {
        world.channels.leave(UserId(user), &name("durov")).await.unwrap();
    }
    world.follows(UserId(1), "durov", hours(2)).await;
    let rest = runs(&world, hours(3), 900).await;
    assert_eq!((rest.followers, rest.left, rest.raised), (49, 0, 33));
    assert_eq!(told(&world).len(), 49);
    assert!(told(&world).values().all(|times| *times == 1));
}

#[tokio::test]
async fn without_time_nothing_is_judged_and_nothing_is_lost() {
    let world = grown().await;
    assert_eq!(runs(&world, hours(2), 10).await.followers, 16);
    let none = runs(&world, hours(3), 5).await;
    assert_eq!((none.followers, none.left), (0, 50));
    assert_eq!(
        runs(&world, hours(4), 10).await.raised,
        16,
        "those whose turn it was before"
    );
    assert_eq!(runs(&world, hours(5), 900).await.raised, 18);
    assert_eq!(told(&world).len(), 50);
}

#[tokio::test]
async fn a_run_that_dies_is_made_up_for() {
    for requests in (0..400).step_by(37) {
        let world = grown().await;
        assert_eq!(runs(&world, hours(2), 10).await.followers, 16);
        world.breaks_after(requests);
        let _ = world.try_judge("durov", hours(3)).await;
        world.is_mended();
        world.judges("durov", hours(3)).await;
        let all = told(&world);
        assert_eq!(all.len(), 50, "power for {requests} requests");
        assert!(all.values().all(|times| *times == 1), "power for {requests} requests");
    }
}
