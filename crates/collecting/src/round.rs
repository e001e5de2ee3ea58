//! How far a round over many channels has come: the next one goes on there.

use channels::jobs::Page;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::{Key, Record, StoreError, Table};

/// A round over many channels, and the place it has come to. Of two, the one that was ordered later goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Round {
    /// What is done in it.
    pub what: RoundOf,
    /// When it was ordered.
    pub at: Timestamp,
    /// The channel to go on after; `None` at the beginning of the list.
    #[serde(default)]
    pub after: Option<String>,
}

/// What is done in a round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoundOf {
    /// Subscribers are counted between the nights.
    Pulse,
    /// Older posts are looked at again.
    LooksBack,
}

impl Round {
    /// The newest round of its kind, if there was one.
    ///
    /// # Errors
    /// Those of the table.
    pub async fn newest(table: &Table, what: RoundOf) -> Result<Option<Self>, StoreError> {
        let stored = table.get::<Self>(&Self::key_of(what)).await?;
        Ok(stored.map(|stored| stored.record))
    }

    /// Whether it was ordered later than the one that a page belongs to: then that one ends.
    pub(crate) fn replaces(&self, page: &Page) -> bool {
        self.at > page.at
    }

    fn key_of(what: RoundOf) -> Key {
        let name = match what {
            RoundOf::Pulse => "pulse",
            RoundOf::LooksBack => "looks-back",
        };
        Key::new("COLLECTION", format!("ROUND#{name}"))
    }
}

impl Record for Round {
    const KIND: &'static str = "collection_round";

    fn key(&self) -> Key {
        Self::key_of(self.what)
    }
}
