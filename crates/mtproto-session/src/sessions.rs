//! Keeping, opening and forgetting the session.

use jiff::Timestamp;
use secrecy::SecretString;
use store::{StoreError, Table};
use vault::{Vault, VaultError};

use crate::SessionRecord;

/// Where the session is kept.
#[derive(Debug, Clone)]
pub struct Sessions {
    table: Table,
    vault: Vault,
}

/// Why the session was not kept or opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SessionError {
    /// By the table.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// By the vault.
    #[error(transparent)]
    Vault(#[from] VaultError),
}

impl Sessions {
    /// In this table, sealed by this vault.
    pub fn new(table: Table, vault: Vault) -> Self {
        Self { table, vault }
    }

    /// The session; `None` where nobody has signed in: then MTProto is off.
    ///
    /// # Errors
    /// See [`SessionError`].
    pub async fn open(&self) -> Result<Option<SecretString>, SessionError> {
        Ok(self.open_dated().await?.map(|(session, _)| session))
    }

    /// The session and when its account was signed in, which tells two sessions apart.
    ///
    /// # Errors
    /// See [`SessionError`].
    pub async fn open_dated(&self) -> Result<Option<(SecretString, Timestamp)>, SessionError> {
        let Some(stored) = self.table.get::<SessionRecord>(&SessionRecord::the_key()).await? else {
            return Ok(None);
        };
        let SessionRecord { sealed, signed_in_at } = stored.record;
        let session = self.vault.open(&SessionRecord::binding(), &sealed).await?;
        Ok(Some((session, signed_in_at)))
    }

    /// Seals a new session and keeps it in place of an older one, which Telegram goes on to accept until it is signed out.
    ///
    /// # Errors
    /// See [`SessionError`].
    pub async fn keep(&self, session: &SecretString, signed_in_at: Timestamp) -> Result<(), SessionError> {
        let sealed = self.vault.seal(&SessionRecord::binding(), session).await?;
        Ok(self.table.put(&SessionRecord { sealed, signed_in_at }).await?)
    }

    /// Forgets the session. It is not signed out by that.
    ///
    /// # Errors
    /// Those of the table.
    pub async fn forget(&self) -> Result<(), StoreError> {
        self.table.delete(&SessionRecord::the_key()).await
    }
}
