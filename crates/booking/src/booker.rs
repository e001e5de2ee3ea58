//! Taking a slot: one job in, at most one booking out, whatever crashes on the way.
//!
//! Each phase of the [`Attempt`] is stored before what it names is done, so a job delivered again continues where the last worker
//! stopped. A request whose answer is lost is settled by asking, never by booking again.

mod claim;
mod conclude;
mod request;
mod settle;
mod tell;

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use queue::{Envelope, Fifo};
use store::{Breaker, Gate, StoreError, Stored, Table, TransactError};
use vault::Vault;
use wildberries::Gateway;

use crate::attempt::{Attempt, Outcome, Phase};
use crate::clock::Clock;
use crate::job::BookSlot;

/// Figures the booker goes by.
#[derive(Debug, Clone)]
pub struct BookerRules {
    /// Free catches of a new user.
    pub trial_catches: u32,
    /// Longest wait for one answer of the gateway.
    pub answer_within: Duration,
    /// Pauses before each question while an outcome is unknown.
    pub ask_pauses: Vec<Duration>,
    /// Pause before a request is repeated that certainly did nothing.
    pub repeat_pause: Duration,
    /// Most requests in one attempt.
    pub most_requests: u32,
    /// How long a shop rests after "too active".
    pub too_active_rest: SignedDuration,
}

impl Default for BookerRules {
    fn default() -> Self {
        Self {
            trial_catches: 2,
            answer_within: Duration::from_secs(8),
            ask_pauses: [200, 500, 1_000, 2_000, 4_000].map(Duration::from_millis).to_vec(),
            repeat_pause: Duration::from_millis(300),
            most_requests: 3,
            too_active_rest: SignedDuration::from_mins(10),
        }
    }
}

/// Takes slots through the gateway.
#[derive(Debug, Clone)]
pub struct Booker {
    /// The table.
    pub table: Table,
    /// Opens seller keys.
    pub vault: Vault,
    /// Books.
    pub gateway: Gateway,
    /// Keeps us from hammering a gateway that is down.
    pub breaker: Breaker,
    /// Where outcomes are told.
    pub notifications: Fifo,
    /// The time.
    pub clock: Clock,
    /// Figures.
    pub rules: BookerRules,
}

/// One delivery of a job by the queue.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// The worker is stopped at this instant.
    pub deadline: Timestamp,
    /// The queue gives up after this delivery: decide now.
    pub last: bool,
}

/// What came of a job.
#[derive(Debug, Clone, PartialEq)]
pub enum Finish {
    /// Nothing to do, and why.
    Skipped(Skip),
    /// The attempt is over and its outcome told.
    Done(Box<Attempt>),
}

/// Why a job needs nothing done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Skip {
    /// The attempt ended earlier.
    AlreadyOver,
    /// The watch is gone, paused or caught.
    NotWatching,
    /// The watch has this very cell.
    CellCaught,
    /// The watch was changed and no longer wants this.
    NotWanted,
    /// The shop rests; the watch is held until it may book again.
    SellerRests,
}

/// The job has to be delivered again.
#[derive(Debug, thiserror::Error)]
#[error("to be delivered again: {0}")]
pub struct Again(pub String);

impl From<StoreError> for Again {
    fn from(error: StoreError) -> Self {
        Self(error.to_string())
    }
}

impl From<TransactError> for Again {
    fn from(error: TransactError) -> Self {
        Self(error.to_string())
    }
}

/// Whether an attempt goes on.
enum Claim {
    Skip(Skip),
    Go(Box<Stored<Attempt>>),
}

impl Booker {
    /// Does one job, or continues it. [`Again`] leaves everything as far as it got for the next delivery.
    pub async fn run(&self, job: &Envelope<BookSlot>, delivery: &Delivery) -> Result<Finish, Again> {
        match self.claim(job, delivery).await? {
            Claim::Skip(why) => {
                tracing::info!(attempt = %job.job.attempt, watch = %job.job.watch, why = ?why, "booking.skipped: nothing to do for this job");
                Ok(Finish::Skipped(why))
            }
            Claim::Go(attempt) => {
                let attempt = self.drive(*attempt, &job.trace, delivery).await?;
                Ok(Finish::Done(Box::new(attempt)))
            }
        }
    }

    /// Brings an attempt to its end.
    async fn drive(&self, mut attempt: Stored<Attempt>, trace: &str, delivery: &Delivery) -> Result<Attempt, Again> {
        loop {
            attempt = match attempt.record.phase.clone() {
                Phase::Claimed => {
                    self.wait_for_gateway(delivery).await?;
                    self.request(attempt, trace).await?
                }
                Phase::Sending { key, idempotency_key } => self.ask(attempt, &key, &idempotency_key, delivery).await?,
                Phase::Pending { key, booking } => self.follow(attempt, &key, &booking, delivery).await?,
                Phase::Done { outcome, .. } => return self.tell(attempt, &outcome, trace).await,
            };
        }
    }

    /// Waits while the gateway's breaker is open, but not past the delivery: a slot is worth seconds, not the worker's life.
    async fn wait_for_gateway(&self, delivery: &Delivery) -> Result<(), Again> {
        match self.breaker.check(self.clock.now()).await? {
            Gate::Closed | Gate::Probe => Ok(()),
            Gate::Open { until } => {
                let now = self.clock.now();
                let rest = until.duration_since(now);
                if now + rest + SignedDuration::from_secs(15) > delivery.deadline {
                    return Err(Again("the gateway rests".into()));
                }
                pause(Duration::try_from(rest).unwrap_or_default()).await;
                Ok(())
            }
        }
    }

    /// Stores an attempt's next phase.
    async fn enter(&self, mut attempt: Stored<Attempt>, phase: Phase) -> Result<Stored<Attempt>, Again> {
        attempt.record.phase = phase;
        let version = self.table.replace(&attempt.record, attempt.version).await?;
        Ok(Stored {
            record: attempt.record,
            version,
        })
    }
}

/// What an answer of the gateway means for the attempt.
enum Verdict {
    /// It is over.
    Over(Outcome),
    /// The gateway will decide later.
    Pending(String),
}

async fn pause(duration: Duration) {
    if !duration.is_zero() {
        tokio::time::sleep(duration).await;
    }
}
