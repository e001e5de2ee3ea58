//! The way to a source: who waits keeps its place, who is refused comes again, and whoever looks whether it is well does ask.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use channel_sources::{Source, SourceError};
use collecting::{Denied, Gates};
use jiff::{SignedDuration, Timestamp};
use testkit::World;

use crate::collecting_pace::{gates, time_runs};

/// Asks TGStat, which answers this.
async fn asks(world: &World, gates: &Gates, answer: Result<(), SourceError>) -> Result<(), Denied> {
    let deadline = world.hands.now() + SignedDuration::from_mins(4);
    gates.ask(Source::TgStat, deadline, async { answer }).await
}

fn mins(mins: i64) -> SignedDuration {
    SignedDuration::from_mins(mins)
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_waits_long_for_a_turn_keeps_its_place() {
    let world = World::start().await;
    let (one, other) = (gates(&world), gates(&world));
    let limited = SourceError::Limited {
        retry: Some(Duration::from_secs(70)),
    };
    assert!(asks(&world, &one, Err(limited)).await.is_err());
    let (under_way, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let slow = async || {
        most.fetch_max(under_way.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        let over = world.hands.now() + SignedDuration::from_secs(8);
        while world.hands.now() < over {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        under_way.fetch_sub(1, Ordering::SeqCst);
        Ok::<_, SourceError>(())
    };
    let deadline = world.hands.now() + mins(4);
    let both = async {
        tokio::join!(
            one.ask(Source::TgStat, deadline, slow()),
            other.ask(Source::TgStat, deadline, slow()),
        )
    };
    let (first, second) = tokio::select! {
        both = both => both,
        () = time_runs(&world) => unreachable!("time never ends"),
    };
    assert!(first.is_ok() && second.is_ok(), "{first:?}, {second:?}");
    assert_eq!(most.load(Ordering::SeqCst), 1, "one request at a time");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_token_is_tried_again_in_growing_steps() {
    let world = World::start().await;
    let gates = gates(&world);
    let mut waits = Vec::new();
    for _ in 0..6 {
        let refused = asks(&world, &gates, Err(SourceError::Unauthorized)).await;
        assert!(
            matches!(refused, Err(Denied::Failed(SourceError::Unauthorized))),
            "{refused:?}"
        );
        let shut = asks(&world, &gates, Ok(())).await;
        let Err(Denied::Shut { until, why }) = shut else {
            panic!("{shut:?}")
        };
        assert_eq!(why, "unauthorized");
        waits.push(until.duration_since(world.hands.now()).as_mins());
        world.passes(until.duration_since(world.hands.now())).await;
    }
    // Each wait is as long as it has failed so far: 10, 20, 40, 80, 160 minutes.
    assert_eq!(waits, [10, 10, 20, 40, 80, 160]);
    assert!(asks(&world, &gates, Ok(())).await.is_ok(), "somebody has mended it");
    world.passes(mins(6)).await;
    assert!(asks(&world, &gates, Ok(())).await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_look_whether_it_is_well_is_not_spent_by_somebody_who_does_not_ask() {
    let world = World::start().await;
    let gates = gates(&world);
    for _ in 0..5 {
        let down = SourceError::Unavailable {
            what: "a story".to_owned(),
        };
        assert!(matches!(asks(&world, &gates, Err(down)).await, Err(Denied::Failed(_))));
        world.passes(SignedDuration::from_secs(1)).await;
    }
    let shut = asks(&world, &gates, Ok(())).await;
    assert!(matches!(shut, Err(Denied::Shut { .. })), "{shut:?}");
    world.passes(mins(11)).await;
    // Its time is nearly over, and it finds no turn.
    let too_late: Timestamp = world.hands.now() + SignedDuration::from_secs(5);
    let hasty = gates.ask(Source::TgStat, too_late, async { Ok(()) }).await;
    assert!(matches!(hasty, Err(Denied::NoTime)), "{hasty:?}");
    assert!(asks(&world, &gates, Ok(())).await.is_ok(), "the next one may look");
}
