//! Wildberries' hosts: who asks, may they, and the answer.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{ConnectInfo, Path, RawQuery, State};
use axum::http::header::{ACCEPT_ENCODING, AUTHORIZATION};
use axum::http::{HeaderMap, Method as Verb};
use axum::response::Response;
use axum::routing::any;
use serde_json::{Map, Value, json};

use super::calls::Call;
use super::errors;
use super::feed::{self, FeedBody, FeedState, Text};
use super::limits::{Exceeded, Method};
use super::moments::moscow;
use super::state::Wildberries;
use super::tokens::{Claims, READ_ONLY, verify};
use super::{draft_calls, stock_calls, supply_calls};
use crate::connection::Line;
use crate::exchange::{Answer, Asked, exchange, hold};
use crate::ledger::Target;
use crate::mask::last4;
use crate::web::{form, told_body, told_query};
use crate::world::{World, lock};

/// What came with a call.
struct Sent<'a> {
    key: Option<&'a str>,
    query: &'a Map<String, Value>,
    body: &'a [u8],
    /// Whether the answer may be compressed.
    packed: bool,
}

/// The routes of all hosts.
pub fn routes() -> Router<Arc<World>> {
    Router::new().route("/wb/{host}/{*path}", any(call))
}

async fn call(
    State(world): State<Arc<World>>,
    ConnectInfo(line): ConnectInfo<Line>,
    Path((host, path)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    verb: Verb,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let query = form(query.unwrap_or_default().as_bytes());
    let key = bearer(&headers);
    let packed = headers
        .get(ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|e| e.contains("gzip"));
    let call = Call::at(&verb, &host, &path);
    if call == Some(Call::Coefficients) {
        let delay_ms = lock(&world.wb).feed.delay_ms;
        if delay_ms > 0 {
            hold(&world, Duration::from_millis(delay_ms)).await;
        }
    }
    let asked = Asked {
        target: Target::Wb,
        method: verb.to_string(),
        path: format!("/wb/{host}/{path}"),
        query: told_query(&query),
        body: told_body(&body),
        key: key.as_deref().map(|key| last4(key).to_owned()),
    };
    exchange(&world, &line, asked, |world, _| {
        let Some(call) = call else {
            return Answer::json(404, errors::path_not_found());
        };
        let sent = Sent {
            key: key.as_deref(),
            query: &query,
            body: &body,
            packed,
        };
        answer(&mut lock(&world.wb), world, call, &sent)
    })
    .await
}

/// The seller key of a request, with or without "Bearer".
pub fn bearer(headers: &HeaderMap) -> Option<String> {
    let text = headers.get(AUTHORIZATION)?.to_str().ok()?.trim();
    let key = match text.split_once(' ') {
        Some((scheme, key)) if scheme.eq_ignore_ascii_case("bearer") => key.trim(),
        Some(_) | None => text,
    };
    (!key.is_empty()).then(|| key.to_owned())
}

/// Checks a key and its seller's standing; `category` is the bit the host wants.
pub fn authorise(
    wb: &mut Wildberries,
    key: Option<&str>,
    category: Option<u8>,
    now_s: i64,
) -> Result<Claims, (u16, Value)> {
    let refused = |why: &str| (401, errors::unauthorized(why));
    let key = key.ok_or_else(|| refused("empty Authorization header"))?;
    let claims = verify(key, now_s).map_err(|why| refused(&why))?;
    let seller = wb.sellers.of(&claims.sid);
    if seller.has_withdrawn(&claims) {
        return Err(refused("token problem; token is withdrawn"));
    }
    if claims.t {
        return Err(refused("token problem; test token is not allowed for this host"));
    }
    if seller.payment_required {
        return Err((402, errors::payment_required()));
    }
    // Tariffs are open to a key of any category, but of at least one.
    let granted = category.map_or(claims.s & !(1 << super::tokens::READ_ONLY) != 0, |bit| claims.has(bit));
    if !granted {
        return Err((403, errors::forbidden("scope is not allowed for this resource")));
    }
    Ok(claims)
}

fn answer(wb: &mut Wildberries, world: &World, call: Call<'_>, sent: &Sent<'_>) -> Answer {
    let method = call.method();
    let now_ms = world.clock.now_ms();
    let claims = match admit(wb, call, sent.key, world.clock.now_s()) {
        Ok(claims) => claims,
        Err((status, body)) => {
            let remaining = method.spec(false).burst;
            return Answer::json(status, body).header("X-Ratelimit-Remaining", remaining);
        }
    };
    let sid = claims.sid.as_str();
    let remaining = match wb.limits.take(sid, method, claims.is_base(), now_ms) {
        Ok(remaining) => remaining,
        Err(Exceeded {
            retry_s,
            limit,
            reset_s,
        }) => {
            return Answer::json(429, errors::too_many())
                .header("X-Ratelimit-Retry", retry_s)
                .header("X-Ratelimit-Limit", limit)
                .header("X-Ratelimit-Reset", reset_s);
        }
    };
    let Sent {
        query, body, packed, ..
    } = *sent;
    let (status, told) = match call {
        Call::Coefficients => {
            return coefficients(wb, world, query, packed).header("X-Ratelimit-Remaining", remaining);
        }
        Call::SellerInfo => (200, wb.sellers.of(sid).info(sid)),
        Call::CommonPing | Call::SuppliesPing => (200, json!({"TS": moscow(now_ms), "Status": "OK"})),
        Call::Supplies => supply_calls::list(wb, sid, query, body),
        Call::Supply(id) => supply_calls::one(wb, sid, id, query),
        Call::CreateDraft => draft_calls::create(wb, sid, now_ms),
        Call::Drafts => draft_calls::list(wb, sid, query),
        Call::DeleteDraft(id) => draft_calls::delete(wb, sid, id),
        Call::AddItems(id) => draft_calls::add(wb, sid, id, body, now_ms),
        Call::Items(id) => draft_calls::items(wb, sid, id),
        Call::RemoveItems(id) => draft_calls::remove(wb, sid, id, body, now_ms),
        Call::Stocks => stock_calls::report(wb, sid, body),
    };
    let mut answer = Answer::json(status, told);
    if status == 204 {
        answer.body = Bytes::new();
    }
    answer.header("X-Ratelimit-Remaining", remaining)
}

/// Checks that a key may make this call.
fn admit(wb: &mut Wildberries, call: Call<'_>, key: Option<&str>, now_s: i64) -> Result<Claims, (u16, Value)> {
    let claims = authorise(wb, key, call.category(), now_s)?;
    if matches!(call.method(), Method::Drafts | Method::Stocks) && !claims.has_drafts() {
        return Err((403, errors::kind_not_allowed()));
    }
    if call.writes() && claims.has(READ_ONLY) {
        return Err((403, errors::forbidden("scope is not allowed for this resource")));
    }
    Ok(claims)
}

fn coefficients(wb: &mut Wildberries, world: &World, query: &Map<String, Value>, packed: bool) -> Answer {
    if wb.feed.state == FeedState::Disabled {
        return Answer::json(404, errors::disabled());
    }
    if wb.feed.body == FeedBody::Null {
        return Answer::json(200, Value::Null);
    }
    let Ok(only) = feed::filter(query.get("warehouseIDs").and_then(Value::as_str).unwrap_or_default()) else {
        return Answer::json(400, errors::bad_request("Неверный формат warehouseIDs"));
    };
    let today = world.clock.moscow_today();
    let Text { body, rows } = match (&only, packed) {
        (None, true) => wb.text.packed(&wb.board, today),
        (None, false) => wb.text.plain(&wb.board, today),
        (Some(_), packed) => {
            let Text { body, rows } = feed::write(&wb.board, today, only.as_ref());
            Text {
                body: if packed { feed::pack(&body) } else { body },
                rows,
            }
        }
    };
    let told = json!({"rows": rows, "bytes": body.len()});
    let answer = Answer {
        status: 200,
        headers: Vec::new(),
        body,
        told,
    };
    if packed {
        answer.header("Content-Encoding", "gzip")
    } else {
        answer
    }
}
