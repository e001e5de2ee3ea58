//! What Telegram answers, and what it means.

use reqwest::{Response, StatusCode, header};
use serde::Deserialize;
use serde_json::Value;

use crate::CallError;

/// How long to wait when Telegram says "too many" without saying how long, in seconds.
const DEFAULT_RETRY_AFTER_S: u32 = 5;

/// The envelope of every answer.
#[derive(Default, Deserialize)]
struct Envelope {
    ok: bool,
    #[serde(default)]
    result: Value,
    error_code: Option<i64>,
    description: Option<String>,
    #[serde(default)]
    parameters: Value,
}

/// The result in an answer, or why there is none.
pub(super) fn understand(status: StatusCode, retry_after: Option<u32>, body: &[u8]) -> Result<Value, CallError> {
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
        Err(_) => Envelope::default(),
    };
    if envelope.ok && status.is_success() {
        return Ok(envelope.result);
    }
    Err(refusal(status, retry_after, &envelope))
}

/// What a refusal means whose body was not read.
pub(super) fn refusal_by_status(status: StatusCode, retry_after: Option<u32>) -> CallError {
    refusal(status, retry_after, &Envelope::default())
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

/// How long the headers ask to wait, in seconds.
pub(super) fn retry_after(response: &Response) -> Option<u32> {
    let value = response.headers().get(header::RETRY_AFTER)?;
    value.to_str().ok()?.trim().parse().ok()
}
