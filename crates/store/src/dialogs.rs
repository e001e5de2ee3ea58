//! Where each user's conversation stands.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{Key, Record, StoreError, Table};

/// A conversation left alone this long is over.
const LIFETIME: SignedDuration = SignedDuration::from_hours(24);

/// The conversation a user is in; there is at most one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DialogRecord {
    /// The Telegram user id.
    pub user: i64,
    /// The module that leads it.
    pub module: String,
    /// The module's own state, as JSON.
    pub state: String,
    /// The message the conversation lives in.
    pub message_id: Option<i32>,
    /// When it last moved; it is over 24 hours later.
    pub updated_at: Timestamp,
}

impl DialogRecord {
    /// Where the conversation of this user lives.
    pub fn key_of(user: i64) -> Key {
        Key::new(format!("USER#{user}"), "DIALOG")
    }
}

impl Record for DialogRecord {
    const KIND: &'static str = "dialog";

    fn key(&self) -> Key {
        Self::key_of(self.user)
    }

    fn expires_at(&self) -> Option<Timestamp> {
        self.updated_at.checked_add(LIFETIME).ok()
    }
}

/// The conversations in the table.
#[derive(Debug, Clone)]
pub struct Dialogs {
    table: Table,
}

impl Dialogs {
    /// The conversations of this table.
    pub fn new(table: Table) -> Self {
        Self { table }
    }

    /// The conversation of this user, unless it is over by `now`. One that cannot be read counts as over:
    /// the user starts again rather than being stuck.
    ///
    /// # Errors
    /// Only those of the connection.
    pub async fn load(&self, user: i64, now: Timestamp) -> Result<Option<DialogRecord>, StoreError> {
        match self
            .table
            .get_live::<DialogRecord>(&DialogRecord::key_of(user), now)
            .await
        {
            Ok(stored) => Ok(stored.map(|stored| stored.record)),
            Err(error @ StoreError::Corrupt { .. }) => {
                tracing::warn!(error = %error, "a dialog was dropped: {error}");
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// Stores where the conversation stands; the last writer wins.
    ///
    /// # Errors
    /// Only those of the connection.
    pub async fn save(&self, dialog: &DialogRecord) -> Result<(), StoreError> {
        self.table.put(dialog).await
    }

    /// Ends the conversation of this user.
    ///
    /// # Errors
    /// Only those of the connection.
    pub async fn clear(&self, user: i64) -> Result<(), StoreError> {
        self.table.delete(&DialogRecord::key_of(user)).await
    }
}
