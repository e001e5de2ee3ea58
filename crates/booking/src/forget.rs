//! The end of a user's watches: each is deleted as by its owner. An attempt under way still ends, and an open offer is withdrawn.

use accounts::forget::Forget;
use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use store::StoreError;
use telegram::UserId;

use crate::attempt::{Attempt, Phase};
use crate::watch::Watch;
use crate::watches::Watches;

/// How long the answer to a request is waited for before its key goes all the same: longer than the booker asks in one delivery.
const ANSWERED_WITHIN: SignedDuration = SignedDuration::from_mins(2);

#[async_trait]
impl Forget for Watches {
    fn name(&self) -> &'static str {
        "booking"
    }

    /// While the gateway is being asked what came of a request, the user has to wait: without a key nobody could learn it.
    async fn forget(&self, user: UserId, now: Timestamp) -> Result<(), StoreError> {
        for watch in self.list(user).await? {
            self.delete(user, &watch.record.id, now).await?;
        }
        // Deleted ones too: what holds them has not ended.
        let watches = self.table.list::<Watch>(&format!("USER#{user}"), "WATCH#").await?;
        for attempt in watches.iter().filter_map(|watch| watch.record.held_by()) {
            let attempt = self.table.get::<Attempt>(&Attempt::key_of(attempt)).await?;
            if attempt.is_some_and(|attempt| is_being_asked(&attempt.record, now)) {
                return Err(StoreError::Failed("a booking is just being made".to_owned()));
            }
        }
        Ok(())
    }
}

/// Whether a request was sent a moment ago, and nobody knows yet what came of it.
fn is_being_asked(attempt: &Attempt, now: Timestamp) -> bool {
    let is_sent = matches!(attempt.phase, Phase::Sending { .. } | Phase::Pending { .. });
    let is_young = |at: Timestamp| now.duration_since(at) < ANSWERED_WITHIN;
    is_sent && attempt.times.requested_at.is_some_and(is_young)
}
