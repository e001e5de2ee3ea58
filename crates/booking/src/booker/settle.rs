//! Settling: what came of a request whose answer we do not have. Only questions, never another booking on a guess.

use store::Stored;
use vault::VaultError;
use wildberries::{Booking, BookingStatus, GatewayError, SellerKey};

use super::{Again, Booker, Delivery, pause};
use crate::attempt::{Attempt, Outcome};
use crate::ids::KeyId;
use crate::seller_key::KeyRecord;

/// What the gateway says about a request.
enum Said {
    /// There is a booking.
    Booked(Booking),
    /// There is none.
    Nothing,
    /// No sensible answer.
    Silence(String),
}

impl Booker {
    /// Asks what came of the request sent under `idempotency_key`.
    pub(super) async fn ask(
        &self,
        attempt: Stored<Attempt>,
        key: &KeyId,
        idempotency_key: &str,
        delivery: &Delivery,
    ) -> Result<Stored<Attempt>, Again> {
        let Some((record, secret)) = self.key_to_ask_with(&attempt.record, key).await? else {
            return self
                .give_up(attempt, delivery, "the key it was sent with is gone")
                .await;
        };
        let mut said = Said::Silence("not asked".into());
        for wait in &self.rules.ask_pauses {
            pause(*wait).await;
            let answer = self
                .gateway
                .booking_by_key(&secret, idempotency_key, self.rules.answer_within)
                .await;
            self.note_health(&answer).await?;
            said = heard(answer);
            if matches!(said, Said::Booked(_)) {
                break;
            }
        }
        match said {
            Said::Booked(booking) => self.apply(attempt, &record, booking).await,
            Said::Nothing => self.conclude(attempt, Outcome::Trouble).await,
            Said::Silence(why) => self.give_up(attempt, delivery, &why).await,
        }
    }

    /// After the gateway has answered that it failed: if it says that it has no booking, the request is sent again under the same
    /// idempotency key, so that even a booking that appears late stays the only one.
    pub(super) async fn repeat_if_nothing(
        &self,
        attempt: Stored<Attempt>,
        key: &KeyRecord,
    ) -> Result<Stored<Attempt>, Again> {
        let Ok(secret) = self.open(key).await else {
            return Ok(attempt);
        };
        let idempotency_key = attempt.record.idempotency_key();
        match heard(
            self.gateway
                .booking_by_key(&secret, &idempotency_key, self.rules.answer_within)
                .await,
        ) {
            Said::Booked(booking) => self.apply(attempt, key, booking).await,
            Said::Nothing => self.repeat(attempt).await,
            Said::Silence(_) => Ok(attempt),
        }
    }

    /// Follows a booking that the gateway has not decided yet.
    pub(super) async fn follow(
        &self,
        attempt: Stored<Attempt>,
        key: &KeyId,
        booking: &str,
        delivery: &Delivery,
    ) -> Result<Stored<Attempt>, Again> {
        let Some((record, secret)) = self.key_to_ask_with(&attempt.record, key).await? else {
            return self
                .give_up(attempt, delivery, "the key it was sent with is gone")
                .await;
        };
        for wait in &self.rules.ask_pauses {
            pause(*wait).await;
            let answer = self.gateway.booking(&secret, booking, self.rules.answer_within).await;
            self.note_health(&answer).await?;
            match heard(answer) {
                Said::Booked(booking) if is_decided(&booking) => return self.apply(attempt, &record, booking).await,
                Said::Booked(_) | Said::Silence(_) => {}
                Said::Nothing => return self.conclude(attempt, Outcome::Lost).await,
            }
        }
        self.give_up(attempt, delivery, "the gateway has not decided").await
    }

    /// Leaves the question to the next delivery; on the last one says that it stays open.
    async fn give_up(
        &self,
        attempt: Stored<Attempt>,
        delivery: &Delivery,
        why: &str,
    ) -> Result<Stored<Attempt>, Again> {
        if delivery.last {
            tracing::error!(attempt = %attempt.record.id, why, "booking.unsettled: nobody can say what came of the request");
            return self.conclude(attempt, Outcome::Unsettled).await;
        }
        Err(Again(why.to_owned()))
    }

    async fn key_to_ask_with(&self, attempt: &Attempt, key: &KeyId) -> Result<Option<(KeyRecord, SellerKey)>, Again> {
        let Some(stored) = self
            .table
            .get::<KeyRecord>(&KeyRecord::key_of(attempt.user, key))
            .await?
        else {
            return Ok(None);
        };
        match self.open(&stored.record).await {
            Ok(secret) => Ok(Some((stored.record, secret))),
            Err(VaultError::Unavailable(why)) => Err(Again(why)),
            Err(_) => Ok(None),
        }
    }
}

fn is_decided(booking: &Booking) -> bool {
    matches!(booking.status, BookingStatus::Confirmed | BookingStatus::Cancelled)
}

fn heard(answer: Result<Option<Booking>, GatewayError>) -> Said {
    match answer {
        Ok(Some(booking)) => Said::Booked(booking),
        Ok(None) => Said::Nothing,
        Err(error) => Said::Silence(error.to_string()),
    }
}
