//! Telemetr's addresses: who asks, what is left for them, and the answer.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{ConnectInfo, Path, RawQuery, State};
use axum::http::{HeaderMap, Method as Verb};
use axum::response::Response;
use axum::routing::any;
use serde_json::{Map, Value, json};

use super::answers::{about, good, meant, text};
use super::errors::{error, no_package, not_found, status, unauthorized};
use crate::channels::sources::{OddKind, Oddity, Source};
use crate::connection::Line;
use crate::exchange::Answer;
use crate::sourced::{Call, call};
use crate::wb::http::bearer;
use crate::web::{form, told_body};
use crate::world::{World, lock};

/// How long the service looks at a channel before it follows it.
const LOOKS_MS: i64 = 20 * 60 * 1000;

/// A call, taken apart.
struct Sent<'a> {
    verb: &'a Verb,
    method: &'a str,
    fields: &'a Map<String, Value>,
    body: &'a Value,
    has_token: bool,
}

/// The routes of Telemetr.
pub fn routes() -> Router<Arc<World>> {
    Router::new().route("/telemetr/{*method}", any(serve))
}

async fn serve(
    State(world): State<Arc<World>>,
    ConnectInfo(line): ConnectInfo<Line>,
    Path(method): Path<String>,
    RawQuery(query): RawQuery,
    verb: Verb,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let fields = form(query.unwrap_or_default().as_bytes());
    let body = told_body(&body);
    let channel = text(&fields, "channelId").or_else(|| body["channelId"].as_str());
    let asked = Call {
        source: Source::Telemetr,
        method: verb.to_string(),
        path: format!("/telemetr/{method}"),
        query: fields.clone(),
        body: body.clone(),
        channel: channel.map(str::to_owned),
    };
    let sent = Sent {
        verb: &verb,
        method: &method,
        fields: &fields,
        body: &body,
        has_token: bearer(&headers).is_some(),
    };
    call(&world, &line, asked, |world, oddity| answer(world, &sent, oddity)).await
}

fn answer(world: &World, sent: &Sent<'_>, oddity: Option<&Oddity>) -> Answer {
    if let Some(Oddity {
        kind: OddKind::Status,
        status: code,
        retry_after_s,
        ..
    }) = oddity
    {
        return status(*code, *retry_after_s);
    }
    let now_ms = world.clock.now_ms();
    let channels = &mut *lock(&world.channels);
    let standing = channels.sources.of(Source::Telemetr);
    if !sent.has_token || standing.token_revoked {
        return unauthorized();
    }
    if !standing.subscribed {
        return no_package();
    }
    let free = sent.method == "v1/limits";
    let spent_up = standing.requests_left() == 0;
    if !free && !spent_up {
        channels.sources.of_mut(Source::Telemetr).requests_spent += 1;
    }
    let standing = channels.sources.of(Source::Telemetr);
    let (limit, left) = (standing.requests_limit, standing.requests_left());
    let told = if free {
        good(json!({"limit": limit, "remaining": left}))
    } else if spent_up {
        error(429, 429, "Лимит запросов исчерпан")
    } else if oddity.is_some_and(|oddity| oddity.kind == OddKind::Empty) {
        good(json!([]))
    } else if sent.method == "channels/add" {
        add(world, channels, sent)
    } else if *sent.verb != Verb::GET {
        error(405, 405, "Метод не поддерживается")
    } else {
        let followed = text(sent.fields, "channelId").and_then(|named| meant(channels, named));
        let followed = followed.filter(|channel| channel.telemetr_from_ms.is_some_and(|from| from <= now_ms));
        match followed {
            Some(channel) => about(channels, sent.method, channel, sent.fields, now_ms),
            None => not_found(),
        }
    };
    told.header("X-RateLimit-Limit", limit)
        .header("X-RateLimit-Remaining", left)
        .header("X-RateLimit-Reset", seconds_to_next_month(now_ms))
}

fn add(world: &World, channels: &mut crate::channels::book::Channels, sent: &Sent<'_>) -> Answer {
    let named = sent.body["channelId"].as_str().unwrap_or_default();
    let Some(name) = meant(channels, named).map(|channel| channel.name.clone()) else {
        return not_found();
    };
    if let Some(channel) = channels.get_mut(&name) {
        channel.telemetr_from_ms.get_or_insert(world.clock.now_ms() + LOOKS_MS);
    }
    good(json!({"message": "Канал добавлен"}))
}

/// Volumes are of a month of Moscow's.
fn seconds_to_next_month(now_ms: i64) -> i64 {
    let now = jiff::Timestamp::from_millisecond(now_ms).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    let offset = jiff::tz::Offset::constant(3);
    let last = offset.to_datetime(now).date().last_of_month();
    let end = last
        .tomorrow()
        .ok()
        .and_then(|day| offset.to_timestamp(day.at(0, 0, 0, 0)).ok());
    end.map_or(0, |end| (end.as_millisecond() - now_ms) / 1000)
}
