#![allow(clippy::unwrap_used)]

use channels::Source;
use channels::errands::AlertKind;
use channels::state::Trouble;
use telegram::UserId;

use super::*;

const ON: Rule = Rule { on: true, threshold: 0 };

fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn channel(last_day: Option<&str>, trouble_since: Option<&str>) -> ChannelState {
    troubled_by("blocked", last_day, trouble_since)
}

fn troubled_by(kind: &str, last_day: Option<&str>, trouble_since: Option<&str>) -> ChannelState {
    ChannelState {
        last_day: last_day.map(|day| day.parse().unwrap()),
        trouble: trouble_since.map(|since| Trouble {
            source: Source::Preview,
            kind: kind.into(),
            said: String::new(),
            since: time(since),
        }),
        ..ChannelState::unknown("durov".parse().unwrap())
    }
}

fn next(state: AlertState, channel: &ChannelState, now: &str) -> AlertState {
    let told = AlertState { untold: None, ..state };
    judge(told, channel, time("2026-11-01T00:00:00Z"), ON, time(now))
}

fn state() -> AlertState {
    AlertState::new(
        UserId(1),
        "durov".parse().unwrap(),
        AlertKind::Trouble,
        time("2026-11-01T00:00:00Z"),
    )
}

fn what(state: &AlertState) -> Option<Turn> {
    state.untold.as_ref().map(|word| word.what)
}

#[test]
fn a_day_is_late_from_six_in_the_morning_on() {
    let collected_till_the_19th = channel(Some("2026-11-19"), None);
    let late = |now: &str| late(&collected_till_the_19th, time("2026-11-01T00:00:00Z"), time(now));
    assert_eq!(late("2026-11-21T05:59:59Z"), None);
    assert_eq!(late("2026-11-21T06:00:00Z"), Some("2026-11-20".parse().unwrap()));
    assert_eq!(
        late("2026-11-21T22:00:00Z"),
        Some("2026-11-20".parse().unwrap()),
        "the next day is not due yet"
    );
}

#[test]
fn a_new_channel_is_late_only_with_days_since_it_is_followed() {
    let new = channel(None, None);
    let since = time("2026-11-20T22:00:00Z");
    // That is the 21st in Moscow.
    assert_eq!(late(&new, since, time("2026-11-21T12:00:00Z")), None);
    assert_eq!(
        late(&new, since, time("2026-11-22T06:00:00Z")),
        Some("2026-11-21".parse().unwrap())
    );
}

#[test]
fn trouble_is_told_after_a_day_and_when_it_is_over() {
    let troubled = channel(Some("2026-11-21"), Some("2026-11-20T12:00:00Z"));
    assert_eq!(what(&next(state(), &troubled, "2026-11-21T11:59:59Z")), None);
    let raised = next(state(), &troubled, "2026-11-21T12:00:00Z");
    assert_eq!(what(&raised), Some(Turn::Raised));
    let still = next(raised, &troubled, "2026-11-21T20:00:00Z");
    assert_eq!(what(&still), None);
    let over = next(still, &channel(Some("2026-11-21"), None), "2026-11-21T21:00:00Z");
    assert_eq!(what(&over), Some(Turn::Recovered));
}

/// What is told in one judgement, step by step: turns, and whether they are about lateness.
fn told(mut state: AlertState, channel: &ChannelState, now: &str) -> (AlertState, Vec<(Turn, bool)>) {
    let mut told = Vec::new();
    loop {
        let later = next(state.clone(), channel, now);
        let Some(word) = later.untold.clone() else {
            return (later, told);
        };
        let is_late = matches!(word.alert.reading, Reading::Trouble(Why::Late { .. }));
        told.push((word.what, is_late));
        assert!(told.len() < 9, "{told:?}");
        state = later;
    }
}

#[test]
fn a_late_collection_and_a_lasting_trouble_are_both_told_in_either_order() {
    let (late, lasting) = (Some("2026-11-18"), Some("2026-11-20T05:00:00Z"));
    let in_time = Some("2026-11-20");
    let at = "2026-11-21T06:00:00Z";
    let both = [(Turn::Raised, true), (Turn::Raised, false)];
    let (on, at_once) = told(state(), &channel(late, lasting), at);
    assert_eq!(at_once, both);
    assert_eq!(on.alerts().count(), 2);

    let (on, first) = told(state(), &channel(late, None), at);
    let (on, then) = told(on, &channel(late, lasting), at);
    assert_eq!([first, then].concat(), both, "late, then a source");
    let (on, first) = told(on, &channel(in_time, lasting), at);
    assert_eq!(first, [(Turn::Recovered, true)]);
    let (_, then) = told(on, &channel(in_time, None), at);
    assert_eq!(then, [(Turn::Recovered, false)]);

    let (on, first) = told(state(), &channel(in_time, lasting), at);
    let (on, then) = told(on, &channel(late, lasting), at);
    assert_eq!([first, then].concat(), [(Turn::Raised, false), (Turn::Raised, true)]);
    let (on, first) = told(on, &channel(late, None), at);
    assert_eq!(first, [(Turn::Recovered, false)]);
    assert_eq!(on.alerts().count(), 1, "it is late all the same");
}

#[test]
fn a_trouble_that_means_more_is_told_and_answers_that_alternate_are_not() {
    let last_day = Some("2026-11-21");
    let of = |kind| troubled_by(kind, last_day, Some("2026-11-20T00:00:00Z"));
    let mut state = state();
    let mut raised = Vec::new();
    for kind in [
        "timeout",
        "blocked",
        "no_preview",
        "timeout",
        "no_preview",
        "private",
        "no_preview",
        "no_such_channel",
    ] {
        let (later, told) = told(state, &of(kind), "2026-11-21T12:00:00Z");
        raised.extend(told.iter().map(|_| kind));
        state = later;
    }
    assert_eq!(raised, ["timeout", "no_preview", "private"]);
    let (_, over) = told(state, &channel(last_day, None), "2026-11-21T13:00:00Z");
    assert_eq!(over, [(Turn::Recovered, false)]);
}

#[test]
fn what_is_switched_off_tells_neither() {
    let (on, _) = told(
        state(),
        &channel(Some("2026-11-18"), Some("2026-11-20T05:00:00Z")),
        "2026-11-21T06:00:00Z",
    );
    let told = AlertState { untold: None, ..on };
    let off = judge(
        told,
        &channel(None, None),
        time("2026-11-01T00:00:00Z"),
        Rule { on: false, ..ON },
        time("2026-11-21T07:00:00Z"),
    );
    assert_eq!((off.alerts().count(), what(&off)), (0, None));
}
