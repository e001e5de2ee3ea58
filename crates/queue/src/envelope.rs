//! Jobs and the envelope they travel in.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// Work for a queue. A job may be delivered more than once, so doing it must be idempotent.
pub trait Job: Serialize + DeserializeOwned {
    /// The version of the job's shape. It grows when an older reader would misunderstand a newer job.
    const VERSION: u16;
    /// The oldest version that is still read: jobs of the program before may be on the queue while a new one starts.
    const OLDEST: u16 = Self::VERSION;

    /// Jobs of one group are done in order, one at a time. At most 128 characters.
    fn group(&self) -> String;

    /// Two jobs with the same value within five minutes are one job. At most 128 characters.
    fn dedup(&self) -> String;
}

/// A job on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope<T> {
    /// The version of the job's shape: its [`Job::VERSION`] when it was queued.
    pub v: u16,
    /// The trace the job belongs to.
    pub trace: String,
    /// When it was queued, in unix milliseconds.
    pub queued_at_ms: i64,
    /// The job.
    pub job: T,
}

/// Why a body is not a job.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EnvelopeError {
    /// The body is not an envelope, or its job lacks something. The reason names places and types.
    #[error("the body is not a job: {0}")]
    Malformed(String),
    /// The job has a version this reader does not know.
    #[error("the job has version {found}, this reader knows {known}")]
    UnknownVersion {
        /// The version in the body.
        found: u16,
        /// The version this reader knows.
        known: u16,
    },
}

/// The part of an envelope that is the same in every version.
#[derive(Deserialize)]
struct Header {
    v: u16,
}

impl<T: Job> Envelope<T> {
    /// A job with its current version.
    pub fn new(job: T, trace: impl Into<String>, queued_at_ms: i64) -> Self {
        Self {
            v: T::VERSION,
            trace: trace.into(),
            queued_at_ms,
            job,
        }
    }

    /// Reads a body from the queue. The version is judged first: a job of another version need not have this shape.
    ///
    /// # Errors
    /// [`EnvelopeError::UnknownVersion`] for a version newer than [`Job::VERSION`] or older than [`Job::OLDEST`], else [`EnvelopeError::Malformed`].
    pub fn decode(body: &str) -> Result<Self, EnvelopeError> {
        let malformed = |error: serde_json::Error| EnvelopeError::Malformed(place_of(&error));
        let Header { v: found } = serde_json::from_str(body).map_err(malformed)?;
        if !(T::OLDEST..=T::VERSION).contains(&found) {
            return Err(EnvelopeError::UnknownVersion {
                found,
                known: T::VERSION,
            });
        }
        serde_json::from_str(body).map_err(malformed)
    }
}

/// serde's own message may quote the body; the place is enough to find the mistake.
fn place_of(error: &serde_json::Error) -> String {
    format!(
        "{:?} error at line {} column {}",
        error.classify(),
        error.line(),
        error.column()
    )
}
