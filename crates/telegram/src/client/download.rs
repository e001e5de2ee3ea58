//! Files in: where one lies, then what is in it, never more than there is room for.

use std::fmt;
use std::time::{Duration, Instant};

use reqwest::{Response, StatusCode};
use serde_json::{Value, json};
use url::Url;

use super::{Client, answer, note};
use crate::CallError;

/// Where files lie on the server.
const ROOT: &str = "file";

/// Why a file was not brought.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DownloadError {
    /// It is larger than there is room for, or than the 20 MB that Telegram gives a bot.
    #[error("the file is too large")]
    TooLarge,
    /// Telegram does not give it: it is not this bot's, or not there now.
    #[error("Telegram does not give the file")]
    Gone,
    /// Something else, by what to do next. Whatever it is, a download may be repeated without harm.
    #[error(transparent)]
    Call(#[from] CallError),
}

impl DownloadError {
    /// A short name for logs and metrics.
    pub fn name(&self) -> &'static str {
        match self {
            Self::TooLarge => "too_large",
            Self::Gone => "gone",
            Self::Call(error) => error.name(),
        }
    }

    /// What a refusal to tell where a file lies means.
    fn refused(error: CallError) -> Self {
        match error {
            CallError::TooLong => Self::TooLarge,
            CallError::Rejected { description, .. } if description.contains("file is too big") => Self::TooLarge,
            CallError::Rejected { code: 400, .. } => Self::Gone,
            other => Self::Call(other),
        }
    }
}

impl Client {
    /// What is in a file that somebody sent, if that is at most `most_bytes`. All of it within `timeout`, once.
    ///
    /// # Errors
    /// [`DownloadError`]; a file that is too large is left where it is.
    pub async fn download(
        &self,
        file_id: &str,
        most_bytes: usize,
        timeout: Duration,
    ) -> Result<Vec<u8>, DownloadError> {
        let started = Instant::now();
        let wanted = json!({"file_id": file_id});
        let told = self.ask("getFile", timeout, |request| request.json(&wanted)).await;
        let told = told.map_err(DownloadError::refused)?;
        let size = told.get("file_size").and_then(Value::as_u64);
        if size.is_some_and(|size| !fits(size, most_bytes)) {
            return Err(DownloadError::TooLarge);
        }
        let path = told.get("file_path").and_then(Value::as_str);
        let path = path.ok_or_else(|| CallError::Unreadable("no file_path".to_owned()))?;
        let url = self.url(Some(ROOT), path)?;
        self.fetch(url, most_bytes, timeout.saturating_sub(started.elapsed()))
            .await
    }

    /// The file at an address, logged once.
    async fn fetch(&self, url: Url, most_bytes: usize, timeout: Duration) -> Result<Vec<u8>, DownloadError> {
        let started = Instant::now();
        let (status, result) = match Box::pin(self.http.get(url).timeout(timeout).send()).await {
            Ok(response) => (Some(response.status()), self.contents(response, most_bytes).await),
            Err(error) => (None, Err(self.not_answered(error).into())),
        };
        let failed = result.as_ref().err();
        let failed = failed.map(|error| (error.name(), error as &dyn fmt::Display));
        note(ROOT, status, started, failed);
        result
    }

    /// What an answer holds, read piece by piece so that no more is ever in memory than there is room for.
    async fn contents(&self, mut response: Response, most_bytes: usize) -> Result<Vec<u8>, DownloadError> {
        let status = response.status();
        if status == StatusCode::NOT_FOUND {
            return Err(DownloadError::Gone);
        }
        if !status.is_success() {
            // What stands in the body of a refusal is not read: there is no telling how long it is.
            return Err(answer::refusal_by_status(status, answer::retry_after(&response)).into());
        }
        let announced = response.content_length().unwrap_or(0);
        if !fits(announced, most_bytes) {
            return Err(DownloadError::TooLarge);
        }
        let mut contents = Vec::with_capacity(usize::try_from(announced).unwrap_or(0));
        loop {
            match response.chunk().await {
                Ok(Some(piece)) if contents.len() + piece.len() > most_bytes => return Err(DownloadError::TooLarge),
                Ok(Some(piece)) => contents.extend_from_slice(&piece),
                Ok(None) => return Ok(contents),
                Err(error) => return Err(CallError::Unknown(self.told(error)).into()),
            }
        }
    }
}

fn fits(size: u64, most_bytes: usize) -> bool {
    usize::try_from(size).is_ok_and(|size| size <= most_bytes)
}
