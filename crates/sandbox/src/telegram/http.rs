//! The Bot API's HTTP side: any letter case, parameters in the query, as JSON, as a form or in parts.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::multipart::MultipartError;
use axum::extract::{ConnectInfo, DefaultBodyLimit, FromRequest, Multipart, Path, Request, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::Response;
use axum::routing::{any, get};
use serde_json::{Map, Value};

use super::dispatch::{canonical, execute};
use super::errors::{ApiError, Outcome, bad, body, not_found, unauthorized};
use super::params::{Params, Upload};
use super::public_channels;
use crate::connection::Line;
use crate::exchange::{Answer, Asked, exchange};
use crate::ledger::Target;
use crate::web::form;
use crate::world::{World, lock};

/// Room for a 50 MB file and what is around it.
const LARGEST_BODY: usize = 52 * 1024 * 1024;

/// The Bot API's routes.
pub fn routes() -> Router<Arc<World>> {
    Router::new()
        .route("/telegram/{bot}/{method}", any(call))
        .route("/telegram/file/{bot}/{*path}", get(download))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
}

async fn call(
    State(world): State<Arc<World>>,
    ConnectInfo(line): ConnectInfo<Line>,
    Path((bot, name)): Path<(String, String)>,
    request: Request,
) -> Response {
    let known = is_this_bot(&world, &bot);
    let method = canonical(&name);
    let params = read(request).await;
    if let (true, Some("getUpdates"), Ok(params)) = (known, method, &params) {
        wait_for_updates(&world, params).await;
    }
    if let (Some(method), Ok(params)) = (method, &params)
        && let Some(channel) = public_channels::asked(&world, Some(method), params)
    {
        return public_channels::serve(&world, &line, known, method, channel, params.told()).await;
    }
    let shown = method.unwrap_or(&name).to_owned();
    let asked = Asked {
        target: Target::Telegram,
        path: format!("/telegram/bot***/{name}"),
        method: shown,
        query: Value::Null,
        body: params.as_ref().map_or(Value::Null, Params::told),
        key: None,
    };
    exchange(&world, &line, asked, |world, _| {
        let outcome = match (known, method, params) {
            (false, _, _) => Err(unauthorized()),
            (true, None, _) => Err(not_found()),
            (true, Some(_), Err(refusal)) => Err(refusal),
            (true, Some(method), Ok(params)) => execute(world, method, &params),
        };
        answer(&outcome)
    })
    .await
}

async fn download(State(world): State<Arc<World>>, Path((bot, path)): Path<(String, String)>) -> Response {
    if !is_this_bot(&world, &bot) {
        return plain_response(401, Body::from(body(&Err(unauthorized())).to_string()));
    }
    let content = lock(&world.telegram)
        .files
        .values()
        .find(|file| file.path() == path)
        .map(|file| file.content.clone());
    match content {
        Some(content) => plain_response(200, Body::from(content)),
        None => plain_response(404, Body::from(body(&Err(not_found())).to_string())),
    }
}

fn plain_response(status: u16, body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = axum::http::StatusCode::from_u16(status).unwrap_or_default();
    response
}

fn is_this_bot(world: &World, segment: &str) -> bool {
    segment
        .strip_prefix("bot")
        .is_some_and(|token| token == lock(&world.telegram).token)
}

/// An outcome as an answer.
pub fn answer(outcome: &Outcome) -> Answer {
    let status = outcome.as_ref().map_or_else(|error| error.code, |_| 200);
    let answer = Answer::json(status, body(outcome));
    match outcome {
        Err(ApiError {
            retry_after_s: Some(seconds),
            ..
        }) => answer.header("Retry-After", seconds),
        Ok(_) | Err(_) => answer,
    }
}

/// All parameters of a request; the body's win over the query's.
async fn read(request: Request) -> Result<Params, ApiError> {
    let mut params = Params {
        values: form(request.uri().query().unwrap_or_default().as_bytes()),
        ..Params::default()
    };
    let kind = request
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .unwrap_or_default();
    let kind = kind.to_ascii_lowercase();
    if kind.starts_with("multipart/form-data") {
        read_parts(request, &mut params).await?;
        return Ok(params);
    }
    let body = Bytes::from_request(request, &()).await.map_err(|_| too_large())?;
    if kind.starts_with("application/json") {
        if !body.is_empty() {
            let values: Map<String, Value> =
                serde_json::from_slice(&body).map_err(|_| bad("can't parse request: expected a JSON object"))?;
            params.values.extend(values);
        }
    } else {
        params.values.extend(form(&body));
    }
    Ok(params)
}

async fn read_parts(request: Request, params: &mut Params) -> Result<(), ApiError> {
    let broken = |error: MultipartError| match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => too_large(),
        _ => bad("can't parse the multipart form"),
    };
    let mut parts = Multipart::from_request(request, &())
        .await
        .map_err(|_| bad("can't parse the multipart form"))?;
    while let Some(part) = parts.next_field().await.map_err(broken)? {
        let name = part.name().unwrap_or_default().to_owned();
        let file_name = part.file_name().map(str::to_owned);
        let content = part.bytes().await.map_err(broken)?;
        match file_name {
            Some(file_name) => {
                params.uploads.insert(name, Upload { file_name, content });
            }
            None => {
                params
                    .values
                    .insert(name, Value::from(String::from_utf8_lossy(&content).into_owned()));
            }
        }
    }
    Ok(())
}

fn too_large() -> ApiError {
    ApiError {
        code: 413,
        description: "Request Entity Too Large".to_owned(),
        retry_after_s: None,
    }
}

/// Long polling: until there is something, or as long as the call asks.
async fn wait_for_updates(world: &World, params: &Params) {
    let seconds = params.integer("timeout").unwrap_or(0).clamp(0, 50);
    let offset = params.integer("offset");
    let mut stirred = world.stirred.subscribe();
    let waited = tokio::time::sleep(Duration::from_secs(u64::try_from(seconds).unwrap_or(0)));
    tokio::pin!(waited);
    while !world.outbox.has_updates(offset) && lock(&world.telegram).webhook.is_none() && !*world.closing.borrow() {
        tokio::select! {
            () = &mut waited => return,
            changed = stirred.changed() => if changed.is_err() { return },
        }
    }
}
