//! The end of a user's alerts.

use accounts::forget::Forget;
use async_trait::async_trait;
use jiff::Timestamp;
use store::{Record, StoreError};
use telegram::UserId;

use crate::rules::AlertRules;
use crate::services::AlertServices;
use crate::state::AlertState;

#[async_trait]
impl Forget for AlertServices {
    fn name(&self) -> &'static str {
        "alerts"
    }

    /// After the channels are left: a state is written only for one who follows, so nothing comes back.
    async fn forget(&self, user: UserId, _now: Timestamp) -> Result<(), StoreError> {
        let place = format!("USER#{user}");
        for stored in self.table.list::<AlertState>(&place, AlertState::PREFIX).await? {
            self.table.delete(&stored.record.key()).await?;
        }
        for stored in self.table.list::<AlertRules>(&place, AlertRules::PREFIX).await? {
            self.table.delete(&stored.record.key()).await?;
        }
        Ok(())
    }
}
