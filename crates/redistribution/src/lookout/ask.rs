//! One question to the gateway, with the key of the shop whose turn it is; and what a refusal means.

use accounts::key_load::{KeyLoad, Used};
use accounts::keys;
use accounts::seller_key::KeyRecord;
use jiff::{SignedDuration, Timestamp};
use store::Stored;
use wildberries::{GatewayError, Quota};

use super::{Look, LookError, Lookout};
use crate::texts;

/// How long a shop is left alone whose key cannot be opened, or that the gateway asked for patience.
const LONG_REST: SignedDuration = SignedDuration::from_mins(10);
/// How long a shop is left alone that was told "too many" without being told for how long, or was refused together with others.
const SHORT_REST: SignedDuration = SignedDuration::from_secs(10);

impl Lookout {
    /// Asks what may be moved, if somebody's turn has come.
    pub(super) async fn ask(&mut self, look: &mut Look, now: Timestamp) -> Result<Option<Vec<Quota>>, LookError> {
        let waiting = self.rules.values().map(|rule| &rule.record);
        let waiting = waiting.filter(|rule| rule.state == crate::rule::RuleState::Waiting);
        let Some(key) = self.shops.choose(&self.services.table, waiting, now).await? else {
            return Ok(None);
        };
        let seller = key.record.seller.clone();
        let secret = match keys::open(&self.services.vault, &key.record).await {
            Ok(secret) => secret,
            Err(error) => {
                tracing::error!(key = %key.record.id, error = %error, "key.unreadable: a stored key cannot be opened, its shop is left alone");
                self.shops.rest(&seller, now + LONG_REST);
                self.shops.forget_keys(key.record.user);
                return Ok(None);
            }
        };
        self.shops.asked(&seller, now);
        self.has_asked = true;
        look.asked = true;
        let answer = self.services.gateway.limits(&secret).await;
        self.count(&key.record, answer.is_err()).await;
        match answer {
            Ok(quotas) => {
                self.good_at = Some(self.services.clock.now());
                self.trouble = None;
                Ok(Some(quotas))
            }
            Err(error) => {
                look.error = Some(error.to_string());
                self.react(&error, key).await?;
                self.trouble = Some(error.to_string());
                Ok(None)
            }
        }
    }

    async fn react(&mut self, error: &GatewayError, key: Stored<KeyRecord>) -> Result<(), LookError> {
        let now = self.services.clock.now();
        let seller = key.record.seller.clone();
        match error {
            GatewayError::RateLimited { retry_s } => {
                let rest = retry_s.map_or(SHORT_REST, |seconds| SignedDuration::from_secs(seconds.into()));
                self.shops.rest(&seller, now + rest);
            }
            GatewayError::TooActive => self.shops.rest(&seller, now + LONG_REST),
            // A second refusal before anybody had a good answer: it may well be the gateway, not the keys.
            GatewayError::Unauthorized | GatewayError::Forbidden if self.trouble.is_some() => {
                self.shops.rest(&seller, now + SHORT_REST);
            }
            GatewayError::Unauthorized => {
                let (user, trace) = (key.record.user, format!("key-{}", key.record.id));
                let (table, notifications) = (&self.services.table, &self.services.notifications);
                keys::put_aside(table, notifications, key, texts::key::refused, &trace, now).await?;
                self.shops.forget_keys(user);
            }
            GatewayError::Forbidden => self.shops.rest(&seller, now + LONG_REST),
            _ => {}
        }
        Ok(())
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
