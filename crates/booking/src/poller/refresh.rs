//! What changed in the table since the last look: watches and keys, active and not.

use jiff::{SignedDuration, Timestamp};
use store::{Record, StoreError, Stored, Table};

use crate::seller_key::{self, KeyRecord};
use crate::watch::{self, Watch, change_order};

/// Changes this much older than the newest one seen are read again: writers' clocks differ a little, and the index that is read
/// follows the table with a small delay. What was seen before is recognised by its version.
const OVERLAP: SignedDuration = SignedDuration::from_secs(5);
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
                newest: None,
            },
            inactive_watches: Cursor {
                partition: watch::INACTIVE,
                newest: lately,
            },
            active_keys: Cursor {
                partition: seller_key::ACTIVE,
                newest: None,
            },
            inactive_keys: Cursor {
                partition: seller_key::INACTIVE,
                newest: lately,
            },
        }
    }

    /// Reads what is new. If any part fails nothing moves, and the next look reads it all again.
    pub async fn read(&mut self, table: &Table) -> Result<News, StoreError> {
        let (mut watches, gone_watches, mut keys, gone_keys) = tokio::try_join!(
            self.active_watches.read::<Watch>(table),
            self.inactive_watches.read::<Watch>(table),
            self.active_keys.read::<KeyRecord>(table),
            self.inactive_keys.read::<KeyRecord>(table),
        )?;
        self.active_watches.saw(watches.iter().map(|w| w.record.changed_at));
        self.inactive_watches
            .saw(gone_watches.iter().map(|w| w.record.changed_at));
        self.active_keys.saw(keys.iter().map(|k| k.record.changed_at));
        self.inactive_keys.saw(gone_keys.iter().map(|k| k.record.changed_at));
        watches.extend(gone_watches);
        keys.extend(gone_keys);
        Ok(News { watches, keys })
    }
}

#[derive(Debug)]
struct Cursor {
    partition: &'static str,
    newest: Option<Timestamp>,
}

impl Cursor {
    async fn read<T: Record>(&self, table: &Table) -> Result<Vec<Stored<T>>, StoreError> {
        let since = self.newest.map(|newest| change_order(newest - OVERLAP, ""));
        table.work(self.partition, since.as_deref()).await
    }

    fn saw(&mut self, changes: impl Iterator<Item = Timestamp>) {
        self.newest = self.newest.max(changes.max());
    }
}
