//! How the sources are doing, for admins.

use accounts::audience::language_of;
use channels::sources::SourceState;
use jiff::Timestamp;
use queue::Envelope;
use store::{StoreError, Stored};
use telegram::{ChatId, Notification, Topic, UserId};

use super::{AlertError, Judging};
use crate::sources::{SourceAlert, SourceAlertKind};
use crate::texts::sources as texts;

impl Judging {
    pub(super) async fn judge_sources(&self, trace: &str, now: Timestamp) -> Result<(), AlertError> {
        for source in SourceState::all(&self.table).await? {
            for kind in SourceAlertKind::ALL {
                self.judge_source(&source, kind, trace, now).await?;
            }
        }
        Ok(())
    }

    async fn judge_source(
        &self,
        source: &SourceState,
        kind: SourceAlertKind,
        trace: &str,
        now: Timestamp,
    ) -> Result<(), AlertError> {
        let key = SourceAlert::key_of(source.source, kind);
        let mut stored = self.table.get::<SourceAlert>(&key).await?;
        if let Some(left) = stored.take_if(|stored| stored.record.untold.is_some()) {
            stored = self.tell_admins(left, trace, now).await?;
        }
        let (alert, version) = stored.map_or_else(
            || (SourceAlert::new(source.source, kind), None),
            |stored| (stored.record, Some(stored.version)),
        );
        let next = alert.clone().judge(source, now);
        if next == alert {
            return Ok(());
        }
        let written = match version {
            Some(version) => self.table.replace(&next, version).await,
            None => self.table.insert(&next).await.map(|()| 1),
        };
        match written {
            Ok(version) => {
                self.tell_admins(Stored { record: next, version }, trace, now).await?;
                Ok(())
            }
            // Another worker is at it, and tells it.
            Err(StoreError::Conflict) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Tells all admins what is written, and notes that it is told.
    async fn tell_admins(
        &self,
        stored: Stored<SourceAlert>,
        trace: &str,
        now: Timestamp,
    ) -> Result<Option<Stored<SourceAlert>>, AlertError> {
        let Stored { record: alert, version } = stored;
        let Some(word) = &alert.untold else {
            return Ok(Some(Stored { record: alert, version }));
        };
        let mut envelopes = Vec::new();
        for admin in self.admins.iter() {
            let message = texts::told(language_of(&self.table, admin).await?, &alert, word);
            let notification = Notification::new(id_for(&alert, admin), ChatId::from(admin), message);
            let notification = notification.about(Topic::Channel);
            envelopes.push(Envelope::new(notification, trace, now.as_millisecond()));
        }
        if !envelopes.is_empty() {
            self.notifications.send(&envelopes).await?;
        }
        let told = SourceAlert { untold: None, ..alert };
        match self.table.replace(&told, version).await {
            Ok(version) => Ok(Some(Stored { record: told, version })),
            Err(StoreError::Conflict) => Ok(self.table.get(&SourceAlert::key_of(told.source, told.kind)).await?),
            Err(error) => Err(error.into()),
        }
    }
}

fn id_for(alert: &SourceAlert, admin: UserId) -> String {
    format!("{}-{admin}", alert.told_id())
}
