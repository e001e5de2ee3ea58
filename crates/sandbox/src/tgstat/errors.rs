//! Errors as TGStat words them: a code in the body, whatever the HTTP status.

use serde_json::json;

use crate::exchange::Answer;
use crate::faults::FaultKind;

/// `{"status":"error","error":"token_invalid"}`
pub fn error(code: &str) -> Answer {
    Answer::json(200, json!({"status": "error", "error": code}))
}

/// `{"status":"pending"}`
pub fn pending() -> Answer {
    Answer::json(200, json!({"status": "pending"}))
}

/// An HTTP status in place of an answer, as the server before the service words it.
pub fn status(status: u16, retry_after_s: Option<u32>) -> Answer {
    crate::tme::refusals::status(status, retry_after_s)
}

/// A fault that is arranged for all calls.
pub fn of_fault(kind: FaultKind) -> Answer {
    match kind {
        FaultKind::TooMany => error("flood_control_10"),
        _ => status(500, None),
    }
}
