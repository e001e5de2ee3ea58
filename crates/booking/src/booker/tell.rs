//! Telling: the seller learns of an offer or an outcome through the notification queue; only then is it written down as told.

use queue::Envelope;
use store::{Stored, Write};
use telegram::{Language, Notification, Standing, Topic};

use super::figures::{figures, seen_of};
use super::{Stop, Work};
use crate::attempt::{Attempt, Outcome};
use crate::offer::Offer;
use crate::texts::{offer as offers, outcome as texts};
use crate::watch::Watch;
use accounts::audience::language_of;

impl Work<'_> {
    /// Tells how an attempt ended: on the offer's own message if there is one, and in a message of its own where it matters. With the word
    /// that it is told it goes into the figures: once, and when the slot is no longer waited for.
    pub(super) async fn tell(&self, mut attempt: Stored<Attempt>, outcome: &Outcome) -> Result<Attempt, Stop> {
        let language = language_of(&self.booker.table, attempt.record.user).await?;
        let record = &attempt.record;
        let on_the_offer = offers::over(language, record, outcome).map(|message| {
            Notification::new(format!("offer-{}-over", record.id), record.chat, message)
                .standing(Standing::Updates(standing_name(record)))
                .about(Topic::Offer)
        });
        let on_its_own = texts::message(language, record, outcome).map(|message| {
            let told = Notification::new(format!("attempt-{}", record.id), record.chat, message)
                .recap(texts::recap(language, record, outcome));
            match topic(outcome) {
                Some(topic) => told.about(topic),
                None => told,
            }
        });
        self.notify(on_the_offer.into_iter().chain(on_its_own)).await?;
        attempt.record.told = true;
        let mut writes = vec![Write::replace(&attempt.record, attempt.version)];
        if let Some(seen) = seen_of(&attempt.record, outcome) {
            let Attempt { user, id, .. } = &attempt.record;
            writes.extend(figures(*user, id.as_str(), &seen, self.now()));
        }
        self.booker.table.transact(writes, None).await?;
        Ok(attempt.record)
    }

    /// Shows an open offer as it stands, if the seller does not see it so already, and leaves it to whoever follows it.
    /// `watch` is its watch, where that has just been read.
    pub(super) async fn show(
        &self,
        mut attempt: Stored<Attempt>,
        watch: Option<Watch>,
    ) -> Result<Stored<Attempt>, Stop> {
        let now = self.now();
        let is_unseen = attempt.record.offer.as_ref().is_some_and(Offer::is_unseen);
        if !is_unseen && attempt.record.lease_until <= now {
            return Ok(attempt);
        }
        let key = Watch::key_of(attempt.record.user, &attempt.record.watch);
        let watch = match watch {
            None if is_unseen => self.booker.table.get::<Watch>(&key).await?.map(|stored| stored.record),
            known => known,
        };
        if let Some(watch) = watch.filter(|_| is_unseen) {
            let language = language_of(&self.booker.table, attempt.record.user).await?;
            let picture = picture(language, &attempt.record, &watch);
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
    let message = offers::standing(language, attempt, offer, watch);
    let recap = offers::recap(language, attempt, offer, watch).filter(|_| offer.is_news);
    let notification = Notification::new(
        format!("offer-{}-{}", attempt.id, offer.revision),
        attempt.chat,
        message,
    )
    .recap(recap)
    .standing(match offer.is_news {
        true => Standing::Begins(name),
        false => Standing::Updates(name),
    })
    .about(Topic::Offer);
    Some(notification)
}

/// What an outcome's message is about. What the seller has to act on is told whatever the seller chose.
fn topic(outcome: &Outcome) -> Option<Topic> {
    match outcome {
        Outcome::Confirmed { .. } | Outcome::PlannedByHand { .. } => Some(Topic::Catch),
        Outcome::NoCatches { .. } => Some(Topic::Opening),
        Outcome::Unsettled | Outcome::GoodsRejected { .. } | Outcome::OrderGone | Outcome::NoKey => None,
        _ => Some(Topic::Miss),
    }
}

/// What the offer's message is remembered by.
fn standing_name(attempt: &Attempt) -> String {
    format!("offer-{}", attempt.id)
}
