//! Closed, open, probe.

use std::time::Duration;

use futures::future::join_all;
use store::{Breaker, BreakerSpec, Gate};

use crate::world::{World, at};

const SPEC: BreakerSpec = BreakerSpec {
    failures: 3,
    window: Duration::from_secs(60),
    open_for: Duration::from_secs(30),
};

fn breaker(world: &World) -> Breaker {
    Breaker::new(world.table.clone(), "wb", SPEC)
}

async fn fail_times(breaker: &Breaker, times: i64, from: i64) {
    for second in from..from + times {
        breaker.failed(at(second)).await.unwrap();
    }
}

#[tokio::test]
async fn failures_in_a_row_open_it_for_everybody() {
    let world = World::new().await;
    let breaker = breaker(&world);
    fail_times(&breaker, 2, 0).await;
    assert_eq!(breaker.check(at(2)).await, Ok(Gate::Closed));
    breaker.failed(at(2)).await.unwrap();
    let other_process = self::breaker(&world);
    assert_eq!(other_process.check(at(3)).await, Ok(Gate::Open { until: at(32) }));
    let other_target = Breaker::new(world.table.clone(), "gateway", SPEC);
    assert_eq!(other_target.check(at(3)).await, Ok(Gate::Closed));
}

#[tokio::test]
async fn a_success_between_starts_the_count_anew() {
    let world = World::new().await;
    let breaker = breaker(&world);
    fail_times(&breaker, 2, 0).await;
    breaker.succeeded(at(2)).await.unwrap();
    fail_times(&breaker, 2, 3).await;
    assert_eq!(breaker.check(at(5)).await, Ok(Gate::Closed));
}

#[tokio::test]
async fn failures_far_apart_do_not_open_it() {
    let world = World::new().await;
    let breaker = breaker(&world);
    fail_times(&breaker, 2, 0).await;
    breaker.failed(at(60)).await.unwrap();
    assert_eq!(breaker.check(at(61)).await, Ok(Gate::Closed));
    fail_times(&breaker, 2, 61).await;
    assert_eq!(
        breaker.check(at(63)).await,
        Ok(Gate::Open { until: at(92) }),
        "three within the new window"
    );
}

#[tokio::test]
async fn one_probe_at_a_time_and_its_success_closes() {
    let world = World::new().await;
    fail_times(&breaker(&world), 3, 0).await;
    let callers: Vec<Breaker> = (0..10).map(|_| breaker(&world)).collect();
    let gates = join_all(callers.iter().map(|caller| caller.check(at(32)))).await;
    assert_eq!(gates.iter().filter(|gate| **gate == Ok(Gate::Probe)).count(), 1);
    assert_eq!(
        gates
            .iter()
            .filter(|gate| **gate == Ok(Gate::Open { until: at(62) }))
            .count(),
        9
    );
    callers[0].succeeded(at(33)).await.unwrap();
    assert_eq!(callers[1].check(at(33)).await, Ok(Gate::Closed));
    fail_times(&callers[1], 2, 34).await;
    assert_eq!(
        callers[1].check(at(36)).await,
        Ok(Gate::Closed),
        "closed means counting from nothing"
    );
}

#[tokio::test]
async fn a_failed_probe_opens_it_again() {
    let world = World::new().await;
    let breaker = breaker(&world);
    fail_times(&breaker, 3, 0).await;
    assert_eq!(
        breaker.check(at(400)).await,
        Ok(Gate::Probe),
        "also long after the window"
    );
    breaker.failed(at(401)).await.unwrap();
    assert_eq!(breaker.check(at(402)).await, Ok(Gate::Open { until: at(431) }));
    assert_eq!(breaker.check(at(431)).await, Ok(Gate::Probe));
}

#[tokio::test]
async fn a_probe_that_never_reports_is_followed_by_another() {
    let world = World::new().await;
    let breaker = breaker(&world);
    fail_times(&breaker, 3, 0).await;
    assert_eq!(breaker.check(at(32)).await, Ok(Gate::Probe));
    assert_eq!(breaker.check(at(61)).await, Ok(Gate::Open { until: at(62) }));
    assert_eq!(breaker.check(at(62)).await, Ok(Gate::Probe));
}

#[tokio::test]
async fn late_news_of_earlier_calls_does_not_touch_an_open_breaker() {
    let world = World::new().await;
    let breaker = breaker(&world);
    fail_times(&breaker, 3, 0).await;
    breaker.succeeded(at(4)).await.unwrap();
    breaker.failed(at(20)).await.unwrap();
    assert_eq!(breaker.check(at(21)).await, Ok(Gate::Open { until: at(32) }));
}

#[tokio::test]
async fn a_healthy_target_costs_one_read_a_call() {
    let world = World::new().await;
    let breaker = breaker(&world);
    world.operations();
    assert_eq!(breaker.check(at(0)).await, Ok(Gate::Closed));
    breaker.succeeded(at(1)).await.unwrap();
    breaker.succeeded(at(2)).await.unwrap();
    assert_eq!(world.operations(), ["GetItem"]);
    breaker.failed(at(3)).await.unwrap();
    breaker.succeeded(at(4)).await.unwrap();
    breaker.succeeded(at(5)).await.unwrap();
    assert_eq!(
        world.operations(),
        ["GetItem", "PutItem", "GetItem", "PutItem", "GetItem"]
    );
}

#[tokio::test]
async fn failures_reported_at_once_all_count() {
    let world = World::new().await;
    let breakers: Vec<Breaker> = (0..3).map(|_| breaker(&world)).collect();
    for report in join_all(breakers.iter().map(|breaker| breaker.failed(at(0)))).await {
        report.unwrap();
    }
    assert_eq!(breakers[0].check(at(1)).await, Ok(Gate::Open { until: at(30) }));
}
