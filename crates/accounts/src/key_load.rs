//! How much a key asked, day by day.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use store::{Counts, Key, Record, StoreError, Table};
use telegram::UserId;

use crate::ids::KeyId;
use crate::seller_key::KeyRecord;

/// How long a day's figures are kept.
const KEPT: SignedDuration = SignedDuration::from_hours(24 * 14);

/// A key's figures of one day, by UTC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyLoad {
    /// Whose key.
    pub user: UserId,
    /// Which key.
    pub key: KeyId,
    /// The day.
    pub day: Date,
    /// Requests made with it.
    #[serde(default)]
    pub requests: u64,
    /// Those that failed, for whatever reason.
    #[serde(default)]
    pub errors: u64,
    /// When it was last used, unix milliseconds.
    #[serde(default)]
    pub last_used_ms: i64,
}

/// Requests to be added to a key's figures.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Used {
    /// How many were made.
    pub requests: u32,
    /// How many of them failed.
    pub errors: u32,
}

/// Requests made with keys, summed up in memory until they are written down. Copies share one sum. What a worker that dies has not
/// written is lost, which figures can bear.
#[derive(Debug, Clone, Default)]
pub struct Tally(Arc<Mutex<BTreeMap<(UserId, KeyId), Used>>>);

impl Tally {
    /// Notes one request, and whether it failed.
    pub fn note(&self, key: &KeyRecord, has_failed: bool) {
        let mut sums = self.sums();
        let used = sums.entry((key.user, key.id.clone())).or_default();
        used.requests += 1;
        used.errors += u32::from(has_failed);
    }

    /// Writes the sums into the keys' days, and says what they come to. Figures never stop the work: a table that does not take them is
    /// a line in the log, and they are not written again, because nobody knows whether they were.
    pub async fn write(&self, table: &Table, now: Timestamp) -> Used {
        let sums = std::mem::take(&mut *self.sums());
        let mut total = Used::default();
        for ((user, key), used) in sums {
            total.requests += used.requests;
            total.errors += used.errors;
            if let Err(error) = table.count(KeyLoad::count(user, &key, used, now)).await {
                tracing::warn!(key = %key, error = %error, "key.load_not_counted: requests made with a key could not be counted");
            }
        }
        total
    }

    fn sums(&self) -> MutexGuard<'_, BTreeMap<(UserId, KeyId), Used>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl KeyLoad {
    /// A key's days that are still kept, the oldest first.
    ///
    /// # Errors
    /// Those of the table.
    pub async fn of_key(table: &Table, user: UserId, key: &KeyId) -> Result<Vec<Self>, StoreError> {
        let prefix = format!("LOAD#{key}#");
        let days = table.list::<Self>(&format!("USER#{user}"), &prefix).await?;
        Ok(days.into_iter().map(|day| day.record).collect())
    }

    /// The day that a moment belongs to, by UTC.
    pub fn day_of(now: Timestamp) -> Date {
        now.to_zoned(jiff::tz::TimeZone::UTC).date()
    }

    /// Table key of a key's day.
    pub fn key_of(user: UserId, key: &KeyId, day: Date) -> Key {
        Key::new(format!("USER#{user}"), format!("LOAD#{key}#{day}"))
    }

    /// What to add for requests made until `now`.
    pub fn count(user: UserId, key: &KeyId, used: Used, now: Timestamp) -> Counts {
        let day = Self::day_of(now);
        Counts::of::<Self>(Self::key_of(user, key, day))
            .set_number("user", user.0)
            .set("key", key.as_str())
            .set("day", day.to_string())
            .set_number("last_used_ms", now.as_millisecond())
            .add("requests", used.requests.into())
            .add("errors", used.errors.into())
            .until(now + KEPT)
    }
}

impl Record for KeyLoad {
    const KIND: &'static str = "key_load";

    fn key(&self) -> Key {
        Self::key_of(self.user, &self.key, self.day)
    }
}
