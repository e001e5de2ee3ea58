//! Where an item lives.

use std::fmt;

use jiff::Timestamp;

/// The primary key of an item. Parts are joined with `#`, the entity's word first: `USER#42` / `PROFILE`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    /// The partition: everything that is read together.
    pub pk: String,
    /// The place inside the partition; lists are ordered by it, byte by byte.
    pub sk: String,
}

impl Key {
    /// A key of its two parts.
    pub fn new(pk: impl Into<String>, sk: impl Into<String>) -> Self {
        Self {
            pk: pk.into(),
            sk: sk.into(),
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} / {}", self.pk, self.sk)
    }
}

/// The key of an item in the sparse index of work. An item without one is not in the index.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct WorkKey {
    /// The kind of work, with a shard where one partition would be too hot.
    pub wpk: String,
    /// The order of the work, oldest first.
    pub wsk: String,
}

impl WorkKey {
    /// A work key of its two parts.
    pub fn new(wpk: impl Into<String>, wsk: impl Into<String>) -> Self {
        Self {
            wpk: wpk.into(),
            wsk: wsk.into(),
        }
    }

    /// A work key ordered by a time of change, then by name.
    pub fn by_time(wpk: impl Into<String>, at: Timestamp, name: &str) -> Self {
        Self::new(wpk, Self::time_order(at, name))
    }

    /// The order of work at a time: everything before `at` sorts before it with an empty name.
    pub fn time_order(at: Timestamp, name: &str) -> String {
        format!("{:013}#{name}", at.as_millisecond())
    }
}
