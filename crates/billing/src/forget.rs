//! The end of a user's subscriptions. Payments stay: money was paid.

use accounts::forget::Forget;
use async_trait::async_trait;
use jiff::Timestamp;
use store::StoreError;
use telegram::UserId;

use crate::payment::payments_of;
use crate::subscription::{Standing, all, notes_of};
use crate::till::Till;

#[async_trait]
impl Forget for Till {
    fn name(&self) -> &'static str {
        "billing"
    }

    /// Nobody is charged again who is not here any more: each subscription is ended at Telegram before it is noted so.
    async fn forget(&self, user: UserId, now: Timestamp) -> Result<(), StoreError> {
        let payments = payments_of(&self.table, user).await?;
        let notes = notes_of(&self.table, user).await?;
        for subscription in all(&payments, &notes) {
            let may_go_on = match subscription.standing {
                Standing::GoesOn => true,
                // Telegram gave it up, and may know nothing of it any more.
                Standing::Failed => false,
                Standing::EndedHere | Standing::EndedInTelegram => continue,
            };
            if !subscription.runs(now) {
                continue;
            }
            match self.edit_at_telegram(user, &subscription.charges, true).await {
                Ok(()) => {}
                Err(error) if may_go_on => {
                    return Err(StoreError::Failed(format!(
                        "a subscription could not be ended: {error}"
                    )));
                }
                Err(error) => tracing::warn!(%error, "subscription.not_ended: one whose payment had failed"),
            }
            self.note_standing(user, &subscription.payload, Standing::EndedHere, now)
                .await?;
        }
        Ok(())
    }
}
