//! The claim: one transaction takes the watch, reserves a catch and makes the attempt; or finds out why not.

use jiff::Timestamp;
use queue::Envelope;
use store::{Stored, TransactError, Write};

use super::{Again, Booker, Claim, Delivery, Skip};
use crate::attempt::{Attempt, Outcome, Phase, Times};
use crate::balance::Balance;
use crate::job::BookSlot;
use crate::keys;
use crate::records::SellerRest;
use crate::watch::{PauseReason, Watch, WatchState};

/// How often a claim is tried anew after somebody else was faster.
const TRIES: usize = 8;

impl Booker {
    pub(super) async fn claim(&self, envelope: &Envelope<BookSlot>, delivery: &Delivery) -> Result<Claim, Again> {
        for _ in 0..TRIES {
            if let Some(claim) = self.try_claim(envelope, delivery).await? {
                return Ok(claim);
            }
        }
        Err(Again("the watch is being changed all the time".into()))
    }

    /// One try; `None` when somebody changed something between reading and writing.
    async fn try_claim(&self, envelope: &Envelope<BookSlot>, delivery: &Delivery) -> Result<Option<Claim>, Again> {
        let job = &envelope.job;
        let now = self.clock.now();
        if let Some(attempt) = self.table.get::<Attempt>(&Attempt::key_of(&job.attempt)).await? {
            return self.resume(attempt, now, delivery).await.map(Some);
        }
        let Some(watch) = self.table.get::<Watch>(&Watch::key_of(job.user, &job.watch)).await? else {
            return Ok(Some(Claim::Skip(Skip::NotWatching)));
        };
        match &watch.record.state {
            WatchState::Watching => {}
            WatchState::Booking { attempt } => {
                if let Some(other) = self.table.get::<Attempt>(&Attempt::key_of(attempt)).await?
                    && other.record.outcome().is_none()
                {
                    return self.finish_other(other, now, &envelope.trace, delivery).await;
                }
            }
            WatchState::Caught { .. } | WatchState::Paused(_) | WatchState::Deleted => {
                return Ok(Some(Claim::Skip(Skip::NotWatching)));
            }
        }
        if watch.record.caught.contains(&job.open.cell) {
            return Ok(Some(Claim::Skip(Skip::CellCaught)));
        }
        if !watch.record.wants(&job.open) {
            return Ok(Some(Claim::Skip(Skip::NotWanted)));
        }
        if let Some(rest) = self
            .table
            .get_live::<SellerRest>(&SellerRest::key_of(&job.seller), now)
            .await?
        {
            return self.hold(watch, rest.record.until, now).await;
        }
        self.take(envelope, watch, now, delivery).await
    }

    /// Takes over an attempt that exists: this job was delivered before.
    async fn resume(&self, mut attempt: Stored<Attempt>, now: Timestamp, delivery: &Delivery) -> Result<Claim, Again> {
        if attempt.record.outcome().is_some() {
            return Ok(if attempt.record.told {
                Claim::Skip(Skip::AlreadyOver)
            } else {
                Claim::Go(Box::new(attempt))
            });
        }
        if attempt.record.lease_until > now {
            return Err(Again("another worker has this attempt".into()));
        }
        attempt.record.lease_until = delivery.deadline;
        attempt.version = self.table.replace(&attempt.record, attempt.version).await?;
        tracing::warn!(attempt = %attempt.record.id, "booking.resumed: the last worker did not finish this attempt");
        Ok(Claim::Go(Box::new(attempt)))
    }

    /// The watch is held by another attempt whose job may be gone for good: that one is finished first.
    async fn finish_other(
        &self,
        other: Stored<Attempt>,
        now: Timestamp,
        trace: &str,
        delivery: &Delivery,
    ) -> Result<Option<Claim>, Again> {
        if let Claim::Go(other) = self.resume(other, now, delivery).await? {
            Box::pin(self.drive(*other, trace, delivery)).await?;
        }
        Ok(None)
    }

    /// The shop rests: the watch is held, and the poller offers it the board again afterwards.
    async fn hold(&self, watch: Stored<Watch>, until: Timestamp, now: Timestamp) -> Result<Option<Claim>, Again> {
        let mut held = watch.record;
        held.hold_until = Some(until);
        held.changed_at = now;
        match self.table.replace(&held, watch.version).await {
            Ok(_) => Ok(Some(Claim::Skip(Skip::SellerRests))),
            Err(store::StoreError::Conflict) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    async fn take(
        &self,
        envelope: &Envelope<BookSlot>,
        watch: Stored<Watch>,
        now: Timestamp,
        delivery: &Delivery,
    ) -> Result<Option<Claim>, Again> {
        let job = &envelope.job;
        let queued_at = Timestamp::from_millisecond(envelope.queued_at_ms).unwrap_or(now);
        let cell = job.open.cell;
        let mut attempt = Attempt {
            id: job.attempt.clone(),
            user: job.user,
            chat: watch.record.chat,
            watch: job.watch.clone(),
            seller: watch.record.seller.clone(),
            open: job.open,
            warehouse_name: watch
                .record
                .warehouse_name(cell.warehouse)
                .unwrap_or_default()
                .to_owned(),
            phase: Phase::Claimed,
            reserved: false,
            requests: 0,
            generation: 0,
            times: Times {
                seen_at: job.seen_at,
                queued_at,
                requested_at: None,
                settled_at: None,
            },
            lease_until: delivery.deadline,
            told: false,
        };
        let keys = keys::able_to_book(&self.table, job.user, &watch.record.seller, now).await?;
        let balance = self.table.get::<Balance>(&Balance::key_of(job.user)).await?;
        let fresh = Balance::trial(job.user, self.rules.trial_catches);
        let reserved = balance.as_ref().map_or(&fresh, |b| &b.record).reserve();

        let mut writes = Vec::with_capacity(3);
        let state = match reserved {
            _ if keys.is_empty() => {
                attempt.phase = Phase::Done {
                    outcome: Outcome::NoKey,
                    at: now,
                };
                WatchState::Paused(PauseReason::Key)
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
                WatchState::Booking {
                    attempt: attempt.id.clone(),
                }
            }
        };
        let version = watch.version;
        let watch = watch.record.with_state(state, now);
        writes.push(Write::replace(&watch, version));
        writes.push(Write::insert(&attempt));
        match self.table.transact(writes, None).await {
            Ok(()) => Ok(Some(Claim::Go(Box::new(Stored {
                record: attempt,
                version: 1,
            })))),
            Err(TransactError::Conflict { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}
