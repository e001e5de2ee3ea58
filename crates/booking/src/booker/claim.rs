//! The claim: one transaction takes the watch, reserves a catch and makes the attempt; or finds out why not.

use jiff::{SignedDuration, Timestamp};
use store::{StoreError, Stored, TransactError, Write};

use super::{Claim, Skip, Stop, Work};
use crate::attempt::{Attempt, Outcome, Phase, Times};
use crate::balance::Balance;
use crate::ids::AttemptId;
use crate::job::BookSlot;
use crate::keys;
use crate::records::SellerRest;
use crate::watch::{PauseReason, Watch, WatchState, Way};

/// How often a claim is tried anew after somebody else was faster.
const TRIES: usize = 8;
/// How long a watch waits for other attempts to give their catches back.
const WAIT_FOR_CATCHES: SignedDuration = SignedDuration::from_secs(30);

impl Work<'_> {
    /// Begins the attempt of a job, or takes it over from a worker who did not finish it.
    pub(super) async fn claim(&self, job: &BookSlot, queued_at_ms: i64) -> Result<Claim, Stop> {
        for _ in 0..TRIES {
            if let Some(claim) = self.try_claim(job, queued_at_ms).await? {
                return Ok(claim);
            }
        }
        Err(Stop::Again("the watch is being changed all the time".into()))
    }

    /// Takes over an attempt that was begun.
    pub(super) async fn reclaim(&self, attempt: &AttemptId) -> Result<Claim, Stop> {
        match self.booker.table.get::<Attempt>(&Attempt::key_of(attempt)).await? {
            Some(attempt) => self.take_over(attempt).await,
            None => Ok(Claim::Skip(Skip::AlreadyOver)),
        }
    }

    /// One try; `None` when somebody changed something between reading and writing.
    async fn try_claim(&self, job: &BookSlot, queued_at_ms: i64) -> Result<Option<Claim>, Stop> {
        let (table, now) = (&self.booker.table, self.now());
        if let Some(attempt) = table.get::<Attempt>(&Attempt::key_of(&job.attempt)).await? {
            return self.take_over(attempt).await.map(Some);
        }
        let Some(watch) = table.get::<Watch>(&Watch::key_of(job.user, &job.watch)).await? else {
            return Ok(Some(Claim::Skip(Skip::NotWatching)));
        };
        if watch.record.state != WatchState::Watching {
            return Ok(Some(Claim::Skip(Skip::NotWatching)));
        }
        if watch.record.offer.is_some() {
            return Ok(Some(Claim::Skip(Skip::OfferOpen)));
        }
        if watch.record.caught.contains(&job.open.cell) {
            return Ok(Some(Claim::Skip(Skip::CellCaught)));
        }
        if !watch.record.wants(&job.open) {
            return Ok(Some(Claim::Skip(Skip::NotWanted)));
        }
        if watch.record.way == Way::Gateway
            && let Some(rest) = table
                .get_live::<SellerRest>(&SellerRest::key_of(&job.seller), now)
                .await?
        {
            return self.hold(watch, rest.record.until, Skip::SellerRests).await;
        }
        self.take(job, queued_at_ms, watch, now).await
    }

    pub(super) async fn take_over(&self, mut attempt: Stored<Attempt>) -> Result<Claim, Stop> {
        if attempt.record.outcome().is_some() {
            let over = attempt.record.told;
            return Ok(if over {
                Claim::Skip(Skip::AlreadyOver)
            } else {
                Claim::Go(Box::new(attempt))
            });
        }
        if attempt.record.lease_until > self.now() {
            return Err(Stop::Again("another worker has this attempt".into()));
        }
        attempt.record.lease_until = self.delivery.deadline;
        attempt.version = self.booker.table.replace(&attempt.record, attempt.version).await?;
        tracing::info!(attempt = %attempt.record.id, "booking.resumed: an attempt goes on with another worker");
        Ok(Claim::Go(Box::new(attempt)))
    }

    /// The watch may not book now: it is held, and the poller offers it the board again afterwards.
    async fn hold(&self, watch: Stored<Watch>, until: Timestamp, why: Skip) -> Result<Option<Claim>, Stop> {
        let mut held = watch.record.next_round(Some(until));
        held.changed_at = self.now();
        match self.booker.table.replace(&held, watch.version).await {
            Ok(_) => Ok(Some(Claim::Skip(why))),
            Err(StoreError::Conflict) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    async fn take(
        &self,
        job: &BookSlot,
        queued_at_ms: i64,
        watch: Stored<Watch>,
        now: Timestamp,
    ) -> Result<Option<Claim>, Stop> {
        let table = &self.booker.table;
        let keys = keys::fit_for(table, job.user, &watch.record.seller, &watch.record.way, now).await?;
        let balance = table.get::<Balance>(&Balance::key_of(job.user)).await?;
        let trial = Balance::trial(job.user, self.booker.rules.trial_catches);
        let current = balance.as_ref().map_or(&trial, |stored| &stored.record);

        let mut attempt = self.new_attempt(job, queued_at_ms, &watch.record, now);
        let mut writes = Vec::with_capacity(3);
        let mut taken = watch.record.clone();
        taken.seen += 1;
        let state = match current.reserve() {
            _ if keys.is_empty() => {
                attempt.phase = Phase::Done {
                    outcome: Outcome::NoKey,
                    at: now,
                };
                WatchState::Paused(PauseReason::Key)
            }
            None if current.reserved > 0 => {
                return self.hold(watch, now + WAIT_FOR_CATCHES, Skip::CatchesReserved).await;
            }
            None => {
                attempt.phase = Phase::Done {
                    outcome: Outcome::NoCatches,
                    at: now,
                };
                WatchState::Paused(PauseReason::NoCatches)
            }
            Some(reserved) => {
                attempt.reserved = true;
                writes.push(match &balance {
                    Some(stored) => Write::replace(&reserved, stored.version),
                    None => Write::insert(&reserved),
                });
                match taken.way {
                    Way::Gateway => WatchState::Booking {
                        attempt: attempt.id.clone(),
                    },
                    Way::Assisted(_) => {
                        taken.offer = Some(attempt.id.clone());
                        WatchState::Watching
                    }
                }
            }
        };
        writes.push(Write::replace(&taken.with_state(state, now), watch.version));
        writes.push(Write::insert(&attempt));
        match table.transact(writes, None).await {
            Ok(()) => Ok(Some(Claim::Go(Box::new(Stored {
                record: attempt,
                version: 1,
            })))),
            Err(TransactError::Conflict { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    fn new_attempt(&self, job: &BookSlot, queued_at_ms: i64, watch: &Watch, now: Timestamp) -> Attempt {
        let warehouse = watch.warehouse_name(job.open.cell.warehouse).unwrap_or_default();
        Attempt {
            id: job.attempt.clone(),
            user: job.user,
            chat: watch.chat,
            watch: job.watch.clone(),
            seller: watch.seller.clone(),
            way: watch.way.clone(),
            open: job.open,
            warehouse_name: warehouse.to_owned(),
            phase: Phase::Claimed,
            offer: None,
            reserved: false,
            requests: 0,
            generation: 0,
            times: Times {
                seen_at: job.seen_at,
                queued_at: Timestamp::from_millisecond(queued_at_ms).unwrap_or(now),
                requested_at: None,
                settled_at: None,
            },
            lease_until: self.delivery.deadline,
            told: false,
        }
    }
}
