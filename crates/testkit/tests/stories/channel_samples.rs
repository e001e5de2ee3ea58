//! Channels with a known past, as the collector would have stored them.

use accounts::errands::Errand;
use channels::day::ChannelDay;
use channels::errands::ChannelErrand;
use channels::follow::{Channels, Follow, Introduced};
use channels::post::{ChannelPost, Seen};
use channels::{ChannelName, Figure, Precision, Source, calendar};
use jiff::SignedDuration;
use jiff::civil::Date;
use queue::{Envelope, Fifo};
use serde_json::json;
use telegram::{ChatId, UserId};
use testkit::{REPORTS, World};

/// A channel's name.
pub fn name(text: &str) -> ChannelName {
    text.try_into().unwrap()
}

/// Somebody has followed a channel for a year.
pub async fn follows(world: &World, user: i64, channel: &str) {
    let channels = Channels {
        table: world.table.clone(),
        most: 50,
    };
    let introduced = Introduced {
        name: name(channel),
        chat_id: None,
        title: Some(format!("=Канал {channel}")),
    };
    let since = world.hands.now() - SignedDuration::from_hours(24 * 365);
    let followed = channels
        .follow(UserId(user), ChatId(user), &introduced, since)
        .await
        .unwrap();
    assert!(matches!(followed, Follow::Followed { .. }));
}

/// Days from `from` to `to`: 1,000 subscribers and ten more each day, 100 views, one post; none on the days in `gaps`.
pub async fn lived(world: &World, channel: &str, (from, to): (Date, Date), gaps: &[Date]) {
    for (n, day) in calendar::days(from, to).enumerate() {
        if gaps.contains(&day) {
            continue;
        }
        let at = calendar::ends(day);
        let day = ChannelDay {
            members: Some(Figure::exact(1_000 + 10 * n as u64, Source::BotApi, at)),
            views: Some(Figure::estimated(100, Source::Preview, at)),
            posts: Some(1),
            mentions: 2,
            ..ChannelDay::empty(name(channel), day)
        };
        world.table.put(&day).await.unwrap();
    }
}

/// A post of this day at noon with `views` after a day.
pub async fn posted(world: &World, channel: &str, id: u32, day: Date, views: u64) {
    let posted_at = calendar::begins(day) + SignedDuration::from_hours(12);
    let post = serde_json::from_value(json!({
        "id": id, "posted_at": posted_at, "edited": false, "service": false, "author": null,
        "text": {"beginning": format!("Пост {id}"), "chars": 6}, "media": ["photo"], "album": [], "views": null, "shares": null,
        "comments": null, "reactions_count": null, "reactions": [], "forwarded_from": null, "reply_to": null, "links": [],
        "mentions": [], "hashtags": []
    }));
    let seen = Seen {
        at: posted_at + SignedDuration::from_hours(24),
        views,
        precision: Precision::Rounded { step: 100 },
        source: Source::Preview,
        shares: Some(1),
        reactions: Some(2),
        comments: None,
    };
    let post = ChannelPost {
        channel: name(channel),
        post: post.unwrap(),
        seen: vec![seen],
        gone_at: None,
    };
    world.table.put(&post).await.unwrap();
}

/// Orders something about channels of the reporter.
pub async fn ordered(world: &World, errand: ChannelErrand) {
    let reports = Fifo::new(world.cloud.aws.sqs.clone(), world.cloud.queue_url(REPORTS));
    let envelope = Envelope::new(Errand::Channel(errand), "story", world.hands.now().as_millisecond());
    reports.send(&[envelope]).await.unwrap();
}
