//! Sending, and understanding the answer.

use std::time::Duration;

use accounts::ids::KeyId;
use accounts::key_load::{KeyLoad, Used};
use accounts::keys;
use accounts::seller_key::KeyRecord;
use queue::Envelope;
use store::Stored;
use vault::VaultError;
use wildberries::{Accepted, GatewayError, RedistributionError, SellerKey};

use super::{Stop, Work, pause};
use crate::job::{MoveJob, SettleRequest};
use crate::records::MoveRest;
use crate::request::{Outcome, Phase, Request};
use crate::rules::fit_keys;
use crate::texts;

/// How long a shop is left alone that was told "too many" without being told for how long.
const UNSAID_WAIT: Duration = Duration::from_secs(1);

/// Most lines that are remembered of an answer that cannot be right: all of them go into one transaction.
const MOST_CLAIMED: usize = 40;

/// Why what came of a request is not asked now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Later {
    /// The gateway gave no word on it.
    InDoubt,
    /// The invocation is about to end.
    NoTime,
    /// The shop must not ask at present.
    Rests,
}

impl Later {
    fn text(self) -> &'static str {
        match self {
            Self::InDoubt => "the gateway gives no word on the request",
            Self::NoTime => "no time left for an answer",
            Self::Rests => "the shop must not ask at present",
        }
    }
}

impl Work<'_> {
    /// Sends a request that may have been sent before: word for word, under the same idempotency key, with the same seller's key.
    pub(super) async fn send_again(&self, request: Stored<Request>, key: &KeyId) -> Result<Stored<Request>, Stop> {
        let rest = MoveRest::key_of(&request.record.seller);
        if self
            .mover
            .table
            .get_live::<MoveRest>(&rest, self.now())
            .await?
            .is_some()
        {
            return self.later(request, Later::Rests).await;
        }
        let Some((key, secret)) = self.key_to_repeat_with(&request.record, key).await? else {
            tracing::error!(request = %request.record.id, "move.unsettled: no key is left to ask what came of a request");
            return self.conclude(request, Outcome::silence()).await;
        };
        self.send(request, key, secret, true).await
    }

    /// Sends a request until its answer is understood. `in_doubt` says that an earlier sending may have been taken: then only a word
    /// on the request itself ends the doubt.
    pub(super) async fn send(
        &self,
        mut request: Stored<Request>,
        mut key: Stored<KeyRecord>,
        mut secret: SellerKey,
        mut in_doubt: bool,
    ) -> Result<Stored<Request>, Stop> {
        let rules = &self.mover.rules;
        let mut doubt_pauses = rules.doubt_pauses.iter();
        let mut refused_sendings = 0;
        loop {
            if !self.has_time_for(rules.answer_within) {
                return self.later(request, Later::NoTime).await;
            }
            let answer = self.ask(&request.record, &key.record, &secret).await;
            let error = match answer {
                Ok(accepted) => return self.accepted(request, &key.record, accepted).await,
                Err(error) => error,
            };
            tracing::info!(request = %request.record.id, error = %error, "move.not_accepted: the gateway did not take a request at once");
            let wait = match error {
                RedistributionError::QuotaExhausted => return self.conclude(request, Outcome::Exhausted).await,
                RedistributionError::Rejected { detail, .. } => {
                    return self.conclude(request, Outcome::Rejected { detail }).await;
                }
                RedistributionError::Gateway(GatewayError::Unauthorized | GatewayError::Forbidden) => {
                    let refused = key.record.id.clone();
                    self.put_aside(key).await?;
                    let Some(other) = self.another_key(&request.record, &refused).await? else {
                        let outcome = if in_doubt { Outcome::silence() } else { Outcome::NoKey };
                        return self.conclude(request, outcome).await;
                    };
                    (key, secret) = other;
                    // While it is in doubt, the first sending is what we ask about.
                    request = self.enter(request, &key.record.id, !in_doubt).await?;
                    continue;
                }
                // No word on what became of an earlier sending, only that the shop must not ask now.
                RedistributionError::Gateway(GatewayError::TooActive) if in_doubt => {
                    return self.ask_after(request, rules.too_active_rest.unsigned_abs()).await;
                }
                RedistributionError::TooMany { retry_s } if in_doubt => {
                    let wait = retry_s.map_or(UNSAID_WAIT, |s| Duration::from_secs(s.into()));
                    match doubt_pauses.next() {
                        Some(_) if self.is_settling && wait <= rules.longest_pause => wait,
                        _ => return self.ask_after(request, wait).await,
                    }
                }
                // Whether an earlier sending was taken, none of these can say.
                _ if in_doubt || error.outcome_is_doubtful() => {
                    in_doubt = true;
                    match doubt_pauses.next() {
                        Some(wait) if self.is_settling => *wait,
                        _ => return self.later(request, Later::InDoubt).await,
                    }
                }
                RedistributionError::TooMany { retry_s } => {
                    let wait = retry_s.map_or(rules.repeat_pause, |s| Duration::from_secs(s.into()));
                    refused_sendings += 1;
                    if wait > rules.longest_pause || refused_sendings >= rules.most_sendings {
                        return self.rest(request, wait).await;
                    }
                    request = self.enter(request, &key.record.id, true).await?;
                    wait
                }
                RedistributionError::Gateway(GatewayError::TooActive) => {
                    return self.rest(request, rules.too_active_rest.unsigned_abs()).await;
                }
                RedistributionError::Gateway(GatewayError::NotSent(_)) => {
                    refused_sendings += 1;
                    if refused_sendings >= rules.most_sendings {
                        return self.conclude(request, Outcome::Trouble).await;
                    }
                    rules.repeat_pause
                }
                RedistributionError::Gateway(error) => {
                    tracing::error!(request = %request.record.id, error = %error, "move.refused: the gateway does not understand a request");
                    return self.conclude(request, Outcome::Trouble).await;
                }
            };
            if !self.has_time_for(wait + rules.answer_within) {
                return self.later(request, Later::NoTime).await;
            }
            pause(wait).await;
        }
    }

    /// One sending, counted for its key.
    async fn ask(
        &self,
        request: &Request,
        key: &KeyRecord,
        secret: &SellerKey,
    ) -> Result<Accepted, RedistributionError> {
        let Phase::Sending { idempotency_key, .. } = &request.phase else {
            let why = "the request is over".to_owned();
            return Err(RedistributionError::Gateway(GatewayError::NotSent(why)));
        };
        let within = self.mover.rules.answer_within;
        let answer = self
            .mover
            .gateway
            .redistribute(secret, &request.body, idempotency_key, within)
            .await;
        let used = Used {
            requests: 1,
            errors: answer.is_err().into(),
        };
        // Figures must never cost us the answer.
        let counted = self
            .mover
            .table
            .count(KeyLoad::count(key.user, &key.id, used, self.now()));
        if let Err(error) = counted.await {
            tracing::warn!(error = %error, "key.not_counted: a key's figures could not be kept");
        }
        answer
    }

    async fn accepted(
        &self,
        request: Stored<Request>,
        key: &KeyRecord,
        accepted: Accepted,
    ) -> Result<Stored<Request>, Stop> {
        let number = accepted.request_id;
        if !request.record.is_answered_by(&accepted.accepted) {
            tracing::error!(request = %request.record.id, number, "move.other_goods: the gateway accepted something else than was asked for");
            let mut claimed = accepted.accepted;
            claimed.truncate(MOST_CLAIMED);
            let outcome = Outcome::Unsettled {
                accepted: claimed,
                number: Some(number),
            };
            return self.conclude(request, outcome).await;
        }
        let mut items = accepted.accepted;
        items.retain(|item| item.count > 0);
        let outcome = match items.is_empty() {
            true => Outcome::Nothing { number },
            false => Outcome::Moved {
                number,
                items,
                key: key.id.clone(),
            },
        };
        self.conclude(request, outcome).await
    }

    async fn rest(&self, request: Stored<Request>, wait: Duration) -> Result<Stored<Request>, Stop> {
        let wait = jiff::SignedDuration::try_from(wait).unwrap_or(self.mover.rules.too_active_rest);
        let until = self.now() + wait;
        self.conclude(request, Outcome::TooActive { until }).await
    }

    /// Stores that the request is about to be sent with this key; under a new idempotency key if the one before is used up.
    async fn enter(&self, mut request: Stored<Request>, key: &KeyId, anew: bool) -> Result<Stored<Request>, Stop> {
        request.record.generation += u32::from(anew);
        request.record.sent += 1;
        request.record.phase = Phase::Sending {
            key: key.clone(),
            idempotency_key: request.record.idempotency_key(),
        };
        request.version = self.mover.table.replace(&request.record, request.version).await?;
        Ok(request)
    }

    /// The shop must not ask for so long: that holds for all its jobs. What became of the request is asked for after that.
    async fn ask_after(&self, request: Stored<Request>, wait: Duration) -> Result<Stored<Request>, Stop> {
        let wait = jiff::SignedDuration::try_from(wait).unwrap_or(self.mover.rules.too_active_rest);
        let (table, now) = (&self.mover.table, self.now());
        let rest = MoveRest {
            seller: request.record.seller.clone(),
            until: now + wait,
        };
        let known = table.get_live::<MoveRest>(&MoveRest::key_of(&rest.seller), now).await?;
        if known.is_none_or(|known| known.record.until < rest.until) {
            table.put(&rest).await?;
        }
        self.later(request, Later::Rests).await
    }

    /// Leaves the doubt to a job of the request's own, so that the shop's other rules go on; that job, to its next delivery. On its
    /// last delivery the doubt stays, and the seller is told so; unless it could not ask because the shop rests.
    async fn later(&self, mut request: Stored<Request>, why: Later) -> Result<Stored<Request>, Stop> {
        let is_last = self.is_settling && self.delivery.is_last;
        let age = self.now().duration_since(request.record.times.requested_at);
        let may_wait = why == Later::Rests && age < self.mover.rules.longest_doubt;
        if is_last && !may_wait {
            tracing::error!(request = %request.record.id, why = why.text(), "move.unsettled: nobody can say what came of a request");
            return self.conclude(request, Outcome::silence()).await;
        }
        // The next worker need not wait for this one's time to be up.
        request.record.lease_until = self.now();
        request.version = self.mover.table.replace(&request.record, request.version).await?;
        if self.is_settling && !is_last {
            return Err(Stop::Again(why.text().to_owned()));
        }
        tracing::warn!(request = %request.record.id, why = why.text(), "move.handed_over: what came of a request is found out in a job of its own");
        Err(self.hand_over(&request).await?)
    }

    /// Orders a job of the request's own to find out what came of it.
    pub(super) async fn hand_over(&self, request: &Stored<Request>) -> Result<Stop, Stop> {
        let settle = MoveJob::Settle(SettleRequest {
            user: request.record.user,
            rule: request.record.rule.clone(),
            request: request.record.id.clone(),
            nonce: request.version,
        });
        let envelope = Envelope::new(settle, self.trace, self.now().as_millisecond());
        self.mover.moves.send(&[envelope]).await?;
        Ok(Stop::HandedOver)
    }

    /// The key the request was sent with, else another of the same shop: the gateway knows requests by shop and idempotency key.
    async fn key_to_repeat_with(
        &self,
        request: &Request,
        key: &KeyId,
    ) -> Result<Option<(Stored<KeyRecord>, SellerKey)>, Stop> {
        let table = &self.mover.table;
        let sent_with = table.get::<KeyRecord>(&KeyRecord::key_of(request.user, key)).await?;
        let sent_with = sent_with.filter(|key| key.record.can_book(self.now()));
        let others = fit_keys(table, request.user, &request.seller, self.now()).await?;
        self.first_that_opens(sent_with.into_iter().chain(others)).await
    }

    async fn another_key(
        &self,
        request: &Request,
        refused: &KeyId,
    ) -> Result<Option<(Stored<KeyRecord>, SellerKey)>, Stop> {
        let keys = fit_keys(&self.mover.table, request.user, &request.seller, self.now()).await?;
        let others = keys.into_iter().filter(|key| key.record.id != *refused);
        self.first_that_opens(others).await
    }

    async fn first_that_opens(
        &self,
        keys: impl Iterator<Item = Stored<KeyRecord>>,
    ) -> Result<Option<(Stored<KeyRecord>, SellerKey)>, Stop> {
        for key in keys {
            match keys::open(&self.mover.vault, &key.record).await {
                Ok(secret) => return Ok(Some((key, secret))),
                Err(VaultError::Unavailable(why)) => return Err(Stop::Again(why)),
                Err(VaultError::Denied(_) | VaultError::Tampered) => {}
            }
        }
        Ok(None)
    }

    /// Puts a refused key aside; its owner is told.
    pub(super) async fn put_aside(&self, key: Stored<KeyRecord>) -> Result<(), Stop> {
        let (table, notifications) = (&self.mover.table, &self.mover.notifications);
        keys::put_aside(table, notifications, key, texts::key::refused, self.trace, self.now()).await?;
        Ok(())
    }
}
