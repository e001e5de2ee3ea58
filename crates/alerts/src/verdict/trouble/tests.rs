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
    ChannelState {
        last_day: last_day.map(|day| day.parse().unwrap()),
        trouble: trouble_since.map(|since| Trouble {
            source: Source::Preview,
            kind: "blocked".into(),
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

#[test]
fn a_collection_that_catches_up_while_a_source_fails_is_not_all_well() {
    let late = next(state(), &channel(Some("2026-11-18"), None), "2026-11-21T06:00:00Z");
    assert_eq!(what(&late), Some(Turn::Raised));
    let caught_up = channel(Some("2026-11-20"), Some("2026-11-21T05:00:00Z"));
    assert!(next(late, &caught_up, "2026-11-21T07:00:00Z").on.is_some());
}
