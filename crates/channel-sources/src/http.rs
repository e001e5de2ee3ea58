//! One HTTP exchange, for every source.

use std::error::Error as _;
use std::time::{Duration, Instant};

use clock::Clock;
use jiff::Timestamp;
use reqwest::header::{HeaderMap, HeaderValue, LOCATION, RETRY_AFTER};
use reqwest::{RequestBuilder, Response, StatusCode, Url};
use secrecy::{ExposeSecret, SecretString};

use crate::{Source, SourceError};

/// How long one call may take; the whole answer included.
const CALL: Duration = Duration::from_secs(10);
/// The largest answer read, in bytes; a page has 150 KB.
const BODY: usize = 4 * 1024 * 1024;
/// The most that is quoted of an answer, in characters.
const QUOTED_CHARS: usize = 160;
/// The most that is kept of the other side's own words, in characters.
const SAID_CHARS: usize = 300;
/// The longest wait believed.
const LONGEST_WAIT_S: u64 = 24 * 60 * 60;

/// A complete answer, whatever its status.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
    /// The path that answered; another one than was asked for when the HTTP client followed a redirect.
    pub(crate) path: String,
    /// The moment the last byte was in.
    pub(crate) received_at: Timestamp,
}

/// No complete answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error("no complete answer in time")]
    Timeout,
    #[error("{0}")]
    Lost(String),
    #[error("the answer has more than {BODY} bytes")]
    TooLarge,
    /// The token holds characters that no header can carry. Nothing was sent.
    #[error("the token cannot stand in a header")]
    TokenUnfit,
}

/// Sends a request, reads its answer, and logs that it was.
pub(crate) async fn call(
    clock: &Clock,
    source: Source,
    operation: &'static str,
    request: RequestBuilder,
) -> Result<Answer, SourceError> {
    let started = Instant::now();
    let outcome = exchange(clock, request.timeout(CALL)).await;
    log(source, operation, &outcome, started.elapsed());
    Ok(outcome?)
}

async fn exchange(clock: &Clock, request: RequestBuilder) -> Result<Answer, Failure> {
    let mut response = Box::pin(request.send()).await.map_err(failure)?;
    let status = response.status();
    let headers = std::mem::take(response.headers_mut());
    let path = response.url().path().to_owned();
    let body = match read_whole(response).await {
        // The status of an error says enough.
        Err(_) if !status.is_success() => Vec::new(),
        body => body?,
    };
    Ok(Answer {
        status,
        headers,
        body,
        path,
        received_at: clock.now(),
    })
}

/// `base` with `path` (which begins with a slash) appended to its own path.
pub(crate) fn append(base: &Url, path: &str) -> Url {
    let mut url = base.clone();
    url.set_path(&format!("{}{path}", base.path().trim_end_matches('/')));
    url
}

/// The value of an Authorization header, marked so that nothing prints it.
pub(crate) fn bearer(token: &SecretString) -> Result<HeaderValue, Failure> {
    let mut value =
        HeaderValue::from_str(&format!("Bearer {}", token.expose_secret())).map_err(|_| Failure::TokenUnfit)?;
    value.set_sensitive(true);
    Ok(value)
}

/// A whole number in a header.
pub(crate) fn number(headers: &HeaderMap, name: &str) -> Option<u64> {
    headers.get(name)?.to_str().ok()?.trim().parse().ok()
}

impl Answer {
    /// `Retry-After` in seconds, a day at most.
    pub(crate) fn retry_after(&self) -> Option<Duration> {
        number(&self.headers, RETRY_AFTER.as_str()).map(wait)
    }

    /// Where a redirect leads.
    pub(crate) fn location(&self) -> Option<&str> {
        self.headers.get(LOCATION)?.to_str().ok()
    }

    /// What an answer means whose body says nothing that could be understood.
    pub(crate) fn meaning_of_status(&self, token: Option<&SecretString>) -> SourceError {
        let what = format!("status {}: {}", self.status.as_u16(), quote(&self.body, token));
        match self.status.as_u16() {
            401 => SourceError::Unauthorized,
            403 => SourceError::Blocked { what },
            429 => SourceError::Limited {
                retry: self.retry_after(),
            },
            408 | 500..=599 => SourceError::Unavailable { what },
            _ => SourceError::Doubtful { what },
        }
    }
}

/// Seconds that a source asks to wait, a day at most.
pub(crate) fn wait(seconds: u64) -> Duration {
    Duration::from_secs(seconds.min(LONGEST_WAIT_S))
}

/// The first characters of a body, without the token should the other side have echoed it.
pub(crate) fn quote(body: &[u8], token: Option<&SecretString>) -> String {
    let text = String::from_utf8_lossy(body);
    if text.trim().is_empty() {
        return "an empty body".to_owned();
    }
    format!("it begins: {}", clamp(&without_token(&text, token), QUOTED_CHARS))
}

/// The other side's own words, without the token.
pub(crate) fn said(words: &str, token: Option<&SecretString>) -> String {
    clamp(&without_token(words, token), SAID_CHARS)
}

fn without_token(text: &str, token: Option<&SecretString>) -> String {
    let Some(token) = token.map(ExposeSecret::expose_secret).filter(|token| !token.is_empty()) else {
        return text.to_owned();
    };
    let text = text.replace(token, "(token)");
    match in_query(token) {
        Some(encoded) => text.replace(&encoded, "(token)"),
        None => text,
    }
}

/// The token as an address carries it, where that differs.
fn in_query(token: &str) -> Option<String> {
    let mut url = Url::parse("http://host/").expect("a fixed URL is well formed");
    url.query_pairs_mut().append_pair("t", token);
    let encoded = url.query()?.strip_prefix("t=")?.to_owned();
    (encoded != token).then_some(encoded)
}

fn clamp(text: &str, chars: usize) -> String {
    text.trim().chars().take(chars).collect()
}

async fn read_whole(mut response: Response) -> Result<Vec<u8>, Failure> {
    let announced = response.content_length().unwrap_or_default();
    let mut body = Vec::with_capacity(usize::try_from(announced).unwrap_or(BODY).min(BODY));
    while let Some(chunk) = response.chunk().await.map_err(failure)? {
        if body.len() + chunk.len() > BODY {
            return Err(Failure::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn failure(error: reqwest::Error) -> Failure {
    // Addresses carry tokens.
    let error = error.without_url();
    if error.is_timeout() && !error.is_connect() {
        return Failure::Timeout;
    }
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        cause = inner.source();
    }
    Failure::Lost(clamp(&text, SAID_CHARS))
}

fn log(source: Source, operation: &'static str, outcome: &Result<Answer, Failure>, took: Duration) {
    let status = outcome.as_ref().map_or(0, |answer| answer.status.as_u16());
    let bytes = outcome.as_ref().map_or(0, |answer| answer.body.len());
    let duration_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    let error = outcome.as_ref().err();
    // A target is fixed where it is written.
    macro_rules! line {
        ($target:literal) => {
            match error {
                None => tracing::info!(
                    target: $target, operation, status, duration_ms, bytes,
                    concat!($target, " answered {} with status {}"), operation, status
                ),
                Some(error) => tracing::warn!(
                    target: $target, operation, status, duration_ms, error = %error,
                    concat!($target, " did not answer {}"), operation
                ),
            }
        };
    }
    match source {
        Source::Preview => line!("preview"),
        Source::BotApi => line!("telegram"),
        Source::TgStat => line!("tgstat"),
        Source::Telemetr => line!("telemetr"),
        Source::MtProto => line!("mtproto"),
    }
}
