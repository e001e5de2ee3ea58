//! The methods' answers.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::errors::{error, pending};
use super::shapes;
use super::{Group, Moments, ends};
use crate::channels::book::Channels;
use crate::channels::channel::Channel;
use crate::channels::figures::{Measured, hundredths};
use crate::channels::kind::DAY_MS;
use crate::channels::post::Post;
use crate::channels::references::Sort;
use crate::channels::sources::Source;
use crate::exchange::Answer;

/// How long the service looks at a channel before it follows it.
const LOOKS_MS: i64 = 20 * 60 * 1000;
/// The largest offset answered.
const LAST_OFFSET: usize = 1_000;

/// What was asked, as text.
pub type Fields = Map<String, Value>;

fn good(response: Value) -> Answer {
    Answer::json(200, json!({"status": "ok", "response": response}))
}

/// The channel meant, by name, link or the service's own number.
pub fn meant<'c>(channels: &'c Channels, asked: &str) -> Option<&'c Channel> {
    if let Ok(id) = asked.parse() {
        return channels.by_number(shapes::number_of(id));
    }
    let bare = asked.trim_start_matches("https://").trim_start_matches("t.me/");
    channels
        .get(bare.split('/').next()?)
        .filter(|channel| channel.is_public())
}

/// A method that is about one channel.
pub fn about(channels: &Channels, method: &str, channel: &Channel, fields: &Fields, now_ms: i64) -> Answer {
    let measured = || Measured::new(channel, channels.posts(channel, now_ms));
    let percent = |number: Option<f64>| number.map(hundredths);
    match method {
        "channels/get" => good(shapes::channel(channel, now_ms)),
        "channels/stat" => good(stat(channels, channel, now_ms)),
        "channels/posts" => posts(channels, channel, fields, now_ms),
        "channels/mentions" => references(channels, channel, Sort::Mention, fields, now_ms),
        "channels/forwards" => references(channels, channel, Sort::Forward, fields, now_ms),
        // A number as a text, as one client met it.
        "channels/subscribers" => series(fields, now_ms, true, "participants_count", |period| {
            let known = period.to_ms >= channel.created_ms;
            known.then(|| json!(channel.members_at(period.to_ms).to_string()))
        }),
        "channels/views" => {
            let measured = measured();
            series(fields, now_ms, false, "views_count", |period| {
                Some(json!(measured.views_between(period.from_ms, period.to_ms) as f64))
            })
        }
        "channels/avg-posts-reach" => {
            let measured = measured();
            series(fields, now_ms, false, "avg_posts_reach", |period| {
                percent(measured.reach(period.to_ms)).map(Value::from)
            })
        }
        "channels/err" => {
            let measured = measured();
            series(fields, now_ms, true, "err", |period| {
                percent(measured.err(period.to_ms)).map(Value::from)
            })
        }
        "channels/err24" => {
            let measured = measured();
            series(fields, now_ms, true, "err24", |period| {
                percent(measured.err24(period.to_ms)).map(Value::from)
            })
        }
        "channels/er" => {
            let measured = measured();
            series(fields, now_ms, true, "er", |period| {
                percent(measured.er(period.to_ms)).map(Value::from)
            })
        }
        _ => error("wrong_method"),
    }
}

/// `channels/add`: pending, and followed twenty minutes later.
pub fn add(channels: &mut Channels, fields: &Fields, now_ms: i64) -> Answer {
    let Some(name) = text(fields, "channelName") else {
        return error("param channelName required");
    };
    let Some(name) = meant(channels, name).map(|channel| channel.name.clone()) else {
        return error("channel_not_found");
    };
    let Some(channel) = channels.get_mut(&name) else {
        return error("channel_not_found");
    };
    match channel.tgstat_from_ms {
        Some(from) if from <= now_ms => good(json!({"channelId": shapes::service_id(channel)})),
        Some(_) => pending(),
        None => {
            channel.tgstat_from_ms = Some(now_ms + LOOKS_MS);
            pending()
        }
    }
}

/// `usage/stat`: quotas as texts, "spent/limit".
pub fn usage(channels: &Channels, now_ms: i64) -> Answer {
    let standing = channels.sources.of(Source::Tgstat);
    good(json!([{
        "serviceKey": "api_stat_l", "title": "Доступ к Stat API (тариф L)",
        "spentChannels": format!("{}/{}", standing.asked_about.len(), standing.channels_limit),
        "spentRequests": format!("{}/{}", standing.requests_spent, standing.requests_limit),
        "expiredAt": (now_ms + 21 * DAY_MS) / 1000
    }]))
}

/// A field as text that is not empty.
pub fn text<'f>(fields: &'f Fields, name: &str) -> Option<&'f str> {
    fields.get(name)?.as_str().filter(|text| !text.is_empty())
}

fn number(fields: &Fields, name: &str) -> Option<i64> {
    text(fields, name)?.parse().ok()
}

fn flag(fields: &Fields, name: &str) -> bool {
    number(fields, name) == Some(1)
}

/// A stretch of time from two unix moments.
fn stretch(fields: &Fields, from: &str, to: &str, otherwise: Moments) -> Moments {
    let moment = |name| number(fields, name).map(|seconds| seconds.saturating_mul(1000));
    Moments {
        from_ms: moment(from).unwrap_or(otherwise.from_ms),
        to_ms: moment(to).unwrap_or(otherwise.to_ms),
    }
}

/// The rows of a page: at most 50, 20 unless told otherwise; `None` beyond the last offset.
fn page<T>(rows: Vec<T>, fields: &Fields) -> Option<Vec<T>> {
    let at = usize::try_from(number(fields, "offset").unwrap_or(0)).unwrap_or(0);
    let limit = usize::try_from(number(fields, "limit").unwrap_or(20))
        .unwrap_or(20)
        .clamp(1, 50);
    (at <= LAST_OFFSET).then(|| rows.into_iter().skip(at).take(limit).collect())
}

fn stat(channels: &Channels, channel: &Channel, now_ms: i64) -> Value {
    let measured = Measured::new(channel, channels.posts(channel, now_ms));
    let mentions = channels.references(channel, Sort::Mention, i64::MIN, now_ms);
    let forwards = channels.references(channel, Sort::Forward, i64::MIN, now_ms);
    let mentioning: BTreeSet<&str> = mentions.iter().map(|mention| mention.by.name.as_str()).collect();
    shapes::stat(
        channel,
        &measured,
        (mentions.len(), forwards.len(), mentioning.len()),
        now_ms,
    )
}

fn posts(channels: &Channels, channel: &Channel, fields: &Fields, now_ms: i64) -> Answer {
    let Moments { from_ms, to_ms } = stretch(
        fields,
        "startTime",
        "endTime",
        Moments {
            from_ms: i64::MIN,
            to_ms: now_ms,
        },
    );
    let (hide_deleted, hide_forwards) = (flag(fields, "hideDeleted"), flag(fields, "hideForwards"));
    let mut posts = channels.posts(channel, now_ms);
    posts.retain(|post: &Post| {
        post.service.is_none()
            && (from_ms..=to_ms).contains(&post.at_ms)
            && (!hide_deleted || post.stands(now_ms))
            && (!hide_forwards || post.forward.is_none())
    });
    posts.reverse();
    let total = posts.len();
    let Some(rows) = page(posts, fields) else {
        return error("param offset is too large");
    };
    // An empty page is a list, not an object.
    if rows.is_empty() {
        return good(json!([]));
    }
    let items: Vec<Value> = rows.iter().map(|post| shapes::post(channel, post, now_ms)).collect();
    let mut response = json!({"count": items.len(), "total_count": total, "items": items});
    if flag(fields, "extended") {
        response["channel"] = shapes::channel(channel, now_ms);
    }
    good(response)
}

fn references(channels: &Channels, channel: &Channel, sort: Sort, fields: &Fields, now_ms: i64) -> Answer {
    let Moments { from_ms, to_ms } = stretch(
        fields,
        "startDate",
        "endDate",
        Moments {
            from_ms: i64::MIN,
            to_ms: now_ms,
        },
    );
    let mut found = channels.references(channel, sort, from_ms, now_ms);
    found.retain(|reference| reference.post.at_ms <= to_ms);
    let Some(rows) = page(found, fields) else {
        return error("param offset is too large");
    };
    if rows.is_empty() {
        return good(json!([]));
    }
    let items: Vec<Value> = rows.iter().map(|row| shapes::reference(row, sort)).collect();
    let mut response = json!({"items": items});
    if flag(fields, "extended") {
        let mut told = BTreeSet::new();
        let by = rows.iter().filter(|row| told.insert(row.by.number));
        response["channels"] = by.map(|row| shapes::channel(row.by, now_ms)).collect();
    }
    good(response)
}

/// `[{"period":…,"<field>":…}]`; a period without a value is not there.
fn series(
    fields: &Fields,
    now_ms: i64,
    by_hour: bool,
    field: &str,
    value: impl Fn(Moments) -> Option<Value>,
) -> Answer {
    let group = Group::named(text(fields, "group"));
    let Some(group) = group.filter(|group| by_hour || *group != Group::Hour) else {
        return error("param group is wrong");
    };
    let periods = ends(
        group,
        stretch(fields, "startDate", "endDate", Moments::usual(now_ms)),
        now_ms,
    );
    let rows = periods
        .into_iter()
        .filter_map(|(period, moments)| Some(json!({"period": period, field: value(moments)?})));
    good(rows.collect())
}
