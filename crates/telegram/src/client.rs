//! Calls out: one POST each, no retries, errors by meaning.

use std::error::Error;
use std::fmt;
use std::time::{Duration, Instant};

use reqwest::{Response, StatusCode, header};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::Value;
use url::Url;

use crate::{Call, CallError, MessageId};

/// How long to wait when Telegram says "too many" without saying how long, in seconds.
const DEFAULT_RETRY_AFTER_S: u32 = 5;

/// A connection to the Bot API as one bot. Cheap to clone.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    base_url: Url,
    token: SecretString,
}

/// What we read of a successful answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// The message that was sent or edited.
    pub message_id: Option<MessageId>,
    /// The link that was made.
    pub link: Option<String>,
}

impl Client {
    /// A client of the Bot API at `base_url` (`https://api.telegram.org`, or a stand-in with a path of its own).
    pub fn new(http: reqwest::Client, base_url: Url, token: SecretString) -> Self {
        Self { http, base_url, token }
    }

    /// Performs a call within `timeout`, once.
    ///
    /// # Errors
    /// [`CallError`], by what to do next; [`CallError::Unknown`] when it may have been done all the same.
    pub async fn call(&self, call: &Call, timeout: Duration) -> Result<Answer, CallError> {
        let started = Instant::now();
        let (status, result) = self.exchange(call, timeout).await;
        let status = status.map_or(0, |status| status.as_u16());
        let operation = call.method();
        let duration_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        match &result {
            Ok(_) => tracing::info!(
                target: "telegram",
                operation, status, duration_ms, outcome = "ok",
                "telegram call {operation} done"
            ),
            Err(error) => tracing::warn!(
                target: "telegram",
                operation, status, duration_ms, outcome = error.name(), %error,
                "telegram call {operation} failed"
            ),
        }
        result
    }

    /// The call and its answer, with the HTTP status if one came.
    async fn exchange(&self, call: &Call, timeout: Duration) -> (Option<StatusCode>, Result<Answer, CallError>) {
        let url = match self.url(call.method()) {
            Ok(url) => url,
            Err(error) => return (None, Err(error)),
        };
        let sent = Box::pin(self.http.post(url).timeout(timeout).json(&call.body()).send()).await;
        match sent {
            Ok(response) => (Some(response.status()), self.read(response).await),
            Err(error) => (None, Err(self.not_answered(error))),
        }
    }

    async fn read(&self, response: Response) -> Result<Answer, CallError> {
        let status = response.status();
        let retry_after = retry_after(&response);
        let body = match response.bytes().await {
            Ok(body) => body,
            Err(error) => return Err(CallError::Unknown(self.told(error))),
        };
        understand(status, retry_after, &body).map_err(|error| self.scrubbed(error))
    }

    fn url(&self, method: &str) -> Result<Url, CallError> {
        let mut url = self.base_url.clone();
        url.path_segments_mut()
            .map_err(|()| CallError::NotSent("the base URL cannot have a path".to_owned()))?
            .pop_if_empty()
            .push(&format!("bot{}", self.token.expose_secret()))
            .push(method);
        Ok(url)
    }

    fn not_answered(&self, error: reqwest::Error) -> CallError {
        let never_left = error.is_connect() || error.is_builder();
        let told = self.told(error);
        if never_left {
            return CallError::NotSent(told);
        }
        CallError::Unknown(told)
    }

    /// The error and its causes in words, without the URL: the token is in it.
    fn told(&self, error: reqwest::Error) -> String {
        let error = error.without_url();
        let mut told = error.to_string();
        let mut cause = error.source();
        while let Some(error) = cause {
            told.push_str(": ");
            told.push_str(&error.to_string());
            cause = error.source();
        }
        self.hidden(told)
    }

    fn scrubbed(&self, error: CallError) -> CallError {
        match error {
            CallError::Rejected { code, description } => CallError::Rejected {
                code,
                description: self.hidden(description),
            },
            other => other,
        }
    }

    /// Whatever the other side writes, the token does not pass on.
    fn hidden(&self, text: String) -> String {
        let token = self.token.expose_secret();
        if token.is_empty() {
            return text;
        }
        text.replace(token, "…")
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.base_url.as_str())
            .field("token", &"[hidden]")
            .finish_non_exhaustive()
    }
}

/// The envelope of every answer.
#[derive(Deserialize)]
struct Envelope {
    ok: bool,
    #[serde(default)]
    result: Value,
    error_code: Option<i64>,
    description: Option<String>,
    #[serde(default)]
    parameters: Value,
}

fn understand(status: StatusCode, retry_after: Option<u32>, body: &[u8]) -> Result<Answer, CallError> {
    // A gateway that lost patience does not know what happened behind it.
    if status == StatusCode::GATEWAY_TIMEOUT {
        return Err(CallError::Unknown("status 504".to_owned()));
    }
    if status.is_server_error() {
        return Err(CallError::Unavailable {
            status: status.as_u16(),
        });
    }
    let envelope = match serde_json::from_slice::<Envelope>(body) {
        Ok(envelope) => envelope,
        Err(error) if status.is_success() => {
            return Err(CallError::Unreadable(shape(&error)));
        }
        Err(_) => Envelope {
            ok: false,
            result: Value::Null,
            error_code: None,
            description: None,
            parameters: Value::Null,
        },
    };
    if envelope.ok && status.is_success() {
        return Ok(Answer {
            message_id: message_id(&envelope.result),
            link: envelope.result.as_str().map(str::to_owned),
        });
    }
    Err(refusal(status, retry_after, &envelope))
}

fn refusal(status: StatusCode, retry_after: Option<u32>, envelope: &Envelope) -> CallError {
    let code = envelope.error_code.unwrap_or(status.as_u16().into());
    if let Ok(status @ 500..=599) = u16::try_from(code) {
        return CallError::Unavailable { status };
    }
    let asked = envelope.parameters.get("retry_after").and_then(Value::as_u64);
    let asked = asked.map(|seconds| u32::try_from(seconds).unwrap_or(u32::MAX));
    let wait = match code {
        429 => asked.or(retry_after).or(Some(DEFAULT_RETRY_AFTER_S)),
        _ => asked,
    };
    let description = envelope.description.as_deref().unwrap_or("no description");
    CallError::refused(code, description, wait)
}

/// What is wrong with a body, without quoting it.
fn shape(error: &serde_json::Error) -> String {
    format!(
        "{:?} error at line {} column {}",
        error.classify(),
        error.line(),
        error.column()
    )
}

fn message_id(result: &Value) -> Option<MessageId> {
    let id = result.get("message_id")?.as_i64()?;
    i32::try_from(id).ok().map(MessageId)
}

fn retry_after(response: &Response) -> Option<u32> {
    let value = response.headers().get(header::RETRY_AFTER)?;
    value.to_str().ok()?.trim().parse().ok()
}
