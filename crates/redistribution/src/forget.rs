//! The end of a user's rules: each is deleted as by its owner. A request whose end has not been told stays until it has: it is what
//! makes it happen once.

use accounts::forget::Forget;
use async_trait::async_trait;
use jiff::Timestamp;
use store::{Record, StoreError};
use telegram::UserId;

use crate::request::Request;
use crate::rule::Rule;
use crate::rules::Rules;

#[async_trait]
impl Forget for Rules {
    fn name(&self) -> &'static str {
        "redistribution"
    }

    async fn forget(&self, user: UserId, now: Timestamp) -> Result<(), StoreError> {
        for rule in self.list(user).await? {
            self.delete(user, &rule.record.id, now).await?;
        }
        let pk = format!("USER#{user}");
        let requests = self.table.list::<Request>(&pk, Request::PREFIX).await?;
        // Deleted ones too: a rule names its request until that has been told.
        let rules = self.table.list::<Rule>(&pk, "MOVE#").await?;
        for request in requests.into_iter().map(|stored| stored.record) {
            let is_named = rules
                .iter()
                .any(|rule| rule.record.request.as_ref() == Some(&request.id));
            if request.outcome().is_some() && request.told && !is_named {
                self.table.delete(&request.key()).await?;
            }
        }
        Ok(())
    }
}
