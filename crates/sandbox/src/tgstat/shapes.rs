//! Channels, posts and references in TGStat's shapes, with the types as they were seen.

use serde_json::{Value, json};

use crate::channels::channel::Channel;
use crate::channels::figures::{Measured, hundredths};
use crate::channels::kind::{DAY_MS, Kind};
use crate::channels::post::{Media, Post, whole};
use crate::channels::references::{Reference, Sort};
use crate::tme::words;

/// The service's own number of a channel.
pub fn service_id(channel: &Channel) -> i64 {
    channel.number - 1_999_900_000
}

/// The channel behind the service's own number.
pub fn number_of(service_id: i64) -> i64 {
    service_id.saturating_add(1_999_900_000)
}

/// A channel.
pub fn channel(channel: &Channel, now_ms: i64) -> Value {
    // An empty list stands for no restrictions.
    let restrictions = match channel.kind {
        Kind::Flat => json!({"red_label": true, "black_label": false}),
        _ => json!([]),
    };
    let picture = |size: &str| {
        format!(
            "//static.tgstat.ru/public/images/channels/{size}/ca/{}.jpg",
            channel.number
        )
    };
    json!({
        "id": service_id(channel), "tg_id": channel.number, "link": format!("t.me/{}", channel.name), "peer_type": "channel",
        "username": format!("@{}", channel.name), "active_usernames": [format!("@{}", channel.name)],
        "title": channel.title, "about": channel.about, "category": "Маркетинг, PR, реклама", "country": "Россия", "language": "Русский",
        "image100": picture("_100"), "image640": picture("_0"),
        "participants_count": channel.members_at(now_ms), "ci_index": 4.2,
        "rkn_verification": {"status": "not_verified", "link": null},
        "tgstat_restrictions": restrictions, "created_at": channel.created_ms / 1000
    })
}

/// A channel's figures; counts of mentions and forwards, and how many channels mention it.
pub fn stat(channel: &Channel, measured: &Measured<'_>, references: (usize, usize, usize), now_ms: i64) -> Value {
    let count = |number: Option<f64>| number.map(whole);
    let percent = |number: Option<f64>| number.map(hundredths);
    let reach_after = |hours| count(measured.reach_after(hours, now_ms));
    let (mentions, forwards, mentioning) = references;
    json!({
        "id": service_id(channel), "title": channel.title, "username": format!("@{}", channel.name), "peer_type": "channel",
        "participants_count": channel.members_at(now_ms), "avg_post_reach": count(measured.reach(now_ms)),
        "adv_post_reach_12h": reach_after(12), "adv_post_reach_24h": reach_after(24), "adv_post_reach_48h": reach_after(48),
        "err_percent": percent(measured.err(now_ms)), "err24_percent": percent(measured.err24(now_ms)),
        "er_percent": percent(measured.er(now_ms)), "daily_reach": measured.views_between(now_ms - DAY_MS, now_ms),
        "ci_index": hundredths(mentioning as f64 * 1.4), "mentions_count": mentions, "forwards_count": forwards,
        "mentioning_channels_count": mentioning, "posts_count": measured.count(now_ms),
        "dau": null, "wau": null, "mau": null, "online_count_day_time": null, "online_count_night_time": null,
        "messages_count_yesterday": null, "messages_count_last_week": null, "messages_count_last_month": null, "messages_count_total": null
    })
}

/// A post.
pub fn post(channel: &Channel, post: &Post, now_ms: i64) -> Value {
    let gone = !post.stands(now_ms);
    let text = words(&post.text);
    json!({
        "id": post_id(channel, post), "date": post.at_ms / 1000, "views": post.views(now_ms),
        "shares_count": post.shares(now_ms), "comments_count": post.comments(now_ms), "reactions_count": post.reactions_count(now_ms),
        "link": link(channel, post), "channel_id": service_id(channel),
        "forwarded_from": post.forward.as_ref().map(|forward| json!({"title": forward.title, "username": forward.channel})),
        "user_id": null, "is_deleted": u8::from(gone), "deleted_at": post.deleted_at_ms.filter(|_| gone).map(|at| at / 1000),
        "group_id": null, "text": text, "snippet": post.text.chars().take(120).collect::<String>(),
        "media": media(post)
    })
}

/// A mention or a forward.
pub fn reference(reference: &Reference<'_>, sort: Sort) -> Value {
    let Reference { by, post, to } = reference;
    let id = post_id(by, post);
    let mut row = json!({
        "postId": id, "postLink": format!("https://{}", link(by, post)), "postDate": post.at_ms / 1000, "channelId": service_id(by)
    });
    match sort {
        Sort::Mention => {
            row["mentionId"] = json!(id % 100_000_000);
            row["mentionType"] = json!(if to.is_some() { "post" } else { "channel" });
        }
        Sort::Forward => row["forwardId"] = json!(id % 100_000_000),
    }
    row
}

/// Beyond what 32 bits hold.
fn post_id(channel: &Channel, post: &Post) -> i64 {
    4_375_000_000 + (channel.number - 2_000_000_000) * 100_000 + i64::from(post.id)
}

fn link(channel: &Channel, post: &Post) -> String {
    format!("t.me/{}/{}", channel.name, post.id)
}

fn media(post: &Post) -> Value {
    let kind = match post.media.first() {
        None => return Value::Null,
        Some(Media::Photo) => "mediaPhoto",
        Some(Media::Location) => "mediaGeo",
        Some(_) => "mediaDocument",
    };
    json!({"media_type": kind, "mime_type": "image/jpeg", "size": 84_211, "file_url": null, "file_thumbnail_url": null})
}
