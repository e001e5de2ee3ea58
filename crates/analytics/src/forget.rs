//! The end of a user's channels: each is left as by a press. What was collected of a public channel is nobody's own.

use accounts::forget::Forget;
use async_trait::async_trait;
use jiff::Timestamp;
use store::StoreError;
use telegram::UserId;

use crate::dialog::AnalyticsServices;

#[async_trait]
impl Forget for AnalyticsServices {
    fn name(&self) -> &'static str {
        "analytics"
    }

    async fn forget(&self, user: UserId, _now: Timestamp) -> Result<(), StoreError> {
        for following in self.channels.of_user(user).await? {
            self.leave(user, &following.channel).await?;
        }
        Ok(())
    }
}
