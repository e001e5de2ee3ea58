//! What changed in the table since the last look: watches and keys, active and not.

use jiff::{SignedDuration, Timestamp};
use store::{Record, StoreError, Stored, Table, WorkKey};

use crate::watch::{self, Watch};
use accounts::seller_key::{self, KeyRecord};

/// Changes this much older than the last look are read again: a writer takes its time between deciding and writing, clocks differ a
/// little, and the index that is read follows the table with a small delay. What was seen before is recognised by its version.
const OVERLAP: SignedDuration = SignedDuration::from_secs(20);
/// How far back the first look at inactive things goes.
const FIRST_LOOK: SignedDuration = SignedDuration::from_mins(1);

/// How far the table has been read.
#[derive(Debug)]
pub(super) struct Changes {
    active_watches: Cursor,
    inactive_watches: Cursor,
    active_keys: Cursor,
    inactive_keys: Cursor,
}

/// What was read.
#[derive(Debug)]
pub(super) struct News {
    pub watches: Vec<Stored<Watch>>,
    pub keys: Vec<Stored<KeyRecord>>,
}

impl Changes {
    /// Nothing read yet, at `now`.
    pub fn since(now: Timestamp) -> Self {
        let lately = Some(now - FIRST_LOOK);
        Self {
            active_watches: Cursor {
                partition: watch::ACTIVE,
                read_at: None,
            },
            inactive_watches: Cursor {
                partition: watch::INACTIVE,
                read_at: lately,
            },
            active_keys: Cursor {
                partition: seller_key::ACTIVE,
                read_at: None,
            },
            inactive_keys: Cursor {
                partition: seller_key::INACTIVE,
                read_at: lately,
            },
        }
    }

    /// Whether the active watches have yet to be loaded.
    pub fn is_at_the_beginning(&self) -> bool {
        self.active_watches.read_at.is_none()
    }

    /// Notes that the active watches were loaded, as they were at `now` or later.
    pub fn loaded(&mut self, now: Timestamp) {
        self.active_watches.read_at = Some(now);
    }

    /// Reads what is new. If any part fails nothing moves, and the next look reads it all again.
    pub async fn read(&mut self, table: &Table, now: Timestamp) -> Result<News, StoreError> {
        let (mut watches, gone_watches, mut keys, gone_keys) = tokio::try_join!(
            self.active_watches.read::<Watch>(table),
            self.inactive_watches.read::<Watch>(table),
            self.active_keys.read::<KeyRecord>(table),
            self.inactive_keys.read::<KeyRecord>(table),
        )?;
        for cursor in [
            &mut self.active_watches,
            &mut self.inactive_watches,
            &mut self.active_keys,
            &mut self.inactive_keys,
        ] {
            cursor.read_at = Some(now);
        }
        watches.extend(gone_watches);
        keys.extend(gone_keys);
        Ok(News { watches, keys })
    }
}

#[derive(Debug)]
struct Cursor {
    partition: &'static str,
    read_at: Option<Timestamp>,
}

impl Cursor {
    async fn read<T: Record>(&self, table: &Table) -> Result<Vec<Stored<T>>, StoreError> {
        let since = self.read_at.map(|read_at| WorkKey::time_order(read_at - OVERLAP, ""));
        table.work(self.partition, since.as_deref()).await
    }
}
