//! What follows from looks at counters.
#![allow(clippy::unwrap_used)]

use std::time::Duration;

use channel_sources::{Figure, Post, Precision, Source};
use channels::ChannelName;
use channels::calendar::{begins, ends};
use channels::day::ChannelDay;
use channels::measures::{er_percent, err_percent, reach, reach_at, views_of_day};
use channels::past_days::PastDays;
use channels::post::{ChannelPost, MOST_SEEN};
use channels::quality::{ChannelFigures, Judged, channel_quality, find_jump, post_quality};
use channels::state::{ChannelState, Past};
use jiff::civil::{Date, date};
use jiff::{SignedDuration, Timestamp, ToSpan};
use proptest::prelude::*;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
const ROUNDED: Precision = Precision::Rounded { step: 100 };

fn name() -> ChannelName {
    "durov".parse().unwrap()
}

fn post(id: u32, posted_at: Timestamp) -> Post {
    serde_json::from_value(serde_json::json!({
        "id": id, "posted_at": posted_at, "edited": false, "service": false, "author": null, "text": null, "media": [], "album": [],
        "views": null, "shares": null, "comments": null, "reactions_count": null, "reactions": [], "forwarded_from": null,
        "reply_to": null, "links": [], "mentions": [], "hashtags": [],
    }))
    .unwrap()
}

fn looked(post: &Post, hours: f64, views: u64, precision: Precision) -> Post {
    let seconds = SignedDuration::from_secs_f64(hours * 3600.0);
    let views = Figure {
        precision,
        ..Figure::exact(views, Source::Preview, post.posted_at + seconds)
    };
    Post {
        views: Some(views),
        ..post.clone()
    }
}

/// A post of `at`, looked at after so many hours with so many views.
fn seen(id: u32, at: Timestamp, looks: &[(f64, u64)]) -> ChannelPost {
    let bare = post(id, at);
    let mut looks = looks.iter().map(|&(hours, views)| looked(&bare, hours, views, ROUNDED));
    let first = ChannelPost::first_seen(name(), looks.next().unwrap());
    looks.fold(first, ChannelPost::seen_again)
}

fn noon(day: Date) -> Timestamp {
    begins(day) + SignedDuration::from_hours(12)
}

#[test]
fn views_at_an_age_are_read_between_two_looks_and_called_an_estimate() {
    let post = seen(1, noon(date(2026, 11, 1)), &[(14.0, 700), (38.0, 1_300)]);
    let at_a_day = post.views_at(DAY).unwrap();
    assert_eq!((at_a_day.value, at_a_day.precision), (950.0, Precision::Estimated));
    assert_eq!(
        post.views_at(Duration::from_secs(14 * 3600)).unwrap().precision,
        ROUNDED
    );
}

#[test]
fn outside_of_the_looks_nothing_is_known() {
    let post = seen(1, noon(date(2026, 11, 1)), &[(26.0, 700), (38.0, 1_300)]);
    assert_eq!(post.views_at(DAY), None, "it was first seen when it was older");
    assert_eq!(post.views_at(DAY * 3), None, "nobody has looked that late");
    assert_eq!(post.views_when(post.post.posted_at).unwrap().value, 0.0);
}

#[test]
fn an_older_answer_that_comes_late_changes_no_look() {
    let bare = post(1, noon(date(2026, 11, 1)));
    let late = looked(&bare, 10.0, 400, ROUNDED);
    let post = seen(1, bare.posted_at, &[(14.0, 700)]).seen_again(late);
    assert_eq!(post.seen.len(), 1);
    assert_eq!(post.newest().unwrap().views, 700);
}

#[test]
fn a_day_s_views_are_what_all_counters_grew_by() {
    let day = date(2026, 11, 10);
    let long_ago = begins(day) - SignedDuration::from_hours(48);
    // Looked at exactly when the day begins and ends: no estimate hides a mistake here.
    let old = seen(1, long_ago, &[(48.0, 1_000), (72.0, 1_240)]);
    let fresh = seen(2, noon(day), &[(12.0, 500)]);
    let unknown = seen(3, noon(day), &[(2.0, 100)]);
    let grown = views_of_day(&[old, fresh, unknown], day).unwrap();
    assert_eq!(grown.value, 740);
    assert_eq!((grown.precision, grown.observed_at), (Precision::Estimated, ends(day)));
}

#[test]
fn the_first_hours_of_a_post_belong_to_the_day_s_views() {
    let day = date(2026, 11, 10);
    // Published at noon, first looked at in the night's collection, 17 hours later.
    let young = seen(1, noon(day), &[(17.0, 1_700), (41.0, 2_000)]);
    let grown = views_of_day(std::slice::from_ref(&young), day).unwrap();
    assert_eq!((grown.value, grown.precision), (1_200, Precision::Estimated));
    // The rest until the look, and 19 hours of the 24 until the next one.
    let next = views_of_day(std::slice::from_ref(&young), day.saturating_add(1.day())).unwrap();
    assert_eq!(next.value, 500 + 238);
    assert_eq!(
        young.views_at(Duration::from_secs(12 * 3600)),
        None,
        "of one post alone nobody knows"
    );
    let known_late = seen(2, noon(day), &[(60.0, 1_700), (84.0, 1_800)]);
    assert_eq!(
        views_of_day(&[known_late], day),
        None,
        "too late to tell what was before"
    );
}

#[test]
fn reach_counts_ripe_posts_only() {
    let at = noon(date(2026, 11, 1));
    let posts = [
        seen(1, at, &[(30.0, 1_000)]),
        seen(2, at, &[(40.0, 3_000)]),
        seen(3, at, &[(5.0, 90)]),
    ];
    let reach = reach(&posts).unwrap();
    assert_eq!((reach.value, reach.of, reach.precision), (2_000.0, 2, ROUNDED));
    let members = Figure::exact(8_000, Source::BotApi, at);
    let err = err_percent(reach, members).unwrap();
    assert_eq!((err.value, err.precision), (25.0, ROUNDED));
    assert_eq!(err_percent(reach, Figure { value: 0, ..members }), None);
    assert_eq!(reach_at(&posts, DAY), None);
}

#[test]
fn er_adds_up_what_readers_did() {
    let at = noon(date(2026, 11, 1));
    let with = |id, reactions, shares| {
        let mut post = looked(&post(id, at), 30.0, 1_000, Precision::Exact);
        let count = |value| Some(Figure::exact(value, Source::Preview, at));
        (post.reactions_count, post.shares) = (count(reactions), count(shares));
        ChannelPost::first_seen(name(), post)
    };
    let er = er_percent(&[with(1, 30, 10), with(2, 0, 0)]).unwrap();
    assert_eq!((er.value, er.of, er.precision), (2.0, 2, Precision::Exact));
    assert_eq!(
        er_percent(&[seen(3, at, &[(30.0, 500)])]),
        None,
        "no post shows any deed"
    );
}

fn days(members: &[u64]) -> Vec<ChannelDay> {
    let first = date(2026, 11, 1);
    let day = |(n, members): (usize, &u64)| {
        let day = first.saturating_add(i64::try_from(n).unwrap().days());
        ChannelDay {
            members: Some(Figure::exact(*members, Source::BotApi, ends(day))),
            ..ChannelDay::empty(name(), day)
        }
    };
    members.iter().enumerate().map(day).collect()
}

/// A post a day, each seen on both sides of its first day.
fn posts(views: impl Fn(usize) -> u64, count: usize) -> Vec<ChannelPost> {
    let post = |n: usize| {
        let at = noon(date(2026, 11, 1).saturating_add(i64::try_from(n).unwrap().days()));
        seen(u32::try_from(n).unwrap() + 1, at, &[(23.0, views(n)), (25.0, views(n))])
    };
    (0..count).map(post).collect()
}

#[test]
fn a_jump_without_views_is_found_and_one_that_was_read_is_not() {
    let bought = days(&[
        10_000, 10_010, 10_015, 10_020, 10_030, 13_000, 12_990, 12_980, 12_970, 12_960,
    ]);
    let jump = find_jump(&bought, &posts(|_| 2_000, 10)).unwrap();
    assert_eq!((jump.day, jump.gain), (date(2026, 11, 6), 2_970.0));
    let read = posts(|n| if n < 5 { 2_000 } else { 2_600 }, 10);
    assert_eq!(find_jump(&bought, &read), None, "the new subscribers read");
    let steady = days(&[10_000, 10_600, 11_200, 11_800, 12_400, 13_000, 13_600, 14_200]);
    assert_eq!(
        find_jump(&steady, &posts(|_| 2_000, 8)),
        None,
        "it grows like this every day"
    );
    assert_eq!(
        find_jump(&bought[3..7], &posts(|_| 2_000, 10)),
        None,
        "too few days to know what is usual"
    );
}

#[test]
fn flat_views_cost_points_and_what_is_unknown_costs_none() {
    let members = Figure::exact(10_000, Source::BotApi, noon(date(2026, 11, 12)));
    let of = |posts: &[ChannelPost]| {
        channel_quality(ChannelFigures {
            members: Some(members),
            days: &days(&[10_000, 10_010, 10_025, 10_030, 10_041, 10_050, 10_062, 10_070]),
            posts,
            posts_proven_at: Some(noon(date(2026, 11, 12))),
            cited_by: Some(1),
        })
    };
    let (flat, alive) = (
        of(&posts(|_| 2_000, 12)),
        of(&posts(|n| 1_500 + 237 * (n as u64 % 7), 12)),
    );
    let natural = |quality: &channels::quality::Quality| {
        let found = quality.components.iter().find(|one| one.what == Judged::NaturalViews);
        found.unwrap().points
    };
    assert_eq!(natural(&flat), 0.0);
    assert_eq!(natural(&alive), 15.0);
    assert!(alive.score > flat.score);
    let nothing = channel_quality(ChannelFigures {
        members: None,
        days: &[],
        posts: &[],
        posts_proven_at: None,
        cited_by: Some(0),
    });
    assert_eq!(nothing.score, None, "hardly anything could be judged");
}

#[test]
fn a_post_is_judged_by_the_others_of_its_channel() {
    let all = posts(|n| if n == 3 { 4_000 } else { 2_000 }, 9);
    let best = post_quality(&all[3], &all);
    let usual = post_quality(&all[4], &all);
    assert_eq!((best.score, usual.score), (Some(100), Some(50)));
    assert_eq!(post_quality(&all[0], &all[..3]).score, None, "nothing to compare with");
}

#[test]
fn the_past_tells_how_many_posts_there_were_and_nothing_else() {
    let past = |from: Date| Past::Read {
        posts: 3,
        from: Some(begins(from)),
        whole: false,
    };
    let state = ChannelState {
        past: past(date(2026, 11, 2)),
        ..ChannelState::unknown(name())
    };
    let posts = posts(|_| 1_000, 5);
    let known = days(&[100, 110, 120, 130, 140]).split_off(4);
    let (first, followed) = (date(2026, 11, 1), date(2026, 11, 5));
    let all = PastDays::of(&state, first, followed)
        .with(&posts)
        .fill(known, first, followed);
    let counted: Vec<_> = all
        .iter()
        .map(|day| (day.day.day(), day.posts, day.members.is_some()))
        .collect();
    assert_eq!(
        counted,
        [
            (2, Some(1), false),
            (3, Some(1), false),
            (4, Some(1), false),
            (5, None, true)
        ],
        "the first day was not read back to its beginning, the last one is followed"
    );
    let unread = ChannelState::unknown(name());
    assert_eq!(PastDays::of(&unread, first, followed).span(), None);
    let whole = ChannelState {
        past: Past::Read {
            posts: 3,
            from: Some(begins(date(2026, 11, 2)) + jiff::SignedDuration::from_hours(9)),
            whole: true,
        },
        ..state
    };
    let since_birth = PastDays::of(&whole, date(2021, 1, 1), followed).span();
    assert_eq!(
        since_birth,
        Some((date(2026, 11, 2), date(2026, 11, 4))),
        "a channel has no days before its first post"
    );
}

proptest! {
    #[test]
    fn what_the_days_of_a_post_add_up_to_are_its_views(
        at in 0u32..24 * 60, nights in prop::collection::vec((0u32..600, 0u64..50_000), 2..20)
    ) {
        let first = date(2026, 11, 1);
        let posted = begins(first) + SignedDuration::from_mins(at.into());
        // Looked at every night between two and twelve hours after the day's end.
        let mut views = 0;
        let looks: Vec<(f64, u64)> = nights.iter().enumerate().map(|(n, &(minutes, more))| {
            views += more;
            (f64::from((u32::try_from(n).unwrap() + 1) * 24 * 60 - at + 120 + minutes) / 60.0, views)
        }).collect();
        let post = seen(1, posted, &looks);
        let last = first.saturating_add(i64::try_from(nights.len() - 1).unwrap().days());
        let sum: u64 = first.series(1.day()).take_while(|day| *day <= last)
            .map(|day| views_of_day(std::slice::from_ref(&post), day).unwrap().value)
            .sum();
        let known = post.views_from_birth(ends(last)).unwrap().value;
        prop_assert!((sum as f64 - known).abs() <= nights.len() as f64, "{} of {}", sum, known);
    }

    #[test]
    fn however_often_a_post_is_looked_at_it_keeps_a_bounded_number_of_looks_in_order(
        hours in prop::collection::vec(0.1..2_000.0_f64, 1..120)
    ) {
        let mut hours = hours;
        hours.sort_by(f64::total_cmp);
        let looks: Vec<(f64, u64)> = hours.iter().map(|&hours| (hours, (hours * 10.0) as u64)).collect();
        let post = seen(1, noon(date(2026, 6, 1)), &looks);
        prop_assert!(post.seen.len() <= MOST_SEEN);
        prop_assert!(post.seen.windows(2).all(|pair| pair[0].at < pair[1].at));
        // The newest look always stays, and so does the first.
        prop_assert_eq!(post.newest().unwrap().views, looks.last().unwrap().1);
    }

    #[test]
    fn views_between_two_looks_lie_between_their_views(
        first in 1u64..1_000_000, more in 0u64..1_000_000, age in 14.0..38.0_f64
    ) {
        let post = seen(1, noon(date(2026, 6, 1)), &[(14.0, first), (38.0, first + more)]);
        let views = post.views_at(Duration::from_secs_f64(age * 3600.0)).unwrap().value;
        prop_assert!(views >= first as f64 - 1e-6 && views <= (first + more) as f64 + 1e-6);
    }

    #[test]
    fn a_score_is_a_score(members in 0u64..1_000_000, views in prop::collection::vec(0u64..100_000, 0..30)) {
        let posts = posts(|n| views[n], views.len());
        let quality = channel_quality(ChannelFigures {
            members: Some(Figure::exact(members, Source::BotApi, noon(date(2026, 11, 30)))),
            days: &[],
            posts: &posts,
            posts_proven_at: Some(noon(date(2026, 11, 30))),
            cited_by: Some(3),
        });
        prop_assert!(quality.score.is_none_or(|score| score <= 100));
        for one in quality.components {
            prop_assert!(one.points >= 0.0 && one.points <= one.most && one.points.is_finite());
        }
    }
}
