//! The newest errors of every function, for operators who have no logs at hand.

use futures::future::try_join_all;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{Key, Page, Record, StoreError, Table};

/// How long an error is kept.
const KEPT: SignedDuration = SignedDuration::from_hours(24 * 7);
/// The longest message kept, characters.
const LONGEST_MESSAGE: usize = 500;

/// An error as it was logged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorLine {
    /// When.
    pub at: Timestamp,
    /// In which function.
    pub function: String,
    /// What it said, secrets taken out. It begins with a name that is the same for every error of the kind.
    pub message: String,
    /// The trace to search the logs for.
    pub trace: Option<String>,
    /// Tells errors of one instant from each other.
    pub nonce: String,
}

impl ErrorLine {
    /// An error; a long message is cut.
    pub fn new(at: Timestamp, function: &str, message: &str, trace: Option<String>) -> Self {
        Self {
            at,
            function: function.to_owned(),
            message: message.chars().take(LONGEST_MESSAGE).collect(),
            trace,
            nonce: format!("{:08x}", rand::random::<u32>()),
        }
    }
}

impl Record for ErrorLine {
    const KIND: &'static str = "error";

    fn key(&self) -> Key {
        Key::new(
            day_of(self.at),
            format!("{:013}#{}", self.at.as_millisecond(), self.nonce),
        )
    }

    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.at + KEPT)
    }
}

/// The errors in the table.
#[derive(Debug, Clone)]
pub struct LastErrors {
    table: Table,
}

impl LastErrors {
    /// The errors of this table.
    pub fn new(table: Table) -> Self {
        Self { table }
    }

    /// Keeps errors.
    ///
    /// # Errors
    /// Only those of the connection.
    pub async fn keep(&self, lines: &[ErrorLine]) -> Result<(), StoreError> {
        try_join_all(lines.iter().map(|line| self.table.put(line))).await?;
        Ok(())
    }

    /// The newest errors of the day of `at`, by UTC; those before `before` (a [`Page::next`]) if given.
    ///
    /// # Errors
    /// As [`Table::newest`].
    pub async fn newest(
        &self,
        at: Timestamp,
        before: Option<&str>,
        limit: usize,
    ) -> Result<Page<ErrorLine>, StoreError> {
        self.table.newest(&day_of(at), "", before, limit).await
    }
}

fn day_of(at: Timestamp) -> String {
    format!("ERRORS#{}", at.to_zoned(TimeZone::UTC).date())
}
