//! What a user wants to be told, when, and how loudly.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Time;
use serde::{Deserialize, Serialize};
use store::{Key, Record, StoreError, Table, WorkKey};
use telegram::{Topic, UserId};

/// A user's wishes. Without a record nothing is muted and there is no digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preferences {
    /// Whose.
    pub user: UserId,
    /// Topics the user does not want to be told about.
    #[serde(default)]
    pub muted: BTreeSet<Topic>,
    /// When messages come without a sound, by Moscow's clock.
    #[serde(default)]
    pub quiet: Option<QuietHours>,
    /// The hour of the daily digest by Moscow's clock, 0 to 23; none without.
    #[serde(default)]
    pub digest_hour: Option<u8>,
    /// Day of the last digest, so that it comes once a day.
    #[serde(default)]
    pub digested: Option<jiff::civil::Date>,
}

/// A part of the day, which may go over midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuietHours {
    /// First quiet hour, 0 to 23.
    pub from: u8,
    /// First hour that is no longer quiet, 0 to 23; not the same as `from`.
    pub to: u8,
}

impl QuietHours {
    /// Whether a time of day is in it.
    pub fn contains(self, time: Time) -> bool {
        let hour = u8::try_from(time.hour()).unwrap_or_default();
        if self.from <= self.to {
            (self.from..self.to).contains(&hour)
        } else {
            hour >= self.from || hour < self.to
        }
    }
}

impl Preferences {
    /// Partition of the index of work with those who have a digest at this hour.
    pub fn digests_at(hour: u8) -> String {
        format!("DIGEST#{hour:02}")
    }

    /// Nothing wished.
    pub fn none(user: UserId) -> Self {
        Self {
            user,
            muted: BTreeSet::new(),
            quiet: None,
            digest_hour: None,
            digested: None,
        }
    }

    /// Table key of a user's wishes.
    pub fn key_of(user: UserId) -> Key {
        Key::new(format!("USER#{user}"), "PREFERENCES")
    }

    /// A user's wishes, as stored or none.
    ///
    /// # Errors
    /// Those of the table.
    pub async fn of(table: &Table, user: UserId) -> Result<Self, StoreError> {
        let stored = table.get::<Self>(&Self::key_of(user)).await?;
        Ok(stored.map_or_else(|| Self::none(user), |stored| stored.record))
    }

    /// Whether a message about this is not to be sent at all.
    pub fn mutes(&self, topic: Topic) -> bool {
        self.muted.contains(&topic)
    }

    /// Whether messages come without a sound at `now`.
    pub fn is_quiet(&self, now: Timestamp) -> bool {
        let moscow = jiff::tz::TimeZone::fixed(jiff::tz::offset(3));
        self.quiet
            .is_some_and(|quiet| quiet.contains(now.to_zoned(moscow).time()))
    }
}

impl Record for Preferences {
    const KIND: &'static str = "preferences";

    fn key(&self) -> Key {
        Self::key_of(self.user)
    }

    fn work(&self) -> Option<WorkKey> {
        let hour = self.digest_hour?;
        Some(WorkKey::new(Self::digests_at(hour), self.user.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quiet_hours_may_go_over_midnight() {
        let at = |hour| Time::constant(hour, 30, 0, 0);
        let night = QuietHours { from: 22, to: 8 };
        assert!(night.contains(at(23)) && night.contains(at(0)) && night.contains(at(7)));
        assert!(!night.contains(at(8)) && !night.contains(at(21)));
        let noon = QuietHours { from: 12, to: 14 };
        assert!(noon.contains(at(12)) && !noon.contains(at(14)) && !noon.contains(at(11)));
    }
}
