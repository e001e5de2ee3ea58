//! Politeness: all workers together keep a source's pace.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use channel_sources::{Source, SourceError};
use collecting::{Denied, Gaps, Gates};
use futures::future::join_all;
use jiff::civil::date;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use testkit::World;

use crate::collecting::{comes, run};

pub(crate) async fn time_runs(world: &World) {
    loop {
        tokio::time::sleep(Duration::from_millis(5)).await;
        world.hands.forward(SignedDuration::from_millis(50));
    }
}

pub(crate) fn gates(world: &World) -> Gates {
    let gap = Duration::from_millis(400);
    let gaps = Gaps {
        preview: gap,
        bot_api: gap,
        tgstat: gap,
        telemetr: gap,
    };
    Gates::new(world.table.clone(), gaps, world.hands.clock())
}

#[tokio::test(flavor = "multi_thread")]
async fn four_workers_keep_the_gap_and_never_ask_two_at_once() {
    let world = World::start().await;
    let workers: Vec<Gates> = (0..4).map(|_| gates(&world)).collect();
    let asked: Arc<Mutex<Vec<Timestamp>>> = Arc::default();
    let (under_way, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let deadline = world.hands.now() + SignedDuration::from_mins(10);
    let asks = (0..40).map(|n| {
        let (gates, asked) = (workers[n % 4].clone(), asked.clone());
        let (under_way, most, hands) = (under_way.clone(), most.clone(), world.hands.clone());
        async move {
            let call = async {
                most.fetch_max(under_way.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                asked.lock().unwrap().push(hands.now());
                tokio::time::sleep(Duration::from_millis(3)).await;
                under_way.fetch_sub(1, Ordering::SeqCst);
                Ok::<_, SourceError>(())
            };
            gates.ask(Source::Preview, deadline, call).await
        }
    });
    let answers = tokio::select! {
        answers = join_all(asks) => answers,
        () = time_runs(&world) => unreachable!("time never ends"),
    };
    assert!(answers.iter().all(Result::is_ok), "{answers:?}");
    let mut asked = asked.lock().unwrap().clone();
    asked.sort();
    let gaps: Vec<i128> = asked
        .windows(2)
        .map(|pair| pair[1].duration_since(pair[0]).as_millis())
        .collect();
    // A token is taken a moment before the request is made, and the clock moves by 50 ms.
    assert!(gaps.iter().all(|gap| *gap >= 300), "{gaps:?}");
    let whole = asked[39].duration_since(asked[0]);
    assert!(whole >= SignedDuration::from_millis(39 * 400 - 100), "{whole:?}");
    assert_eq!(most.load(Ordering::SeqCst), 1, "one request at a time");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_source_that_asks_to_wait_is_not_asked_by_anybody() {
    let world = World::start().await;
    let (one, other) = (gates(&world), gates(&world));
    let deadline = world.hands.now() + SignedDuration::from_mins(4);
    let limited = async {
        Err::<(), _>(SourceError::Limited {
            retry: Some(Duration::from_secs(600)),
        })
    };
    let first = one.ask(Source::TgStat, deadline, limited).await;
    assert!(matches!(first, Err(Denied::Failed(SourceError::Limited { .. }))));
    let began = world.hands.now();
    let never = async { Err::<(), _>(SourceError::Unauthorized) };
    match other.ask(Source::TgStat, deadline, never).await {
        Err(Denied::Shut { until, .. }) => assert!(until >= began + SignedDuration::from_secs(590)),
        other => panic!("{other:?}"),
    }
    let fine = other.ask(Source::Preview, deadline, async { Ok(1) }).await;
    assert_eq!(fine.unwrap(), 1, "the others go on");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_channels_are_collected_by_four_workers() {
    let world = World::start().await;
    let order = json!({ "count": 100, "prefix": "channel_", "kind": "growth", "members": 5_000, "days": 40 });
    world.control("channels", order).await;
    for n in 1..=100 {
        world.follows(1, &format!("channel_{n:04}")).await;
    }
    comes(&world, "2026-11-19T02:00:00Z").await;
    let collectors: Vec<_> = (0..4).map(|_| world.collector()).collect();
    world.schedule(&collectors[0], "collect").await;
    world.collects_side_by_side(&collectors).await;
    let run = run(&world, date(2026, 11, 18)).await;
    assert_eq!((run.ordered, run.complete, run.with_gaps), (100, 100, 0), "{run:?}");
    // Every channel has its day before older posts are looked at again: at 2 s a page that is 200 s for a hundred.
    let calls = world.calls("preview").await;
    let is_newest = |call: &&serde_json::Value| call["query"].get("before").is_none();
    let first: BTreeSet<String> = calls
        .iter()
        .take(110)
        .filter(is_newest)
        .map(|call| call["path"].to_string())
        .collect();
    assert_eq!(first.len(), 100);
    assert!(calls.len() > 200, "and then they are: {} pages", calls.len());
}
