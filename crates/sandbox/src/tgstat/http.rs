//! TGStat's addresses: who asks, what is left for them, and the answer.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{ConnectInfo, Path, RawQuery, State};
use axum::http::Method as Verb;
use axum::response::Response;
use axum::routing::any;
use serde_json::Value;

use super::answers::{Fields, about, add, meant, text, usage};
use super::errors::{error, pending, status};
use crate::channels::sources::{OddKind, Oddity, Source};
use crate::connection::Line;
use crate::exchange::Answer;
use crate::sourced::{Call, call};
use crate::web::form;
use crate::world::{World, lock};

/// Methods about one channel.
const ABOUT: [&str; 11] = [
    "channels/get",
    "channels/stat",
    "channels/posts",
    "channels/mentions",
    "channels/forwards",
    "channels/subscribers",
    "channels/views",
    "channels/avg-posts-reach",
    "channels/err",
    "channels/err24",
    "channels/er",
];

/// The routes of TGStat.
pub fn routes() -> Router<Arc<World>> {
    Router::new().route("/tgstat/{*method}", any(serve))
}

async fn serve(
    State(world): State<Arc<World>>,
    ConnectInfo(line): ConnectInfo<Line>,
    Path(method): Path<String>,
    RawQuery(query): RawQuery,
    verb: Verb,
    body: Bytes,
) -> Response {
    let query = form(query.unwrap_or_default().as_bytes());
    let sent = form(&body);
    let mut fields = query.clone();
    fields.extend(sent.clone());
    let channel = {
        let named = text(&fields, "channelId").or_else(|| text(&fields, "channelName"));
        let channels = lock(&world.channels);
        named.map(|named| {
            meant(&channels, named).map_or_else(
                || named.trim_start_matches('@').to_owned(),
                |channel| channel.name.clone(),
            )
        })
    };
    let asked = Call {
        source: Source::Tgstat,
        method: verb.to_string(),
        path: format!("/tgstat/{method}"),
        query,
        body: if sent.is_empty() {
            Value::Null
        } else {
            Value::Object(sent)
        },
        channel,
    };
    call(&world, &line, asked, |world, oddity| {
        answer(world, &verb, &method, &fields, oddity)
    })
    .await
}

fn answer(world: &World, verb: &Verb, method: &str, fields: &Fields, oddity: Option<&Oddity>) -> Answer {
    if let Some(Oddity {
        kind,
        status: code,
        error: said,
        retry_after_s,
        ..
    }) = oddity
    {
        match kind {
            OddKind::Status => return status(*code, *retry_after_s),
            OddKind::Error => return error(said.as_deref().unwrap_or("flood_control_10")),
            OddKind::Pending => return pending(),
            _ => {}
        }
    }
    let now_ms = world.clock.now_ms();
    let channels = &mut *lock(&world.channels);
    let standing = channels.sources.of(Source::Tgstat);
    if text(fields, "token").is_none() {
        return error("empty_token");
    }
    if standing.token_revoked {
        return error("token_invalid");
    }
    let posted = method == "channels/add";
    if !posted && method != "usage/stat" && !ABOUT.contains(&method) {
        return error("wrong_method");
    }
    if (*verb == Verb::POST) != posted {
        return error("wrong_method_type");
    }
    // Not billed.
    if method == "usage/stat" {
        return usage(channels, now_ms);
    }
    if !standing.subscribed {
        return error("no_active_subscription");
    }
    if standing.requests_left() == 0 {
        return error("quota_requests_reached");
    }
    channels.sources.of_mut(Source::Tgstat).requests_spent += 1;
    if posted {
        return add(channels, fields, now_ms);
    }
    let Some(named) = text(fields, "channelId") else {
        return error("param channelId required");
    };
    let followed = meant(channels, named).filter(|channel| channel.tgstat_from_ms.is_some_and(|from| from <= now_ms));
    let Some(number) = followed.map(|channel| channel.number) else {
        return error("channel_not_found");
    };
    let standing = channels.sources.of_mut(Source::Tgstat);
    let room = u64::try_from(standing.asked_about.len()).unwrap_or(u64::MAX) < standing.channels_limit;
    if !room && !standing.asked_about.contains(&number) {
        return error("quota_channel_reached");
    }
    standing.asked_about.insert(number);
    match meant(channels, named) {
        Some(channel) => about(channels, method, channel, fields, now_ms),
        None => error("channel_not_found"),
    }
}
