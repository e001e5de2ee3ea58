//! Asking Wildberries what lies in a shop, within the shop's limits.

use std::time::Duration;

use accounts::keys;
use accounts::seller_key::KeyRecord;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use store::{BucketSpec, Buckets, StoreError, Table, Take};
use telegram::UserId;
use vault::{Vault, VaultError};
use wildberries::{Api, Budget, SellerId, WbError};

use crate::stock::{Shelves, ShopStock};

/// How long a shop is left alone that was told "too many" without being told for how long.
const UNSAID_WAIT: SignedDuration = SignedDuration::from_secs(20);

/// Asks what lies in shops, and remembers it.
#[derive(Debug, Clone)]
pub struct Stocks {
    /// The table.
    pub table: Table,
    /// The official API.
    pub api: Api,
    /// What is left of each shop's limits.
    pub buckets: Buckets,
    /// Opens seller keys.
    pub vault: Vault,
    /// Longest wait for the answer.
    pub answer_within: Duration,
}

/// Why there is no word about a shop's stock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoStock {
    /// Wildberries may not be asked again yet.
    Wait {
        /// For so long.
        seconds: u64,
    },
    /// The key's kind or category does not cover stock.
    NotAllowed,
    /// Wildberries refused the key.
    Refused,
    /// Wildberries gave no answer, or an odd one.
    Away,
}

impl Stocks {
    /// What lay in the shop when it was last asked for.
    ///
    /// # Errors
    /// Those of the table.
    pub async fn known(
        &self,
        user: UserId,
        seller: &SellerId,
        now: Timestamp,
    ) -> Result<Option<ShopStock>, StoreError> {
        let stored = self
            .table
            .get_live::<ShopStock>(&ShopStock::key_of(user, seller), now)
            .await?;
        Ok(stored.map(|stored| stored.record))
    }

    /// Asks what lies in the key's shop, and remembers it.
    ///
    /// # Errors
    /// Those of the table; what Wildberries says is in the answer.
    pub async fn read(&self, key: &KeyRecord, now: Timestamp) -> Result<Result<ShopStock, NoStock>, StoreError> {
        let Some(budget) = Budget::stocks(key.kind) else {
            return Ok(Err(NoStock::NotAllowed));
        };
        let secret = match keys::open(&self.vault, key).await {
            Ok(secret) => secret,
            Err(VaultError::Unavailable(why)) => return Err(StoreError::Unavailable(why)),
            Err(VaultError::Denied(_) | VaultError::Tampered) => return Ok(Err(NoStock::Refused)),
        };
        let bucket = format!("wb-stocks-{}", key.seller);
        let spec = BucketSpec {
            capacity: budget.capacity,
            refill_per_second: 1.0 / budget.per.as_secs_f64(),
        };
        if let Take::Wait(wait) = self.buckets.take(&bucket, spec, now).await? {
            return Ok(Err(NoStock::Wait {
                seconds: wait.as_secs() + 1,
            }));
        }
        let page = match self.api.stocks(&secret, &[], 0, self.answer_within).await {
            Ok(page) => page,
            Err(WbError::RateLimited(limit)) => {
                let wait = limit
                    .retry_s
                    .map_or(UNSAID_WAIT, |s| SignedDuration::from_secs(s.into()));
                self.buckets.block_until(&bucket, now + wait).await?;
                return Ok(Err(NoStock::Wait {
                    seconds: wait.as_secs().unsigned_abs(),
                }));
            }
            Err(WbError::Forbidden { .. }) => return Ok(Err(NoStock::NotAllowed)),
            Err(WbError::Unauthorized) => return Ok(Err(NoStock::Refused)),
            Err(error) => {
                tracing::warn!(
                    error = error.name(),
                    "stock.unknown: Wildberries did not tell a shop's stock"
                );
                return Ok(Err(NoStock::Away));
            }
        };
        let is_whole = page.next_offset.is_none() && page.skipped == 0;
        let stock = ShopStock::pack(key.user, key.seller.clone(), Shelves::of(&page.rows), is_whole, now)
            .map_err(|error| StoreError::Failed(error.to_string()))?;
        self.table.put(&stock).await?;
        Ok(Ok(stock))
    }
}
