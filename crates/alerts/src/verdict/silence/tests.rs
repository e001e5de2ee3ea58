#![allow(clippy::unwrap_used)]

use channels::PostId;
use channels::errands::AlertKind;
use channels::state::NewestPost;
use jiff::SignedDuration;
use telegram::UserId;

use super::*;

const ON: Rule = Rule { on: true, threshold: 3 };

fn at(hours: i64) -> Timestamp {
    let start: Timestamp = "2026-11-01T00:00:00Z".parse().unwrap();
    start + SignedDuration::from_hours(hours)
}

/// The newest post came at one hour, a good page was read at another.
fn channel(id: u32, posted: i64, proven: i64) -> ChannelState {
    ChannelState {
        newest_post: Some(NewestPost {
            id: PostId(id),
            posted_at: at(posted),
        }),
        posts_proven_at: Some(at(proven)),
        ..ChannelState::unknown("durov".parse().unwrap())
    }
}

fn next(state: AlertState, channel: &ChannelState, now: i64) -> AlertState {
    judge(AlertState { untold: None, ..state }, channel, ON, at(now))
}

fn state() -> AlertState {
    AlertState::new(UserId(1), "durov".parse().unwrap(), AlertKind::Silence, at(0))
}

fn what(state: &AlertState) -> Option<Turn> {
    state.untold.as_ref().map(|word| word.what)
}

#[test]
fn three_days_are_proven_by_the_page_and_not_by_the_clock() {
    assert_eq!(what(&next(state(), &channel(1, 0, 72), 72)), Some(Turn::Raised));
    assert_eq!(
        what(&next(state(), &channel(1, 0, 71), 80)),
        None,
        "the page was read an hour too early"
    );
}

#[test]
fn an_old_page_neither_begins_nor_ends_it() {
    assert_eq!(what(&next(state(), &channel(1, 0, 80), 80 + 37)), None);
    let raised = next(state(), &channel(1, 0, 80), 80);
    let later = next(raised.clone(), &channel(2, 79, 80), 80 + 37);
    assert_eq!(later, AlertState { untold: None, ..raised });
}

#[test]
fn no_page_and_no_post_say_nothing() {
    let unread = ChannelState {
        posts_proven_at: None,
        ..channel(1, 0, 100)
    };
    let empty = ChannelState {
        newest_post: None,
        ..channel(1, 0, 100)
    };
    for channel in [unread, empty] {
        assert_eq!(what(&next(state(), &channel, 100)), None);
    }
}

#[test]
fn it_is_told_once_and_ends_with_a_newer_post() {
    let mut state = next(state(), &channel(1, 0, 72), 72);
    assert_eq!(what(&state), Some(Turn::Raised));
    for hour in 73..200 {
        state = next(state, &channel(1, 0, hour), hour);
        assert_eq!(what(&state), None);
    }
    state = next(state, &channel(2, 199, 200), 200);
    assert_eq!((what(&state), state.on.clone()), (Some(Turn::Recovered), None));
}

#[test]
fn a_longer_patience_ends_it_without_a_word() {
    let raised = next(state(), &channel(1, 0, 72), 72);
    let patient = Rule { threshold: 7, ..ON };
    let ended = judge(
        AlertState { untold: None, ..raised },
        &channel(1, 0, 73),
        patient,
        at(73),
    );
    assert_eq!((what(&ended), ended.on.clone()), (None, None));
}
