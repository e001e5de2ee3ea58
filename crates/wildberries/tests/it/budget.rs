//! Rate limits, with time as a plain number.

use std::time::Duration;

use jiff::Timestamp;
use proptest::prelude::*;
use wildberries::{Budget, ProfileBudget, RateLimit, TokenKind};

fn at(ms: i64) -> Timestamp {
    Timestamp::from_millisecond(1_800_000_000_000 + ms).unwrap()
}

fn second(s: i64) -> Timestamp {
    at(s * 1000)
}

fn wait_s(retry_s: u32) -> RateLimit {
    RateLimit {
        retry_s: Some(retry_s),
        ..RateLimit::default()
    }
}

/// Takes all there is at `now`.
fn drain(profile: &mut ProfileBudget, now: Timestamp) -> u32 {
    let mut taken = 0;
    while profile.take(now) {
        taken += 1;
    }
    taken
}

#[test]
fn a_burst_of_six_then_one_every_ten_seconds() {
    let mut profile = ProfileBudget::new(Budget::FEED);
    assert_eq!(drain(&mut profile, second(0)), 6);
    assert_eq!(profile.ready_at(second(0)), second(10));
    assert!(!profile.take(at(9_999)));
    assert!(profile.take(second(10)));
    assert!(!profile.take(second(10)));
    assert_eq!(drain(&mut profile, second(40)), 3);
    assert_eq!(
        drain(&mut profile, second(4000)),
        6,
        "no more than the burst comes back"
    );
}

#[test]
fn a_base_token_asks_once_an_hour() {
    let mut profile = ProfileBudget::new(Budget::feed(TokenKind::Base));
    assert!(profile.take(second(0)));
    assert_eq!(profile.ready_at(second(1)), second(3600));
    assert_eq!(profile.wait(second(1)), Duration::from_secs(3599));
    assert!(!profile.take(at(3_599_999)));
    assert!(profile.take(second(3600)));
}

#[test]
fn the_limits_are_those_of_the_contract() {
    let as_documented = |budget: Budget| (budget.capacity, budget.per.as_secs());
    for kind in [TokenKind::Personal, TokenKind::Service] {
        assert_eq!(as_documented(Budget::feed(kind)), (6, 10));
        assert_eq!(as_documented(Budget::ping(kind)), (3, 10));
        assert_eq!(as_documented(Budget::seller_info(kind)), (10, 60));
        assert_eq!(as_documented(Budget::supplies(kind)), (10, 2));
        assert_eq!(Budget::drafts(kind).map(as_documented), Some((10, 2)));
        assert_eq!(Budget::stocks(kind).map(as_documented), Some((1, 20)));
    }
    for kind in [TokenKind::Base, TokenKind::Unlabelled] {
        assert_eq!(as_documented(Budget::feed(kind)), (1, 3600));
        assert_eq!(as_documented(Budget::ping(kind)), (3, 10));
        assert_eq!(as_documented(Budget::seller_info(kind)), (1, 86_400));
        assert_eq!(as_documented(Budget::supplies(kind)), (1, 1800));
        assert_eq!(Budget::drafts(kind), None);
        assert_eq!(Budget::stocks(kind), None);
    }
    assert_eq!(as_documented(Budget::supplies(TokenKind::Test)), (1, 1));
    assert_eq!(Budget::drafts(TokenKind::Test), None);
    assert_eq!(Budget::stocks(TokenKind::Test), None);
    assert_eq!(as_documented(Budget::feed(TokenKind::Test)), (1, 1));
}

#[test]
fn somebody_else_used_the_same_seller() {
    let mut profile = ProfileBudget::new(Budget::FEED);
    assert!(profile.take(second(0)));
    profile.observe_remaining(1, second(0));
    assert_eq!(profile.available(second(0)), 1);
    assert_eq!(profile.available(second(10)), 2);
}

#[test]
fn the_same_count_and_a_higher_one_change_nothing() {
    let mut profile = ProfileBudget::new(Budget::FEED);
    assert!(profile.take(second(0)));
    let before = profile;
    for remaining in [5, 6, 600] {
        profile.observe_remaining(remaining, second(0));
        assert_eq!(profile, before, "{remaining}");
    }
}

#[test]
fn steady_polling_is_not_slowed_down_by_honest_answers() {
    let mut profile = ProfileBudget::new(Budget::FEED);
    drain(&mut profile, second(0));
    for n in 1..100 {
        let sent_at = second(n * 10);
        assert!(profile.take(sent_at), "call {n}");
        profile.observe_remaining(0, sent_at);
    }
}

#[test]
fn a_429_is_waited_out_to_the_second() {
    let mut profile = ProfileBudget::new(Budget::FEED);
    profile.observe_429(wait_s(25), second(0));
    assert_eq!(profile.available(second(0)), 0);
    assert_eq!(profile.ready_at(second(0)), second(25));
    assert_eq!(drain(&mut profile, second(25)), 1, "one call, not a burst");
    assert_eq!(profile.ready_at(second(25)), second(35));
}

#[test]
fn a_429_without_headers_costs_one_interval_and_an_absurd_one_a_day() {
    let mut profile = ProfileBudget::new(Budget::FEED);
    profile.observe_429(RateLimit::default(), second(0));
    assert_eq!(profile.ready_at(second(0)), second(10));
    profile.observe_429(wait_s(0), second(10));
    assert_eq!(profile.ready_at(second(10)), second(11));
    profile.observe_429(wait_s(u32::MAX), second(10));
    assert_eq!(profile.ready_at(second(10)), second(10 + 86_400));
}

#[test]
fn a_clock_that_goes_back_only_makes_it_slower() {
    let mut profile = ProfileBudget::new(Budget::FEED);
    drain(&mut profile, second(1000));
    assert_eq!(profile.available(second(0)), 0);
    assert_eq!(profile.ready_at(second(0)), second(1010));
}

#[test]
fn the_state_is_handed_over_as_json() {
    let mut profile = ProfileBudget::new(Budget::FEED);
    profile.take(second(0));
    let json = serde_json::to_string(&profile).unwrap();
    assert_eq!(
        json,
        r#"{"budget":{"capacity":6,"per_ms":10000},"full_at_ms":1800000010000}"#
    );
    assert_eq!(serde_json::from_str::<ProfileBudget>(&json).unwrap(), profile);
}

#[test]
fn a_budget_without_calls_or_time_neither_panics_nor_hurries() {
    let nothing = serde_json::from_str(r#"{"capacity":0,"per_ms":10}"#).unwrap();
    let mut profile = ProfileBudget::new(nothing);
    assert!(!profile.take(second(0)));
    let instant = serde_json::from_str(r#"{"capacity":1,"per_ms":0}"#).unwrap();
    let mut profile = ProfileBudget::new(instant);
    assert_eq!(drain(&mut profile, second(0)), 1);
}

/// What can happen to a budget.
#[derive(Debug, Clone)]
enum Event {
    Pass { ms: i64 },
    Take,
    Remaining(u32),
    Refused { retry_s: Option<u32> },
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        3 => (0i64..30_000).prop_map(|ms| Event::Pass { ms }),
        6 => Just(Event::Take),
        1 => (0u32..12).prop_map(Event::Remaining),
        1 => proptest::option::of(0u32..90).prop_map(|retry_s| Event::Refused { retry_s }),
    ]
}

proptest! {
    #[test]
    fn no_stretch_of_time_ever_has_more_calls_than_the_limit_grants(
        capacity in 1u32..12,
        per_ms in 1i64..20_000,
        events in proptest::collection::vec(event(), 1..120),
    ) {
        let budget = Budget { capacity, per: Duration::from_millis(per_ms as u64) };
        let mut profile = ProfileBudget::new(budget);
        let mut now = 0;
        let mut calls: Vec<i64> = Vec::new();
        for event in events {
            match event {
                Event::Pass { ms } => now += ms,
                Event::Take => {
                    let promised = profile.available(at(now)) > 0;
                    prop_assert_eq!(profile.take(at(now)), promised);
                    if promised {
                        calls.push(now);
                    }
                }
                Event::Remaining(n) => profile.observe_remaining(n, at(now)),
                Event::Refused { retry_s } => {
                    profile.observe_429(RateLimit { retry_s, ..RateLimit::default() }, at(now));
                    prop_assert_eq!(profile.available(at(now)), 0);
                }
            }
        }
        for (first, start) in calls.iter().enumerate() {
            for (last, end) in calls.iter().enumerate().skip(first) {
                let made = (last - first + 1) as i64;
                prop_assert!(made <= i64::from(capacity) + (end - start) / per_ms);
            }
        }
    }

    #[test]
    fn an_undisturbed_budget_is_used_to_the_full(
        capacity in 1u32..12,
        per_ms in 1i64..5_000,
        intervals in 0i64..50,
    ) {
        let budget = Budget { capacity, per: Duration::from_millis(per_ms as u64) };
        let mut profile = ProfileBudget::new(budget);
        let mut made = drain(&mut profile, at(0));
        let mut now = at(0);
        while profile.ready_at(now) <= at(intervals * per_ms) {
            now = profile.ready_at(now);
            made += drain(&mut profile, now);
        }
        prop_assert_eq!(i64::from(made), i64::from(capacity) + intervals);
    }

    #[test]
    fn ready_at_is_the_first_moment_a_call_succeeds(
        capacity in 1u32..12,
        per_ms in 1i64..20_000,
        events in proptest::collection::vec(event(), 1..40),
    ) {
        let budget = Budget { capacity, per: Duration::from_millis(per_ms as u64) };
        let mut profile = ProfileBudget::new(budget);
        let mut now = 0;
        for event in events {
            match event {
                Event::Pass { ms } => now += ms,
                Event::Take => { profile.take(at(now)); }
                Event::Remaining(n) => profile.observe_remaining(n, at(now)),
                Event::Refused { retry_s } => profile.observe_429(RateLimit { retry_s, ..RateLimit::default() }, at(now)),
            }
            let ready = profile.ready_at(at(now));
            prop_assert!(profile.clone().take(ready));
            if ready > at(now) {
                let just_before = Timestamp::from_millisecond(ready.as_millisecond() - 1).unwrap();
                prop_assert!(!profile.clone().take(just_before));
            }
        }
    }
}
