//! The methods' answers.

use jiff::civil::DateTime;
use jiff::tz::Offset;
use serde_json::{Map, Value, json};

use super::errors::error;
use crate::channels::book::Channels;
use crate::channels::channel::Channel;
use crate::channels::figures::{Measured, hundredths};
use crate::channels::post::{Post, whole};
use crate::channels::references::Sort;
use crate::exchange::Answer;
use crate::tgstat::{Group, Moments, ends};
use crate::tme::words;

/// The rows of a page.
const PAGE: usize = 50;

/// An answer without an error.
pub fn good(response: Value) -> Answer {
    Answer::json(200, json!({"status": "ok", "response": response}))
}

/// A field as text.
pub fn text<'f>(fields: &'f Map<String, Value>, name: &str) -> Option<&'f str> {
    fields.get(name)?.as_str().filter(|text| !text.is_empty())
}

/// The channel meant, by its name without `@` or Telegram's number.
pub fn meant<'c>(channels: &'c Channels, asked: &str) -> Option<&'c Channel> {
    let found = match asked.parse::<i64>() {
        Ok(number) => channels.by_number(number),
        Err(_) => channels.get(asked),
    };
    found.filter(|channel| channel.is_public())
}

/// A method about one channel.
pub fn about(channels: &Channels, method: &str, channel: &Channel, fields: &Map<String, Value>, now_ms: i64) -> Answer {
    match method {
        "channels/get" => good(json!({
            "id": channel.number, "title": channel.title, "username": channel.name, "about": channel.about,
            "participants_count": channel.members_at(now_ms), "peer_type": "channel"
        })),
        "channels/stat" => good(stat(channels, channel, now_ms)),
        "channels/posts" => posts(channels, channel, fields, now_ms),
        "channels/subscribers" => subscribers(channel, fields, now_ms),
        _ => error(404, 404, "Метод не найден"),
    }
}

fn stat(channels: &Channels, channel: &Channel, now_ms: i64) -> Value {
    let measured = Measured::new(channel, channels.posts(channel, now_ms));
    let mentions = channels.references(channel, Sort::Mention, i64::MIN, now_ms).len();
    let forwards = channels.references(channel, Sort::Forward, i64::MIN, now_ms).len();
    json!({
        "title": channel.title, "username": channel.name, "participants_count": channel.members_at(now_ms),
        "avg_post_reach": measured.reach(now_ms).map(whole), "err_percent": measured.err(now_ms).map(hundredths),
        "er_percent": measured.er(now_ms).map(hundredths), "mentions_count": mentions, "forwards_count": forwards,
        "ci_index": 0, "scoring_rate": 7.1
    })
}

fn posts(channels: &Channels, channel: &Channel, fields: &Map<String, Value>, now_ms: i64) -> Answer {
    let flag = |name| text(fields, name) == Some("1");
    let offset = text(fields, "offset")
        .and_then(|offset| offset.parse().ok())
        .unwrap_or(0);
    let (hide_deleted, hide_forwards) = (flag("hideDeleted"), flag("hideForwards"));
    let mut posts = channels.posts(channel, now_ms);
    posts.retain(|post: &Post| {
        post.service.is_none() && (!hide_deleted || post.stands(now_ms)) && (!hide_forwards || post.forward.is_none())
    });
    let rows: Vec<Value> = posts
        .iter()
        .rev()
        .skip(offset)
        .take(PAGE)
        .map(|post| row(channel, post, now_ms))
        .collect();
    good(json!({"count": rows.len(), "total_count": posts.len(), "items": rows}))
}

fn row(channel: &Channel, post: &Post, now_ms: i64) -> Value {
    json!({
        "id": post.id, "date": post.at_ms / 1000, "text": words(&post.text), "is_deleted": u8::from(!post.stands(now_ms)),
        "display_url": format!("https://t.me/{}/{}", channel.name, post.id),
        "stats": {"views": post.views(now_ms), "forwards": post.shares(now_ms), "reactions": post.reactions_count(now_ms), "comments": post.comments(now_ms)}
    })
}

fn subscribers(channel: &Channel, fields: &Map<String, Value>, now_ms: i64) -> Answer {
    let Some(group) = Group::named(text(fields, "group")) else {
        return error(400, 400, "Неверный параметр group");
    };
    let usual = Moments::usual(now_ms);
    let stretch = Moments {
        from_ms: text(fields, "startDate").and_then(moment).unwrap_or(usual.from_ms),
        to_ms: text(fields, "endDate").and_then(moment).unwrap_or(usual.to_ms),
    };
    let known = ends(group, stretch, now_ms)
        .into_iter()
        .filter(|(_, period)| period.to_ms >= channel.created_ms);
    good(
        known
            .map(|(period, moments)| json!({"period": period, "participants_count": channel.members_at(moments.to_ms)}))
            .collect(),
    )
}

/// `2025-01-01 00:00:00`, in Moscow's time.
fn moment(text: &str) -> Option<i64> {
    let time = DateTime::strptime("%Y-%m-%d %H:%M:%S", text).ok()?;
    Some(Offset::constant(3).to_timestamp(time).ok()?.as_millisecond())
}
