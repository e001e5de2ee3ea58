#![allow(clippy::unwrap_used)]

use channels::Source;
use channels::errands::AlertKind;
use proptest::prelude::*;
use telegram::UserId;

use super::*;

const ON: Rule = Rule {
    on: true,
    threshold: 20,
};

fn now() -> Timestamp {
    "2026-11-21T09:00:00Z".parse().unwrap()
}

fn count(value: u64) -> Figure<u64> {
    Figure::exact(value, Source::BotApi, now())
}

fn rounded(value: u64, step: u64) -> Figure<u64> {
    Figure {
        precision: Precision::Rounded { step },
        ..count(value)
    }
}

fn at(figure: Figure<u64>, at: Timestamp) -> Figure<u64> {
    Figure {
        observed_at: at,
        ..figure
    }
}

fn state() -> AlertState {
    let since = now() - SignedDuration::from_hours(24 * 100);
    AlertState::new(UserId(1), "durov".parse().unwrap(), AlertKind::Members, since)
}

fn hours(n: i64) -> Timestamp {
    now() + SignedDuration::from_hours(n)
}

/// One judgement an hour `n` with this exact count.
fn next(state: AlertState, value: u64, hour: i64) -> AlertState {
    let told = AlertState { untold: None, ..state };
    judge(told, Some(at(count(value), hours(hour))), &[], ON, hours(hour))
}

fn what(state: &AlertState) -> Option<Turn> {
    state.untold.as_ref().map(|word| word.what)
}

#[test]
fn the_edge_is_exact() {
    for (value, verdict) in [
        (1200, Verdict::Above),
        (1199, Verdict::Within),
        (1000, Verdict::Within),
        (801, Verdict::Within),
        (800, Verdict::Below),
        (0, Verdict::Below),
    ] {
        assert_eq!(compare(count(value), count(1000), 20), verdict, "{value}");
    }
    // 1.1 and 0.7 are not to be had in binary fractions.
    assert_eq!(compare(count(110), count(100), 10), Verdict::Above);
    assert_eq!(compare(count(7), count(10), 30), Verdict::Below);
    assert_eq!(compare(count(u64::MAX), count(u64::MAX / 2), 20), Verdict::Above);
    assert_eq!(compare(count(5), count(0), 20), Verdict::Unknown);
}

#[test]
fn a_rounded_count_must_exceed_by_its_step() {
    let baseline = count(1000);
    assert_eq!(compare(rounded(1200, 100), baseline, 20), Verdict::Unknown);
    assert_eq!(compare(rounded(1300, 100), baseline, 20), Verdict::Above);
    assert_eq!(compare(rounded(800, 100), baseline, 20), Verdict::Unknown);
    assert_eq!(compare(rounded(700, 100), baseline, 20), Verdict::Below);
    assert_eq!(compare(rounded(1000, 100), baseline, 20), Verdict::Within);
    assert_eq!(compare(count(1200), rounded(1000, 100), 20), Verdict::Unknown);
    let estimated = Figure::estimated(5000, Source::TgStat, now());
    assert_eq!(compare(estimated, baseline, 20), Verdict::Unknown);
}

#[test]
fn the_first_count_is_the_baseline_and_it_is_told_once() {
    let first = next(state(), 1000, 0);
    assert_eq!((first.baseline.unwrap().figure.value, what(&first)), (1000, None));
    let raised = next(first, 1200, 1);
    assert_eq!(what(&raised), Some(Turn::Raised));
    let mut later = raised;
    for hour in 2..100 {
        later = next(later, 1200 + u64::try_from(hour).unwrap(), hour);
        assert_eq!(what(&later), None, "hour {hour}");
    }
    let over = next(later, 1199, 100);
    assert_eq!(what(&over), Some(Turn::Recovered));
    assert_eq!(over.on, None);
    assert_eq!(
        over.baseline.unwrap().figure.value,
        1199,
        "what came back is what is compared with"
    );
}

#[test]
fn after_seven_days_the_new_level_is_the_norm_and_not_before() {
    let raised = next(next(state(), 1000, 0), 1500, 1);
    let still = next(raised, 1500, 7 * 24);
    assert_eq!(what(&still), None);
    let norm = next(still, 1500, 7 * 24 + 1);
    assert_eq!(what(&norm), Some(Turn::NewNorm));
    assert_eq!(norm.baseline.unwrap().figure.value, 1500);
    assert_eq!(what(&next(norm, 1500, 7 * 24 + 2)), None);
}

#[test]
fn the_other_side_is_another_alert() {
    let raised = next(next(state(), 1000, 0), 1500, 1);
    let fallen = next(raised, 700, 2);
    assert_eq!((what(&fallen), fallen.turn), (Some(Turn::Raised), 2));
}

#[test]
fn what_is_accepted_is_the_norm() {
    let raised = next(next(state(), 1000, 0), 1500, 1);
    let accepted = accept(raised, Some(at(count(1600), hours(2))), hours(2));
    assert_eq!(
        (accepted.on.clone(), accepted.baseline.unwrap().figure.value),
        (None, 1600)
    );
    assert_eq!(what(&next(accepted.clone(), 1700, 3)), None);
    assert_eq!(what(&next(accepted, 1000, 3)), Some(Turn::Raised));
}

#[test]
fn a_wider_threshold_ends_an_alert_without_a_word() {
    let raised = next(next(state(), 1000, 0), 1250, 1);
    let told = AlertState { untold: None, ..raised };
    let wider = Rule { threshold: 50, ..ON };
    let ended = judge(told, Some(count(1250)), &[], wider, hours(2));
    assert_eq!((ended.on.clone(), what(&ended)), (None, None));
}

#[test]
fn what_is_switched_off_is_quiet_and_starts_anew() {
    let raised = next(next(state(), 1000, 0), 1500, 1);
    let off = judge(
        AlertState { untold: None, ..raised },
        Some(count(1500)),
        &[],
        Rule { on: false, ..ON },
        hours(2),
    );
    assert_eq!((off.on.clone(), off.baseline, what(&off)), (None, None, None));
    let on_again = next(off, 1500, 3);
    assert_eq!((on_again.baseline.unwrap().figure.value, what(&on_again)), (1500, None));
}

#[test]
fn an_old_count_and_none_change_nothing() {
    let known = next(state(), 1000, 0);
    let old = Some(at(count(5000), hours(1)));
    assert_eq!(judge(known.clone(), old, &[], ON, hours(40)), known);
    assert_eq!(judge(known.clone(), None, &[], ON, hours(40)), known);
}

#[test]
fn the_baseline_follows_when_it_is_older_than_seven_days() {
    let day = |day: &str, members: Option<u64>| ChannelDay {
        members: members.map(count),
        ..ChannelDay::empty("durov".parse().unwrap(), day.parse().unwrap())
    };
    let baseline = |day: &str| Baseline {
        day: day.parse().unwrap(),
        figure: count(900),
    };
    let stored = [
        day("2026-11-13", Some(950)),
        day("2026-11-14", None),
        day("2026-11-15", Some(970)),
        day("2026-11-16", Some(990)),
    ];
    // Seven days before 21 November is the 14th.
    assert_eq!(follow(baseline("2026-11-14"), &stored, now()).figure.value, 900);
    let followed = follow(baseline("2026-11-13"), &stored, now());
    assert_eq!(
        (followed.day.to_string(), followed.figure.value),
        ("2026-11-15".into(), 970)
    );
    assert_eq!(
        follow(baseline("2026-11-01"), &stored[..2], now()).figure.value,
        900,
        "nothing newer was counted"
    );
}

proptest! {
    #[test]
    fn a_verdict_is_what_fractions_say(now in 0_u64..5_000_000, then in 1_u64..5_000_000, percent in 5_u16..=90) {
        let by = (i128::from(now) - i128::from(then)) * 100;
        let limit = i128::from(then) * i128::from(percent);
        let expected = if by >= limit { Verdict::Above } else if by <= -limit { Verdict::Below } else { Verdict::Within };
        prop_assert_eq!(compare(count(now), count(then), percent), expected);
    }

    #[test]
    fn a_rounded_count_never_says_what_its_very_number_would_not(
        very in 0_u64..5_000_000, step in 1_u64..100_000, then in 1_u64..5_000_000, percent in 5_u16..=90,
    ) {
        let written = rounded(very / step * step, step);
        let said = compare(written, count(then), percent);
        prop_assert!(said == Verdict::Unknown || said == compare(count(very), count(then), percent));
    }
}
