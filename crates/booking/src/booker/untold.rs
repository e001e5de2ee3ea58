//! Telling what a watch missed after its seller was last told, when nothing that opened since could carry the word.

use accounts::audience::language_of;
use queue::Envelope;
use store::{StoreError, Stored};
use telegram::{Notification, Topic};

use super::{Finish, Skip, Stop, Work};
use crate::job::TellUntold;
use crate::texts::outcome as texts;
use crate::watch::Watch;

/// How often something is noted anew after somebody else changed the watch in between.
const TRIES: usize = 8;

impl Work<'_> {
    /// Tells it, unless it was told or paid for meanwhile. What is to be told is noted first: whoever goes on after a crash tells the same
    /// under the same id, and no opening in between carries the same word.
    pub(super) async fn tell_untold(&self, job: &TellUntold) -> Result<Finish, Stop> {
        let now = self.now();
        let mut begun = None;
        let noted = self
            .note_on(job, |watch| {
                begun = watch.missed.begin_to_tell(now).filter(|_| watch.is_running());
                begun.is_some()
            })
            .await?;
        let (Some(watch), Some((untold, begun_at))) = (noted, begun) else {
            return Ok(Finish::Skipped(Skip::NotWatching));
        };
        let language = language_of(&self.booker.table, watch.user).await?;
        let id = format!("watch-{}-missed-{}", watch.id, begun_at.as_millisecond());
        let message = texts::untold(language, &watch, &untold);
        let told = Notification::new(id, watch.chat, message).about(Topic::Opening);
        let envelope = Envelope::new(told, self.trace, now.as_millisecond());
        self.booker.notifications.send(&[envelope]).await?;
        self.note_on(job, |watch| watch.missed.has_told(begun_at)).await?;
        Ok(Finish::ToldMissed(untold.count))
    }

    /// Changes the job's watch, anew if somebody else changes it in between; `None` when there is nothing to change.
    async fn note_on(
        &self,
        job: &TellUntold,
        mut change: impl FnMut(&mut Watch) -> bool,
    ) -> Result<Option<Watch>, Stop> {
        let table = &self.booker.table;
        for _ in 0..TRIES {
            let Some(Stored { mut record, version }) = table.get::<Watch>(&Watch::key_of(job.user, &job.watch)).await?
            else {
                return Ok(None);
            };
            if !change(&mut record) {
                return Ok(None);
            }
            record.changed_at = self.now();
            match table.replace(&record, version).await {
                Ok(_) => return Ok(Some(record)),
                Err(StoreError::Conflict) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(Stop::Again("the watch is being changed all the time".into()))
    }
}
