//! The gateway's HTTP side.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{ConnectInfo, Path, RawQuery, State};
use axum::http::{HeaderMap, Method as Verb};
use axum::response::Response;
use axum::routing::any;
use serde_json::{Map, Value, json};

use super::book::book;
use super::moves;
use super::wish::{TIME_SLOTS, date_of, wish};
use crate::connection::Line;
use crate::exchange::{Answer, Asked, exchange};
use crate::ledger::Target;
use crate::mask::last4;
use crate::wb::board::{days, number};
use crate::wb::http::{authorise, bearer};
use crate::wb::tokens::{Claims, READ_ONLY, SUPPLIES};
use crate::web::{form, told_body, told_query};
use crate::world::{World, lock};

/// The longest key an attempt may have.
const LONGEST_ATTEMPT: usize = 256;

/// The gateway's routes.
pub fn routes() -> Router<Arc<World>> {
    Router::new().route("/gateway/{*path}", any(call))
}

async fn call(
    State(world): State<Arc<World>>,
    ConnectInfo(line): ConnectInfo<Line>,
    Path(path): Path<String>,
    RawQuery(query): RawQuery,
    verb: Verb,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let query = form(query.unwrap_or_default().as_bytes());
    let key = bearer(&headers);
    let attempt = headers
        .get("idempotency-key")
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
        .to_owned();
    let asked = Asked {
        target: Target::Gateway,
        method: verb.to_string(),
        path: format!("/gateway/{path}"),
        query: told_query(&query),
        body: told_body(&body),
        key: key.as_deref().map(|key| last4(key).to_owned()),
    };
    exchange(&world, &line, asked, |world, _| {
        let (status, told) = answer(world, &verb, &path, key.as_deref(), &query, &attempt, &body);
        let answer = Answer::json(status, told);
        // Wildberries asks an over-eager seller for ten minutes of patience.
        if status == 429 {
            answer.header("Retry-After", 600)
        } else {
            answer
        }
    })
    .await
}

fn answer(
    world: &World,
    verb: &Verb,
    path: &str,
    key: Option<&str>,
    query: &Map<String, Value>,
    attempt: &str,
    body: &[u8],
) -> (u16, Value) {
    let gateway = &mut *lock(&world.gateway);
    let wb = &mut *lock(&world.wb);
    let claims = match authorise(wb, key, Some(SUPPLIES), world.clock.now_s()) {
        Ok(claims) => claims,
        Err((status, body)) => {
            let error = match status {
                401 => "unauthorized",
                402 => "payment_required",
                _ => "forbidden",
            };
            return refusal(status, error, body["detail"].as_str().unwrap_or_default());
        }
    };
    match (verb, path) {
        (&Verb::GET, "api/v1/slots") => slots(world, wb, query),
        (&Verb::POST, "api/v1/bookings") => {
            if let Err(refusal) = may_write(&claims, attempt) {
                return refusal;
            }
            match wish(body) {
                Ok(wish) => book(gateway, wb, &claims.sid, attempt, wish, world.clock.now_ms()),
                Err(why) => refusal(400, "bad_request", &why),
            }
        }
        (&Verb::GET, "api/v1/bookings") => {
            let Some(attempt) = query
                .get("idempotencyKey")
                .and_then(Value::as_str)
                .filter(|key| !key.is_empty())
            else {
                return refusal(400, "bad_request", "idempotencyKey is required");
            };
            found(
                gateway
                    .bookings
                    .iter()
                    .find(|b| b.sid == claims.sid && b.idempotency_key == attempt),
            )
        }
        (&Verb::GET, "api/v1/redistribution/limits") => {
            let left = gateway.quotas.left(world.clock.now_ms());
            (200, json!({"quotas": left}))
        }
        (&Verb::POST, "api/v1/redistribution/requests") => {
            if let Err(refusal) = may_write(&claims, attempt) {
                return refusal;
            }
            let now_ms = world.clock.now_ms();
            match moves::wish(body) {
                Ok(wish) => moves::redistribute(gateway, &mut wb.stocks, &claims.sid, attempt, wish, now_ms),
                Err(why) => refusal(400, "bad_request", &why),
            }
        }
        (&Verb::GET, path) => match path.strip_prefix("api/v1/bookings/") {
            Some(id) => found(
                gateway
                    .bookings
                    .iter()
                    .find(|b| b.sid == claims.sid && b.booking_id == id),
            ),
            None => refusal(404, "not_found", "there is no such call"),
        },
        _ => refusal(404, "not_found", "there is no such call"),
    }
}

/// Whether a key and an attempt are good for a call that changes something.
fn may_write(claims: &Claims, attempt: &str) -> Result<(), (u16, Value)> {
    if claims.has(READ_ONLY) {
        return Err(refusal(403, "forbidden", "the key only reads"));
    }
    if attempt.is_empty() || attempt.len() > LONGEST_ATTEMPT {
        let why = "the Idempotency-Key header is required, at most 256 characters";
        return Err(refusal(400, "bad_request", why));
    }
    Ok(())
}

fn found(booking: Option<&super::ledger::Booking>) -> (u16, Value) {
    match booking {
        Some(booking) => (200, booking.answer()),
        None => refusal(404, "not_found", "there is no such booking"),
    }
}

fn slots(world: &World, wb: &crate::wb::state::Wildberries, query: &Map<String, Value>) -> (u16, Value) {
    let today = world.clock.moscow_today();
    let text = |name: &str| query.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    let warehouse: Option<u32> = match text("warehouseID").map(str::parse).transpose() {
        Ok(warehouse) => warehouse,
        Err(_) => return refusal(400, "bad_request", "warehouseID must be a number"),
    };
    let mut range = (today, days(today).last().copied().unwrap_or(today));
    for (name, end) in [("dateFrom", &mut range.0), ("dateTo", &mut range.1)] {
        if let Some(given) = text(name) {
            let Some(date) = date_of(given) else {
                return refusal(400, "bad_request", &format!("{name} must be YYYY-MM-DD"));
            };
            *end = date;
        }
    }
    let wanted = |date, id| range.0 <= date && date <= range.1 && warehouse.is_none_or(|warehouse| warehouse == id);
    let rows = wb.board.rows(today).filter(|((date, id, _), _, _)| wanted(*date, *id));
    let told = rows.map(|((date, id, box_type), _, cell)| {
        let hours: &[&str] = if cell.is_open() { &TIME_SLOTS } else { &[] };
        json!({
            "date": date.to_string(), "warehouseID": id, "boxTypeID": box_type, "coefficient": number(cell.coefficient),
            "allowUnload": cell.allow_unload, "timeSlots": hours
        })
    });
    (200, told.collect())
}

fn refusal(status: u16, error: &str, detail: &str) -> (u16, Value) {
    (status, json!({"error": error, "detail": detail}))
}
