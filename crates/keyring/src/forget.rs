//! The end of a user's keys: each is removed as by its owner.

use accounts::forget::Forget;
use async_trait::async_trait;
use jiff::Timestamp;
use store::StoreError;
use telegram::UserId;

use crate::keys::Keys;

#[async_trait]
impl Forget for Keys {
    fn name(&self) -> &'static str {
        "keyring"
    }

    async fn forget(&self, user: UserId, now: Timestamp) -> Result<(), StoreError> {
        for key in self.list(user).await? {
            self.remove(user, &key.record.id, now).await?;
        }
        Ok(())
    }
}
