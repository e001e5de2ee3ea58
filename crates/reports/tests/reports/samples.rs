//! A channel whose figures are known by heart.

use channels::channel::Channel;
use channels::day::ChannelDay;
use channels::errands::Period;
use channels::post::{ChannelPost, Seen};
use channels::reference::{How, Reference};
use channels::state::ChannelState;
use channels::{ChannelName, Figure, PostId, Precision, Source, calendar};
use jiff::civil::{Date, date};
use jiff::{SignedDuration, Timestamp};
use reports::report::Material;
use reports::span::Span;
use serde_json::json;

/// The week from Monday 9 to Sunday 15 November.
pub fn week() -> Span {
    Span::ending_before(Period::Week, date(2026, 11, 16))
}

pub fn day(n: i8) -> Date {
    date(2026, 11, n)
}

pub fn name(text: &str) -> ChannelName {
    text.try_into().unwrap()
}

/// Subscribers 1,000 at the end of the 1st and ten more each day; 100 views and a post a day before the 9th, 200 views and two posts since.
pub fn days(channel: &str) -> Vec<ChannelDay> {
    let of = |n: i8| {
        let at = calendar::ends(day(n));
        let twice = if n < 9 { 1 } else { 2 };
        ChannelDay {
            members: Some(Figure::exact(
                1_000 + 10 * (n.unsigned_abs() as u64 - 1),
                Source::BotApi,
                at,
            )),
            posts: Some(twice),
            views: Some(Figure::estimated(u64::from(100 * twice), Source::Preview, at)),
            ..ChannelDay::empty(name(channel), day(n))
        }
    };
    (1..=15).map(of).collect()
}

/// A post of this day at noon, seen at the age of a day with `views`, and twice as much a day later.
pub fn post(channel: &str, id: u32, n: i8, views: u64) -> ChannelPost {
    let posted_at = calendar::begins(day(n)) + SignedDuration::from_hours(12);
    let post = serde_json::from_value(json!({
        "id": id, "posted_at": posted_at, "edited": false, "service": false, "author": null,
        "text": {"beginning": format!("Пост номер {id} о том, как идут продажи на этой неделе"), "chars": 60},
        "media": [], "album": [], "views": null, "shares": null, "comments": null, "reactions_count": null,
        "reactions": [], "forwarded_from": null, "reply_to": null, "links": [], "mentions": [], "hashtags": []
    }));
    let seen = |hours: i64, views: u64| Seen {
        at: posted_at + SignedDuration::from_hours(hours),
        views,
        precision: Precision::Exact,
        source: Source::Preview,
        shares: Some(views / 100),
        reactions: Some(views / 50),
        comments: None,
    };
    ChannelPost {
        channel: name(channel),
        post: post.unwrap(),
        seen: vec![seen(24, views), seen(48, views * 2)],
        gone_at: None,
    }
}

/// Two posts of the week before with 100 views after a day, six of the week with 100, 200, … 600.
pub fn posts(channel: &str) -> Vec<ChannelPost> {
    let before = [(1, 3, 100), (2, 5, 100)];
    let after = (0..6).map(|n: i8| {
        (
            10 + u32::from(n.unsigned_abs()),
            9 + n,
            100 * (u64::from(n.unsigned_abs()) + 1),
        )
    });
    let all = before.into_iter().chain(after);
    all.map(|(id, n, views)| post(channel, id, n, views)).collect()
}

pub fn reference(to: &str, from: &str, n: i8, how: How) -> Reference {
    Reference {
        to: name(to),
        from: name(from),
        post: PostId(5),
        how,
        at: calendar::begins(day(n)),
    }
}

pub fn material(channel: &str) -> Material {
    let since: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
    Material {
        channel: Channel {
            name: name(channel),
            chat_id: None,
            title: Some("Селлер без паники".into()),
            followers: 1,
            since,
        },
        state: ChannelState {
            posts_proven_at: Some(calendar::ends(day(15))),
            ..ChannelState::unknown(name(channel))
        },
        days: days(channel),
        posts: posts(channel),
        references: vec![
            reference(channel, "other_one", 8, How::Mention),
            reference(channel, "other_one", 10, How::Mention),
            reference(channel, "other_two", 10, How::Forward),
            reference(channel, "other_one", 12, How::Mention),
            reference(channel, "other_one", 16, How::Mention),
        ],
    }
}
