//! A lease: one holder at a time, replaced when it falls silent.
//!
//! The holder renews; every renewal raises the item's version, its heartbeat. Another keeper takes the lease when it
//! has been released, or when the heartbeat has stood still for the whole duration on the keeper's *own* monotonic
//! clock: the clocks of two machines need not agree. The holder in turn stops believing in its lease when its last
//! renewal *began* that long ago, so it has let go before anybody else can take it.

use std::time::Duration;

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::{Key, Record, StoreError, Stored, Table};

/// The proof of holding a lease. Whoever writes as the holder demands it, asks [`LeaseKeeper::still_held`], and may
/// store the fence with what it writes.
#[derive(Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Lease {
    /// Grows with every holder: a write with a smaller fence than the last one seen comes from a past holder.
    pub fence: u64,
}

/// What became of a renewal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Renewal {
    /// The lease is held for another duration.
    Kept,
    /// Another keeper has the lease.
    Lost,
}

/// Takes, renews and releases one lease for one owner.
#[derive(Debug)]
pub struct LeaseKeeper {
    table: Table,
    name: String,
    owner: String,
    duration: Duration,
    held: Option<Held>,
    seen: Option<Seen>,
}

/// The lease in the table. It is never deleted: the fence must go on growing.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct LeaseRecord {
    name: String,
    owner: String,
    fence: u64,
    released: bool,
    note: Option<String>,
    renewed_at: Timestamp,
}

/// The lease we hold, as we wrote it last.
#[derive(Debug)]
struct Held {
    record: LeaseRecord,
    version: u64,
    renewed: Duration,
}

/// The heartbeat of somebody else's lease.
#[derive(Debug)]
struct Seen {
    fence: u64,
    version: u64,
    /// When it was first known to stand still; see [`LeaseKeeper::silent_for`].
    since: Option<Duration>,
}

impl Record for LeaseRecord {
    const KIND: &'static str = "lease";

    fn key(&self) -> Key {
        key_of(&self.name)
    }
}

impl LeaseKeeper {
    /// A keeper of the lease `name`. `owner` names this process for whoever looks at the table. All keepers of a lease
    /// must agree on the `duration`.
    pub fn new(table: Table, name: impl Into<String>, owner: String, duration: Duration) -> Self {
        Self {
            table,
            name: name.into(),
            owner,
            duration,
            held: None,
            seen: None,
        }
    }

    /// One attempt to take the lease; `None` while another keeper has it. A keeper standing by calls this again and
    /// again: it takes a released lease at the next call, and a silent one after the duration and up to two pauses
    /// between calls. `now` is this process's monotonic clock, `at` the time to record.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`]: if the write did arrive, the lease is nobody's until the duration has passed.
    pub async fn try_acquire(&mut self, now: Duration, at: Timestamp) -> Result<Option<Lease>, StoreError> {
        let standing = self.table.get::<LeaseRecord>(&key_of(&self.name)).await?;
        let written = match &standing {
            None => {
                let record = self.record(1, None, at);
                self.table.insert(&record).await.map(|()| (record, 1))
            }
            Some(stored) if stored.record.released || self.silent_for(stored, now) >= self.duration => {
                let record = self.record(stored.record.fence + 1, stored.record.note.clone(), at);
                self.table
                    .replace(&record, stored.version)
                    .await
                    .map(|version| (record, version))
            }
            Some(_) => return Ok(None),
        };
        match written {
            Ok((record, version)) => {
                let fence = record.fence;
                self.held = Some(Held {
                    record,
                    version,
                    renewed: now,
                });
                self.seen = None;
                Ok(Some(Lease { fence }))
            }
            Err(StoreError::Conflict) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Keeps the lease for another duration from `now` and stores the `note` with it.
    ///
    /// # Errors
    /// On [`StoreError::Unavailable`] the lease may be renewed again, as long as it is [`still_held`](Self::still_held).
    pub async fn renew<N: Serialize>(
        &mut self,
        lease: &Lease,
        note: &N,
        now: Duration,
        at: Timestamp,
    ) -> Result<Renewal, StoreError> {
        let note = Some(note_text(note)?);
        let change = |record: &LeaseRecord| LeaseRecord {
            note: note.clone(),
            renewed_at: at,
            ..record.clone()
        };
        if !self.rewrite(lease, change).await? {
            return Ok(Renewal::Lost);
        }
        if let Some(held) = &mut self.held {
            held.renewed = now;
        }
        Ok(Renewal::Kept)
    }

    /// Gives the lease back with a last `note`: the next keeper takes it at its next attempt. A lease that is already
    /// somebody else's is left alone.
    ///
    /// # Errors
    /// Only those of the connection; then the lease ends by silence.
    pub async fn release<N: Serialize>(&mut self, lease: Lease, note: &N) -> Result<(), StoreError> {
        let note = Some(note_text(note)?);
        let change = |record: &LeaseRecord| LeaseRecord {
            note: note.clone(),
            released: true,
            ..record.clone()
        };
        let released = self.rewrite(&lease, change).await;
        self.held = None;
        released.map(|_| ())
    }

    /// True while no other keeper can have taken the lease: the last successful renewal began less than the duration ago.
    pub fn still_held(&self, lease: &Lease, now: Duration) -> bool {
        self.held
            .as_ref()
            .is_some_and(|held| held.record.fence == lease.fence && now.saturating_sub(held.renewed) < self.duration)
    }

    /// What the holder of the lease `name` noted last, and when it renewed then; `None` before the first note.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when the note has another shape.
    pub async fn note<N: DeserializeOwned>(table: &Table, name: &str) -> Result<Option<(N, Timestamp)>, StoreError> {
        let key = key_of(name);
        let Some(Stored { record, .. }) = table.get::<LeaseRecord>(&key).await? else {
            return Ok(None);
        };
        let Some(text) = record.note else {
            return Ok(None);
        };
        let note = serde_json::from_str(&text).map_err(|error| StoreError::Corrupt {
            key: key.to_string(),
            why: error.to_string(),
        })?;
        Ok(Some((note, record.renewed_at)))
    }

    /// How long the heartbeat has surely stood still. `now` was taken before the item was read, and the holder may have
    /// renewed in between; so the first sight of a heartbeat proves nothing, and time counts from the call after it.
    fn silent_for(&mut self, stored: &Stored<LeaseRecord>, now: Duration) -> Duration {
        match &mut self.seen {
            Some(seen) if seen.fence == stored.record.fence && seen.version == stored.version => {
                now.saturating_sub(*seen.since.get_or_insert(now))
            }
            seen => {
                *seen = Some(Seen {
                    fence: stored.record.fence,
                    version: stored.version,
                    since: None,
                });
                Duration::ZERO
            }
        }
    }

    /// Writes our lease anew; false when it is no longer ours. After an answer that never came our own write may be
    /// there unknown to us. The fence tells: nobody else writes with ours.
    async fn rewrite(
        &mut self,
        lease: &Lease,
        change: impl Fn(&LeaseRecord) -> LeaseRecord,
    ) -> Result<bool, StoreError> {
        let Some(held) = self.held.as_mut().filter(|held| held.record.fence == lease.fence) else {
            return Ok(false);
        };
        let record = change(&held.record);
        let mut written = self.table.replace(&record, held.version).await;
        if written == Err(StoreError::Conflict) {
            let standing = self.table.get::<LeaseRecord>(&key_of(&self.name)).await?;
            let ours =
                standing.filter(|stored| stored.record.fence == lease.fence && stored.record.owner == self.owner);
            if let Some(stored) = ours {
                written = self.table.replace(&record, stored.version).await;
            }
        }
        match written {
            Ok(version) => {
                held.record = record;
                held.version = version;
                Ok(true)
            }
            Err(StoreError::Conflict) => {
                self.held = None;
                Ok(false)
            }
            Err(error) => Err(error),
        }
    }

    fn record(&self, fence: u64, note: Option<String>, at: Timestamp) -> LeaseRecord {
        LeaseRecord {
            name: self.name.clone(),
            owner: self.owner.clone(),
            fence,
            released: false,
            note,
            renewed_at: at,
        }
    }
}

fn key_of(name: &str) -> Key {
    Key::new(format!("LEASE#{name}"), "LEASE")
}

fn note_text<N: Serialize>(note: &N) -> Result<String, StoreError> {
    serde_json::to_string(note).map_err(|error| StoreError::Failed(format!("the note cannot be stored: {error}")))
}
