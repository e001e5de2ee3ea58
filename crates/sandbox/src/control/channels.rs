//! Making channels, and doing in them what their owners and readers do.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

use super::answers::{Refusal, Reply, fields, good, read};
use crate::channels::book::{Channels, Order};
use crate::channels::channel::{Access, Channel};
use crate::channels::dice::seed_of;
use crate::channels::kind::DAY_MS;
use crate::channels::post::{Forward, Media, Post, Service, Written};
use crate::world::{World, lock};

/// The most channels made at once.
const MOST: u64 = 20_000;
/// The most items of an album.
const ALBUM: usize = 10;
/// Posts shown with a channel.
const SHOWN: usize = 20;

/// Which channels are wanted.
#[derive(Debug, Deserialize)]
pub struct Wanted {
    q: Option<String>,
    limit: Option<usize>,
}

/// Several channels from one order.
#[derive(Debug, Deserialize)]
struct Many {
    count: Option<u64>,
    #[serde(default)]
    prefix: Option<String>,
}

/// A post as the control API takes it.
#[derive(Debug, Default, Deserialize)]
struct Publish {
    #[serde(default)]
    text: String,
    #[serde(default)]
    media: Vec<Media>,
    #[serde(default)]
    forward: Option<Forward>,
    #[serde(default)]
    reply_to: Option<u32>,
    #[serde(default)]
    service: Option<Service>,
    #[serde(default)]
    author: Option<String>,
    #[serde(default)]
    views: Option<u64>,
    #[serde(default)]
    at: Option<Timestamp>,
}

/// What is done to a channel's counters and posts.
#[derive(Debug, Default, Deserialize)]
struct Change {
    members: Option<i64>,
    set_members: Option<i64>,
    post: Option<u32>,
    views: Option<i64>,
    set_views: Option<i64>,
    #[serde(default)]
    delete: bool,
    edit: Option<String>,
}

/// What may be changed of a channel itself.
#[derive(Debug, Default, Deserialize)]
struct About {
    title: Option<String>,
    about: Option<String>,
    access: Option<Access>,
    verified: Option<bool>,
    tracked: Option<bool>,
}

/// The channels by name, with their newest post.
pub async fn list(State(world): State<Arc<World>>, Query(wanted): Query<Wanted>) -> Reply {
    let now_ms = world.clock.now_ms();
    let channels = lock(&world.channels);
    let words = wanted.q.unwrap_or_default().trim_start_matches('@').to_lowercase();
    let found = |channel: &&Channel| channel.name.contains(&words) || channel.title.to_lowercase().contains(&words);
    let count = channels.all().filter(found).count();
    let shown = channels.all().filter(found).take(wanted.limit.unwrap_or(100));
    let rows: Vec<Value> = shown.map(|channel| told(&channels, channel, now_ms, 1)).collect();
    good(json!({"count": count, "channels": rows}))
}

/// One channel with its newest posts.
pub async fn show(State(world): State<Arc<World>>, Path(name): Path<String>) -> Reply {
    let channels = lock(&world.channels);
    let channel = channels.get(&name).ok_or_else(|| nobody(&name))?;
    good(told(&channels, channel, world.clock.now_ms(), SHOWN))
}

/// Makes one channel, or as many as "count" says.
pub async fn make(State(world): State<Arc<World>>, body: Bytes) -> Reply {
    let mut fields = fields(&body)?;
    let now_ms = world.clock.now_ms();
    let posts: Vec<Publish> = fields.remove("posts").map(read).transpose()?.unwrap_or_default();
    let many: Many = read(Value::Object(fields.clone()))?;
    let order: Order = read(Value::Object(fields))?;
    let mut channels = lock(&world.channels);
    if let Some(count) = many.count {
        return make_many(
            &mut channels,
            count,
            &many.prefix.unwrap_or_else(|| "channel_".to_owned()),
            &order,
            now_ms,
        );
    }
    let mut written = posts
        .into_iter()
        .map(|post| by_hand(post, now_ms))
        .collect::<Result<Vec<_>, _>>()?;
    written.sort_by_key(|post| post.at_ms);
    let name = channels.make(order, now_ms).map_err(Refusal::conflict)?.name.clone();
    let channel = channels.get_mut(&name).ok_or_else(|| nobody(&name))?;
    if let Some(first) = written.first() {
        channel.created_ms = channel.created_ms.min(first.at_ms - DAY_MS);
    }
    channel.written = written;
    let channel = channels.get(&name).ok_or_else(|| nobody(&name))?;
    good(told(&channels, channel, now_ms, SHOWN))
}

fn make_many(channels: &mut Channels, count: u64, prefix: &str, order: &Order, now_ms: i64) -> Reply {
    if count > MOST {
        return Err(Refusal::wrong(format!("count must be at most {MOST}")));
    }
    let name = |place: u64| format!("{prefix}{place:04}");
    if let Some(taken) = (1..=count).map(name).find(|name| channels.get(name).is_some()) {
        return Err(Refusal::conflict(format!("@{taken} exists already")));
    }
    for place in 1..=count {
        let one = Order {
            name: name(place),
            title: order.title.as_ref().map(|title| format!("{title} {place}")),
            seed: Some(order.seed.unwrap_or_else(|| seed_of(prefix)).wrapping_add(place)),
            // Each names the next one.
            partners: if order.partners.is_empty() {
                vec![name(place % count + 1)]
            } else {
                order.partners.clone()
            },
            ..order.clone()
        };
        channels.make(one, now_ms).map_err(Refusal::wrong)?;
    }
    good(json!({"made": count, "first": name(1), "last": name(count)}))
}

/// Changes what a channel is; what is not named stays.
pub async fn change(State(world): State<Arc<World>>, Path(name): Path<String>, body: Bytes) -> Reply {
    let about: About = read(Value::Object(fields(&body)?))?;
    let now_ms = world.clock.now_ms();
    let mut channels = lock(&world.channels);
    let channel = channels.get_mut(&name).ok_or_else(|| nobody(&name))?;
    if let Some(title) = about.title.filter(|title| *title != channel.title) {
        channel.title.clone_from(&title);
        channel.publish(Written {
            at_ms: now_ms,
            service: Some(Service::Title(title)),
            ..Written::default()
        });
    }
    channel.about = about.about.unwrap_or_else(|| channel.about.clone());
    channel.access = about.access.unwrap_or(channel.access);
    channel.verified = about.verified.unwrap_or(channel.verified);
    if let Some(tracked) = about.tracked {
        let from = tracked.then_some(i64::MIN);
        (channel.tgstat_from_ms, channel.telemetr_from_ms) = (from, from);
    }
    let channel = channels.get(&name).ok_or_else(|| nobody(&name))?;
    good(told(&channels, channel, now_ms, SHOWN))
}

/// Nobody has the name any more.
pub async fn remove(State(world): State<Arc<World>>, Path(name): Path<String>) -> Reply {
    lock(&world.channels).remove(&name).ok_or_else(|| nobody(&name))?;
    good(json!({"ok": true}))
}

/// Publishes a post; answers it.
pub async fn publish(State(world): State<Arc<World>>, Path(name): Path<String>, body: Bytes) -> Reply {
    let post: Publish = read(Value::Object(fields(&body)?))?;
    let now_ms = world.clock.now_ms();
    let written = by_hand(post, now_ms)?;
    let mut channels = lock(&world.channels);
    let channel = channels.get(&name).ok_or_else(|| nobody(&name))?;
    let newest = channels.newest(channel, now_ms, 1, &|_| true).0.pop();
    if newest.is_some_and(|newest| newest.at_ms > written.at_ms) {
        return Err(Refusal::conflict(
            "a post cannot be older than the newest one: numbers rise with time",
        ));
    }
    let channel = channels.get_mut(&name).ok_or_else(|| nobody(&name))?;
    let id = channel.publish(written);
    good(json!({"ok": true, "id": id, "link": format!("https://t.me/{}/{id}", channel.name)}))
}

/// Moves members and views, takes posts out and changes them.
pub async fn counters(State(world): State<Arc<World>>, Path(name): Path<String>, body: Bytes) -> Reply {
    let change: Change = read(Value::Object(fields(&body)?))?;
    let now_ms = world.clock.now_ms();
    let mut channels = lock(&world.channels);
    let channel = channels.get(&name).ok_or_else(|| nobody(&name))?;
    let touches_post = change.views.is_some() || change.set_views.is_some() || change.delete || change.edit.is_some();
    let post = match (change.post, touches_post) {
        (Some(id), _) => {
            let found = channels.newest(channel, now_ms, 1, &|post| post.id == id).0.pop();
            Some(found.ok_or_else(|| Refusal::missing(format!("@{name} has no post {id}")))?)
        }
        (None, true) => return Err(Refusal::wrong("post is missing: the number of the post that is meant")),
        (None, false) => None,
    };
    let members = change
        .set_members
        .map(|members| members - signed(channel.members_at(now_ms)))
        .or(change.members);
    let seen = post.as_ref().and_then(|post| post.views(now_ms)).map_or(0, signed);
    let views = change.set_views.map(|views| views - seen).or(change.views);
    let channel = channels.get_mut(&name).ok_or_else(|| nobody(&name))?;
    channel.member_moves.extend(members.map(|by| (now_ms, by)));
    if let Some(Post { id, .. }) = post {
        channel.view_moves.extend(views.map(|by| (id, now_ms, by)));
        if change.delete {
            channel.deleted.insert(id, now_ms);
        }
        if let Some(text) = change.edit {
            channel.edits.insert(id, (now_ms, text));
        }
    }
    let channel = channels.get(&name).ok_or_else(|| nobody(&name))?;
    good(told(&channels, channel, now_ms, SHOWN))
}

fn nobody(name: &str) -> Refusal {
    Refusal::missing(format!("there is no channel @{}", name.trim_start_matches('@')))
}

fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn by_hand(post: Publish, now_ms: i64) -> Result<Written, Refusal> {
    let at_ms = post.at.map_or(now_ms, |at| at.as_millisecond());
    if at_ms > now_ms {
        return Err(Refusal::wrong("a post cannot be published in the future"));
    }
    if post.text.is_empty() && post.media.is_empty() && post.service.is_none() {
        return Err(Refusal::wrong("a post needs text, media or service"));
    }
    if post.media.len() > ALBUM
        || (post.media.len() > 1 && !post.media.iter().all(|one| matches!(one, Media::Photo | Media::Video)))
    {
        return Err(Refusal::wrong(format!(
            "an album has at most {ALBUM} items, photos and videos"
        )));
    }
    let forward = post.forward.map(|forward| Forward {
        channel: forward
            .channel
            .map(|name| name.trim_start_matches('@').to_ascii_lowercase()),
        ..forward
    });
    Ok(Written {
        at_ms,
        text: post.text,
        media: post.media,
        forward,
        reply_to: post.reply_to,
        service: post.service,
        author: post.author,
        views: post.views,
    })
}

fn told(channels: &Channels, channel: &Channel, now_ms: i64, posts: usize) -> Value {
    let (newest, _) = channels.newest(channel, now_ms, posts, &|_| true);
    let rows: Vec<Value> = newest.iter().rev().map(|post| row(post, now_ms)).collect();
    let followed = |from: Option<i64>| from.is_some_and(|from| from <= now_ms);
    json!({
        "name": channel.name, "title": channel.title, "about": channel.about, "chat_id": channel.chat_id(), "kind": channel.kind,
        "access": channel.access, "verified": channel.verified, "created_at_ms": channel.created_ms, "partners": channel.partners,
        "members": channel.members_at(now_ms), "members_day_ago": channel.members_at(now_ms - DAY_MS),
        "tgstat": followed(channel.tgstat_from_ms), "telemetr": followed(channel.telemetr_from_ms), "posts": rows
    })
}

fn row(post: &Post, now_ms: i64) -> Value {
    json!({
        "id": post.id, "at_ms": post.at_ms, "text": post.text, "media": post.media, "forward": post.forward, "reply_to": post.reply_to,
        "service": post.service, "author": post.author, "edited": post.edited, "views": post.views(now_ms),
        "shares": post.shares(now_ms), "comments": post.comments(now_ms), "reactions": post.reactions_count(now_ms)
    })
}
