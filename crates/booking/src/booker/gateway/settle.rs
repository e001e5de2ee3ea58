//! Settling: what came of a request whose answer we do not have. Only questions, never another booking on a guess.

use queue::Envelope;
use store::Stored;
use vault::VaultError;
use wildberries::{Booking, BookingStatus, GatewayError, SellerKey};

use super::request::has_failed;
use crate::attempt::{Attempt, Outcome};
use crate::booker::{Stop, Work, pause};
use crate::ids::KeyId;
use crate::job::{BookingJob, SettleAttempt};
use crate::keys;
use accounts::seller_key::{KeyRecord, KeyState};

/// What the gateway says about a request.
enum Said {
    /// There is a booking.
    Booked(Booking),
    /// There is none.
    Nothing,
    /// No sensible answer.
    Silence(String),
}

/// Why a question is still open.
enum Open<'a> {
    /// No key of the shop is left to ask with.
    NoKey,
    /// It was asked, and this came of it.
    NoAnswer(&'a str),
}

impl Open<'_> {
    /// For the log.
    fn why(&self) -> &str {
        match self {
            Self::NoKey => "no key of the shop is left to ask with",
            Self::NoAnswer(why) => why,
        }
    }
}

impl Work<'_> {
    /// Asks what came of the request sent under `idempotency_key`, until the gateway names a booking or time is up. That there is
    /// none is believed only when the last question and the one before say so: a slow booking may still appear.
    pub(in crate::booker) async fn ask(
        &self,
        attempt: Stored<Attempt>,
        key: &KeyId,
        idempotency_key: &str,
    ) -> Result<Stored<Attempt>, Stop> {
        let rules = &self.booker.rules;
        let Some(gateway) = &self.booker.gateway else {
            return self.conclude(attempt, Outcome::Unsettled).await;
        };
        let Some((mut asker, mut secret)) = self.key_to_ask_with(&attempt.record, key).await? else {
            return self.later(attempt, Open::NoKey).await;
        };
        let mut nothing_in_a_row = 0;
        let mut why = "not asked".to_owned();
        for wait in &rules.ask_pauses {
            if !self.has_time_for(*wait + rules.answer_within) {
                return self.later(attempt, Open::NoAnswer("no time left for a question")).await;
            }
            pause(*wait).await;
            let answer = gateway
                .booking_by_key(&secret, idempotency_key, rules.answer_within)
                .await;
            self.booker.tally.note(&asker.record, has_failed(&answer));
            self.note_health(&answer).await;
            if is_refusal(&answer) {
                match self.next_key_to_ask_with(&attempt.record, key, asker).await? {
                    Some(next) => (asker, secret) = next,
                    None => return self.later(attempt, Open::NoKey).await,
                }
            }
            match heard(answer) {
                Said::Booked(booking) => return self.apply(attempt, &asker.record, booking).await,
                Said::Nothing => nothing_in_a_row += 1,
                Said::Silence(reason) => {
                    nothing_in_a_row = 0;
                    why = reason;
                }
            }
        }
        if nothing_in_a_row >= 2 {
            self.conclude(attempt, Outcome::Unanswered).await
        } else {
            self.later(attempt, Open::NoAnswer(&why)).await
        }
    }

    /// One question about the request just sent: `Some(None)` when the gateway has nothing, `None` when it does not answer.
    pub(in crate::booker) async fn ask_once(
        &self,
        attempt: &Attempt,
        key: &KeyRecord,
    ) -> Result<Option<Option<Booking>>, Stop> {
        let (Some(gateway), Ok(secret)) = (&self.booker.gateway, keys::open(&self.booker.vault, key).await) else {
            return Ok(None);
        };
        let answer_within = self.booker.rules.answer_within;
        let answer = gateway
            .booking_by_key(&secret, &attempt.idempotency_key(), answer_within)
            .await;
        self.booker.tally.note(key, has_failed(&answer));
        Ok(match heard(answer) {
            Said::Booked(booking) => Some(Some(booking)),
            Said::Nothing => Some(None),
            Said::Silence(_) => None,
        })
    }

    /// Follows a booking that the gateway has not decided yet.
    pub(in crate::booker) async fn settle(
        &self,
        attempt: Stored<Attempt>,
        key: &KeyId,
        booking: &str,
    ) -> Result<Stored<Attempt>, Stop> {
        let rules = &self.booker.rules;
        let Some(gateway) = &self.booker.gateway else {
            return self.conclude(attempt, Outcome::Unsettled).await;
        };
        let Some((mut asker, mut secret)) = self.key_to_ask_with(&attempt.record, key).await? else {
            return self.later(attempt, Open::NoKey).await;
        };
        for wait in &rules.ask_pauses {
            if !self.has_time_for(*wait + rules.answer_within) {
                break;
            }
            pause(*wait).await;
            let answer = gateway.booking(&secret, booking, rules.answer_within).await;
            self.booker.tally.note(&asker.record, has_failed(&answer));
            self.note_health(&answer).await;
            if is_refusal(&answer) {
                match self.next_key_to_ask_with(&attempt.record, key, asker).await? {
                    Some(next) => (asker, secret) = next,
                    None => return self.later(attempt, Open::NoKey).await,
                }
            }
            match heard(answer) {
                Said::Booked(booking) if is_decided(&booking) => {
                    return self.apply(attempt, &asker.record, booking).await;
                }
                Said::Booked(_) | Said::Silence(_) => {}
                Said::Nothing => return self.conclude(attempt, Outcome::Lost).await,
            }
        }
        self.later(attempt, Open::NoAnswer("the gateway has not decided")).await
    }

    /// Leaves the question to a job of the attempt's own, so that the shop's other bookings go on; that job, to its next delivery.
    /// On its last delivery the question stays open, and the seller is told so, with the reason. A shop without a key waits like
    /// any other: its owner may add one meanwhile.
    async fn later(&self, mut attempt: Stored<Attempt>, open: Open<'_>) -> Result<Stored<Attempt>, Stop> {
        let why = open.why();
        attempt.record.keyless = matches!(open, Open::NoKey);
        if self.is_settling && self.delivery.is_last {
            tracing::error!(attempt = %attempt.record.id, why, "booking.unsettled: nobody can say what came of the request");
            return self.conclude(attempt, Outcome::Unsettled).await;
        }
        // The next worker need not wait for this one's time to be up.
        attempt.record.lease_until = self.now();
        let nonce = self.booker.table.replace(&attempt.record, attempt.version).await?;
        if self.is_settling {
            return Err(Stop::Again(why.to_owned()));
        }
        let settle = BookingJob::Settle(SettleAttempt {
            attempt: attempt.record.id.clone(),
            nonce,
        });
        let envelope = Envelope::new(settle, self.trace, self.now().as_millisecond());
        self.booker.bookings.send(&[envelope]).await?;
        tracing::warn!(attempt = %attempt.record.id, why, "booking.handed_over: what came of the request is asked for in a job of its own");
        Err(Stop::HandedOver)
    }

    /// The key the request was sent with, else another of the same shop. One that was put aside is asked with last: it may still be
    /// good for a question when there is nothing better.
    async fn key_to_ask_with(&self, attempt: &Attempt, key: &KeyId) -> Result<Option<Asker>, Stop> {
        let table = &self.booker.table;
        let sent_with = table.get::<KeyRecord>(&KeyRecord::key_of(attempt.user, key)).await?;
        let (good, aside): (Vec<_>, Vec<_>) = sent_with
            .into_iter()
            .partition(|key| key.record.state == KeyState::Active);
        let others = keys::fit_for(table, attempt.user, &attempt.seller, &attempt.way, self.now()).await?;
        for stored in good.into_iter().chain(others).chain(aside) {
            match keys::open(&self.booker.vault, &stored.record).await {
                Ok(secret) => return Ok(Some((stored, secret))),
                Err(VaultError::Unavailable(why)) => return Err(Stop::Again(why)),
                Err(VaultError::Denied(_) | VaultError::Tampered) => {}
            }
        }
        Ok(None)
    }

    /// Puts a key aside that was refused while asking, and finds the shop's next; `None` when it was the last.
    async fn next_key_to_ask_with(
        &self,
        attempt: &Attempt,
        sent_with: &KeyId,
        refused: Stored<KeyRecord>,
    ) -> Result<Option<Asker>, Stop> {
        let id = refused.record.id.clone();
        if refused.record.state == KeyState::Active {
            self.refuse(refused).await?;
        }
        let next = self.key_to_ask_with(attempt, sent_with).await?;
        Ok(next.filter(|(key, _)| key.record.id != id && key.record.state == KeyState::Active))
    }
}

/// A key to ask with, opened.
type Asker = (Stored<KeyRecord>, SellerKey);

fn is_refusal<T>(answer: &Result<T, GatewayError>) -> bool {
    matches!(answer, Err(GatewayError::Unauthorized | GatewayError::Forbidden))
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
