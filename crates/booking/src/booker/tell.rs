//! Telling: the outcome goes to the notification queue, and only then is the attempt closed.

use queue::Envelope;
use store::Stored;
use telegram::Notification;

use super::{Again, Booker};
use crate::attempt::{Attempt, Outcome};
use crate::audience::language_of;
use crate::texts::outcome as texts;

impl Booker {
    pub(super) async fn tell(
        &self,
        mut attempt: Stored<Attempt>,
        outcome: &Outcome,
        trace: &str,
    ) -> Result<Attempt, Again> {
        let language = language_of(&self.table, attempt.record.user).await?;
        let told = Notification {
            id: format!("attempt-{}", attempt.record.id),
            chat: attempt.record.chat,
            message: texts::message(language, &attempt.record, outcome),
            recap: texts::recap(language, &attempt.record, outcome),
        };
        let envelope = Envelope::new(told, trace, self.clock.now().as_millisecond());
        self.notifications
            .send(&[envelope])
            .await
            .map_err(|error| Again(error.to_string()))?;
        attempt.record.told = true;
        self.table.replace(&attempt.record, attempt.version).await?;
        Ok(attempt.record)
    }
}
