//! Telling: receipts go through the notification queue under the payment's own id; only then are they noted as told.

use accounts::admins::Admins;
use accounts::audience::language_of;
use jiff::Timestamp;
use queue::Envelope;
use store::StoreError;
use telegram::{ChatId, Language, Message, Notification, UserId};

use super::{Booked, Till};
use crate::texts::receipts;

impl Till {
    /// Orders the receipt of a payment that was made, unless it was ordered before, or the payment was given back before it could be.
    ///
    /// # Errors
    /// The table's or the queue's: then the same word should come again.
    pub async fn tell_paid(&self, booked: &Booked, trace: &str, now: Timestamp) -> Result<(), StoreError> {
        let payment = &booked.payment.record;
        if payment.paid_told || !payment.stands() {
            return Ok(());
        }
        let language = language_of(&self.table, payment.user).await?;
        let message = receipts::paid(language, payment, &booked.balance, now);
        let id = format!("paid-{}", payment.charge);
        self.notify(payment.user, id, message, trace, now).await?;
        let mut told = payment.clone();
        told.paid_told = true;
        self.note_told(&told, booked.payment.version).await
    }

    /// Orders the word that a payment was given back, unless it was ordered before.
    ///
    /// # Errors
    /// As [`tell_paid`](Self::tell_paid).
    pub async fn tell_refunded(&self, booked: &Booked, trace: &str, now: Timestamp) -> Result<(), StoreError> {
        let payment = &booked.payment.record;
        if payment.refund_told || payment.refunded_at.is_none() {
            return Ok(());
        }
        let language = language_of(&self.table, payment.user).await?;
        let message = receipts::refunded(language, payment, &booked.balance, now);
        let id = format!("refunded-{}", payment.charge);
        self.notify(payment.user, id, message, trace, now).await?;
        let mut told = payment.clone();
        told.refund_told = true;
        self.note_told(&told, booked.payment.version).await
    }

    /// Orders a word to every admin, each in their own language; `about` names what it is about, and is told once.
    ///
    /// # Errors
    /// As [`tell_paid`](Self::tell_paid).
    pub(crate) async fn tell_admins(
        &self,
        admins: &Admins,
        about: &str,
        trace: &str,
        now: Timestamp,
        words: impl Fn(Language) -> Message,
    ) -> Result<(), StoreError> {
        for admin in admins.iter() {
            let language = language_of(&self.table, admin).await?;
            let id = format!("{about}-to-{admin}");
            self.notify(admin, id, words(language), trace, now).await?;
        }
        Ok(())
    }

    /// Money matters have no topic: they are told whatever the user chose to be told.
    pub(crate) async fn notify(
        &self,
        user: UserId,
        id: String,
        message: Message,
        trace: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let told = Notification::new(id, ChatId::from(user), message);
        self.notifications
            .send(&[Envelope::new(told, trace, now.as_millisecond())])
            .await
            .map_err(|error| StoreError::Unavailable(error.to_string()))
    }

    async fn note_told(&self, told: &crate::payment::Payment, version: u64) -> Result<(), StoreError> {
        match self.table.replace(told, version).await {
            // Another word about the payment came meanwhile. The next repetition orders the same notification, which is sent once.
            Ok(_) | Err(StoreError::Conflict) => Ok(()),
            Err(error) => Err(error),
        }
    }
}
