//! Files the bot sent and people sent: their contents stay in memory.

use axum::body::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::errors::{ApiError, Outcome, bad};
use super::params::{Params, Upload};
use super::state::Telegram;

/// The largest upload, 50 MB.
const LARGEST_UPLOAD: usize = 50 * 1024 * 1024;
/// The largest photo, 10 MB.
const LARGEST_PHOTO: usize = 10 * 1024 * 1024;
/// The largest file a bot may download, 20 MB.
const LARGEST_DOWNLOAD: usize = 20 * 1024 * 1024;

/// One file.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FileRecord {
    /// The id bots use.
    pub file_id: String,
    /// The name it was sent under.
    pub file_name: String,
    /// Its size in bytes.
    pub size: usize,
    /// Its content; empty after the sandbox was restarted.
    #[serde(skip)]
    pub content: Bytes,
}

impl FileRecord {
    /// The path under which it is downloaded.
    pub fn path(&self) -> String {
        format!("files/{}/{}", self.file_id, self.file_name)
    }

    /// The MIME type its name suggests.
    pub fn mime(&self) -> &'static str {
        match self
            .file_name
            .rsplit('.')
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase()
            .as_str()
        {
            "csv" => "text/csv",
            "txt" => "text/plain",
            "json" => "application/json",
            "pdf" => "application/pdf",
            "png" => "image/png",
            "jpg" | "jpeg" => "image/jpeg",
            "svg" => "image/svg+xml",
            "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            _ => "application/octet-stream",
        }
    }

    fn base(&self) -> Value {
        json!({"file_id": self.file_id, "file_unique_id": format!("u{}", self.file_id), "file_size": self.size})
    }

    /// The Bot API's Document object.
    pub fn document(&self) -> Value {
        let mut object = self.base();
        object["file_name"] = Value::from(self.file_name.as_str());
        object["mime_type"] = Value::from(self.mime());
        object
    }

    /// The Bot API's list of photo sizes.
    pub fn photo(&self) -> Value {
        let (width, height) = png_size(&self.content).unwrap_or((1280, 720));
        let mut object = self.base();
        object["width"] = Value::from(width);
        object["height"] = Value::from(height);
        json!([object])
    }
}

/// Keeps a file and gives it an id.
pub fn keep(telegram: &mut Telegram, upload: Upload) -> FileRecord {
    let file_id = format!("file{:06}", telegram.next_number());
    let Upload { file_name, content } = upload;
    let record = FileRecord {
        file_id: file_id.clone(),
        file_name,
        size: content.len(),
        content,
    };
    telegram.files.insert(file_id, record.clone());
    record
}

/// The file a call sends: uploaded with it, or known by its id.
pub fn sent(telegram: &mut Telegram, params: &Params, field: &str) -> Result<FileRecord, ApiError> {
    let text = params.text(field);
    let part = text
        .as_deref()
        .and_then(|text| text.strip_prefix("attach://"))
        .unwrap_or(field);
    if let Some(upload) = params.uploads.get(part) {
        if upload.content.is_empty() {
            return Err(bad("file must be non-empty"));
        }
        if upload.content.len() > LARGEST_UPLOAD {
            return Err(ApiError {
                code: 413,
                description: "Request Entity Too Large".to_owned(),
                retry_after_s: None,
            });
        }
        return Ok(keep(telegram, upload.clone()));
    }
    let Some(text) = text.filter(|text| !text.is_empty()) else {
        return Err(bad(format!("there is no {field} in the request")));
    };
    if text.starts_with("http://") || text.starts_with("https://") {
        return Err(bad("failed to get HTTP URL content"));
    }
    telegram
        .files
        .get(&text)
        .cloned()
        .ok_or_else(|| bad("wrong file identifier/HTTP URL specified"))
}

/// The photo a call sends, in the same ways.
pub fn sent_photo(telegram: &mut Telegram, params: &Params, field: &str) -> Result<FileRecord, ApiError> {
    let part = params.text(field);
    let part = part.as_deref().and_then(|text| text.strip_prefix("attach://"));
    let upload = params.uploads.get(part.unwrap_or(field));
    if let Some(size) = upload.map(|upload| upload.content.len())
        && (LARGEST_PHOTO + 1..=LARGEST_UPLOAD).contains(&size)
    {
        return Err(bad(format!("file of size {size} bytes is too big for a photo")));
    }
    sent(telegram, params, field)
}

/// getFile.
pub fn get_file(telegram: &Telegram, params: &Params) -> Outcome {
    let id = params.text("file_id").unwrap_or_default();
    let file = telegram.files.get(&id).ok_or_else(|| bad("invalid file_id"))?;
    if file.size > LARGEST_DOWNLOAD {
        return Err(bad("file is too big"));
    }
    let mut object = file.base();
    object["file_path"] = Value::from(file.path());
    Ok(object)
}

/// Width and height of a PNG, from its header.
fn png_size(content: &[u8]) -> Option<(u32, u32)> {
    let header = content.strip_prefix(b"\x89PNG\r\n\x1a\n")?;
    let number = |at: usize| header.get(at..at + 4)?.try_into().ok().map(u32::from_be_bytes);
    Some((number(8)?, number(12)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pngs_size_is_read_from_its_header() {
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        png.extend([0, 0, 4, 176, 0, 0, 2, 188]);
        assert_eq!(png_size(&png), Some((1200, 700)));
        assert_eq!(png_size(b"GIF89a"), None);
    }
}
