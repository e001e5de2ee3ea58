//! A key's end, announced before it comes and when it has come, each once.

use accounts::audience::language_of;
use accounts::seller_key::KeyRecord;
use queue::Envelope;
use store::{StoreError, Stored};
use telegram::{Notification, Topic};

use super::{Finish, Skip, Stop, Work};
use crate::job::WarnOfEnd;
use crate::keys;
use crate::texts::key_end as texts;

impl Work<'_> {
    /// Warns the key's owner, and notes that they know. The message goes first: if this stops half-way, the same one is ordered again.
    pub(super) async fn warn(&self, job: &WarnOfEnd) -> Result<Finish, Stop> {
        let (table, now) = (&self.booker.table, self.now());
        let stored = table.get::<KeyRecord>(&KeyRecord::key_of(job.user, &job.key)).await?;
        let Some(Stored { mut record, version }) = stored else {
            return Ok(Finish::Skipped(Skip::NoWarning));
        };
        let Some(days) = record.warning_due(now) else {
            return Ok(Finish::Skipped(Skip::NoWarning));
        };
        let others = keys::records(table, job.user).await?;
        let successor = others
            .iter()
            .filter(|other| is_successor(other, &record))
            .find(|other| {
                // One that itself ends as soon helps nobody.
                other.is_usable(now) && other.warning(now).is_none_or(|theirs| theirs > days)
            });
        let language = language_of(table, record.user).await?;
        let text = texts::warning(language, &record, days, successor, now);
        let id = format!("key-end-{}-{}-{days}", record.id, record.added_at.as_millisecond());
        let told = Notification::new(id, record.chat, text).about(Topic::Key);
        let envelope = Envelope::new(told, self.trace, now.as_millisecond());
        self.booker.notifications.send(&[envelope]).await?;
        if days == 0 {
            keys::pause_orphans(table, record.user, &record.seller, now).await?;
        }
        record.warned = Some(days);
        record.changed_at = now;
        match table.replace(&record, version).await {
            Ok(_) => {}
            // Renamed, removed or refused meanwhile: the poller looks at it again, and the message has its id.
            Err(StoreError::Conflict) => return Ok(Finish::Skipped(Skip::NoWarning)),
            Err(error) => return Err(error.into()),
        }
        tracing::info!(key = %record.id, days, "key.ends: a key's owner was told of its end");
        Ok(Finish::Warned)
    }
}

/// Whether `other` goes on where `key` ends.
fn is_successor(other: &KeyRecord, key: &KeyRecord) -> bool {
    other.id != key.id && other.seller == key.seller && other.read_only <= key.read_only
}
