//! The end of a user's watches: each is deleted as by its owner. An attempt under way still ends, and an open offer is withdrawn.

use accounts::forget::Forget;
use async_trait::async_trait;
use jiff::Timestamp;
use store::StoreError;
use telegram::UserId;

use crate::watches::Watches;

#[async_trait]
impl Forget for Watches {
    fn name(&self) -> &'static str {
        "booking"
    }

    async fn forget(&self, user: UserId, now: Timestamp) -> Result<(), StoreError> {
        for watch in self.list(user).await? {
            self.delete(user, &watch.record.id, now).await?;
        }
        Ok(())
    }
}
