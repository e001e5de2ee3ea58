//! What can go wrong, by meaning.

/// Why not every job is on the queue. Sending a job again is harmless for five minutes: its
/// [`dedup`](crate::Job::dedup) value tells the queue that it is the same.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QueueError {
    /// Some jobs are on the queue, these are not or not surely.
    #[error("{} jobs were not queued: {failed:?}", failed.len())]
    Partial {
        /// The jobs that are not on the queue, by their place in the list, ascending.
        failed: Vec<usize>,
    },
    /// Throttled, no network, no answer, a fault of the service: no job is surely on the queue. Try again later.
    #[error("the queue is not available: {0}")]
    Unavailable(String),
    /// A job is longer than a message may be; nothing was sent.
    #[error("the job {index} has {bytes} bytes")]
    TooLarge {
        /// The job, by its place in the list.
        index: usize,
        /// The length of its body in bytes.
        bytes: usize,
    },
    /// A job cannot be written as JSON, or the queue refused the request: a mistake of ours, repeating does not help.
    #[error("the queue refused the request: {0}")]
    Failed(String),
}
