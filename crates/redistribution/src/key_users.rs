//! Rules rely on keys: they stop with the last one of their shop that may move stock, and go on when one comes (back).

use accounts::key_users::KeyUsers;
use accounts::seller_key::KeyRecord;
use async_trait::async_trait;
use jiff::Timestamp;
use store::{StoreError, Stored};
use telegram::UserId;
use wildberries::SellerId;

use crate::rule::{PauseReason, Rule, RuleState};
use crate::rules::{ChangeRule, Rules, fit_keys};

#[async_trait]
impl KeyUsers for Rules {
    async fn depend_on(
        &self,
        user: UserId,
        key: &KeyRecord,
        others: &[KeyRecord],
        now: Timestamp,
    ) -> Result<usize, StoreError> {
        let is_saved = others
            .iter()
            .any(|other| other.seller == key.seller && other.can_book(now));
        if is_saved || !key.can_book(now) {
            return Ok(0);
        }
        let rules = self.list(user).await?;
        Ok(rules.iter().filter(|rule| waits_for(rule, &key.seller)).count())
    }

    async fn key_gone(&self, user: UserId, seller: &SellerId, now: Timestamp) -> Result<usize, StoreError> {
        if !fit_keys(&self.table, user, seller, now).await?.is_empty() {
            return Ok(0);
        }
        let mut paused = 0;
        for rule in self.list(user).await? {
            // One whose request is under way is left to that.
            if !waits_for(&rule, seller) || rule.record.request.is_some() {
                continue;
            }
            let Stored { record, version } = rule;
            let state = RuleState::Paused(PauseReason::Key);
            match self.table.replace(&record.with_state(state, now), version).await {
                Ok(_) => paused += 1,
                Err(StoreError::Conflict) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(paused)
    }

    /// Each is resumed as by its owner: one that is over, or whose key will not do, stays as it is.
    async fn key_back(&self, user: UserId, seller: &SellerId, now: Timestamp) -> Result<usize, StoreError> {
        let mut resumed = 0;
        for rule in self.list(user).await? {
            let waits = rule.record.state == RuleState::Paused(PauseReason::Key);
            if !waits || rule.record.seller != *seller {
                continue;
            }
            if let ChangeRule::Changed(_) = self.resume(user, &rule.record.id, now).await? {
                resumed += 1;
            }
        }
        Ok(resumed)
    }
}

fn waits_for(rule: &Stored<Rule>, seller: &SellerId) -> bool {
    rule.record.state == RuleState::Waiting && rule.record.seller == *seller
}
