#![allow(clippy::unwrap_used)]

use channels::errands::AlertKind;
use channels::post::Seen;
use channels::{PostId, Precision};
use jiff::SignedDuration;
use telegram::UserId;

use super::*;

const ON: Rule = Rule {
    on: true,
    threshold: 30,
};

fn now() -> Timestamp {
    "2026-11-21T09:00:00Z".parse().unwrap()
}

fn day(n: u32) -> Timestamp {
    now() - SignedDuration::from_hours(24 * 60) + SignedDuration::from_hours(24 * i64::from(n))
}

/// A post of day `n` that had so many views at 24 hours; `None`: nobody looked after that.
fn post(n: u32, views: Option<u64>) -> ChannelPost {
    let looked = |hours: i64, views: u64| Seen {
        at: day(n) + SignedDuration::from_hours(hours),
        views,
        precision: Precision::Exact,
        source: Source::Preview,
        shares: None,
        reactions: None,
        comments: None,
    };
    let post = channel_sources::Post {
        id: PostId(n + 1),
        posted_at: day(n),
        edited: false,
        service: false,
        author: None,
        text: None,
        media: Vec::new(),
        album: Vec::new(),
        views: None,
        shares: None,
        comments: None,
        reactions_count: None,
        reactions: Vec::new(),
        forwarded_from: None,
        reply_to: None,
        links: Vec::new(),
        mentions: Default::default(),
        hashtags: Default::default(),
    };
    let mut seen = vec![looked(1, 1)];
    seen.extend(views.map(|views| looked(24, views)));
    ChannelPost {
        seen,
        ..ChannelPost::first_seen("durov".parse().unwrap(), post)
    }
}

fn posts(views: impl IntoIterator<Item = u64>) -> Vec<ChannelPost> {
    (0..).zip(views).map(|(n, views)| post(n, Some(views))).collect()
}

fn usual_then<const N: usize>(before: usize, usual: u64, newest: [u64; N]) -> Vec<ChannelPost> {
    posts(std::iter::repeat_n(usual, before).chain(newest))
}

fn state() -> AlertState {
    AlertState::new(UserId(1), "durov".parse().unwrap(), AlertKind::Views, day(0))
}

fn next(state: AlertState, posts: &[ChannelPost], at: Timestamp) -> AlertState {
    judge(AlertState { untold: None, ..state }, posts, at, ON, at)
}

fn what(state: &AlertState) -> Option<Turn> {
    state.untold.as_ref().map(|word| word.what)
}

#[test]
fn the_edge_is_exact() {
    let fires = |newest| what(&next(state(), &usual_then(20, 1000, newest), now())).is_some();
    assert!(fires([700; 5]));
    assert!(fires([1000, 700, 600, 700, 500]), "3500 of 5000 are 70 %");
    assert!(!fires([700, 700, 700, 700, 701]));
    assert!(!fires([5000; 5]), "more views never fire");
}

#[test]
fn too_few_known_posts_say_nothing() {
    let fires = |posts: &[ChannelPost]| what(&next(state(), posts, now())).is_some();
    assert!(fires(&usual_then(8, 1000, [1; 5])));
    assert!(!fires(&usual_then(7, 1000, [1; 5])));
    // Twenty posts before the five, of which only seven are known, however many there were earlier.
    let mut thin: Vec<ChannelPost> = (0..20).map(|n| post(n, Some(1000))).collect();
    thin.extend((20..33).map(|n| post(n, None)));
    thin.extend((33..40).map(|n| post(n, Some(1000))));
    thin.extend((40..45).map(|n| post(n, Some(1))));
    assert!(!fires(&thin));
    thin[32] = post(32, Some(1000));
    assert!(fires(&thin), "the eighth");
}

#[test]
fn the_median_of_an_even_number_lies_between() {
    let before = [100, 100, 100, 100, 200, 200, 200, 200];
    let reading = |state: &AlertState| match &state.on.as_ref().unwrap().reading {
        Reading::Views(reading) => *reading,
        other => panic!("{other:?}"),
    };
    // The median is 150; 105 are 70 % of it.
    let at_105 = posts(before.into_iter().chain([105; 5]));
    let raised = next(state(), &at_105, now());
    assert_eq!(reading(&raised).usual_twice, 300);
    let at_106 = posts(before.into_iter().chain([106, 105, 105, 105, 105]));
    assert_eq!(what(&next(state(), &at_106, now())), None);
}

#[test]
fn posts_that_are_not_a_day_old_are_passed_over() {
    let mut posts = usual_then(20, 1000, [1000; 5]);
    posts.extend((25..40).map(|n| post(n, None)));
    assert_eq!(what(&next(state(), &posts, now())), None);
}

#[test]
fn the_median_is_frozen_while_the_alert_is_on() {
    let raised = next(state(), &usual_then(20, 1000, [500; 5]), now());
    let hour = SignedDuration::from_hours(1);
    // The bad posts are the usual ones by now: still an alert.
    let all_bad = usual_then(30, 500, [500; 5]);
    let still = next(raised, &all_bad, now() + hour);
    assert!(still.on.is_some() && what(&still).is_none());
    let over = next(still, &usual_then(30, 500, [900; 5]), now() + hour);
    assert_eq!(what(&over), Some(Turn::Recovered));
}

#[test]
fn after_seven_days_older_posts_do_not_count_any_more() {
    let bad = usual_then(20, 1000, [500; 5]);
    let raised = next(state(), &bad, now());
    let week = now() + SignedDuration::from_hours(7 * 24);
    let norm = next(raised.clone(), &bad, week);
    assert_eq!(what(&norm), Some(Turn::NewNorm));
    for settled in [norm, accept(raised)] {
        assert_eq!(settled.norm_from, Some(day(20)));
        let quiet = next(settled.clone(), &usual_then(20, 1000, [500; 12]), week);
        assert_eq!(
            (quiet.on.clone(), what(&quiet)),
            (None, None),
            "seven known posts before the five"
        );
        let new_fall = usual_then(20, 1000, [500; 5])
            .into_iter()
            .chain((25..28).map(|n| post(n, Some(500))))
            .chain((28..33).map(|n| post(n, Some(100))));
        let fallen = next(settled, &new_fall.collect::<Vec<_>>(), week);
        assert_eq!(what(&fallen), Some(Turn::Raised));
    }
}
