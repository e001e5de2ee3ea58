//! The views as people see them.
#![allow(clippy::unwrap_used)]

use channel_sources::{Post, Quota};
use channels::calendar::begins;
use channels::channel::Channel;
use channels::day::ChannelDay;
use channels::measures::{er_percent, err_percent, growth, reach, reach_at};
use channels::post::ChannelPost;
use channels::quality::{ChannelFigures, channel_quality, find_jump};
use channels::run::Run;
use channels::sources::{SourceFailure, SourceState};
use channels::state::{ChannelState, NewestPost, Past, Trouble};
use channels::{ChannelName, Figure, PostId, Precision, Source};
use jiff::civil::{Date, date};
use jiff::{SignedDuration, Timestamp, ToSpan};
use std::time::Duration;
use telegram::Language::{En, Ru};

use super::list::Row;
use super::{adding, compare, health, list, stats};
use crate::overview::{Cited, Overview};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn name(text: &str) -> ChannelName {
    text.parse().unwrap()
}

fn now() -> Timestamp {
    "2026-11-21T06:00:00Z".parse().unwrap()
}

fn last_day() -> Date {
    date(2026, 11, 20)
}

fn members(value: u64, at: Timestamp) -> Figure<u64> {
    Figure::exact(value, Source::BotApi, at)
}

/// A post of a day, seen after a day and after two, with views rounded as t.me does.
fn post(day: Date, id: u32, views: u64) -> ChannelPost {
    let at = begins(day) + SignedDuration::from_hours(12);
    let json = serde_json::json!({
        "id": id, "posted_at": at, "edited": false, "service": false, "author": null,
        "text": {"beginning": "Как мы подняли выкуп на треть: разбор карточки, которая стояла без продаж", "chars": 80},
        "media": [], "album": [], "views": null, "shares": null, "comments": null, "reactions_count": null, "reactions": [],
        "forwarded_from": null, "reply_to": null, "links": [], "mentions": [], "hashtags": [],
    });
    let post: Post = serde_json::from_value(json).unwrap();
    let seen = |hours: i64, views: u64| {
        let views = Figure {
            precision: Precision::Rounded { step: 100 },
            ..Figure::exact(views, Source::Preview, at + SignedDuration::from_hours(hours))
        };
        Post {
            views: Some(views),
            reactions_count: Some(Figure::exact(views.value / 50, Source::Preview, views.observed_at)),
            ..post.clone()
        }
    };
    ChannelPost::first_seen(name("prodavay"), seen(14, views * 3 / 4)).seen_again(seen(38, views))
}

/// A channel of which a week was collected, with a gap.
fn overview(of: &str, first: u64, gain: u64) -> Overview {
    let from = last_day().saturating_sub(6.days());
    let days: Vec<ChannelDay> = (0..7u64)
        .filter(|n| *n != 3)
        .map(|n| {
            let day = from.saturating_add(i64::try_from(n).unwrap().days());
            ChannelDay {
                members: Some(members(first + gain * n, begins(day))),
                posts: Some(1),
                views: Some(Figure::estimated(4_000, Source::Preview, begins(day))),
                ..ChannelDay::empty(name(of), day)
            }
        })
        .collect();
    let posts: Vec<ChannelPost> = (0..9u32)
        .map(|n| {
            post(
                from.saturating_add(i64::from(n % 5).days()),
                100 + n,
                2_400 + u64::from(n) * 300,
            )
        })
        .collect();
    let now_members = members(first + gain * 7, now());
    let state = ChannelState {
        members: Some(now_members),
        newest_post: Some(NewestPost {
            id: PostId(108),
            posted_at: begins(last_day()),
        }),
        posts_proven_at: Some("2026-11-21T02:00:30Z".parse().unwrap()),
        ..ChannelState::unknown(name(of))
    };
    let (reach, reach_24h) = (reach(&posts), reach_at(&posts, DAY));
    Overview {
        channel: Channel {
            name: name(of),
            chat_id: Some(-1_001_234_567_890),
            title: Some("Продавай на маркетплейсах".to_owned()),
            followers: 1,
            since: now(),
        },
        from,
        to: last_day(),
        growth: growth(&days),
        reach,
        reach_24h,
        err: err_percent(reach.unwrap(), now_members),
        err_24h: err_percent(reach_24h.unwrap(), now_members),
        er: er_percent(&posts),
        cited: Cited {
            mentions: 3,
            forwards: 1,
            channels: 2,
        },
        quality: channel_quality(ChannelFigures {
            members: Some(now_members),
            days: &days,
            posts: &posts,
            posts_proven_at: state.posts_proven_at,
            cited_by: Some(2),
        }),
        jump: find_jump(&days, &posts),
        jump_precision: Precision::Exact,
        judged_views: reach_24h.map_or(Precision::Exact, |reach| reach.precision),
        judged_deeds: er_percent(&posts).map_or(Precision::Exact, |er| er.precision),
        judged_members: Precision::Exact,
        state,
        days,
        posts,
        posts_read_from: None,
    }
}

#[test]
fn a_card_shows_every_figure_with_its_origin() {
    let of = overview("prodavay", 12_300, 15);
    insta::assert_snapshot!("card_ru", stats::card(Ru, &of, 7, now()).text);
    insta::assert_snapshot!("card_en", stats::card(En, &of, 7, now()).text);
    insta::assert_snapshot!("quality_ru", stats::quality(Ru, &of, 7).text);
}

#[test]
fn a_channel_of_which_nothing_is_known_claims_nothing() {
    let known = overview("prodavay", 12_300, 15);
    let nothing = Overview {
        state: ChannelState {
            trouble: Some(Trouble {
                source: Source::Preview,
                kind: "no_preview".to_owned(),
                said: String::new(),
                since: now(),
            }),
            ..ChannelState::unknown(name("prodavay"))
        },
        days: vec![],
        posts: vec![],
        growth: None,
        reach: None,
        reach_24h: None,
        err: None,
        err_24h: None,
        er: None,
        cited: Cited::default(),
        quality: channel_quality(ChannelFigures {
            members: None,
            days: &[],
            posts: &[],
            posts_proven_at: None,
            cited_by: None,
        }),
        ..known
    };
    let card = stats::card(Ru, &nothing, 7, now()).text;
    assert!(!card.contains("Посты: 0"), "{card}");
    insta::assert_snapshot!("card_ru_nothing", card);
}

#[test]
fn what_is_reckoned_from_rounded_figures_has_their_mark() {
    let mut of = overview("prodavay", 12_300, 15);
    for day in &mut of.days {
        let members = day.members.unwrap();
        day.members = Some(Figure {
            precision: Precision::Rounded { step: 100 },
            ..members
        });
    }
    of.growth = growth(&of.days);
    of.judged_members = Precision::Rounded { step: 100 };
    of.judged_views = Precision::Estimated;
    let card = stats::card(Ru, &of, 7, now()).text.replace('\u{202f}', " ");
    assert!(card.contains("за эти дни ≈+90, ≈+0,7 %"), "{card}");
    let table = compare::table(Ru, std::slice::from_ref(&of))
        .text
        .replace('\u{202f}', " ");
    assert!(table.contains("(≈+90, ≈+0,7 %)"), "{table}");
    let quality = stats::quality(Ru, &of, 7).text;
    let value = |name: &str| {
        let line = quality.lines().find(|line| line.contains(name)).unwrap();
        line.split(" — ").nth(1).unwrap().to_owned()
    };
    assert!(value("Охват (ERR24)").starts_with('~'), "{quality}");
    assert!(value("Вовлечённость").starts_with('≈'), "{quality}");
    // A week is too short to judge growth; nothing is claimed of it.
    assert!(!value("Живой рост").starts_with('+'), "{quality}");
}

#[test]
fn a_limit_is_said_in_the_right_form() {
    let said = |most| adding::too_many(Ru, most).text;
    assert!(said(1).starts_with("Вы следите за 1 каналом — это предел"));
    assert!(said(21).starts_with("Вы следите за 21 каналом — это предел"));
    assert!(said(20).starts_with("Вы следите за 20 каналами — это предел"));
    assert!(adding::too_many(En, 1).text.starts_with("You follow 1 channel, which"));
}

#[test]
fn channels_stand_side_by_side() {
    let both = [overview("prodavay", 12_300, 15), overview("wb_shop", 900, 9)];
    insta::assert_snapshot!("comparison_ru", compare::table(Ru, &both).text);
}

#[test]
fn the_list_tells_what_is_new_and_what_is_wrong() {
    let fine = overview("prodavay", 12_300, 15);
    let reading = ChannelState {
        past: Past::Reading {
            before: PostId(60),
            pages: 2,
            posts: 40,
        },
        ..ChannelState::unknown(name("wb_shop"))
    };
    let rows = [
        Row {
            name: name("prodavay"),
            title: fine.channel.title.clone(),
            state: fine.state.clone(),
        },
        Row {
            name: name("wb_shop"),
            title: None,
            state: reading,
        },
    ];
    insta::assert_snapshot!("list_ru", list::list(Ru, &rows, (0, 1), (2, 20)).text);
    insta::assert_snapshot!("list_en_empty", list::list(En, &[], (0, 1), (0, 20)).text);
}

#[test]
fn health_names_who_answers_and_who_does_not() {
    let source = |source, failure, quota| SourceState {
        source,
        enabled: true,
        good_at: Some("2026-11-21T02:03:00Z".parse().unwrap()),
        failure,
        quota,
        paid_until: None,
    };
    let failure = SourceFailure {
        kind: "blocked".to_owned(),
        said: "a tiny page".to_owned(),
        since: "2026-11-21T02:10:00Z".parse().unwrap(),
        at: "2026-11-21T03:10:00Z".parse().unwrap(),
        asked_again_at: Some("2026-11-21T06:10:00Z".parse().unwrap()),
    };
    let quota = Quota {
        remaining: Some(310_848),
        limit: Some(400_000),
        resets_at: None,
    };
    let view = health::Health {
        sources: vec![
            source(Source::BotApi, None, None),
            source(Source::Preview, Some(failure), None),
            source(Source::TgStat, None, Some(quota)),
            SourceState {
                enabled: false,
                ..source(Source::Telemetr, None, None)
            },
            source(Source::MtProto, None, None),
        ],
        run: Some(Run {
            day: last_day(),
            began_at: now(),
            ordered: 120,
            all_ordered: 1,
            complete: 100,
            with_gaps: 3,
            last_over_ms: 0,
        }),
        queues: vec![("collections".to_owned(), Some(17)), ("reports".to_owned(), None)],
        troubled: vec![],
    };
    insta::assert_snapshot!("health_ru", health::overview(Ru, &view, now()).text);
    insta::assert_snapshot!("health_en", health::overview(En, &view, now()).text);
}
