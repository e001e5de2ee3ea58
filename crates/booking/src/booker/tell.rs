//! Telling: the outcome goes to the notification queue, and only then is the attempt closed.

use queue::Envelope;
use store::Stored;
use telegram::Notification;

use super::{Stop, Work};
use crate::attempt::{Attempt, Outcome};
use crate::audience::language_of;
use crate::texts::outcome as texts;

impl Work<'_> {
    pub(super) async fn tell(&self, mut attempt: Stored<Attempt>, outcome: &Outcome) -> Result<Attempt, Stop> {
        let language = language_of(&self.booker.table, attempt.record.user).await?;
        let told = Notification {
            id: format!("attempt-{}", attempt.record.id),
            chat: attempt.record.chat,
            message: texts::message(language, &attempt.record, outcome),
            recap: texts::recap(language, &attempt.record, outcome),
        };
        let envelope = Envelope::new(told, self.trace, self.now().as_millisecond());
        self.booker.notifications.send(&[envelope]).await?;
        attempt.record.told = true;
        self.booker.table.replace(&attempt.record, attempt.version).await?;
        Ok(attempt.record)
    }
}
