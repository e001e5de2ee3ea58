//! The end of a user's wishes and orders. What is being written for somebody who has left finds no channels.

use accounts::forget::Forget;
use async_trait::async_trait;
use jiff::Timestamp;
use store::StoreError;
use telegram::UserId;

use crate::dialog::ReportServices;
use crate::orders::Orders;
use crate::wishes::ReportWishes;

#[async_trait]
impl Forget for ReportServices {
    fn name(&self) -> &'static str {
        "reports"
    }

    async fn forget(&self, user: UserId, _now: Timestamp) -> Result<(), StoreError> {
        self.table.delete(&ReportWishes::key_of(user)).await?;
        Orders::new(self.table.clone()).forget(user).await
    }
}
