//! Which targets are being left alone because they failed too often. Looking never lets a probe through.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::{Key, Record, StoreError, Table};

/// The targets that have a breaker.
const TARGETS: [&str; 1] = ["gateway"];

/// A target and how its breaker stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target {
    /// Its name.
    pub name: &'static str,
    /// The failures in a row that are counted.
    pub failures: u32,
    /// Until when nobody calls it; `None` while it may be called.
    pub open_until: Option<Timestamp>,
    /// Whether its time of rest is over, and the next call tells whether it is back.
    pub is_to_be_probed: bool,
}

/// What is shown of a breaker's record.
#[derive(Debug, Serialize, Deserialize)]
struct BreakerNote {
    target: String,
    failures: u32,
    open_until: Option<Timestamp>,
    forget_at: Timestamp,
}

/// Every target.
///
/// # Errors
/// Those of the table.
pub async fn look(table: &Table, now: Timestamp) -> Result<Vec<Target>, StoreError> {
    let mut targets = Vec::with_capacity(TARGETS.len());
    for name in TARGETS {
        let note = table.get_live::<BreakerNote>(&key_of(name), now).await?;
        let note = note.map(|stored| stored.record);
        let open_until = note.as_ref().and_then(|note| note.open_until);
        targets.push(Target {
            name,
            failures: note.as_ref().map_or(0, |note| note.failures),
            open_until: open_until.filter(|until| *until > now),
            is_to_be_probed: open_until.is_some_and(|until| until <= now),
        });
    }
    Ok(targets)
}

impl Record for BreakerNote {
    const KIND: &'static str = "breaker";

    fn key(&self) -> Key {
        key_of(&self.target)
    }

    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.forget_at)
    }
}

fn key_of(target: &str) -> Key {
    Key::new(format!("BREAKER#{target}"), "BREAKER")
}
