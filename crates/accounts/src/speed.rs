//! Figures of catching, by day: a user's own, and the whole service's.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use store::{Counts, Key, Record};
use telegram::UserId;

/// How long a day's figures are kept.
const KEPT: SignedDuration = SignedDuration::from_hours(24 * 40);
/// The service's day is counted in this many places, so that many workers may count at once.
pub const SHARDS: u8 = 16;
/// Upper ends of the classes of durations, milliseconds; the last class is open.
pub const CLASSES_MS: [u64; 22] = [
    50, 100, 150, 200, 300, 400, 500, 650, 800, 1_000, 1_300, 1_700, 2_200, 3_000, 4_000, 5_500, 8_000, 12_000, 20_000,
    60_000, 300_000, 1_800_000,
];

/// Whose figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// A user's.
    User(UserId),
    /// The whole service's, one of [`SHARDS`] parts.
    Service(u8),
}

/// The figures of one day, by UTC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpeedDay {
    /// The partition it lives in.
    pub place: String,
    /// Its name there.
    pub name: String,
    /// Openings that suited a watch.
    #[serde(default)]
    pub openings: u64,
    /// Attempts that ended.
    #[serde(default)]
    pub attempts: u64,
    /// Those that ended with a booking.
    #[serde(default)]
    pub caught: u64,
    /// Those in which the date was gone.
    #[serde(default)]
    pub lost: u64,
    /// Good looks at the board (the service's only).
    #[serde(default)]
    pub looks: u64,
    /// The time they covered, milliseconds (the service's only).
    #[serde(default)]
    pub looking_ms: u64,
    /// How long catches took from seeing to confirmation: `took_{class}` counts those in [`CLASSES_MS`]'s class.
    #[serde(flatten)]
    pub took: BTreeMap<String, serde_json::Value>,
}

/// What to add to a day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Seen {
    /// Openings.
    pub openings: u32,
    /// Attempts that ended.
    pub attempts: u32,
    /// A catch, and how long it took, milliseconds.
    pub caught_after_ms: Option<u64>,
    /// Whether the date was gone.
    pub lost: bool,
    /// Looks at the board.
    pub looks: u32,
    /// The time they covered, milliseconds.
    pub looking_ms: u32,
}

impl Scope {
    /// Table key of a day.
    pub fn key_of(self, day: Date) -> Key {
        match self {
            Self::User(user) => Key::new(format!("USER#{user}"), format!("SPEED#{day}")),
            Self::Service(shard) => Key::new(format!("SPEED#{day}"), format!("{:02}", shard % SHARDS)),
        }
    }

    /// The service's part in which something with this name is counted.
    pub fn service_of(name: &str) -> Self {
        let sum = name
            .bytes()
            .fold(0u8, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte));
        Self::Service(sum % SHARDS)
    }
}

impl SpeedDay {
    /// What to add to a scope's day.
    pub fn count(scope: Scope, seen: &Seen, now: Timestamp) -> Counts {
        let key = scope.key_of(now.to_zoned(jiff::tz::TimeZone::UTC).date());
        let counts = Counts::of::<Self>(key.clone())
            .set("place", key.pk)
            .set("name", key.sk)
            .add("openings", seen.openings.into())
            .add("attempts", seen.attempts.into())
            .add("lost", seen.lost.into())
            .add("looks", seen.looks.into())
            .add("looking_ms", seen.looking_ms.into())
            .until(now + KEPT);
        match seen.caught_after_ms {
            Some(ms) => counts.add("caught", 1).add(format!("took_{:02}", class_of(ms)), 1),
            None => counts,
        }
    }

    /// How many catches fell into each class of [`CLASSES_MS`], the open one last.
    pub fn classes(&self) -> [u64; CLASSES_MS.len() + 1] {
        std::array::from_fn(|class| {
            let count = self.took.get(&format!("took_{class:02}"));
            count.and_then(serde_json::Value::as_u64).unwrap_or_default()
        })
    }
}

fn class_of(ms: u64) -> usize {
    CLASSES_MS.iter().position(|end| ms <= *end).unwrap_or(CLASSES_MS.len())
}

impl Record for SpeedDay {
    const KIND: &'static str = "speed";

    fn key(&self) -> Key {
        Key::new(&self.place, &self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_is_counted_in_its_class() {
        assert_eq!((class_of(0), class_of(50), class_of(51)), (0, 0, 1));
        assert_eq!(class_of(u64::MAX), CLASSES_MS.len());
        assert!(CLASSES_MS.is_sorted());
    }
}
