//! Subscriptions: what Telegram says of them is noted and told; ended and continued for their owner.

use std::time::Duration;

use accounts::audience::language_of;
use jiff::Timestamp;
use store::StoreError;
use telegram::{Call, CallError, SubscriptionChange, SubscriptionState, UserId};

use super::Till;
use crate::payload::Payload;
use crate::payment::payments_of;
use crate::subscription::{
    Standing, Subscription, SubscriptionNote, all, charged_again, doubles, notes_of, subscription_of,
};
use crate::texts::receipts;

/// The longest wait for Telegram.
const CALL_TIMEOUT: Duration = Duration::from_secs(4);

/// What became of the wish to end or to continue a subscription.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stop {
    /// It is as wished.
    Done(Subscription),
    /// There is none that runs.
    None,
    /// Its owner ended it in Telegram, and only there it can be continued.
    OnlyInTelegram,
    /// Telegram did not take the wish, or nobody knows.
    Trouble,
}

/// What became of the wish that a user is charged no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// Nothing was to be charged again.
    Nothing,
    /// What was to be charged again is ended at Telegram.
    Ended,
    /// Telegram did not end it: the user will be charged again. Asking again is safe.
    GoesOn,
}

impl Till {
    /// Notes what Telegram says of a subscription, and tells its owner. The same word again changes nothing and is not told again.
    ///
    /// # Errors
    /// The table's or the queue's: then the same word should come again.
    pub async fn subscription_changed(
        &self,
        user: UserId,
        change: &SubscriptionChange,
        trace: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let Some(standing) = standing_of(&change.state) else {
            tracing::warn!(state = ?change.state, "subscription.unknown_state: Telegram said something new of a subscription");
            return Ok(());
        };
        if Payload::parse(&change.payload).is_none() {
            tracing::error!("subscription.unclear: word came about a subscription that is none of ours");
            return Ok(());
        }
        let key = SubscriptionNote::key_of(user, &change.payload);
        let last = self.table.get::<SubscriptionNote>(&key).await?;
        let was = last.as_ref().map(|note| note.record.standing);
        // What its owner ended here is ended, whatever Telegram calls it: here it can be continued.
        if was == Some(standing) || (was, standing) == (Some(Standing::EndedHere), Standing::EndedInTelegram) {
            return Ok(());
        }
        let until = self.balance(user).await?.unlimited_until;
        let language = language_of(&self.table, user).await?;
        let message = receipts::subscription(language, standing, until.filter(|until| *until > now));
        // Told first, under the update's own id: if this stops half-way the same update comes again and is told once.
        self.notify(user, format!("subscription-{trace}"), message, trace, now)
            .await?;
        self.note_standing(user, &change.payload, standing, now).await?;
        tracing::info!(standing = ?standing, "subscription.changed: a subscription goes on or ends");
        Ok(())
    }

    /// Ends a user's subscription at the end of the time that is paid (`ends`), or lets one that was ended here go on.
    ///
    /// # Errors
    /// Those of the table.
    pub async fn stop_subscription(&self, user: UserId, ends: bool, now: Timestamp) -> Result<Stop, StoreError> {
        let payments = payments_of(&self.table, user).await?;
        let running = subscription_of(&self.table, user, &payments).await?;
        let Some(mut subscription) = running.filter(|subscription| subscription.runs(now)) else {
            return Ok(Stop::None);
        };
        let wished = match (ends, subscription.standing) {
            (true, Standing::EndedHere | Standing::EndedInTelegram) | (false, Standing::GoesOn) => {
                return Ok(Stop::Done(subscription));
            }
            (false, Standing::EndedInTelegram | Standing::Failed) => return Ok(Stop::OnlyInTelegram),
            (true, Standing::GoesOn | Standing::Failed) => Standing::EndedHere,
            (false, Standing::EndedHere) => Standing::GoesOn,
        };
        if let Err(error) = self.edit_at_telegram(user, &subscription.charges, ends).await {
            tracing::error!(%error, "subscription.not_changed: Telegram did not take a user's wish about a subscription");
            return Ok(Stop::Trouble);
        }
        self.note_standing(user, &subscription.payload, wished, now).await?;
        subscription.standing = wished;
        Ok(Stop::Done(subscription))
    }

    /// Ends every subscription of a user who leaves or is sent away: nobody is charged who is not served. What is paid stays paid.
    /// Each is ended at Telegram before it is noted so; done again, it does what is left.
    ///
    /// # Errors
    /// Those of the table.
    pub async fn end_all(&self, user: UserId, now: Timestamp) -> Result<Ending, StoreError> {
        let payments = payments_of(&self.table, user).await?;
        let mut end = Ending::Nothing;
        for subscription in charged_again(&self.table, user, &payments, now).await? {
            match self.edit_at_telegram(user, &subscription.charges, true).await {
                Ok(()) if end == Ending::GoesOn => {}
                Ok(()) => end = Ending::Ended,
                // Telegram gave it up, and may know nothing of it any more.
                Err(error) if subscription.standing == Standing::Failed => {
                    tracing::warn!(%error, "subscription.not_ended: one whose payment had failed");
                }
                Err(error) => {
                    tracing::error!(%error, "subscription.goes_on: the subscription of a user who is not served could not be ended");
                    end = Ending::GoesOn;
                    continue;
                }
            }
            self.note_standing(user, &subscription.payload, Standing::EndedHere, now)
                .await?;
        }
        Ok(end)
    }

    /// Ends the subscriptions that go on beside an earlier one, so that nobody is charged twice a month: two checkouts in one moment do
    /// not see each other. What Telegram does not take now is tried again with the next word of a payment.
    ///
    /// # Errors
    /// The table's or the queue's.
    pub async fn end_doubles(&self, user: UserId, trace: &str, now: Timestamp) -> Result<(), StoreError> {
        let payments = payments_of(&self.table, user).await?;
        let notes = notes_of(&self.table, user).await?;
        for double in doubles(all(&payments, &notes), now) {
            if let Err(error) = self.edit_at_telegram(user, &double.charges, true).await {
                tracing::error!(%error, "subscription.double_goes_on: a second subscription could not be ended");
                continue;
            }
            let language = language_of(&self.table, user).await?;
            let message = receipts::double(language, &double);
            let id = format!("double-{}", double.payload);
            self.notify(user, id, message, trace, now).await?;
            self.note_standing(user, &double.payload, Standing::EndedHere, now)
                .await?;
            tracing::warn!("subscription.double_ended: two subscriptions went on, the second was ended");
        }
        Ok(())
    }

    /// Tells Telegram whether a subscription ends. Telegram knows it by its first payment; by which one else is tried if not.
    pub(crate) async fn edit_at_telegram(
        &self,
        user: UserId,
        charges: &[String],
        canceled: bool,
    ) -> Result<(), CallError> {
        let mut last = CallError::NotSent("the subscription has no payment".to_owned());
        for charge_id in charges {
            let call = Call::EditUserStarSubscription {
                user,
                charge_id: charge_id.clone(),
                canceled,
            };
            match self.client.call(&call, CALL_TIMEOUT).await {
                Ok(_) => return Ok(()),
                Err(error @ CallError::Rejected { .. }) => last = error,
                Err(error) => return Err(error),
            }
        }
        Err(last)
    }

    pub(crate) async fn note_standing(
        &self,
        user: UserId,
        payload: &str,
        standing: Standing,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let note = SubscriptionNote {
            user,
            payload: payload.to_owned(),
            standing,
            at,
        };
        self.table.put(&note).await
    }
}

fn standing_of(state: &SubscriptionState) -> Option<Standing> {
    Some(match state {
        SubscriptionState::Active => Standing::GoesOn,
        SubscriptionState::Canceled => Standing::EndedInTelegram,
        SubscriptionState::Failed => Standing::Failed,
        SubscriptionState::Other(_) => return None,
    })
}
