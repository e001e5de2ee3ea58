//! Wildberries' official word on orders, supplies and drafts, asked for within each shop's limits.
//!
//! The limits are the shop's, whoever asks: they are counted in the table. A call that must wait is not made; the caller decides
//! what that means.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use store::{Buckets, StoreError, Take};
use vault::{Vault, VaultError};
use wildberries::{
    Api, Budget, DraftContent, DraftId, DraftItem, DraftRow, ItemsAdded, SellerKey, SupplyLookup, SupplyQuery,
    SupplyRef, SupplyRow, WbError,
};

use crate::keys;
use accounts::key_load::Tally;
use accounts::limits::{self, DRAFTS, SUPPLIES, bucket_of};
use accounts::seller_key::KeyRecord;

/// How long a shop is left alone that was told "too many" without being told for how long.
const UNSAID_WAIT: SignedDuration = SignedDuration::from_secs(10);

/// Asks Wildberries about supplies.
#[derive(Debug, Clone)]
pub struct Official {
    /// The official API.
    pub api: Api,
    /// What is left of each shop's limits.
    pub buckets: Buckets,
    /// Opens seller keys.
    pub vault: Vault,
    /// Counts what each key asks; written down by whoever has the time.
    pub tally: Tally,
}

/// No answer.
#[derive(Debug, thiserror::Error)]
pub enum OfficialError {
    /// The shop's limit is used up; nothing was sent.
    #[error("the shop's limit is used up for {} s", .wait.as_secs())]
    Limited {
        /// When to ask again.
        wait: Duration,
    },
    /// This kind of key may never ask for that; nothing was sent.
    #[error("this kind of key may not do that")]
    NotAllowed,
    /// Wildberries.
    #[error(transparent)]
    Wildberries(#[from] WbError),
    /// The key cannot be opened.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The table.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Official {
    /// What Wildberries knows of an order or a supply.
    ///
    /// # Errors
    /// See [`OfficialError`].
    pub async fn supply(
        &self,
        key: &KeyRecord,
        which: SupplyRef,
        now: Timestamp,
    ) -> Result<SupplyLookup, OfficialError> {
        let (bucket, secret) = self.turn(key, SUPPLIES, Some(Budget::supplies(key.kind)), now).await?;
        self.heard(key, &bucket, self.api.supply(&secret, which).await, now)
            .await
    }

    /// Orders and supplies of the shop.
    ///
    /// # Errors
    /// See [`OfficialError`].
    pub async fn supplies(
        &self,
        key: &KeyRecord,
        query: &SupplyQuery,
        now: Timestamp,
    ) -> Result<Vec<SupplyRow>, OfficialError> {
        let (bucket, secret) = self.turn(key, SUPPLIES, Some(Budget::supplies(key.kind)), now).await?;
        self.heard(key, &bucket, self.api.supplies(&secret, query).await, now)
            .await
    }

    /// A new, empty draft.
    ///
    /// # Errors
    /// See [`OfficialError`]; a base or read-only key makes no drafts.
    pub async fn create_draft(&self, key: &KeyRecord, now: Timestamp) -> Result<DraftId, OfficialError> {
        let (bucket, secret) = self.drafts_turn(key, now).await?;
        self.heard(key, &bucket, self.api.create_draft(&secret).await, now)
            .await
    }

    /// The newest drafts of the shop.
    ///
    /// # Errors
    /// See [`OfficialError`].
    pub async fn drafts(&self, key: &KeyRecord, now: Timestamp) -> Result<Vec<DraftRow>, OfficialError> {
        let (bucket, secret) = self.drafts_turn(key, now).await?;
        self.heard(key, &bucket, self.api.drafts(&secret).await, now).await
    }

    /// Puts goods into a draft, all or none. Not to be repeated blindly: what is in it already may be added up.
    ///
    /// # Errors
    /// See [`OfficialError`].
    pub async fn add_draft_items(
        &self,
        key: &KeyRecord,
        draft: &DraftId,
        items: &[DraftItem],
        now: Timestamp,
    ) -> Result<ItemsAdded, OfficialError> {
        let (bucket, secret) = self.drafts_turn(key, now).await?;
        let answer = self.api.add_draft_items(&secret, draft, items).await;
        self.heard(key, &bucket, answer, now).await
    }

    /// What is in a draft.
    ///
    /// # Errors
    /// See [`OfficialError`].
    pub async fn draft_items(
        &self,
        key: &KeyRecord,
        draft: &DraftId,
        now: Timestamp,
    ) -> Result<DraftContent, OfficialError> {
        let (bucket, secret) = self.drafts_turn(key, now).await?;
        self.heard(key, &bucket, self.api.draft_items(&secret, draft).await, now)
            .await
    }

    /// Takes a draft away; one that is gone already is no error.
    ///
    /// # Errors
    /// See [`OfficialError`].
    pub async fn delete_draft(&self, key: &KeyRecord, draft: &DraftId, now: Timestamp) -> Result<(), OfficialError> {
        let (bucket, secret) = self.drafts_turn(key, now).await?;
        let answer = match self.api.delete_draft(&secret, draft).await {
            Err(WbError::NotFound) => Ok(()),
            answer => answer,
        };
        self.heard(key, &bucket, answer, now).await
    }

    /// The shop's turn at its drafts, which take a key that writes.
    async fn drafts_turn(&self, key: &KeyRecord, now: Timestamp) -> Result<(String, SellerKey), OfficialError> {
        let budget = Budget::drafts(key.kind).filter(|_| !key.read_only);
        self.turn(key, DRAFTS, budget, now).await
    }

    /// Waits for nobody: takes the shop's turn if there is one, and opens the key.
    async fn turn(
        &self,
        key: &KeyRecord,
        group: &str,
        budget: Option<Budget>,
        now: Timestamp,
    ) -> Result<(String, SellerKey), OfficialError> {
        let budget = budget.ok_or(OfficialError::NotAllowed)?;
        let bucket = bucket_of(group, &key.seller);
        let secret = keys::open(&self.vault, key).await?;
        match self.buckets.take(&bucket, limits::spec(budget), now).await? {
            Take::Ready => Ok((bucket, secret)),
            Take::Wait(wait) => Err(OfficialError::Limited { wait }),
        }
    }

    /// Counts the request, and obeys a 429 for everybody who asks for this shop.
    async fn heard<T>(
        &self,
        key: &KeyRecord,
        bucket: &str,
        answer: Result<T, WbError>,
        now: Timestamp,
    ) -> Result<T, OfficialError> {
        self.tally.note(key, answer.is_err());
        if let Err(WbError::RateLimited(limit)) = &answer {
            let wait = limit
                .retry_s
                .map_or(UNSAID_WAIT, |s| SignedDuration::from_secs(s.into()));
            self.buckets.block_until(bucket, now + wait).await?;
        }
        Ok(answer?)
    }
}
