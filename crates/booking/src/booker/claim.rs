//! The claim: one transaction takes the watch, reserves a catch and makes the attempt; or finds out why not.

use jiff::Timestamp;
use store::{StoreError, Stored, Take, TransactError, User, Write};

use super::{Claim, Skip, Stop, Work};
use crate::attempt::{Attempt, Outcome, Phase, Times};
use crate::ids::AttemptId;
use crate::job::BookSlot;
use crate::keys;
use crate::records::{SellerRest, history_of};
use crate::watch::{PauseReason, Watch, WatchState, Way};
use accounts::balance::{Balance, Fare};
use accounts::seller_key::KeyRecord;

/// How often a claim is tried anew after somebody else was faster. Every loser loses to a winner, and a user's watches may all meet
/// their openings in one second.
const TRIES: usize = 64;

/// One claim, from its first try to its last.
pub(super) struct Claiming<'a> {
    pub job: &'a BookSlot,
    queued_at_ms: i64,
    /// Whether the shop's pace has given its leave.
    is_paced: bool,
}

/// What a claim is decided by, read at one time.
struct Found {
    watch: Stored<Watch>,
    rest: Option<Stored<SellerRest>>,
    balance: Option<Stored<Balance>>,
    keys: Vec<Stored<KeyRecord>>,
}

impl Work<'_> {
    /// Begins the attempt of a job, or takes it over from a worker who did not finish it.
    pub(super) async fn claim(&self, job: &BookSlot, queued_at_ms: i64) -> Result<Claim, Stop> {
        let mut claiming = Claiming {
            job,
            queued_at_ms,
            is_paced: false,
        };
        for _ in 0..TRIES {
            if let Some(claim) = self.try_claim(&mut claiming).await? {
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
    async fn try_claim(&self, claiming: &mut Claiming<'_>) -> Result<Option<Claim>, Stop> {
        let (table, now, job) = (&self.booker.table, self.now(), claiming.job);
        // Read side by side: before a slot is asked for, every round trip counts.
        let (attempt_key, watch_key) = (Attempt::key_of(&job.attempt), Watch::key_of(job.user, &job.watch));
        let (rest_key, balance_key) = (SellerRest::key_of(&job.seller), Balance::key_of(job.user));
        let owner_key = User::key_of(job.user.0);
        let (attempt, watch, rest, balance, keys, owner) = tokio::try_join!(
            table.get::<Attempt>(&attempt_key),
            table.get::<Watch>(&watch_key),
            table.get_live::<SellerRest>(&rest_key, now),
            table.get::<Balance>(&balance_key),
            keys::list(table, job.user),
            table.get::<User>(&owner_key),
        )?;
        if let Some(attempt) = attempt {
            return self.take_over(attempt).await.map(Some);
        }
        let Some(watch) = watch else {
            return Ok(Some(Claim::Skip(Skip::NotWatching)));
        };
        if let Some(why) = not_for(&watch.record, job) {
            return Ok(Some(Claim::Skip(why)));
        }
        if owner.is_some_and(|owner| owner.record.banned) {
            return self.stop_for_banned(watch, now).await;
        }
        let found = Found {
            watch,
            rest,
            balance,
            keys,
        };
        self.decide(claiming, found, now).await
    }

    /// Nothing is booked for who was shut out, also by a watch that was being booked at that moment.
    async fn stop_for_banned(&self, watch: Stored<Watch>, now: Timestamp) -> Result<Option<Claim>, Stop> {
        let stopped = watch.record.with_state(WatchState::Paused(PauseReason::ByUser), now);
        match self.booker.table.replace(&stopped, watch.version).await {
            Ok(_) => Ok(Some(Claim::Skip(Skip::NotWatching))),
            Err(StoreError::Conflict) => Ok(None),
            Err(error) => Err(error.into()),
        }
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

    async fn decide(&self, claiming: &mut Claiming<'_>, found: Found, now: Timestamp) -> Result<Option<Claim>, Stop> {
        let Found {
            watch,
            rest,
            balance,
            keys,
        } = found;
        let (is_gateway, seller) = (watch.record.way == Way::Gateway, &claiming.job.seller);
        let is_fit = |key: &Stored<KeyRecord>| keys::fits(&key.record, &watch.record.seller, &watch.record.way, now);
        if !keys.iter().any(is_fit) {
            return self.end_without_key(claiming, watch, now).await;
        }
        let trial = Balance::trial(claiming.job.user, self.booker.rules.trial_catches);
        let current = balance.as_ref().map_or(&trial, |stored| &stored.record);
        let Some((reserved, fare)) = current.reserve(now) else {
            // To be told, no shop has to be fit to book. Whoever pays meanwhile changes the balance: then this is decided anew, and the watch is not left behind.
            let unchanged = match &balance {
                Some(stored) => Write::check_version::<Balance>(Balance::key_of(current.user), stored.version),
                None => Write::insert(current),
            };
            return match current.reserved {
                0 => self.miss(claiming, watch, unchanged, now).await,
                reserved => self.wait_for_catches(claiming, watch, reserved, unchanged, now).await,
            };
        };
        if let Some(rest) = rest.filter(|_| is_gateway) {
            return self
                .hold(claiming.job, watch, rest.record.until, Skip::SellerRests)
                .await;
        }
        if is_gateway && !claiming.is_paced {
            match self.booker.rules.pace.take(&self.booker.table, seller, now).await? {
                Take::Ready => claiming.is_paced = true,
                Take::Wait(wait) => {
                    return self.hold(claiming.job, watch, now + wait, Skip::PaceKept).await;
                }
            }
        }
        let paid = match (&balance, fare) {
            (Some(stored), Fare::Unlimited) => {
                Write::check_version::<Balance>(Balance::key_of(reserved.user), stored.version)
            }
            (Some(stored), Fare::Catch) => Write::replace(&reserved, stored.version),
            (None, _) => Write::insert(&reserved),
        };
        self.take(claiming, watch, fare, paid, now).await
    }

    /// Takes the watch for a new attempt.
    async fn take(
        &self,
        claiming: &Claiming<'_>,
        watch: Stored<Watch>,
        fare: Fare,
        paid: Write,
        now: Timestamp,
    ) -> Result<Option<Claim>, Stop> {
        let mut attempt = self.new_attempt(claiming, &watch.record, now);
        attempt.reserved = true;
        attempt.fare = fare;
        let mut taken = watch.record;
        taken.seen += u32::from(!attempt.again);
        taken.unpaid = false;
        let state = match taken.way {
            Way::Gateway => WatchState::Booking {
                attempt: attempt.id.clone(),
            },
            Way::Assisted(_) => {
                taken.offer = Some(attempt.id.clone());
                WatchState::Watching
            }
        };
        let taken = taken.with_state(state, now);
        let writes = vec![paid, Write::replace(&taken, watch.version), Write::insert(&attempt)];
        self.begin(attempt, writes).await
    }

    async fn end_without_key(
        &self,
        claiming: &Claiming<'_>,
        watch: Stored<Watch>,
        now: Timestamp,
    ) -> Result<Option<Claim>, Stop> {
        let mut attempt = self.new_attempt(claiming, &watch.record, now);
        let outcome = Outcome::NoKey;
        attempt.phase = Phase::Done {
            outcome: outcome.clone(),
            at: now,
        };
        let mut paused = watch.record;
        paused.seen += u32::from(!attempt.again);
        let paused = paused.with_state(WatchState::Paused(PauseReason::Key), now);
        let writes = vec![
            Write::replace(&paused, watch.version),
            Write::insert(&attempt),
            Write::put(&history_of(&attempt, &outcome, now)),
        ];
        self.begin(attempt, writes).await
    }

    /// Stores a new attempt with what it changes; `None` when somebody was faster.
    pub(super) async fn begin(&self, attempt: Attempt, writes: Vec<Write>) -> Result<Option<Claim>, Stop> {
        match self.booker.table.transact(writes, None).await {
            Ok(()) => Ok(Some(Claim::Go(Box::new(Stored {
                record: attempt,
                version: 1,
            })))),
            Err(TransactError::Conflict { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    pub(super) fn new_attempt(&self, claiming: &Claiming<'_>, watch: &Watch, now: Timestamp) -> Attempt {
        let job = claiming.job;
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
            fare: Fare::default(),
            first_key: Some(watch.key.clone()),
            again: watch.missed.has(&job.open),
            instead_of: watch.instead_of.clone(),
            load: watch.load().unwrap_or_default(),
            supply: None,
            keyless: false,
            requests: 0,
            generation: 0,
            times: Times {
                seen_at: job.seen_at,
                queued_at: Timestamp::from_millisecond(claiming.queued_at_ms).unwrap_or(now),
                requested_at: None,
                settled_at: None,
            },
            lease_until: self.delivery.deadline,
            told: false,
        }
    }
}

/// Why an opening is none for a watch (any more).
fn not_for(watch: &Watch, job: &BookSlot) -> Option<Skip> {
    if watch.state != WatchState::Watching {
        return Some(Skip::NotWatching);
    }
    if watch.offer.is_some() {
        return Some(Skip::OfferOpen);
    }
    if watch.caught.contains(&job.open.cell) {
        return Some(Skip::CellCaught);
    }
    (!watch.wants(&job.open)).then_some(Skip::NotWanted)
}
