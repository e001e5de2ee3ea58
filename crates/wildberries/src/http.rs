//! One HTTP exchange, for the official API and the gateway alike.

use std::error::Error as _;

use jiff::Timestamp;
use reqwest::header::{HeaderMap, HeaderValue};
use reqwest::{RequestBuilder, Response, StatusCode, Url};
use serde_json::Value;

use crate::SellerKey;

/// The most that is read of an answer that reports an error, in bytes.
const ERROR_BODY_LIMIT: usize = 64 * 1024;
/// The most that is quoted of an answer, in characters.
const QUOTED_CHARS: usize = 120;
/// The most that is kept of the other side's own words, in characters.
const DETAIL_CHARS: usize = 300;

/// A complete answer, whatever its status.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
    /// The moment the last byte was in.
    pub(crate) received_at: Timestamp,
}

/// No complete answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// The connection was never made: nothing has happened on the other side.
    #[error("not sent: {0}")]
    NotSent(String),
    /// Sent, but no complete answer in time.
    #[error("no complete answer in time")]
    Timeout,
    /// Sent, but the connection broke before the answer was complete.
    #[error("connection lost: {0}")]
    Lost(String),
    /// A success whose body is larger than `limit` bytes.
    #[error("the answer has more than {limit} bytes")]
    TooLarge { limit: usize },
    /// The key holds characters that no header can carry. Nothing was sent.
    #[error("the key cannot stand in a header")]
    KeyUnfit,
}

/// Sends a request and reads its answer. Bodies of successes are read up to `limit` bytes and must be complete;
/// of an error, what can be had of the first 64 KiB will do, because its status says most.
pub(crate) async fn exchange(request: RequestBuilder, limit: usize) -> Result<Answer, Failure> {
    let mut response = Box::pin(request.send()).await.map_err(failure)?;
    let status = response.status();
    let headers = std::mem::take(response.headers_mut());
    let body = if status.is_success() {
        read_whole(response, limit).await?
    } else {
        read_beginning(response).await
    };
    Ok(Answer {
        status,
        headers,
        body,
        received_at: Timestamp::now(),
    })
}

/// `base` with `path` (which begins with a slash) appended to its own path.
pub(crate) fn append(base: &Url, path: &str) -> Url {
    let mut url = base.clone();
    url.set_path(&format!("{}{path}", base.path().trim_end_matches('/')));
    url
}

/// The value of an Authorization header, marked so that nothing prints it.
pub(crate) fn authorization(scheme: &str, key: &SellerKey) -> Result<HeaderValue, Failure> {
    let mut value = HeaderValue::from_str(&format!("{scheme}{}", key.expose())).map_err(|_| Failure::KeyUnfit)?;
    value.set_sensitive(true);
    Ok(value)
}

/// The status as a log field: 0 when there was no answer.
pub(crate) fn status_field(outcome: &Result<Answer, Failure>) -> u16 {
    outcome.as_ref().map_or(0, |answer| answer.status.as_u16())
}

/// A whole number in a header.
pub(crate) fn number(headers: &HeaderMap, name: &str) -> Option<u32> {
    headers.get(name)?.to_str().ok()?.trim().parse().ok()
}

/// Seconds in a header, a started one counted as whole.
pub(crate) fn seconds(headers: &HeaderMap, name: &str) -> Option<u32> {
    let seconds: f64 = headers.get(name)?.to_str().ok()?.trim().parse().ok()?;
    let range = 0.0..=f64::from(u32::MAX);
    range.contains(&seconds).then(|| seconds.ceil() as u32)
}

/// The other side's own words about an error: the `detail`, `message`, `title` or `error` of its JSON, else the beginning of the body.
pub(crate) fn detail(body: &[u8], key: &SellerKey) -> String {
    let json: Value = serde_json::from_slice(body).unwrap_or_default();
    let words = ["detail", "message", "title", "error"]
        .iter()
        .filter_map(|name| json.get(name)?.as_str())
        .find(|words| !words.trim().is_empty());
    match words {
        Some(words) => clamp(&without_key(words, Some(key)), DETAIL_CHARS),
        None => quote(body, Some(key)),
    }
}

/// What is wrong with a body, and how it begins.
pub(crate) fn unreadable(error: &serde_json::Error, body: &[u8], key: Option<&SellerKey>) -> String {
    // The parser's own message may quote a string of the body.
    let error = clamp(&without_key(&error.to_string(), key), DETAIL_CHARS);
    format!("{error}; it begins: {}", quote(body, key))
}

/// The first 120 characters of a body, without the key should the other side have echoed it.
pub(crate) fn quote(body: &[u8], key: Option<&SellerKey>) -> String {
    let beginning = &body[..body.len().min(ERROR_BODY_LIMIT)];
    let text = String::from_utf8_lossy(beginning);
    if text.trim().is_empty() {
        return "an empty body".to_owned();
    }
    clamp(&without_key(&text, key), QUOTED_CHARS)
}

fn without_key(text: &str, key: Option<&SellerKey>) -> String {
    match key.map(SellerKey::expose) {
        Some(key) if !key.is_empty() => text.replace(key, "(key)"),
        _ => text.to_owned(),
    }
}

fn clamp(text: &str, chars: usize) -> String {
    text.trim().chars().take(chars).collect()
}

async fn read_whole(mut response: Response, limit: usize) -> Result<Vec<u8>, Failure> {
    let announced = response.content_length().unwrap_or_default();
    let mut body = Vec::with_capacity(usize::try_from(announced).unwrap_or(limit).min(limit));
    while let Some(chunk) = response.chunk().await.map_err(failure)? {
        if body.len() + chunk.len() > limit {
            return Err(Failure::TooLarge { limit });
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

async fn read_beginning(mut response: Response) -> Vec<u8> {
    let mut body = Vec::new();
    while let Ok(Some(chunk)) = response.chunk().await {
        body.extend_from_slice(&chunk);
        if body.len() >= ERROR_BODY_LIMIT {
            break;
        }
    }
    body.truncate(ERROR_BODY_LIMIT);
    body
}

fn failure(error: reqwest::Error) -> Failure {
    let error = error.without_url();
    if error.is_connect() || error.is_builder() {
        return Failure::NotSent(causes(&error));
    }
    if error.is_timeout() {
        return Failure::Timeout;
    }
    Failure::Lost(causes(&error))
}

/// The error with its causes: the outermost text alone says only that sending failed.
fn causes(error: &reqwest::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        cause = inner.source();
    }
    clamp(&text, DETAIL_CHARS)
}
