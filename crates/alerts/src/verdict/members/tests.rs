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
        1000,
        "it came back to the baseline"
    );
}

#[test]
fn what_comes_back_over_the_edge_does_not_make_the_usual_level_an_alert() {
    let fallen = next(next(state(), 1000, 0), 800, 1);
    let back = next(fallen, 801, 2);
    assert_eq!(what(&back), Some(Turn::Recovered));
    let mut usual = back;
    for (hour, value) in [(3, 900), (4, 1000), (5, 1100), (6, 1199)] {
        usual = next(usual, value, hour);
        assert_eq!(what(&usual), None, "{value}");
    }
    assert_eq!(what(&next(usual.clone(), 1200, 7)), Some(Turn::Raised));
    // And the edge does not creep: going up by 19 % a time never passes unseen.
    assert_eq!(what(&next(usual, 1300, 7)), Some(Turn::Raised));
}

#[test]
fn days_of_an_alert_that_is_over_are_not_what_is_normal() {
    let day = |n: i64, members: u64| ChannelDay {
        members: Some(count(members)),
        ..ChannelDay::empty("durov".parse().unwrap(), moscow_date(now()).saturating_add(n.days()))
    };
    // Bots for three days, from the seventh on.
    let mut judged = next(state(), 1000, 0);
    let mut days = Vec::new();
    for n in 0..21_i64 {
        let value = if (7..10).contains(&n) { 1500 } else { 1000 };
        let at_noon = n * 24;
        let told = AlertState { untold: None, ..judged };
        let newest = Some(at(count(value), hours(at_noon)));
        judged = judge(told, newest, &days, ON, hours(at_noon));
        let expected = match n {
            7 => Some(Turn::Raised),
            10 => Some(Turn::Recovered),
            _ => None,
        };
        assert_eq!(what(&judged), expected, "day {n}");
        days.push(day(n, value));
        days.drain(..days.len().saturating_sub(7));
    }
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
    assert_eq!(follow(baseline("2026-11-14"), &stored, 20, now()).figure.value, 900);
    let followed = follow(baseline("2026-11-13"), &stored, 20, now());
    assert_eq!(
        (followed.day.to_string(), followed.figure.value),
        ("2026-11-15".into(), 970)
    );
    assert_eq!(
        follow(baseline("2026-11-01"), &stored[..2], 20, now()).figure.value,
        900,
        "nothing newer was counted"
    );
    // Of 900 at 7 %, 963 and more pass the threshold.
    let passed_over = follow(baseline("2026-11-01"), &stored, 7, now());
    assert_eq!(passed_over.figure.value, 900, "970 and 990 would be alerts themselves");
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
