//! How the control API answers, and how it says no: one plain sentence.

use axum::Json;
use axum::body::Bytes;
use axum::extract::OriginalUri;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

/// An answer of the control API.
pub type Reply = Result<Json<Value>, Refusal>;

/// A refused request.
#[derive(Debug)]
pub struct Refusal {
    status: StatusCode,
    sentence: String,
}

impl Refusal {
    /// The request is wrong.
    pub fn wrong(sentence: impl Into<String>) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            sentence: sentence.into(),
        }
    }

    /// What it is about does not exist.
    pub fn missing(sentence: impl Into<String>) -> Self {
        Self {
            status: StatusCode::NOT_FOUND,
            sentence: sentence.into(),
        }
    }

    /// It does not fit the world as it stands.
    pub fn conflict(sentence: impl Into<String>) -> Self {
        Self {
            status: StatusCode::CONFLICT,
            sentence: sentence.into(),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.status, Json(json!({"error": self.sentence}))).into_response()
    }
}

/// A good answer.
pub fn good(body: Value) -> Reply {
    Ok(Json(body))
}

/// There is no such path.
pub async fn unknown(OriginalUri(uri): OriginalUri) -> Refusal {
    Refusal::missing(format!(
        "the control API has no {}; docs/SANDBOX.md lists what there is",
        uri.path()
    ))
}

/// The fields of a body; an empty body has none.
pub fn fields(body: &Bytes) -> Result<Map<String, Value>, Refusal> {
    match json(body)? {
        Value::Object(fields) => Ok(fields),
        _ => Err(Refusal::wrong("the body must be a JSON object")),
    }
}

/// A body that is one object or an array of them.
pub fn one_or_many<T: DeserializeOwned>(body: &Bytes) -> Result<Vec<T>, Refusal> {
    let items = match json(body)? {
        Value::Array(items) => items,
        one => vec![one],
    };
    items.into_iter().map(read).collect()
}

/// A value as a typed request.
pub fn read<T: DeserializeOwned>(value: Value) -> Result<T, Refusal> {
    serde_json::from_value(value).map_err(|error| Refusal::wrong(error.to_string()))
}

fn json(body: &Bytes) -> Result<Value, Refusal> {
    if body.iter().all(u8::is_ascii_whitespace) {
        return Ok(Value::Object(Map::new()));
    }
    serde_json::from_slice(body).map_err(|error| Refusal::wrong(format!("the body is not JSON: {error}")))
}
