//! What can go wrong, by meaning.

/// Why the table did not do what was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// A condition failed: somebody was faster. Read again and decide again.
    #[error("the item has changed or already exists")]
    Conflict,
    /// Throttled, no network, no answer in time, a fault of the service: try again later. A write may or may not have arrived.
    #[error("the table is not available: {0}")]
    Unavailable(String),
    /// An item does not have the shape its kind promises.
    #[error("the item {key} cannot be read: {why}")]
    Corrupt {
        /// The item's key.
        key: String,
        /// What did not fit.
        why: String,
    },
    /// The table refused the request: a mistake of ours, repeating does not help.
    #[error("the table refused the request: {0}")]
    Failed(String),
}

/// Why a transaction was not written. Nothing of it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TransactError {
    /// Conditions failed: somebody was faster. Read again and decide again.
    #[error("conditions of the writes {failed:?} failed")]
    Conflict {
        /// The writes whose condition failed, by their place in the list. Empty when the client token has already
        /// been used for a transaction with other content, which means that one was written.
        failed: Vec<usize>,
    },
    /// Any other reason.
    #[error(transparent)]
    Store(#[from] StoreError),
}
