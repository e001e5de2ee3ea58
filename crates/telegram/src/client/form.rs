//! A call with files, as a form in parts.

use reqwest::Body;
use reqwest::multipart::{Form, Part};
use serde_json::Value;
use tokio::fs::File;

use crate::file::safe_name;
use crate::{CallError, DiskFile, Outgoing};

/// The body's fields as parts, texts as they are and the rest as JSON, and the files after them.
///
/// # Errors
/// [`CallError::NotSent`] when a file cannot be read from its disk.
pub(super) async fn form(body: &Value, files: Vec<(String, Outgoing)>) -> Result<Form, CallError> {
    let fields = body.as_object().into_iter().flatten();
    let parts = fields.map(|(name, value)| match value {
        Value::String(text) => (name.clone(), text.clone()),
        other => (name.clone(), other.to_string()),
    });
    let mut form = parts.fold(Form::new(), |form, (name, value)| form.text(name, value));
    for (name, file) in files {
        form = form.part(name, part(&file).await?);
    }
    Ok(form)
}

/// The file; one whose MIME type is none goes without.
async fn part(file: &Outgoing) -> Result<Part, CallError> {
    let typed = content(file).await?.mime_str(file.mime());
    let part = match typed {
        Ok(part) => part,
        Err(_) => content(file).await?,
    };
    Ok(part.file_name(safe_name(file.name())))
}

async fn content(file: &Outgoing) -> Result<Part, CallError> {
    match file {
        Outgoing::Memory(file) => Ok(Part::bytes(file.bytes.clone())),
        Outgoing::Disk(file) => streamed(file).await.map_err(|error| {
            // Neither the path nor the name: who reads the log needs to know only what is wrong.
            CallError::NotSent(format!("the file to send cannot be read: {}", error.kind()))
        }),
    }
}

/// The file as it lies there now, read while it is sent.
async fn streamed(file: &DiskFile) -> std::io::Result<Part> {
    let content = File::open(file.path()).await?;
    let length = content.metadata().await?.len();
    Ok(Part::stream_with_length(Body::from(content), length))
}
