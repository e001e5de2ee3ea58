//! Small things all HTTP sides share.

use serde_json::{Map, Value};

/// The fields of a query or an urlencoded form.
pub fn form(text: &[u8]) -> Map<String, Value> {
    url::form_urlencoded::parse(text)
        .map(|(name, value)| (name.into_owned(), Value::from(value.into_owned())))
        .collect()
}

/// The fields of a query for the ledger, null without any.
pub fn told_query(query: &Map<String, Value>) -> Value {
    if query.is_empty() {
        Value::Null
    } else {
        Value::Object(query.clone())
    }
}

/// A body for the ledger: JSON as it is, other text as text, nothing as null.
pub fn told_body(body: &[u8]) -> Value {
    if body.is_empty() {
        return Value::Null;
    }
    serde_json::from_slice(body).unwrap_or_else(|_| Value::from(String::from_utf8_lossy(body).into_owned()))
}
