//! One call from outside: spoilt by a fault or carried out, then written into the ledger.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::{Body, Bytes};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};

use crate::connection::Line;
use crate::faults::{Fault, FaultKind};
use crate::ledger::{Entry, Target};
use crate::mask::mask;
use crate::news::{News, of_call};
use crate::world::{World, lock};

/// How long a held connection is held at most.
const LONGEST_HOLD: Duration = Duration::from_secs(120);

/// A call as it arrived.
#[derive(Debug)]
pub struct Asked {
    /// Who is called.
    pub target: Target,
    /// The Bot API method, or the HTTP verb.
    pub method: String,
    /// The path, the bot token masked.
    pub path: String,
    /// The query's parameters as an object, or null.
    pub query: Value,
    /// The body as JSON, or null.
    pub body: Value,
    /// The last four characters of the seller key.
    pub key: Option<String>,
}

/// An answer, and how the ledger tells it.
#[derive(Debug)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Headers beside the content type.
    pub headers: Vec<(&'static str, String)>,
    /// The body as it is sent.
    pub body: Bytes,
    /// The body as the ledger shows it.
    pub told: Value,
}

impl Answer {
    /// A JSON answer.
    pub fn json(status: u16, body: Value) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: Bytes::from(body.to_string()),
            told: body,
        }
    }

    /// The same answer with one more header.
    pub fn header(mut self, name: &'static str, value: impl ToString) -> Self {
        self.headers.push((name, value.to_string()));
        self
    }

    fn into_response(self) -> Response {
        let mut builder = Response::builder().status(self.status);
        if !self.headers.iter().any(|(name, _)| *name == "content-type") {
            builder = builder.header("content-type", "application/json");
        }
        for (name, value) in self.headers {
            builder = builder.header(name, value);
        }
        builder.body(Body::from(self.body)).unwrap_or_else(|_| {
            let mut broken = Response::new(Body::empty());
            *broken.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
            broken
        })
    }
}

/// Carries a call out, unless a fault is arranged for it, and writes it down.
pub async fn exchange(
    world: &Arc<World>,
    line: &Line,
    asked: Asked,
    act: impl FnOnce(&Arc<World>, &Asked) -> Answer,
) -> Response {
    exchange_spoilt(world, line, asked, Spoil::default(), act).await
}

/// What the target itself has in store for a call, before any fault that is arranged for all calls.
#[derive(Debug, Default)]
pub struct Spoil {
    /// What happens to the connection.
    pub fault: Option<Fault>,
    /// What is odd in the answer that `act` makes, for the ledger.
    pub oddity: Option<&'static str>,
}

/// The same as [`exchange`], for a target that spoils its own answers.
pub async fn exchange_spoilt(
    world: &Arc<World>,
    line: &Line,
    asked: Asked,
    spoil: Spoil,
    act: impl FnOnce(&Arc<World>, &Asked) -> Answer,
) -> Response {
    let at_ms = world.clock.now_ms();
    let started = Instant::now();
    let Spoil { fault, oddity } = spoil;
    let fault = fault.or_else(|| lock(&world.faults).strike(asked.target, &asked.method, &asked.path));
    let Some(fault) = fault else {
        let answer = act(world, &asked);
        write(world, at_ms, started, asked, answer.status, answer.told.clone(), oddity);
        return answer.into_response();
    };
    let name = Some(fault.kind.name());
    match fault.kind {
        FaultKind::Timeout => {
            write(world, at_ms, started, asked, 0, Value::Null, name);
            hold(world, LONGEST_HOLD).await;
            hang_up(line)
        }
        FaultKind::Reset => {
            write(world, at_ms, started, asked, 0, Value::Null, name);
            hang_up(line)
        }
        FaultKind::ServerError | FaultKind::TooMany => {
            let answer = refusal(&fault);
            write(world, at_ms, started, asked, answer.status, answer.told.clone(), name);
            answer.into_response()
        }
        FaultKind::LostAnswer => {
            let answer = act(world, &asked);
            write(world, at_ms, started, asked, answer.status, answer.told, name);
            hang_up(line)
        }
        FaultKind::Slow => {
            let answer = act(world, &asked);
            hold(world, Duration::from_millis(fault.delay_ms)).await;
            write(world, at_ms, started, asked, answer.status, answer.told.clone(), name);
            answer.into_response()
        }
    }
}

/// Writes one call into the ledger and tells the listeners.
pub fn note(world: &World, mut entry: Entry) {
    for told in [&mut entry.query, &mut entry.body, &mut entry.response] {
        mask(told);
    }
    let changes = of_call(world, &entry);
    let (seq, text) = lock(&world.ledger).write(entry);
    world.tell(News::call(seq, text));
    changes.into_iter().for_each(|news| world.tell(news));
}

/// Waits, but not beyond the sandbox's own end.
pub async fn hold(world: &World, time: Duration) {
    let mut closing = world.closing.subscribe();
    tokio::select! {
        () = tokio::time::sleep(time) => {}
        _ = closing.wait_for(|closing| *closing) => {}
    }
}

fn write(
    world: &World,
    at_ms: i64,
    started: Instant,
    asked: Asked,
    status: u16,
    response: Value,
    fault: Option<&'static str>,
) {
    let Asked {
        target,
        method,
        path,
        query,
        body,
        key,
    } = asked;
    let duration_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    let entry = Entry {
        seq: 0,
        at_ms,
        target,
        method,
        path,
        query,
        body,
        status,
        response,
        duration_ms,
        key,
        fault,
        via: None,
    };
    note(world, entry);
}

fn hang_up(line: &Line) -> Response {
    line.cut();
    // Never sent: the connection refuses the first byte of it.
    Response::new(Body::empty())
}

fn refusal(fault: &Fault) -> Answer {
    let after = fault.retry_after_s;
    match (fault.target, fault.kind) {
        (Target::Telegram, FaultKind::TooMany) => Answer::json(
            429,
            json!({"ok": false, "error_code": 429, "description": format!("Too Many Requests: retry after {after}"),
                "parameters": {"retry_after": after}}),
        ),
        (Target::Telegram, _) => {
            Answer::json(500, json!({"ok": false, "error_code": 500, "description": "Internal Server Error"}))
        }
        (Target::Wb, FaultKind::TooMany) => Answer::json(429, crate::wb::errors::too_many())
            .header("X-Ratelimit-Retry", after)
            .header("X-Ratelimit-Limit", 6)
            .header("X-Ratelimit-Reset", after.saturating_mul(6)),
        (Target::Wb, _) => Answer::json(500, crate::wb::errors::server()),
        (Target::Gateway, FaultKind::TooMany) => Answer::json(
            429,
            json!({"error": "too_many_requests", "detail": format!("Слишком много запросов, повторите через {after} с")}),
        )
        .header("Retry-After", after),
        (Target::Preview, kind) => crate::tme::refusals::of_fault(kind, after),
        (Target::Tgstat, kind) => crate::tgstat::errors::of_fault(kind),
        (Target::Telemetr, kind) => crate::telemetr::errors::of_fault(kind, after),
        (Target::Gateway, _) => {
            Answer::json(500, json!({"error": "internal", "detail": "Внутренняя ошибка, попробуйте позже"}))
        }
    }
}
