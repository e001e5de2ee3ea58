//! Asking Wildberries what lies in a shop, within the shop's limits.

use std::time::Duration;

use accounts::keys;
use accounts::seller_key::KeyRecord;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use store::{BucketSpec, Buckets, StoreError, Table, Take};
use telegram::UserId;
use vault::{Vault, VaultError};
use wildberries::{Api, Budget, NmId, SellerId, WbError};

use crate::rules_stock::RulesStock;
use crate::stock::{Shelves, ShopStock, StockError};

/// How long a shop is left alone that was told "too many" without being told for how long.
const UNSAID_WAIT: SignedDuration = SignedDuration::from_secs(20);

/// Most keys of a shop that are tried one after another.
const MOST_KEYS: usize = 3;

/// Whether the shop's turn to ask has been counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    ToTake,
    Taken,
}

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
    /// What lay in the shop when this user last looked.
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

    /// What lay in the shop of its rules' cards, whoever asked.
    ///
    /// # Errors
    /// Those of the table.
    pub async fn known_for_rules(&self, seller: &SellerId, now: Timestamp) -> Result<Option<RulesStock>, StoreError> {
        let stored = self
            .table
            .get_live::<RulesStock>(&RulesStock::key_of(seller), now)
            .await?;
        Ok(stored.map(|stored| stored.record))
    }

    /// Asks what lies in the key's shop, and remembers it for the key's owner.
    ///
    /// # Errors
    /// Those of the table; what Wildberries says is in the answer.
    pub async fn read(&self, key: &KeyRecord, now: Timestamp) -> Result<Result<ShopStock, NoStock>, StoreError> {
        let (shelves, is_whole) = match self.ask(key, &[], Turn::ToTake, now).await? {
            Ok(answer) => answer,
            Err(why) => return Ok(Err(why)),
        };
        let stock = ShopStock::pack(key.user, key.seller.clone(), shelves, is_whole, now).map_err(unstorable)?;
        self.table.put(&stock).await?;
        Ok(Ok(stock))
    }

    /// Asks what lies of these cards in the shop of these keys, and remembers it for the shop's rules; or that none of the keys may ask.
    /// The key that could ask the last time goes first. The report of a large shop has many pages, and the limit is one in 20 s; of its
    /// rules' cards it has one.
    ///
    /// # Errors
    /// Those of the table; what Wildberries says is in the answer.
    pub async fn read_for_rules(
        &self,
        seller: &SellerId,
        mut keys: Vec<KeyRecord>,
        cards: &[NmId],
        now: Timestamp,
    ) -> Result<Result<RulesStock, NoStock>, StoreError> {
        let known = self.known_for_rules(seller, now).await?;
        let proven = known.and_then(|known| known.asked_with);
        keys.sort_by_key(|key| Some(&key.id) != proven.as_ref());
        let mut why = NoStock::NotAllowed;
        let mut turn = Turn::ToTake;
        let may_ask = keys.iter().filter(|key| Budget::stocks(key.kind).is_some());
        for key in may_ask.take(MOST_KEYS) {
            match self.ask(key, cards, turn, now).await? {
                Ok((shelves, is_whole)) => {
                    let stock = RulesStock::pack(seller.clone(), cards.to_vec(), shelves, is_whole, now);
                    let stock = stock.map_err(unstorable)?.asked_with(key.id.clone());
                    self.table.put(&stock).await?;
                    return Ok(Ok(stock));
                }
                // It brought no report: the next key may have its turn. If Wildberries thinks otherwise, it says so.
                Err(NoStock::NotAllowed) => turn = Turn::Taken,
                Err(other) => why = other,
            }
        }
        if why == NoStock::NotAllowed && !keys.is_empty() {
            let denied = RulesStock::denied(seller.clone(), now).map_err(unstorable)?;
            self.table.put(&denied).await?;
        }
        Ok(Err(why))
    }

    /// The shelves with stock of these cards, of all when none is named; and whether that is all of it.
    async fn ask(
        &self,
        key: &KeyRecord,
        cards: &[NmId],
        turn: Turn,
        now: Timestamp,
    ) -> Result<Result<(Shelves, bool), NoStock>, StoreError> {
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
        if turn == Turn::ToTake
            && let Take::Wait(wait) = self.buckets.take(&bucket, spec, now).await?
        {
            return Ok(Err(NoStock::Wait {
                seconds: wait.as_secs() + 1,
            }));
        }
        let page = match self.api.stocks(&secret, cards, 0, self.answer_within).await {
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
        Ok(Ok((Shelves::of(&page.rows), is_whole)))
    }
}

fn unstorable(error: StockError) -> StoreError {
    StoreError::Failed(error.to_string())
}
