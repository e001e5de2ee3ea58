//! What TGStat wraps its answers in: `{"status":"ok","response":…}` or `{"status":"error","error":"code"}`.

use std::time::Duration;

use secrecy::SecretString;
use serde_json::Value;

use crate::SourceError;
use crate::http::{self, Answer};
use crate::loose::Fields;

const MINUTE: u64 = 60;

/// Takes the response out. The body decides, whatever the HTTP status.
pub(super) fn open(answer: &Answer, token: &SecretString) -> Result<Value, SourceError> {
    let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let status = Fields::of(&body).and_then(|fields| fields.text("status"));
    match (Fields::of(&body), status.as_deref()) {
        (Some(fields), Some("ok")) => {
            let response = fields.get("response").cloned();
            response.ok_or_else(|| doubtful("no response", answer, token))
        }
        (Some(_), Some("pending")) => Err(not_ready(20)),
        (Some(fields), Some("error")) => {
            let said = fields.text("error").unwrap_or_default();
            Err(refusal(&said, answer, token))
        }
        _ if answer.status.is_success() => Err(doubtful("no status", answer, token)),
        _ => Err(answer.meaning_of_status(Some(token))),
    }
}

/// The catalogue of errors.
fn refusal(code: &str, answer: &Answer, token: &SecretString) -> SourceError {
    let said = http::said(code, Some(token));
    let limited = |seconds| SourceError::Limited {
        retry: Some(Duration::from_secs(seconds)),
    };
    match code {
        "empty_token" | "token_invalid" => SourceError::Unauthorized,
        "flood_control_10" => limited(10),
        "flood_control_60" => limited(MINUTE),
        "no_active_subscription" => SourceError::NoSubscription { said },
        "quota_foreign_channel" => SourceError::NotCovered { said },
        "outdated_statistics" => not_ready(15),
        "channel_not_found" => SourceError::NotTracked,
        "" => doubtful("an error without a code", answer, token),
        // Windows and quotas that are not in the documentation yet.
        _ if code.starts_with("flood_control") => SourceError::Limited {
            retry: answer.retry_after(),
        },
        _ if code.starts_with("quota_") => SourceError::Quota { said },
        _ => SourceError::Refused { said },
    }
}

fn not_ready(minutes: u64) -> SourceError {
    SourceError::NotReady {
        retry: Duration::from_secs(minutes * MINUTE),
    }
}

fn doubtful(why: &str, answer: &Answer, token: &SecretString) -> SourceError {
    SourceError::doubtful(format!("{why}; {}", http::quote(&answer.body, Some(token))))
}
