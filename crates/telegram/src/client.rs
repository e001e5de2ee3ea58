//! Calls out: one POST each, no retries, errors by meaning.

mod answer;
mod download;
mod form;

use std::error::Error;
use std::fmt;
use std::time::{Duration, Instant};

use reqwest::{RequestBuilder, Response, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use url::Url;

pub use download::DownloadError;

use crate::{Call, CallError, MessageId};

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
    /// The message that was sent or edited; of an album, the first.
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
        let (body, files) = (call.body(), call.files());
        if files.is_empty() {
            let result = self.ask(call.method(), timeout, |request| request.json(&body)).await?;
            return Ok(Answer::of(&result));
        }
        let started = Instant::now();
        let form = match form::form(&body, files).await {
            Ok(form) => form,
            Err(error) => {
                note(call.method(), None, started, Some((error.name(), &error)));
                return Err(error);
            }
        };
        let result = self
            .ask(call.method(), timeout, |request| request.multipart(form))
            .await?;
        Ok(Answer::of(&result))
    }

    /// One POST with what `fill` puts into it, logged once; gives the result out of the answer's envelope.
    async fn ask(
        &self,
        operation: &'static str,
        timeout: Duration,
        fill: impl FnOnce(RequestBuilder) -> RequestBuilder,
    ) -> Result<Value, CallError> {
        let started = Instant::now();
        let (status, result) = match self.url(None, operation) {
            Ok(url) => self.exchange(fill(self.http.post(url).timeout(timeout))).await,
            Err(error) => (None, Err(error)),
        };
        let failed = result
            .as_ref()
            .err()
            .map(|error| (error.name(), error as &dyn fmt::Display));
        note(operation, status, started, failed);
        result
    }

    /// The request and its answer, with the HTTP status if one came.
    async fn exchange(&self, request: RequestBuilder) -> (Option<StatusCode>, Result<Value, CallError>) {
        match Box::pin(request.send()).await {
            Ok(response) => (Some(response.status()), self.read(response).await),
            Err(error) => (None, Err(self.not_answered(error))),
        }
    }

    async fn read(&self, response: Response) -> Result<Value, CallError> {
        let status = response.status();
        let retry_after = answer::retry_after(&response);
        let body = match response.bytes().await {
            Ok(body) => body,
            Err(error) => return Err(CallError::Unknown(self.told(error))),
        };
        answer::understand(status, retry_after, &body).map_err(|error| self.scrubbed(error))
    }

    /// The address of a path of this bot's, on the server's own or under `root`.
    fn url(&self, root: Option<&str>, path: &str) -> Result<Url, CallError> {
        let mut url = self.base_url.clone();
        url.path_segments_mut()
            .map_err(|()| CallError::NotSent("the base URL cannot have a path".to_owned()))?
            .pop_if_empty()
            .extend(root)
            .push(&format!("bot{}", self.token.expose_secret()))
            .extend(path.split('/'));
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

impl Answer {
    fn of(result: &Value) -> Self {
        let message = result.get(0).unwrap_or(result);
        let message_id = message.get("message_id").and_then(Value::as_i64);
        Self {
            message_id: message_id.and_then(|id| i32::try_from(id).ok()).map(MessageId),
            link: result.as_str().map(str::to_owned),
        }
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

/// Leaves one line in the log about a request that was made: how it went, and if it failed, by which name and why.
fn note(
    operation: &'static str,
    status: Option<StatusCode>,
    started: Instant,
    failed: Option<(&'static str, &dyn fmt::Display)>,
) {
    let status = status.map_or(0, |status| status.as_u16());
    let duration_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    match failed {
        None => tracing::info!(
            target: "telegram",
            operation, status, duration_ms, outcome = "ok",
            "telegram call {operation} done"
        ),
        Some((outcome, error)) => tracing::warn!(
            target: "telegram",
            operation, status, duration_ms, outcome, %error,
            "telegram call {operation} failed"
        ),
    }
}
