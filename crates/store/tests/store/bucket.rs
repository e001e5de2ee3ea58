//! Token buckets.

use std::cell::Cell;
use std::time::Duration;

use futures::future::join_all;
use jiff::Timestamp;
use proptest::prelude::*;
use store::{BucketSpec, Buckets, StoreError, Take};

use crate::world::{Fault, World, at};

const SPEC: BucketSpec = BucketSpec {
    capacity: 3,
    refill_per_second: 2.0,
};

fn at_ms(ms: i64) -> Timestamp {
    Timestamp::from_millisecond(at(0).as_millisecond() + ms).unwrap()
}

#[tokio::test]
async fn a_full_bucket_empties_and_fills_again() {
    let world = World::new().await;
    let buckets = Buckets::new(world.table);
    for _ in 0..3 {
        assert_eq!(buckets.take("all", SPEC, at_ms(0)).await, Ok(Take::Ready));
    }
    assert_eq!(
        buckets.take("all", SPEC, at_ms(0)).await,
        Ok(Take::Wait(Duration::from_millis(500)))
    );
    assert_eq!(
        buckets.take("all", SPEC, at_ms(400)).await,
        Ok(Take::Wait(Duration::from_millis(100)))
    );
    assert_eq!(buckets.take("all", SPEC, at_ms(500)).await, Ok(Take::Ready));
    assert_eq!(
        buckets.take("all", SPEC, at_ms(501)).await,
        Ok(Take::Wait(Duration::from_millis(499)))
    );
    for _ in 0..3 {
        assert_eq!(
            buckets.take("all", SPEC, at_ms(10_000)).await,
            Ok(Take::Ready),
            "never more than full"
        );
    }
    assert!(matches!(
        buckets.take("all", SPEC, at_ms(10_000)).await,
        Ok(Take::Wait(_))
    ));
    assert_eq!(buckets.take("another", SPEC, at_ms(10_000)).await, Ok(Take::Ready));
}

#[tokio::test]
async fn a_look_tells_what_takers_will_find_and_takes_nothing() {
    let world = World::new().await;
    let buckets = Buckets::new(world.table);
    let stand = async |ms| buckets.look("all", SPEC, at_ms(ms)).await.unwrap();
    assert_eq!(
        (stand(0).await.tokens, stand(0).await.next_at),
        (3, None),
        "nobody knows it"
    );
    for left in [2, 1, 0] {
        assert_eq!(buckets.take("all", SPEC, at_ms(0)).await, Ok(Take::Ready));
        assert_eq!(stand(0).await.tokens, left);
        assert_eq!(stand(0).await.next_at, Some(at_ms(500)));
    }
    assert_eq!(
        (stand(500).await.tokens, stand(500).await.next_at),
        (1, Some(at_ms(1_000)))
    );
    assert_eq!((stand(1_500).await.tokens, stand(1_500).await.next_at), (3, None));
    assert_eq!(
        buckets.take("all", SPEC, at_ms(500)).await,
        Ok(Take::Ready),
        "looks take nothing"
    );

    buckets.block_until("all", at_ms(5_000)).await.unwrap();
    assert_eq!(
        (stand(600).await.tokens, stand(600).await.next_at),
        (0, Some(at_ms(5_000)))
    );
    assert_eq!(stand(5_000).await.tokens, 3);
}

#[tokio::test]
async fn a_bucket_of_one_token_gives_one_at_a_time() {
    let world = World::new().await;
    let buckets = Buckets::new(world.table);
    let spec = BucketSpec {
        capacity: 1,
        refill_per_second: 1.0,
    };
    assert_eq!(buckets.take("chat", spec, at_ms(0)).await, Ok(Take::Ready));
    assert_eq!(
        buckets.take("chat", spec, at_ms(999)).await,
        Ok(Take::Wait(Duration::from_millis(1)))
    );
    assert_eq!(buckets.take("chat", spec, at_ms(1000)).await, Ok(Take::Ready));
}

#[tokio::test]
async fn waiting_as_long_as_told_is_enough() {
    let world = World::new().await;
    let buckets = Buckets::new(world.table);
    let spec = BucketSpec {
        capacity: 2,
        refill_per_second: 20.0 / 60.0,
    };
    let mut now = at(0);
    for _ in 0..10 {
        if let Take::Wait(wait) = buckets.take("group", spec, now).await.unwrap() {
            now = now.checked_add(wait).unwrap();
            assert_eq!(buckets.take("group", spec, now).await, Ok(Take::Ready));
        }
    }
}

#[tokio::test]
async fn nobody_takes_from_a_blocked_bucket() {
    let world = World::new().await;
    let buckets = Buckets::new(world.table);
    buckets.block_until("chat", at_ms(5_000)).await.unwrap();
    buckets.block_until("chat", at_ms(2_000)).await.unwrap();
    assert_eq!(
        buckets.take("chat", SPEC, at_ms(1_000)).await,
        Ok(Take::Wait(Duration::from_secs(4)))
    );
    assert_eq!(buckets.take("chat", SPEC, at_ms(5_000)).await, Ok(Take::Ready));

    buckets.take("partly", SPEC, at_ms(0)).await.unwrap();
    buckets.block_until("partly", at_ms(100)).await.unwrap();
    assert_eq!(
        buckets.take("partly", SPEC, at_ms(50)).await,
        Ok(Take::Wait(Duration::from_millis(50)))
    );
    assert_eq!(buckets.take("partly", SPEC, at_ms(100)).await, Ok(Take::Ready));
}

#[tokio::test]
async fn of_many_at_once_as_many_get_one_as_there_are() {
    let world = World::new().await;
    let buckets = Buckets::new(world.table);
    let spec = BucketSpec {
        capacity: 10,
        refill_per_second: 1.0,
    };
    let takes = join_all((0..40).map(|_| buckets.take("all", spec, at_ms(0)))).await;
    assert_eq!(
        takes.iter().filter(|take| **take == Ok(Take::Ready)).count(),
        10,
        "{takes:?}"
    );
}

#[tokio::test]
async fn a_take_whose_answer_was_lost_costs_a_token_never_gives_one() {
    let world = World::new().await;
    let buckets = Buckets::new(world.table.clone());
    let mut ready = 0;
    for _ in 0..4 {
        world.fail([Fault::LostAnswer]);
        ready += u32::from(buckets.take("all", SPEC, at_ms(0)).await == Ok(Take::Ready));
    }
    assert!(ready <= 3, "{ready} of 3 tokens were given");
}

#[tokio::test]
async fn an_impossible_bucket_is_refused() {
    let world = World::new().await;
    let buckets = Buckets::new(world.table);
    for (capacity, refill_per_second) in [(0, 1.0), (1, 0.0), (1, -1.0), (1, f64::NAN), (1, 1e-12)] {
        let take = buckets
            .take(
                "odd",
                BucketSpec {
                    capacity,
                    refill_per_second,
                },
                at(0),
            )
            .await;
        assert!(
            matches!(take, Err(StoreError::Failed(_))),
            "{capacity} {refill_per_second} gave {take:?}"
        );
    }
}

#[test]
fn no_schedule_gets_more_than_the_bucket_holds_and_refills() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let world = runtime.block_on(World::new());
    let buckets = Buckets::new(world.table);
    let case = Cell::new(0);
    let pauses = prop::collection::vec(prop_oneof![Just(0i64), 0..50i64, 0..3_000i64], 1..40);
    proptest!(ProptestConfig::with_cases(32), |(pauses in pauses, capacity in 1..6u32, refill in 0.3..40.0f64)| {
        case.set(case.get() + 1);
        let spec = BucketSpec { capacity, refill_per_second: refill };
        let mut now_ms = 0;
        let mut given = Vec::new();
        for pause in pauses {
            now_ms += pause;
            let take = runtime.block_on(buckets.take(&case.get().to_string(), spec, at_ms(now_ms))).unwrap();
            if take == Take::Ready {
                given.push(now_ms);
            }
        }
        prop_assert!(!given.is_empty(), "the first one gets one");
        for (first, from) in given.iter().enumerate() {
            for (last, to) in given.iter().enumerate().skip(first) {
                let seconds = (to - from) as f64 / 1000.0;
                let most = f64::from(capacity) + refill * seconds + 1e-6;
                prop_assert!((last - first + 1) as f64 <= most, "{} in {seconds} s", last - first + 1);
            }
        }
    });
}
