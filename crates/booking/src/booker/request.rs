//! The request: choose a key, write down that we are about to send, send, and understand the answer.

use store::Stored;
use vault::VaultError;
use wildberries::{Booking, BookingRequest, BookingStatus, GatewayError, SellerKey};

use super::{Again, Booker, Verdict, pause};
use crate::attempt::{Attempt, Outcome, Phase};
use crate::ids::KeyId;
use crate::keys;
use crate::seller_key::KeyRecord;
use crate::watch::Watch;

impl Booker {
    /// Sends one booking request, or ends the attempt when there is no key to send it with.
    pub(super) async fn request(&self, attempt: Stored<Attempt>, trace: &str) -> Result<Stored<Attempt>, Again> {
        let Some(key) = self.choose_key(&attempt.record).await? else {
            return self.conclude(attempt, Outcome::NoKey).await;
        };
        let secret = match self.open(&key.record).await {
            Ok(secret) => secret,
            Err(VaultError::Unavailable(why)) => return Err(Again(why)),
            Err(error) => {
                tracing::error!(key = %key.record.id, error = %error, "key.unreadable: a stored key cannot be opened and is put aside");
                keys::refuse(&self.table, &self.notifications, key, trace, self.clock.now()).await?;
                return Ok(attempt);
            }
        };

        let mut attempt = attempt;
        attempt.record.requests += 1;
        attempt.record.times.requested_at = Some(self.clock.now());
        let idempotency_key = attempt.record.idempotency_key();
        let sending = Phase::Sending {
            key: key.record.id.clone(),
            idempotency_key: idempotency_key.clone(),
        };
        let attempt = self.enter(attempt, sending).await?;

        let cell = attempt.record.open.cell;
        let request = BookingRequest {
            warehouse: cell.warehouse,
            date: cell.date,
            box_type: cell.box_type,
            time_slot: None,
        };
        let answer = self
            .gateway
            .book(&secret, &request, &idempotency_key, self.rules.answer_within)
            .await;
        self.note_health(&answer).await?;
        self.understand(attempt, key, answer, trace).await
    }

    async fn understand(
        &self,
        attempt: Stored<Attempt>,
        key: Stored<KeyRecord>,
        answer: Result<Booking, GatewayError>,
        trace: &str,
    ) -> Result<Stored<Attempt>, Again> {
        let id = attempt.record.id.clone();
        match answer {
            Ok(booking) => self.apply(attempt, &key.record, booking).await,
            Err(GatewayError::SlotTaken) => self.conclude(attempt, Outcome::Lost).await,
            Err(GatewayError::GoodsRejected { detail }) => {
                self.conclude(attempt, Outcome::GoodsRejected { detail }).await
            }
            Err(GatewayError::TooActive) => {
                let until = self.clock.now() + self.rules.too_active_rest;
                self.conclude(attempt, Outcome::TooActive { until }).await
            }
            Err(GatewayError::Unauthorized | GatewayError::Forbidden) => {
                keys::refuse(&self.table, &self.notifications, key, trace, self.clock.now()).await?;
                self.enter(next_generation(attempt), Phase::Claimed).await
            }
            Err(GatewayError::RateLimited { .. }) => self.repeat(next_generation(attempt)).await,
            Err(error @ GatewayError::NotSent(_)) => {
                tracing::warn!(attempt = %id, error = %error, "booking.not_sent: the gateway was not reached, the request is repeated");
                self.repeat(attempt).await
            }
            Err(error @ GatewayError::Server { status: 500 | 503 }) => {
                tracing::warn!(attempt = %id, error = %error, "booking.failed: the gateway failed, it is asked whether it booked");
                self.repeat_if_nothing(attempt, &key.record).await
            }
            Err(error @ (GatewayError::NotFound | GatewayError::Refused { .. })) => {
                tracing::error!(attempt = %id, error = %error, "booking.refused: the gateway does not understand the request");
                self.conclude(attempt, Outcome::Trouble).await
            }
            Err(error @ (GatewayError::Server { .. } | GatewayError::Unknown(_) | GatewayError::Unreadable { .. })) => {
                tracing::warn!(attempt = %id, error = %error, "booking.unknown: the outcome will be asked for");
                Ok(attempt)
            }
        }
    }

    /// Goes back to be sent once more, unless that was done often enough.
    pub(super) async fn repeat(&self, attempt: Stored<Attempt>) -> Result<Stored<Attempt>, Again> {
        if attempt.record.requests >= self.rules.most_requests {
            return self.conclude(attempt, Outcome::Trouble).await;
        }
        pause(self.rules.repeat_pause).await;
        self.enter(attempt, Phase::Claimed).await
    }

    /// Writes down what a booking's status says.
    pub(super) async fn apply(
        &self,
        attempt: Stored<Attempt>,
        key: &KeyRecord,
        booking: Booking,
    ) -> Result<Stored<Attempt>, Again> {
        let cell = &attempt.record.open.cell;
        if (booking.warehouse, booking.date) != (cell.warehouse, cell.date) {
            tracing::error!(attempt = %attempt.record.id, booking = booking.id, "booking.other_cell: the gateway booked something else than was asked for");
            return self.conclude(attempt, Outcome::Unsettled).await;
        }
        match verdict(booking, &key.name) {
            Verdict::Over(outcome) => self.conclude(attempt, outcome).await,
            Verdict::Pending(booking) => {
                self.enter(
                    attempt,
                    Phase::Pending {
                        key: key.id.clone(),
                        booking,
                    },
                )
                .await
            }
        }
    }

    /// The watch's own key if it may book, else another of the same shop.
    async fn choose_key(&self, attempt: &Attempt) -> Result<Option<Stored<KeyRecord>>, Again> {
        let mut able = keys::able_to_book(&self.table, attempt.user, &attempt.seller, self.clock.now()).await?;
        let own: Option<KeyId> = self
            .table
            .get::<Watch>(&Watch::key_of(attempt.user, &attempt.watch))
            .await?
            .map(|w| w.record.key);
        able.sort_by_key(|key| (Some(&key.record.id) != own.as_ref(), key.record.added_at));
        Ok(able.into_iter().next())
    }

    pub(super) async fn open(&self, key: &KeyRecord) -> Result<SellerKey, VaultError> {
        keys::open(&self.vault, key).await
    }

    /// Tells the breaker how the gateway did. Any answer that is not a failure of the service counts as health.
    pub(super) async fn note_health<T>(&self, answer: &Result<T, GatewayError>) -> Result<(), Again> {
        let now = self.clock.now();
        match answer {
            Err(
                GatewayError::Server { .. }
                | GatewayError::NotSent(_)
                | GatewayError::Unknown(_)
                | GatewayError::Unreadable { .. },
            ) => self.breaker.failed(now).await?,
            _ => self.breaker.succeeded(now).await?,
        }
        Ok(())
    }
}

fn next_generation(mut attempt: Stored<Attempt>) -> Stored<Attempt> {
    attempt.record.generation += 1;
    attempt
}

fn verdict(booking: Booking, key_name: &str) -> Verdict {
    match booking.status {
        BookingStatus::Confirmed => Verdict::Over(Outcome::Confirmed {
            booking: booking.id,
            time_slot: booking.time_slot,
            key_name: key_name.to_owned(),
        }),
        BookingStatus::Cancelled => Verdict::Over(Outcome::Lost),
        BookingStatus::Pending | BookingStatus::Other(_) => Verdict::Pending(booking.id),
    }
}
