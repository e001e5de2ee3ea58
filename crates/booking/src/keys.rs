//! Keys as watches need them: which can take slots, and what becomes of watches when Wildberries refuses one.

pub use accounts::keys::{list, open};

use accounts::key_words::refused;
use accounts::seller_key::KeyRecord;
use jiff::Timestamp;
use queue::Fifo;
use store::{StoreError, Stored, Table};
use telegram::UserId;
use wildberries::SellerId;

use crate::watch::{PauseReason, Watch, WatchState, Way};
use crate::watches;

/// The user's keys, oldest first.
pub(crate) async fn records(table: &Table, user: UserId) -> Result<Vec<KeyRecord>, StoreError> {
    let keys = list(table, user).await?;
    Ok(keys.into_iter().map(|stored| stored.record).collect())
}

/// Whether a key can take slots for this shop in this way at `now`: to ask what became of an order, a key that reads is enough.
pub fn fits(key: &KeyRecord, seller: &SellerId, way: &Way, now: Timestamp) -> bool {
    key.seller == *seller
        && match way {
            Way::Assisted(_) => key.is_usable(now),
            Way::Gateway => key.can_book(now),
        }
}

/// The user's keys that can take slots for a shop in this way at `now`.
pub async fn fit_for(
    table: &Table,
    user: UserId,
    seller: &SellerId,
    way: &Way,
    now: Timestamp,
) -> Result<Vec<Stored<KeyRecord>>, StoreError> {
    let mut keys = list(table, user).await?;
    keys.retain(|k| fits(&k.record, seller, way, now));
    Ok(keys)
}

/// Puts a key aside that Wildberries or the gateway refused, tells its owner once, and pauses watches that have no other key.
pub async fn refuse(
    table: &Table,
    notifications: &Fifo,
    key: Stored<KeyRecord>,
    trace: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (user, seller) = (key.record.user, key.record.seller.clone());
    if accounts::keys::put_aside(table, notifications, key, refused, trace, now).await? {
        pause_orphans(table, user, &seller, now).await?;
    }
    Ok(())
}

/// Pauses the user's waiting watches of a shop that no key is left for. One that is being booked is left to its attempt.
pub(crate) async fn pause_orphans(
    table: &Table,
    user: UserId,
    seller: &SellerId,
    now: Timestamp,
) -> Result<usize, StoreError> {
    let keys = list(table, user).await?;
    let is_orphan = |watch: &Watch| {
        watch.seller == *seller
            && watch.state == WatchState::Watching
            && !keys.iter().any(|k| fits(&k.record, seller, &watch.way, now))
    };
    let mut paused = 0;
    for watch in watches::list(table, user).await? {
        if is_orphan(&watch.record) {
            let Stored { record, version }: Stored<Watch> = watch;
            match table
                .replace(&record.with_state(WatchState::Paused(PauseReason::Key), now), version)
                .await
            {
                Ok(_) => paused += 1,
                Err(StoreError::Conflict) => {}
                Err(error) => return Err(error),
            }
        }
    }
    Ok(paused)
}
