//! The nightly run: how far the collection of a day has come.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use store::{Key, Record, StoreError, Table};

/// The collection of one day, over all channels. Its numbers are counters: many workers add to them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// Which day.
    pub day: Date,
    /// When it was first ordered.
    pub began_at: Timestamp,
    /// Channels ordered.
    #[serde(default)]
    pub ordered: i64,
    /// Whether the whole list has been ordered: 1, or 0.
    #[serde(default)]
    pub all_ordered: i64,
    /// Channels of which every part was collected.
    #[serde(default)]
    pub complete: i64,
    /// Channels of which a part is not to be had.
    #[serde(default)]
    pub with_gaps: i64,
    /// When the last channel was over, unix milliseconds.
    #[serde(default)]
    pub last_over_ms: i64,
}

impl Run {
    /// Table key of a day's run.
    pub fn key_of(day: Date) -> Key {
        Key::new("COLLECTION", format!("RUN#{day}"))
    }

    /// The newest runs, newest first.
    ///
    /// # Errors
    /// Those of the table.
    pub async fn newest(table: &Table, limit: usize) -> Result<Vec<Self>, StoreError> {
        let page = table.newest::<Self>("COLLECTION", "RUN#", None, limit).await?;
        Ok(page.records.into_iter().map(|stored| stored.record).collect())
    }

    /// Channels that are over.
    pub fn over(&self) -> i64 {
        self.complete + self.with_gaps
    }

    /// Whether nothing is left to do.
    pub fn is_over(&self) -> bool {
        self.all_ordered > 0 && self.over() >= self.ordered
    }
}

impl Record for Run {
    const KIND: &'static str = "collection_run";

    fn key(&self) -> Key {
        Self::key_of(self.day)
    }

    fn expires_at(&self) -> Option<Timestamp> {
        // A year and some: long enough to see how it grew.
        Timestamp::from_second(self.began_at.as_second() + 400 * 24 * 60 * 60).ok()
    }
}
