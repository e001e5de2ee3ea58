//! Taking a slot: one job in, at most one booking out, whatever crashes on the way.
//!
//! Each phase of the [`Attempt`] is stored before what it names is done, so a job delivered again continues where the last worker
//! stopped. There are two ways: through the gateway, where a request whose answer is lost is settled by asking, never by booking
//! again; and assisted, where the seller has an offer and Wildberries' official word is the proof. Claim, end and telling are the same.

mod announce;
mod assisted;
mod claim;
mod close;
mod conclude;
mod figures;
mod gateway;
mod key;
mod miss;
mod tell;
mod untold;
mod warn;

use std::time::Duration;

use accounts::key_load::Tally;
use accounts::pace::Pace;
use jiff::{SignedDuration, Timestamp};
use queue::{Envelope, Fifo, QueueError};
use store::{Breaker, Gate, StoreError, Stored, Table, TransactError};
use vault::Vault;
use wildberries::Gateway;

use crate::attempt::{Attempt, Phase};
use crate::clock::Clock;
use crate::job::BookingJob;
use crate::official::Official;
use crate::watch::Way;

/// Kept free at the end of a delivery for storing what an answer said.
const LAST_WORDS: SignedDuration = SignedDuration::from_secs(4);

/// Figures the booker goes by.
#[derive(Debug, Clone)]
pub struct BookerRules {
    /// Free catches of a new user.
    pub trial_catches: u32,
    /// Longest wait for one answer of the gateway.
    pub answer_within: Duration,
    /// Pauses before each question while an outcome is unknown. Together they are the time in which a booking whose answer was
    /// lost still counts as under way.
    pub ask_pauses: Vec<Duration>,
    /// Pause before a request is repeated that certainly did nothing.
    pub repeat_pause: Duration,
    /// Longest pause that the gateway may ask for; if it wants more, the attempt ends.
    pub longest_pause: Duration,
    /// Most requests in one attempt.
    pub most_requests: u32,
    /// How fast a shop books, so that it is not found "too active".
    pub pace: Pace,
    /// How long a shop rests after "too active".
    pub too_active_rest: SignedDuration,
    /// How long a seller has to answer an offer.
    pub offer_lasts: SignedDuration,
    /// How long an offer is still followed after all of it has closed: the seller may have confirmed in that very moment.
    pub closing_patience: SignedDuration,
    /// Pause between portions of news for everybody.
    pub announcing_pause: Duration,
}

impl Default for BookerRules {
    fn default() -> Self {
        Self {
            trial_catches: 2,
            answer_within: Duration::from_secs(8),
            ask_pauses: [200, 500, 1_000, 2_000, 4_000, 8_000]
                .map(Duration::from_millis)
                .to_vec(),
            repeat_pause: Duration::from_millis(300),
            longest_pause: Duration::from_secs(5),
            most_requests: 3,
            pace: Pace::default(),
            too_active_rest: SignedDuration::from_mins(10),
            offer_lasts: SignedDuration::from_mins(30),
            closing_patience: SignedDuration::from_secs(60),
            announcing_pause: Duration::from_secs(1),
        }
    }
}

/// Takes slots.
#[derive(Debug, Clone)]
pub struct Booker {
    /// The table.
    pub table: Table,
    /// Opens seller keys.
    pub vault: Vault,
    /// Books; `None` where there is no gateway.
    pub gateway: Option<Gateway>,
    /// Knows what became of orders.
    pub official: Official,
    /// Keeps us from hammering a gateway that is down.
    pub breaker: Breaker,
    /// Where attempts go that cannot be settled at once.
    pub bookings: Fifo,
    /// Where outcomes are told.
    pub notifications: Fifo,
    /// Counts what each key asks; to be written down after a job.
    pub tally: Tally,
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
    pub is_last: bool,
}

/// What came of a job.
#[derive(Debug, Clone, PartialEq)]
pub enum Finish {
    /// Nothing to do, and why.
    Skipped(Skip),
    /// The attempt is over and its outcome told.
    Done(Box<Attempt>),
    /// The attempt goes on in a job of its own, so that the shop's other bookings need not wait for it.
    HandedOver,
    /// The seller has an offer, as it stands now.
    Offered(Box<Attempt>),
    /// A key's owner was warned of its end.
    Warned,
    /// A watch was closed.
    Closed,
    /// A seller was told of so many openings that were missed.
    ToldMissed(u32),
    /// So many chats were told.
    Announced(usize),
}

/// Why a job needs nothing done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Skip {
    /// The attempt ended earlier, or never was.
    AlreadyOver,
    /// The watch is gone, paused, caught, or being booked.
    NotWatching,
    /// The watch has this very cell.
    CellCaught,
    /// The watch was changed and no longer wants this.
    NotWanted,
    /// The shop rests; the watch is held until it may book again.
    SellerRests,
    /// The shop has booked as fast as it should; the watch is held until it may book again.
    PaceKept,
    /// No catches are left. The seller was told so lately, and this opening is counted and named with the next; or the job came so late
    /// that the watch meets the board anew.
    NoCatches,
    /// All catches left are reserved by other attempts; the watch is held until they have ended.
    CatchesReserved,
    /// An offer is open for it already, and takes this opening in.
    OfferOpen,
    /// Another worker is just making the offer.
    OfferBeingMade,
    /// There is no such key any more, or its end was announced already.
    NoWarning,
}

/// The job has to be delivered again.
#[derive(Debug, thiserror::Error)]
#[error("to be delivered again: {0}")]
pub struct Again(pub String);

/// Why work on an attempt stops before its end.
enum Stop {
    /// This delivery failed.
    Again(String),
    /// The attempt goes on in a job of its own.
    HandedOver,
    /// The seller has the offer; the poller orders the next look.
    Offered(Box<Attempt>),
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Self::Again(error.to_string())
    }
}

impl From<TransactError> for Stop {
    fn from(error: TransactError) -> Self {
        Self::Again(error.to_string())
    }
}

impl From<QueueError> for Stop {
    fn from(error: QueueError) -> Self {
        Self::Again(error.to_string())
    }
}

/// Whether an attempt goes on.
enum Claim {
    Skip(Skip),
    Go(Box<Stored<Attempt>>),
}

/// The work on one job in one delivery.
struct Work<'a> {
    booker: &'a Booker,
    delivery: &'a Delivery,
    trace: &'a str,
    /// Whether this job is the attempt's own, and holds up nobody.
    is_settling: bool,
}

impl Booker {
    /// Does one job, or continues it. [`Again`] leaves everything as far as it got for the next delivery.
    pub async fn run(&self, job: &Envelope<BookingJob>, delivery: &Delivery) -> Result<Finish, Again> {
        let is_settling = matches!(job.job, BookingJob::Settle(_));
        let work = Work {
            booker: self,
            delivery,
            trace: &job.trace,
            is_settling,
        };
        match Box::pin(work.run(job)).await {
            Ok(finish) => Ok(finish),
            Err(Stop::HandedOver) => Ok(Finish::HandedOver),
            Err(Stop::Offered(attempt)) => Ok(Finish::Offered(attempt)),
            Err(Stop::Again(why)) => Err(Again(why)),
        }
    }
}

impl Work<'_> {
    async fn run(&self, job: &Envelope<BookingJob>) -> Result<Finish, Stop> {
        let claim = match &job.job {
            BookingJob::Book(slot) => self.claim(slot, job.queued_at_ms).await?,
            BookingJob::Settle(settle) => self.reclaim(&settle.attempt).await?,
            // Boxed: one large future for each kind of job, not the sum of them all.
            BookingJob::Follow(follow) => return Box::pin(self.follow(follow)).await,
            BookingJob::Skip(skip) => return Box::pin(self.skip(skip)).await,
            BookingJob::Warn(warn) => return Box::pin(self.warn(warn)).await,
            BookingJob::Close(close) => return Box::pin(self.close(close)).await,
            BookingJob::Untold(untold) => return Box::pin(self.tell_untold(untold)).await,
            BookingJob::Announce(announce) => return Box::pin(self.announce(announce)).await,
        };
        match claim {
            Claim::Skip(why) => {
                tracing::info!(why = ?why, "booking.skipped: nothing to do for this job");
                Ok(Finish::Skipped(why))
            }
            Claim::Go(attempt) => Ok(Finish::Done(Box::new(Box::pin(self.drive(*attempt)).await?))),
        }
    }

    /// Brings an attempt to its end, or to where the seller has the word.
    async fn drive(&self, mut attempt: Stored<Attempt>) -> Result<Attempt, Stop> {
        loop {
            attempt = match (attempt.record.phase.clone(), &attempt.record.way) {
                (Phase::Claimed, Way::Gateway) => {
                    self.wait_for_gateway().await?;
                    Box::pin(self.request(attempt)).await?
                }
                (Phase::Claimed, Way::Assisted(_)) => self.offer(attempt).await?,
                (Phase::Sending { key, idempotency_key }, _) => {
                    Box::pin(self.ask(attempt, &key, &idempotency_key)).await?
                }
                (Phase::Pending { key, booking }, _) => Box::pin(self.settle(attempt, &key, &booking)).await?,
                (Phase::Offered, _) => return Err(Stop::Offered(Box::new(self.show(attempt, None).await?.record))),
                (Phase::Done { outcome, .. }, _) => return Box::pin(self.tell(attempt, &outcome)).await,
            };
        }
    }

    /// Waits while the gateway's breaker is open, but not past the delivery: a slot is worth seconds, not the worker's life.
    async fn wait_for_gateway(&self) -> Result<(), Stop> {
        loop {
            match self.booker.breaker.check(self.now()).await? {
                Gate::Closed | Gate::Probe => return Ok(()),
                Gate::Open { until } => {
                    let rest = Duration::try_from(until.duration_since(self.now())).unwrap_or_default();
                    if !self.has_time_for(rest + self.booker.rules.answer_within) {
                        return Err(Stop::Again("the gateway rests".into()));
                    }
                    pause(rest).await;
                }
            }
        }
    }

    /// Stores an attempt's next phase.
    async fn enter(&self, mut attempt: Stored<Attempt>, phase: Phase) -> Result<Stored<Attempt>, Stop> {
        attempt.record.phase = phase;
        attempt.version = self.booker.table.replace(&attempt.record, attempt.version).await?;
        Ok(attempt)
    }

    /// Whether something that may last as long as `duration` can be begun in this delivery.
    fn has_time_for(&self, duration: Duration) -> bool {
        let end = self.now() + SignedDuration::try_from(duration).unwrap_or(SignedDuration::MAX);
        end + LAST_WORDS <= self.delivery.deadline
    }

    fn now(&self) -> Timestamp {
        self.booker.clock.now()
    }
}

async fn pause(duration: Duration) {
    if !duration.is_zero() {
        tokio::time::sleep(duration).await;
    }
}
