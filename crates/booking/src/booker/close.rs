//! Closing a watch whose last day has passed, with a summary for its seller.

use queue::Envelope;
use store::StoreError;
use telegram::{Notification, Topic};

use super::{Finish, Skip, Stop, Work};
use crate::clock::moscow_date;
use crate::job::CloseWatch;
use crate::texts::passed as texts;
use crate::watch::{Watch, WatchState};
use accounts::audience::language_of;

impl Work<'_> {
    /// Closes the watch, unless it was changed meanwhile. One that is being booked or has an offer open ends that first: the
    /// poller orders its closing again.
    pub(super) async fn close(&self, job: &CloseWatch) -> Result<Finish, Stop> {
        let (table, now) = (&self.booker.table, self.now());
        let Some(stored) = table.get::<Watch>(&Watch::key_of(job.user, &job.watch)).await? else {
            return Ok(Finish::Skipped(Skip::NotWatching));
        };
        let has_passed = stored.record.to < moscow_date(now);
        let watch = match stored.record.state {
            WatchState::Watching if stored.record.offer.is_none() && has_passed => {
                let closed = stored.record.with_state(WatchState::Passed, now);
                match table.replace(&closed, stored.version).await {
                    Ok(_) => closed,
                    // Whoever changed it, the poller looks at it again.
                    Err(StoreError::Conflict) => return Ok(Finish::Skipped(Skip::NotWatching)),
                    Err(error) => return Err(error.into()),
                }
            }
            // A worker that closed it may not have come to tell; the message's id keeps it from being told twice.
            WatchState::Passed => stored.record,
            _ => return Ok(Finish::Skipped(Skip::NotWatching)),
        };
        let language = language_of(table, watch.user).await?;
        let id = format!("watch-{}-passed-{}", watch.id, watch.to);
        let told = Notification::new(id, watch.chat, texts::summary(language, &watch)).about(Topic::Miss);
        let envelope = Envelope::new(told, self.trace, now.as_millisecond());
        self.booker.notifications.send(&[envelope]).await?;
        tracing::info!(watch = %watch.id, seen = watch.seen, caught = watch.caught.len(), "watch.passed: a watch's last day has passed, it is closed");
        Ok(Finish::Closed)
    }
}
