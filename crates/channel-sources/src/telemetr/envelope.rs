//! What Telemetr wraps its answers in: `{"status":"ok","response":…}` or `{"status":"error","response":{"code":0,"message":"…"}}`.

use secrecy::SecretString;
use serde_json::Value;

use crate::http::{self, Answer};
use crate::loose::Fields;
use crate::{Quota, SourceError};

/// Takes the response out; `null` when there is none.
pub(super) fn open(answer: &Answer, token: &SecretString) -> Result<Value, SourceError> {
    let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let Some(fields) = Fields::of(&body) else {
        return Err(match answer.status.is_success() {
            true => SourceError::doubtful(format!("no JSON object; {}", http::quote(&answer.body, Some(token)))),
            false => answer.meaning_of_status(Some(token)),
        });
    };
    let status = fields.text("status");
    if answer.status.is_success() && status.as_deref() == Some("ok") {
        return Ok(fields.get("response").cloned().unwrap_or_default());
    }
    if answer.status.is_success() && status.as_deref() != Some("error") {
        let quoted = http::quote(&answer.body, Some(token));
        return Err(SourceError::doubtful(format!("no status; {quoted}")));
    }
    Err(refusal(&fields, answer, token))
}

fn refusal(fields: &Fields<'_>, answer: &Answer, token: &SecretString) -> SourceError {
    let response = fields.object("response");
    let code: Option<i64> = response.and_then(|response| response.whole("code"));
    let message = response.and_then(|response| response.text("message"));
    let said = http::said(&message.unwrap_or_default(), Some(token));
    let words = said.to_lowercase();
    let quota = Quota::from_headers(&answer.headers, answer.received_at);
    // A refusal may come with status 200, and say only in its code which one it is.
    let status = answer.status;
    let status = match code {
        Some(code @ 400..=599) if status.is_success() => u16::try_from(code).unwrap_or(status.as_u16()),
        _ => status.as_u16(),
    };
    match status {
        401 => SourceError::Unauthorized,
        403 => SourceError::NotCovered { said },
        429 if quota.is_some_and(|quota| quota.remaining == Some(0)) => SourceError::Quota { said },
        // Not a rate limit, whatever the status says: the package is not bought. Asking again is useless.
        429 if code == Some(0) => SourceError::NoSubscription { said },
        200..=499 if words.contains("не подключ") => SourceError::NoSubscription { said },
        429 => SourceError::Limited {
            retry: answer.retry_after(),
        },
        500..=599 => SourceError::Unavailable {
            what: format!("status {status}: {said}"),
        },
        404 => SourceError::NotTracked,
        _ if words.contains("не найден") || words.contains("not found") => SourceError::NotTracked,
        _ if words.is_empty() => SourceError::doubtful(format!(
            "an error without words; {}",
            http::quote(&answer.body, Some(token))
        )),
        _ => SourceError::Refused { said },
    }
}
