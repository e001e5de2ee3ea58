//! The key to work with.

use store::Stored;

use super::{Stop, Work};
use crate::attempt::Attempt;
use crate::keys;
use accounts::seller_key::KeyRecord;

impl Work<'_> {
    /// The watch's own key if it fits, else another of the same shop; `None` when there is none.
    pub(super) async fn choose_key(&self, attempt: &Attempt) -> Result<Option<Stored<KeyRecord>>, Stop> {
        let table = &self.booker.table;
        let mut fit = keys::fit_for(table, attempt.user, &attempt.seller, &attempt.way, self.now()).await?;
        fit.sort_by_key(|key| (Some(&key.record.id) != attempt.first_key.as_ref(), key.record.added_at));
        Ok(fit.into_iter().next())
    }

    /// Puts a refused key aside; its owner is told.
    pub(super) async fn refuse(&self, key: Stored<KeyRecord>) -> Result<(), Stop> {
        let Self { booker, trace, .. } = self;
        Ok(keys::refuse(&booker.table, &booker.notifications, key, trace, self.now()).await?)
    }
}
