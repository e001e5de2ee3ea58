//! Telling: the seller learns of an offer or an outcome through the notification queue; only then is it written down as told.

use queue::Envelope;
use store::Stored;
use telegram::{Language, Notification, Standing};

use super::{Stop, Work};
use crate::attempt::{Attempt, Outcome};
use crate::audience::language_of;
use crate::offer::Offer;
use crate::texts::{offer as offers, outcome as texts};
use crate::watch::Watch;

impl Work<'_> {
    /// Tells how an attempt ended: on the offer's own message if there is one, and in a message of its own where it matters.
    pub(super) async fn tell(&self, mut attempt: Stored<Attempt>, outcome: &Outcome) -> Result<Attempt, Stop> {
        let language = language_of(&self.booker.table, attempt.record.user).await?;
        let record = &attempt.record;
        let on_the_offer = offers::over(language, record, outcome).map(|message| Notification {
            id: format!("offer-{}-over", record.id),
            chat: record.chat,
            message,
            recap: None,
            standing: Some(Standing::Updates(standing_name(record))),
        });
        let on_its_own = texts::message(language, record, outcome).map(|message| Notification {
            id: format!("attempt-{}", record.id),
            chat: record.chat,
            message,
            recap: texts::recap(language, record, outcome),
            standing: None,
        });
        self.notify(on_the_offer.into_iter().chain(on_its_own)).await?;
        attempt.record.told = true;
        self.booker.table.replace(&attempt.record, attempt.version).await?;
        Ok(attempt.record)
    }

    /// Shows an open offer as it stands, if the seller does not see it so already, and leaves it to whoever follows it.
    pub(super) async fn show(&self, mut attempt: Stored<Attempt>) -> Result<Stored<Attempt>, Stop> {
        let now = self.now();
        let is_unseen = attempt.record.offer.as_ref().is_some_and(Offer::is_unseen);
        if !is_unseen && attempt.record.lease_until <= now {
            return Ok(attempt);
        }
        let key = Watch::key_of(attempt.record.user, &attempt.record.watch);
        if is_unseen && let Some(watch) = self.booker.table.get::<Watch>(&key).await? {
            let language = language_of(&self.booker.table, attempt.record.user).await?;
            let picture = picture(language, &attempt.record, &watch.record);
            self.notify(picture).await?;
        }
        if let Some(offer) = &mut attempt.record.offer {
            offer.shown = offer.revision;
        }
        attempt.record.lease_until = now;
        attempt.version = self.booker.table.replace(&attempt.record, attempt.version).await?;
        Ok(attempt)
    }

    async fn notify(&self, notifications: impl IntoIterator<Item = Notification>) -> Result<(), Stop> {
        let queued_at_ms = self.now().as_millisecond();
        let envelopes: Vec<_> = notifications
            .into_iter()
            .map(|notification| Envelope::new(notification, self.trace, queued_at_ms))
            .collect();
        if !envelopes.is_empty() {
            self.booker.notifications.send(&envelopes).await?;
        }
        Ok(())
    }
}

/// The offer's message: a new one when something opened where nothing was open, so that the phone rings; else the standing one changes.
fn picture(language: Language, attempt: &Attempt, watch: &Watch) -> Option<Notification> {
    let offer = attempt.offer.as_ref()?;
    let name = standing_name(attempt);
    Some(Notification {
        id: format!("offer-{}-{}", attempt.id, offer.revision),
        chat: attempt.chat,
        message: offers::standing(language, attempt, offer, watch),
        recap: offers::recap(language, attempt, offer, watch).filter(|_| offer.is_news),
        standing: Some(match offer.is_news {
            true => Standing::Begins(name),
            false => Standing::Updates(name),
        }),
    })
}

/// What the offer's message is remembered by.
fn standing_name(attempt: &Attempt) -> String {
    format!("offer-{}", attempt.id)
}
