//! The end of a user's subscriptions. Payments stay: money was paid.

use accounts::forget::Forget;
use async_trait::async_trait;
use jiff::Timestamp;
use store::StoreError;
use telegram::UserId;

use crate::till::{Ending, Till};

#[async_trait]
impl Forget for Till {
    fn name(&self) -> &'static str {
        "billing"
    }

    /// Nobody is charged again who is not here any more.
    async fn forget(&self, user: UserId, now: Timestamp) -> Result<(), StoreError> {
        match self.end_all(user, now).await? {
            Ending::Nothing | Ending::Ended => Ok(()),
            Ending::GoesOn => Err(StoreError::Failed("a subscription could not be ended".to_owned())),
        }
    }
}
