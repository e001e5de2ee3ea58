//! An end to everything a user has here. Each feature ends what is its own.

use std::fmt::Debug;

use async_trait::async_trait;
use jiff::Timestamp;
use store::StoreError;
use telegram::UserId;

/// A feature that holds something of users.
#[async_trait]
pub trait Forget: Debug + Send + Sync {
    /// Its name, for the log.
    fn name(&self) -> &'static str;

    /// Ends everything of the user through the paths on which it always ends, so that workers which are at it learn of it. Asked again,
    /// it goes on where it stopped, and finds nothing left in the end.
    ///
    /// # Errors
    /// Those of the table; [`StoreError::Failed`] when something outside did not take its end. What was ended before stays so.
    async fn forget(&self, user: UserId, now: Timestamp) -> Result<(), StoreError>;
}
