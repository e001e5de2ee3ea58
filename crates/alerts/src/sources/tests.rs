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

fn failing(since: i64, kind: &str) -> SourceState {
    SourceState {
        failure: Some(SourceFailure {
            kind: kind.into(),
            said: String::new(),
            since: at(since),
            at: at(since + 100),
            asked_again_at: None,
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
    assert_eq!(judged(new(), &failing(1, "unavailable"), 1).untold, None);
    assert!(judged(new(), &failing(1, "unavailable"), 2).untold.is_some());
    for kind in ["quota", "no_subscription"] {
        assert!(judged(new(), &failing(1, kind), 1).untold.is_some(), "{kind}");
    }
    let raised = judged(new(), &failing(1, "unauthorized"), 1);
    assert!(raised.untold.is_some());
    let still = judged(raised, &failing(1, "unauthorized"), 50);
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
        ..failing(0, "unauthorized")
    };
    let new = SourceAlert::new(Source::TgStat, SourceAlertKind::Failing);
    assert_eq!(judged(new.clone(), &off, 99).untold, None);

    // Disconnected while it fails: it does not answer again, it is not asked. Connected again, and failing still, it is told anew.
    let raised = judged(new, &failing(0, "unauthorized"), 1);
    assert!(raised.untold.is_some());
    let disconnected = judged(raised, &off, 2);
    assert_eq!((disconnected.on_since, disconnected.untold.clone()), (None, None));
    assert!(judged(disconnected, &failing(0, "unauthorized"), 3).untold.is_some());
}

#[test]
fn paid_time_that_is_over_is_not_about_to_end() {
    let new = || SourceAlert::new(Source::TgStat, SourceAlertKind::Paid);
    let paid = SourceState {
        paid_until: Some(at(10)),
        ..source()
    };
    let word = |hour| judged(new(), &paid, hour).untold.unwrap();
    assert_eq!(word(9), SourceWord::Ending { until: at(10) });
    assert_eq!(word(10), SourceWord::Ended { until: at(10) });
    let told = judged(new(), &paid, 9);
    assert_eq!(judged(told, &paid, 11).untold, None, "told once");
}
