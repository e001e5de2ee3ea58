//! A call with a file, as a form in parts.

use reqwest::multipart::{Form, Part};
use serde_json::Value;

use crate::Attachment;

/// The body's fields as parts, texts as they are and the rest as JSON, and the file as one more.
pub(super) fn form(body: &Value, field: &'static str, file: &Attachment) -> Form {
    let fields = body.as_object().into_iter().flatten();
    let parts = fields.map(|(name, value)| match value {
        Value::String(text) => (name.clone(), text.clone()),
        other => (name.clone(), other.to_string()),
    });
    parts
        .fold(Form::new(), |form, (name, value)| form.text(name, value))
        .part(field, part(file))
}

/// The file; one whose MIME type is none goes without.
fn part(file: &Attachment) -> Part {
    let untyped = || Part::bytes(file.bytes.clone()).file_name(file.safe_name());
    untyped().mime_str(file.mime).unwrap_or_else(|_| untyped())
}
