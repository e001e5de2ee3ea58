//! A method's parameters, whichever way they were sent: numbers and JSON may arrive as text.

use std::collections::BTreeMap;

use axum::body::Bytes;
use serde_json::{Map, Value, json};

use super::errors::{ApiError, bad};

/// A file sent in a form.
#[derive(Debug, Clone)]
pub struct Upload {
    /// The name it was sent under.
    pub file_name: String,
    /// Its content.
    pub content: Bytes,
}

/// The parameters of one call.
#[derive(Debug, Default)]
pub struct Params {
    /// Plain values by name.
    pub values: Map<String, Value>,
    /// Files by the name of their form field.
    pub uploads: BTreeMap<String, Upload>,
}

impl Params {
    /// Parameters from a JSON object.
    pub fn from_json(values: Map<String, Value>) -> Self {
        Self {
            values,
            uploads: BTreeMap::new(),
        }
    }

    /// How the ledger tells them: values as JSON, files as name and size.
    pub fn told(&self) -> Value {
        if self.values.is_empty() && self.uploads.is_empty() {
            return Value::Null;
        }
        let mut told = self.values.clone();
        for (name, upload) in &self.uploads {
            told.insert(
                name.clone(),
                json!({"file_name": upload.file_name, "size": upload.content.len()}),
            );
        }
        Value::Object(told)
    }

    /// A value that is there and not null.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.values.get(name).filter(|value| !value.is_null())
    }

    /// A text; numbers and booleans are taken as written.
    pub fn text(&self, name: &str) -> Option<String> {
        match self.get(name)? {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            Value::Bool(flag) => Some(flag.to_string()),
            Value::Null | Value::Array(_) | Value::Object(_) => None,
        }
    }

    /// A whole number, also one written as text.
    pub fn integer(&self, name: &str) -> Option<i64> {
        match self.get(name)? {
            Value::Number(number) => number.as_i64(),
            Value::String(text) => text.trim().parse().ok(),
            Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
        }
    }

    /// A flag; absent is false.
    pub fn flag(&self, name: &str) -> bool {
        match self.get(name) {
            Some(Value::Bool(flag)) => *flag,
            Some(Value::String(text)) => matches!(text.to_ascii_lowercase().as_str(), "true" | "1" | "yes"),
            Some(Value::Number(number)) => number.as_i64() != Some(0),
            Some(Value::Null | Value::Array(_) | Value::Object(_)) | None => false,
        }
    }

    /// A structured value, also one written as JSON text; empty text is none.
    pub fn structure(&self, name: &str) -> Result<Option<Value>, ApiError> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::String(text)) if text.trim().is_empty() => Ok(None),
            Some(Value::String(text)) => serde_json::from_str(text)
                .map(Some)
                .map_err(|_| bad(format!("can't parse {} JSON object", name.replace('_', " ")))),
            Some(value) => Ok(Some(value.clone())),
        }
    }

    /// The chat the call is about, a number.
    pub fn chat_id(&self) -> Result<i64, ApiError> {
        match self.get("chat_id") {
            None => Err(bad("chat_id is empty")),
            Some(Value::String(text)) if text.is_empty() => Err(bad("chat_id is empty")),
            Some(_) => self.integer("chat_id").ok_or_else(|| bad("chat not found")),
        }
    }

    /// The message the call is about.
    pub fn message_id(&self) -> Result<i64, ApiError> {
        self.integer("message_id")
            .ok_or_else(|| bad("message identifier is not specified"))
    }
}
