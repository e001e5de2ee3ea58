//! One question to the gateway, with the key of the shop whose turn it is; and what a refusal means.

use accounts::key_load::{KeyLoad, Used};
use accounts::keys;
use accounts::seller_key::KeyRecord;
use jiff::{SignedDuration, Timestamp};
use store::Stored;
use tokio::time::timeout;
use vault::VaultError;
use wildberries::{GatewayError, Quota, SellerKey};

use super::{Look, LookError, Lookout};
use crate::texts;

/// How long a shop is left alone whose keys cannot be opened or may not ask, or that is too active.
const LONG_REST: SignedDuration = SignedDuration::from_mins(10);
/// How long a shop is left alone that was told "too many" without being told for how long, or was refused together with others.
const SHORT_REST: SignedDuration = SignedDuration::from_secs(10);
/// The same while quotas are looked at closely: they last for seconds.
const CLOSE_REST: SignedDuration = SignedDuration::from_secs(2);
/// Most keys of a shop that are tried in one look.
const MOST_KEYS: usize = 3;

impl Lookout {
    /// Asks what may be moved, if somebody's turn has come. A revoked key is put aside, and the shop's next one asks at once.
    pub(super) async fn ask(
        &mut self,
        look: &mut Look,
        now: Timestamp,
        is_close: bool,
    ) -> Result<Option<Vec<Quota>>, LookError> {
        let waiting = super::waiting(&self.rules).map(|rule| &rule.record);
        let mut next = self.shops.choose(&self.services.table, waiting, now).await?;
        for _ in 0..MOST_KEYS {
            let Some(key) = next else { break };
            let Some(secret) = self.open(&key, now, is_close).await else {
                break;
            };
            self.shops.asked(&key.record.seller, now);
            self.has_asked = true;
            look.asked = true;
            let answer = self.limits(&secret, is_close).await;
            self.count(&key.record, answer.is_err()).await;
            let error = match answer {
                Ok(quotas) => {
                    self.good_at = Some(self.services.clock.now());
                    (self.trouble, self.refused, look.error) = (None, None, None);
                    return Ok(Some(quotas));
                }
                Err(error) => error,
            };
            look.error = Some(error.to_string());
            self.trouble = Some(error.to_string());
            next = self.react(&error, key, is_close).await?;
        }
        Ok(None)
    }

    async fn limits(&self, secret: &SellerKey, is_close: bool) -> Result<Vec<Quota>, GatewayError> {
        let answer = self.services.gateway.limits(secret);
        if !is_close {
            return answer.await;
        }
        // A gateway that is slower than this is asked anew: what it says late may be over.
        let patience = self.services.answer_within;
        let late = |_| GatewayError::Unknown(format!("no answer within {} ms", patience.as_millis()));
        timeout(patience, answer).await.map_err(late)?
    }

    async fn open(&mut self, key: &Stored<KeyRecord>, now: Timestamp, is_close: bool) -> Option<SellerKey> {
        let error = match keys::open(&self.services.vault, &key.record).await {
            Ok(secret) => return Some(secret),
            Err(error) => error,
        };
        tracing::error!(key = %key.record.id, error = %error, "key.unreadable: a stored key cannot be opened, its shop is left alone");
        let rest = match error {
            VaultError::Unavailable(_) => short_rest(is_close),
            VaultError::Denied(_) | VaultError::Tampered => LONG_REST,
        };
        self.shops.rest(&key.record.seller, now + rest);
        self.shops.forget_keys(key.record.user);
        None
    }

    /// What a refusal means for the shop's turns; the key that asks instead, if there is one.
    async fn react(
        &mut self,
        error: &GatewayError,
        key: Stored<KeyRecord>,
        is_close: bool,
    ) -> Result<Option<Stored<KeyRecord>>, LookError> {
        let now = self.services.clock.now();
        let seller = key.record.seller.clone();
        match error {
            GatewayError::RateLimited { retry_s } => {
                let rest = retry_s.map_or(short_rest(is_close), |seconds| {
                    SignedDuration::from_secs(seconds.into())
                });
                self.shops.rest(&seller, now + rest);
            }
            GatewayError::TooActive | GatewayError::Forbidden => self.shops.rest(&seller, now + LONG_REST),
            // Another shop's key was refused before anybody had a good answer: it may well be the gateway, not the keys.
            GatewayError::Unauthorized if self.refused.as_ref().is_some_and(|refused| *refused != seller) => {
                self.shops.rest(&seller, now + short_rest(is_close));
            }
            GatewayError::Unauthorized => {
                let (user, trace) = (key.record.user, format!("key-{}", key.record.id));
                let (table, notifications) = (&self.services.table, &self.services.notifications);
                keys::put_aside(table, notifications, key, texts::key::refused, &trace, now).await?;
                self.refused = Some(seller.clone());
                self.shops.forget_keys(user);
                let waiting = super::waiting(&self.rules).map(|rule| &rule.record);
                return Ok(self.shops.another_of(table, &seller, waiting, now).await?);
            }
            _ => {}
        }
        Ok(None)
    }

    /// Figures must never cost us an answer.
    async fn count(&self, key: &KeyRecord, has_failed: bool) {
        let used = Used {
            requests: 1,
            errors: has_failed.into(),
        };
        let counts = KeyLoad::count(key.user, &key.id, used, self.services.clock.now());
        if let Err(error) = self.services.table.count(counts).await {
            tracing::warn!(error = %error, "key.not_counted: a key's figures could not be kept");
        }
    }
}

fn short_rest(is_close: bool) -> SignedDuration {
    if is_close { CLOSE_REST } else { SHORT_REST }
}
