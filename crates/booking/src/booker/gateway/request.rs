//! The request: choose a key, write down that we are about to send, send, and understand the answer.

use std::time::Duration;

use store::Stored;
use vault::VaultError;
use wildberries::{Booking, BookingRequest, BookingStatus, GatewayError, Load};

use crate::attempt::{Attempt, Outcome, Phase};
use crate::booker::{Stop, Work, pause};
use crate::keys;
use accounts::seller_key::KeyRecord;

impl Work<'_> {
    /// Sends one booking request, or ends the attempt when there is no key to send it with.
    pub(in crate::booker) async fn request(&self, attempt: Stored<Attempt>) -> Result<Stored<Attempt>, Stop> {
        let booker = self.booker;
        let Some(gateway) = &booker.gateway else {
            tracing::error!(attempt = %attempt.record.id, "gateway.none: a watch books through a gateway that this installation does not have");
            return self.conclude(attempt, Outcome::Trouble).await;
        };
        let Some(key) = self.choose_key(&attempt.record).await? else {
            return self.conclude(attempt, Outcome::NoKey).await;
        };
        let secret = match keys::open(&booker.vault, &key.record).await {
            Ok(secret) => secret,
            Err(VaultError::Unavailable(why)) => return Err(Stop::Again(why)),
            Err(error) => {
                tracing::error!(key = %key.record.id, error = %error, "key.unreadable: a stored key cannot be opened and is put aside");
                self.refuse(key).await?;
                return Ok(attempt);
            }
        };
        if !self.has_time_for(booker.rules.answer_within) {
            return Err(Stop::Again("no time left for an answer".into()));
        }
        let mut attempt = attempt;
        match self.may_replace(&attempt.record, &secret).await {
            Ok(true) => {}
            // A request of ours may have moved it: that is asked for, not guessed.
            Ok(false) if attempt.record.times.requested_at.is_some() => {
                let sending = Phase::Sending {
                    key: key.record.id.clone(),
                    idempotency_key: attempt.record.idempotency_key(),
                };
                return self.enter(attempt, sending).await;
            }
            Ok(false) => return self.conclude(attempt, Outcome::OrderGone).await,
            Err(GatewayError::Unauthorized | GatewayError::Forbidden) => {
                self.refuse(key).await?;
                return Ok(attempt);
            }
            Err(error) => {
                tracing::info!(attempt = %attempt.record.id, error = %error, "booking.not_asked: the gateway does not say whether the former booking stands");
                attempt.record.requests += 1;
                let wait = match error {
                    GatewayError::RateLimited { retry_s: Some(s) } => Duration::from_secs(s.into()),
                    _ => booker.rules.repeat_pause,
                };
                return self.repeat(attempt, wait).await;
            }
        }
        // Asking took its time.
        if !self.has_time_for(booker.rules.answer_within) {
            return Err(Stop::Again("no time left for an answer".into()));
        }
        attempt.record.requests += 1;
        attempt.record.times.requested_at = Some(self.now());
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
            load: attempt.record.load.clone(),
        };
        let answer = gateway
            .book(&secret, &request, &idempotency_key, booker.rules.answer_within)
            .await;
        booker.tally.note(&key.record, has_failed(&answer));
        self.note_health(&answer).await;
        self.understand(attempt, key, answer).await
    }

    async fn understand(
        &self,
        attempt: Stored<Attempt>,
        key: Stored<KeyRecord>,
        answer: Result<Booking, GatewayError>,
    ) -> Result<Stored<Attempt>, Stop> {
        let id = attempt.record.id.clone();
        let error = match answer {
            Ok(booking) => return self.apply(attempt, &key.record, booking).await,
            Err(error) => error,
        };
        tracing::info!(attempt = %id, error = %error, "booking.not_confirmed: the gateway did not book at once");
        match error {
            GatewayError::SlotTaken => self.conclude(attempt, Outcome::Lost).await,
            GatewayError::GoodsRejected { detail } => self.conclude(attempt, Outcome::GoodsRejected { detail }).await,
            GatewayError::TooActive => {
                let until = self.now() + self.booker.rules.too_active_rest;
                self.conclude(attempt, Outcome::TooActive { until }).await
            }
            GatewayError::Unauthorized | GatewayError::Forbidden => {
                self.refuse(key).await?;
                self.enter(next_generation(attempt), Phase::Claimed).await
            }
            GatewayError::RateLimited { retry_s } => {
                let wait = retry_s.map_or(self.booker.rules.repeat_pause, |s| Duration::from_secs(s.into()));
                self.repeat(next_generation(attempt), wait).await
            }
            GatewayError::NotSent(_) => self.repeat(attempt, self.booker.rules.repeat_pause).await,
            // It answered that it failed. It is asked, and if it has nothing the request goes out again under the same idempotency
            // key, so that even a booking that appears late stays the only one.
            GatewayError::Server { status: 500 | 503 } => match self.ask_once(&attempt.record, &key.record).await? {
                Some(None) => self.repeat(attempt, self.booker.rules.repeat_pause).await,
                Some(Some(booking)) => self.apply(attempt, &key.record, booking).await,
                None => Ok(attempt),
            },
            GatewayError::NotFound | GatewayError::Refused { .. } => {
                tracing::error!(attempt = %id, error = %error, "booking.refused: the gateway does not understand the request");
                self.conclude(attempt, Outcome::Trouble).await
            }
            // Nobody knows what came of it: it will be asked for.
            GatewayError::Server { .. } | GatewayError::Unknown(_) | GatewayError::Unreadable { .. } => Ok(attempt),
        }
    }

    /// Goes back to be sent once more, unless that was done often enough or would take too long.
    async fn repeat(&self, attempt: Stored<Attempt>, wait: Duration) -> Result<Stored<Attempt>, Stop> {
        let rules = &self.booker.rules;
        if attempt.record.requests >= rules.most_requests || wait > rules.longest_pause {
            return self.conclude(attempt, Outcome::Trouble).await;
        }
        pause(wait).await;
        self.enter(attempt, Phase::Claimed).await
    }

    /// Writes down what a booking's status says.
    pub(super) async fn apply(
        &self,
        mut attempt: Stored<Attempt>,
        key: &KeyRecord,
        booking: Booking,
    ) -> Result<Stored<Attempt>, Stop> {
        attempt.record.keyless = false;
        let cell = &attempt.record.open.cell;
        let asked = match attempt.record.load {
            Load::Supply(supply) => Some(supply),
            Load::Draft(_) | Load::Unsaid => None,
        };
        let is_another = asked.is_some() && booking.supply.is_some() && booking.supply != asked;
        if is_another || (booking.warehouse, booking.date) != (cell.warehouse, cell.date) {
            tracing::error!(attempt = %attempt.record.id, booking = booking.id, "booking.other_cell: the gateway booked something else than was asked for");
            return self.conclude(attempt, Outcome::Unsettled).await;
        }
        attempt.record.supply = booking.supply.or(asked);
        let Booking {
            id, time_slot, status, ..
        } = booking;
        match status {
            BookingStatus::Confirmed => {
                let key_name = key.name.clone();
                self.conclude(
                    attempt,
                    Outcome::Confirmed {
                        booking: id,
                        time_slot,
                        key_name,
                    },
                )
                .await
            }
            BookingStatus::Cancelled => self.conclude(attempt, Outcome::Lost).await,
            BookingStatus::Pending | BookingStatus::Other(_) => {
                self.enter(
                    attempt,
                    Phase::Pending {
                        key: key.id.clone(),
                        booking: id,
                    },
                )
                .await
            }
        }
    }

    /// Tells the breaker how the gateway did. Any answer that is not a failure of the service counts as health. What the breaker's
    /// record makes of it must never cost us the answer itself.
    pub(super) async fn note_health<T>(&self, answer: &Result<T, GatewayError>) {
        let breaker = &self.booker.breaker;
        let noted = match answer {
            Err(
                GatewayError::Server { .. }
                | GatewayError::NotSent(_)
                | GatewayError::Unknown(_)
                | GatewayError::Unreadable { .. },
            ) => breaker.failed(self.now()).await,
            _ => breaker.succeeded(self.now()).await,
        };
        if let Err(error) = noted {
            tracing::warn!(error = %error, "gateway.health_not_noted: the breaker does not know how the gateway did");
        }
    }
}

/// Whether a request failed, as the figures of keys count it. That a slot is gone or goods may not go there is an answer.
pub(super) fn has_failed<T>(answer: &Result<T, GatewayError>) -> bool {
    !matches!(
        answer,
        Ok(_) | Err(GatewayError::SlotTaken | GatewayError::GoodsRejected { .. })
    )
}

fn next_generation(mut attempt: Stored<Attempt>) -> Stored<Attempt> {
    attempt.record.generation += 1;
    attempt
}
