//! Watches rely on keys: they stop with the last one of their shop, and go on when one comes (back).

use accounts::key_users::KeyUsers;
use accounts::seller_key::KeyRecord;
use async_trait::async_trait;
use jiff::Timestamp;
use store::StoreError;
use telegram::UserId;
use wildberries::SellerId;

use crate::keys::{self, fits};
use crate::watch::{PauseReason, WatchState};
use crate::watches::{ChangeWatch, Watches};

#[async_trait]
impl KeyUsers for Watches {
    async fn depend_on(
        &self,
        user: UserId,
        key: &KeyRecord,
        others: &[KeyRecord],
        now: Timestamp,
    ) -> Result<usize, StoreError> {
        let watches = self.list(user).await?;
        Ok(watches
            .iter()
            .map(|w| &w.record)
            .filter(|w| w.is_running() && w.seller == key.seller)
            .filter(|w| !others.iter().any(|other| fits(other, &w.seller, &w.way, now)))
            .count())
    }

    async fn key_gone(&self, user: UserId, seller: &SellerId, now: Timestamp) -> Result<usize, StoreError> {
        keys::pause_orphans(&self.table, user, seller, now).await
    }

    /// Each is resumed as by its owner: one whose days are over, or whose key will not do, stays as it is.
    async fn key_back(&self, user: UserId, seller: &SellerId, now: Timestamp) -> Result<usize, StoreError> {
        let mut resumed = 0;
        for watch in self.list(user).await? {
            let waits = watch.record.state == WatchState::Paused(PauseReason::Key);
            if !waits || watch.record.seller != *seller {
                continue;
            }
            if let ChangeWatch::Changed(_) = self.resume(user, &watch.record.id, now).await? {
                resumed += 1;
            }
        }
        Ok(resumed)
    }
}
