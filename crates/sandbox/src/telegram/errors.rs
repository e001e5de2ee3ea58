//! Refusals in the Bot API's words.

use serde_json::{Value, json};

/// A refused call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiError {
    /// The error code, also the HTTP status.
    pub code: u16,
    /// What Telegram says.
    pub description: String,
    /// How long to wait, for 429.
    pub retry_after_s: Option<i64>,
}

/// What a method answers.
pub type Outcome = Result<Value, ApiError>;

/// 400 with Telegram's usual beginning.
pub fn bad(what: impl AsRef<str>) -> ApiError {
    ApiError {
        code: 400,
        description: format!("Bad Request: {}", what.as_ref()),
        retry_after_s: None,
    }
}

/// 403 with Telegram's usual beginning.
pub fn forbidden(what: &str) -> ApiError {
    ApiError {
        code: 403,
        description: format!("Forbidden: {what}"),
        retry_after_s: None,
    }
}

/// The token is not this bot's.
pub fn unauthorized() -> ApiError {
    ApiError {
        code: 401,
        description: "Unauthorized".to_owned(),
        retry_after_s: None,
    }
}

/// There is no such method.
pub fn not_found() -> ApiError {
    ApiError {
        code: 404,
        description: "Not Found".to_owned(),
        retry_after_s: None,
    }
}

/// Wait this long.
pub fn too_many(seconds: i64) -> ApiError {
    ApiError {
        code: 429,
        description: format!("Too Many Requests: retry after {seconds}"),
        retry_after_s: Some(seconds),
    }
}

/// getUpdates beside a webhook.
pub fn conflict() -> ApiError {
    ApiError {
        code: 409,
        description: "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
            .to_owned(),
        retry_after_s: None,
    }
}

/// The answer's body for an outcome.
pub fn body(outcome: &Outcome) -> Value {
    match outcome {
        Ok(result) => json!({"ok": true, "result": result}),
        Err(ApiError {
            code,
            description,
            retry_after_s: None,
        }) => {
            json!({"ok": false, "error_code": code, "description": description})
        }
        Err(ApiError {
            code,
            description,
            retry_after_s: Some(seconds),
        }) => json!({
            "ok": false, "error_code": code, "description": description, "parameters": {"retry_after": seconds}
        }),
    }
}
