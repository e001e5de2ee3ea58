//! What relies on a user's keys: watches, rules. Each feature that works with keys says so itself.

use std::fmt::Debug;

use async_trait::async_trait;
use jiff::Timestamp;
use store::StoreError;
use telegram::UserId;
use wildberries::SellerId;

use crate::seller_key::KeyRecord;

/// A feature that works with keys. All of it may be asked again: done twice, it finds nothing left to do.
#[async_trait]
pub trait KeyUsers: Debug + Send + Sync {
    /// How many things of the user that run now would stop without `key`, if only the `others` were left.
    ///
    /// # Errors
    /// Those of the table.
    async fn depend_on(
        &self,
        user: UserId,
        key: &KeyRecord,
        others: &[KeyRecord],
        now: Timestamp,
    ) -> Result<usize, StoreError>;

    /// A key of the shop is gone: pauses what has no other, and says how many.
    ///
    /// # Errors
    /// Those of the table. What was paused before stays so.
    async fn key_gone(&self, user: UserId, seller: &SellerId, now: Timestamp) -> Result<usize, StoreError>;

    /// The shop has a good key again: sends on what was paused for want of one, and says how many.
    ///
    /// # Errors
    /// Those of the table. What was sent on before stays so.
    async fn key_back(&self, user: UserId, seller: &SellerId, now: Timestamp) -> Result<usize, StoreError>;
}
