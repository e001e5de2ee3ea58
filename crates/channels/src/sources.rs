//! How the sources are doing: written by the collector, read by `/health`, by admins and by the alerts.

use channel_sources::{Quota, Source};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::{Key, Record, StoreError, Table};

/// The sources that every installation may have, in the order in which they are shown.
pub const SOURCES: [Source; 4] = [Source::BotApi, Source::Preview, Source::TgStat, Source::Telemetr];

/// How a source is doing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceState {
    /// Which source.
    pub source: Source,
    /// Whether this installation asks it at all: a service without a token is not asked.
    pub enabled: bool,
    /// Its last good answer.
    #[serde(default)]
    pub good_at: Option<Timestamp>,
    /// Its last failure, one of a single channel left out.
    #[serde(default)]
    pub failure: Option<SourceFailure>,
    /// What it said is left of a paid volume.
    #[serde(default)]
    pub quota: Option<Quota>,
    /// When the paid time ends.
    #[serde(default)]
    pub paid_until: Option<Timestamp>,
}

/// A failure that concerns more than one channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceFailure {
    /// The name of the [`SourceError`](channel_sources::SourceError).
    pub kind: String,
    /// Its words.
    pub said: String,
    /// Since when it has been failing without a good answer between.
    pub since: Timestamp,
    /// The last time.
    pub at: Timestamp,
    /// Not asked before this moment; `None`: until somebody does something about it.
    pub asked_again_at: Option<Timestamp>,
}

impl SourceState {
    /// Table key of a source's state.
    pub fn key_of(source: Source) -> Key {
        Key::new("SOURCES", format!("SOURCE#{}", source.name()))
    }

    /// The states of all sources that were ever asked.
    ///
    /// # Errors
    /// Those of the table.
    pub async fn all(table: &Table) -> Result<Vec<Self>, StoreError> {
        let list = table.list::<Self>("SOURCES", "SOURCE#").await?;
        Ok(list.into_iter().map(|stored| stored.record).collect())
    }

    /// Whether its last answer was a failure.
    pub fn is_failing(&self) -> bool {
        self.failure
            .as_ref()
            .is_some_and(|failure| self.good_at.is_none_or(|good| good < failure.at))
    }
}

impl Record for SourceState {
    const KIND: &'static str = "source_state";

    fn key(&self) -> Key {
        Self::key_of(self.source)
    }
}
