#![allow(clippy::unwrap_used)]

use channel_sources::Quota;
use channels::sources::SourceFailure;

use super::*;

fn at(hours: i64) -> Timestamp {
    let start: Timestamp = "2026-11-21T00:00:00Z".parse().unwrap();
    start + SignedDuration::from_hours(hours)
}

fn source() -> SourceState {
    SourceState {
        source: Source::TgStat,
        enabled: true,
        good_at: Some(at(0)),
        failure: None,
        quota: None,
        paid_until: None,
    }
}

fn failing(since: i64, asked_again: bool) -> SourceState {
    SourceState {
        failure: Some(SourceFailure {
            kind: "unauthorized".into(),
            said: String::new(),
            since: at(since),
            at: at(since + 100),
            asked_again_at: asked_again.then(|| at(1000)),
        }),
        ..source()
    }
}

fn left(remaining: u64) -> SourceState {
    SourceState {
        quota: Some(Quota {
            remaining: Some(remaining),
            limit: Some(1000),
            resets_at: None,
        }),
        ..source()
    }
}

fn judged(alert: SourceAlert, source: &SourceState, hour: i64) -> SourceAlert {
    let told = SourceAlert { untold: None, ..alert };
    told.judge(source, at(hour))
}

#[test]
fn a_failure_is_told_after_an_hour_or_at_once_when_somebody_must_act() {
    let new = || SourceAlert::new(Source::TgStat, SourceAlertKind::Failing);
    assert_eq!(judged(new(), &failing(1, true), 1).untold, None);
    assert!(judged(new(), &failing(1, true), 2).untold.is_some());
    let raised = judged(new(), &failing(1, false), 1);
    assert!(raised.untold.is_some());
    let still = judged(raised, &failing(1, false), 50);
    assert_eq!(still.untold, None, "told once");
    let over = judged(still, &source(), 51);
    assert_eq!(
        over.untold,
        Some(SourceWord::Over {
            since: at(1),
            at: at(51)
        })
    );
    assert_eq!(over.turn, 2);
}

#[test]
fn a_quota_nears_its_end_at_90_percent() {
    let new = || SourceAlert::new(Source::TgStat, SourceAlertKind::Quota);
    assert_eq!(judged(new(), &left(101), 1).untold, None);
    let raised = judged(new(), &left(100), 1);
    assert_eq!(raised.untold, Some(SourceWord::NearlySpent { left: 100, limit: 1000 }));
    assert_eq!(judged(raised.clone(), &source(), 2).untold, None, "unknown is not over");
    assert!(judged(raised, &left(900), 2).untold.is_some());
}

#[test]
fn paid_time_ends_within_three_days() {
    let new = || SourceAlert::new(Source::TgStat, SourceAlertKind::Paid);
    let paid = |until| SourceState {
        paid_until: Some(at(until)),
        ..source()
    };
    assert_eq!(judged(new(), &paid(73), 0).untold, None);
    let raised = judged(new(), &paid(73), 1);
    assert!(raised.untold.is_some());
    assert!(judged(raised, &paid(800), 2).untold.is_some(), "paid again");
}

#[test]
fn a_service_that_is_not_connected_is_no_failure() {
    let off = SourceState {
        enabled: false,
        ..failing(0, false)
    };
    let new = SourceAlert::new(Source::TgStat, SourceAlertKind::Failing);
    assert_eq!(judged(new, &off, 99).untold, None);
}
