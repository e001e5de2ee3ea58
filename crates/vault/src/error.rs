//! What can go wrong, by meaning.

/// Why a secret was not sealed or opened. No error carries a secret or a data key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// KMS is throttled or out of reach: try again later.
    #[error("the key service is not available: {0}")]
    Unavailable(String),
    /// KMS refused: no right to use the key, or the key is disabled or gone. Repeating does not help.
    #[error("the key service refused: {0}")]
    Denied(String),
    /// What was stored is not what was sealed, or it was sealed for somebody or something else.
    #[error("the sealed secret does not belong here or was changed")]
    Tampered,
}
