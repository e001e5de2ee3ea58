//! Asking Wildberries about a key once more, because its owner wants to know.

use accounts::audit::Act;
use accounts::ids::KeyId;
use accounts::keys::open;
use accounts::limits::{self, PING};
use accounts::seller_key::KeyState;
use jiff::{SignedDuration, Timestamp};
use store::{Buckets, Stored, Take, Write};
use telegram::UserId;
use vault::VaultError;
use wildberries::{Budget, WbError};

use super::{Keys, KeysError, Refusal};

/// Wait of a shop that was told "too many" without being told for how long.
const UNSAID_WAIT_S: u32 = 30;

/// What came of checking a key again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recheck {
    /// Wildberries accepts it.
    Good {
        /// Whether it had been put aside, and is used again.
        was_refused: bool,
        /// How much runs again that had waited for a key of this shop.
        resumed: usize,
    },
    /// There is no such key (any more).
    Gone,
    /// It expired at that instant; there is nothing to ask.
    Expired(Timestamp),
    /// It cannot be opened any more: only adding it anew helps.
    Unreadable,
    /// Wildberries did not let it pass; it stays as it was.
    Refused(Refusal),
}

impl Keys {
    /// Asks Wildberries about a key, within its limits, and uses it again if it is good. A refusal changes nothing: one may be
    /// Wildberries' own trouble, and a key that is really dead is put aside by those who work with it.
    ///
    /// # Errors
    /// Those of the table and of the vault.
    pub async fn recheck(&self, user: UserId, id: &KeyId, now: Timestamp) -> Result<Recheck, KeysError> {
        let Some(stored) = self.get(user, id).await? else {
            return Ok(Recheck::Gone);
        };
        let key = &stored.record;
        if key.expires_at <= now {
            return Ok(Recheck::Expired(key.expires_at));
        }
        let secret = match open(&self.vault, key).await {
            Ok(secret) => secret,
            Err(error @ VaultError::Unavailable(_)) => return Err(error.into()),
            Err(error @ (VaultError::Denied(_) | VaultError::Tampered)) => {
                tracing::error!(key = %key.id, error = %error, "key.unreadable: a stored key cannot be opened");
                return Ok(Recheck::Unreadable);
            }
        };
        let (buckets, bucket) = (Buckets::new(self.table.clone()), limits::bucket_of(PING, &key.seller));
        if let Take::Wait(wait) = buckets.take(&bucket, limits::spec(Budget::ping(key.kind)), now).await? {
            let seconds = wait.as_millis().div_ceil(1_000).max(1);
            let retry_s = u32::try_from(seconds).ok();
            return Ok(Recheck::Refused(Refusal::Busy { retry_s }));
        }
        let said = self.api.ping(&secret).await;
        self.note(key, said.is_err(), now).await;
        if let Err(error) = said {
            if let WbError::RateLimited(limit) = &error {
                let wait = SignedDuration::from_secs(limit.retry_s.unwrap_or(UNSAID_WAIT_S).into());
                buckets.block_until(&bucket, now + wait).await?;
            }
            tracing::info!(key = %key.id, error = %error, "key.not_good: Wildberries did not accept a key that was checked again");
            return Ok(Recheck::Refused(Refusal::of(&error)));
        }
        Ok(self.good_again(stored, now).await?)
    }

    async fn good_again(
        &self,
        Stored { mut record, version }: Stored<accounts::seller_key::KeyRecord>,
        now: Timestamp,
    ) -> Result<Recheck, store::StoreError> {
        let was_refused = record.state == KeyState::Refused;
        if was_refused {
            record.state = KeyState::Active;
            record.changed_at = now;
            record.revalidated_at = Some(now);
            record.warned = record.warning(now);
            self.write(&record, Write::replace(&record, version), None, Act::KeyRevalidated)
                .await?;
            tracing::info!(key = %record.id, "key.revalidated: a refused key was found good and is used again");
        }
        // Also of a key that was never put aside: whoever found it good before may not have come to this.
        let resumed = self.tell_it_is_back(record.user, &record.seller, now).await?;
        Ok(Recheck::Good { was_refused, resumed })
    }
}
