//! The end of a user's wishes. What is being written for somebody who has left finds no channels.

use accounts::forget::Forget;
use async_trait::async_trait;
use jiff::Timestamp;
use store::StoreError;
use telegram::UserId;

use crate::dialog::ReportServices;
use crate::wishes::ReportWishes;

#[async_trait]
impl Forget for ReportServices {
    fn name(&self) -> &'static str {
        "reports"
    }

    async fn forget(&self, user: UserId, _now: Timestamp) -> Result<(), StoreError> {
        self.table.delete(&ReportWishes::key_of(user)).await
    }
}
