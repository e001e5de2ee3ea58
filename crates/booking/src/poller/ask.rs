//! One question to Wildberries, with the key of the shop whose turn it is; and what a refusal means.

use jiff::{SignedDuration, Timestamp};
use store::Stored;
use wildberries::{Feed, SellerId, WbError};

use super::{Poller, PollerServices, Tick, TickError};
use crate::keys;
use accounts::seller_key::KeyRecord;

/// How long a shop is left alone that was refused together with others.
const SHORT_REST: SignedDuration = SignedDuration::from_secs(30);
/// How long a shop is left alone whose key cannot be opened or is refused for a reason that does not pass at once.
const LONG_REST: SignedDuration = SignedDuration::from_hours(1);

impl Poller {
    /// Asks Wildberries, if it is time, allowed, and somebody's budget is ready.
    pub(super) async fn ask(&mut self, tick: &mut Tick) -> Result<Option<Feed>, TickError> {
        let now = self.services.clock.now();
        if !self.feed.may_ask(now) || self.is_idle(now) {
            return Ok(None);
        }
        if !self.pool.is_manned(now) {
            self.feed.no_keys(now);
            return Ok(None);
        }
        let Some(key) = self.pool.choose(now).cloned() else {
            return Ok(None);
        };
        let seller = key.record.seller.clone();
        let secret = match keys::open(&self.services.vault, &key.record).await {
            Ok(secret) => secret,
            Err(error) => {
                tracing::error!(key = %key.record.id, error = %error, "key.unreadable: a stored key cannot be opened, its shop is left alone");
                self.pool.rest(&seller, now + LONG_REST);
                return Ok(None);
            }
        };
        self.pool.asked(&seller, now);
        tick.asked = true;
        let answer = self
            .services
            .api
            .coefficients(&secret, self.services.rules.answer_within)
            .await;
        self.tally.note(&key.record, answer.is_err());
        match answer {
            Ok(feed) => {
                if let Some(remaining) = feed.remaining {
                    self.pool.remaining(&seller, remaining, now);
                }
                if feed.skipped > 0 {
                    tracing::warn!(
                        skipped = feed.skipped,
                        rows = feed.rows.len(),
                        "feed.skipped: rows of Wildberries' board could not be read"
                    );
                }
                let (at, is_busy) = (self.services.clock.now(), !self.nobody_watches());
                if let Some(after_ms) = self.feed.good(at, is_busy) {
                    self.looks.add(after_ms);
                }
                self.refused = None;
                Ok(Some(feed))
            }
            Err(error) => {
                tick.feed_error = Some(error.name());
                self.react(&error, key, &seller).await?;
                Ok(None)
            }
        }
    }

    /// While nobody watches, the feed is asked rarely: enough for the list of warehouses and the state of the feed.
    fn is_idle(&self, now: Timestamp) -> bool {
        self.nobody_watches()
            && self
                .feed
                .last_good_at
                .is_some_and(|last| now.duration_since(last) < self.services.rules.idle_interval)
    }

    fn nobody_watches(&self) -> bool {
        self.index.is_empty() && self.offers.len() == 0
    }

    async fn react(&mut self, error: &WbError, key: Stored<KeyRecord>, seller: &SellerId) -> Result<(), TickError> {
        let now = self.services.clock.now();
        self.feed.bad(error, now);
        match error {
            WbError::RateLimited(limit) => self.pool.limited(seller, *limit, now),
            WbError::Forbidden { .. } | WbError::PaymentRequired => self.pool.rest(seller, now + LONG_REST),
            // A second shop refused before anybody had a good answer: it is Wildberries, not the keys.
            WbError::Unauthorized if self.refused.as_ref().is_some_and(|shop| shop != seller) => {
                self.feed.bad(&WbError::Server { status: 401 }, now);
                self.pool.rest(seller, now + SHORT_REST);
            }
            WbError::Unauthorized => {
                self.refused = Some(seller.clone());
                let PollerServices {
                    table, notifications, ..
                } = &self.services;
                let owner = key.record.user;
                let id = key.record.id.clone();
                let trace = format!("key-{id}");
                keys::refuse(table, notifications, key, &trace, now).await?;
                self.pool.forget(owner, &id, now);
            }
            _ => {}
        }
        Ok(())
    }
}
