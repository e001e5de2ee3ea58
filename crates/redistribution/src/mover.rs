//! Moving stock: one job in, at most as many units out as were wanted, whatever crashes on the way.
//!
//! A job goes through its rule's open destinations in their order. For each there is one [`Request`], stored with its body before it is
//! sent, and named by the rule as long as its end has not been told; so whoever gets the job next first finishes that one. A request
//! whose answer is lost is sent again word for word under the same idempotency key, never as another one on a guess, and in a job of its
//! own: quotas are gone in seconds, and the shop's other rules do not wait for the answer.

mod claim;
mod conclude;
mod send;
mod tell;
mod tend;

use std::time::Duration;

use clock::Clock;
use jiff::{SignedDuration, Timestamp};
use queue::{Envelope, Fifo, QueueError};
use store::{StoreError, Stored, Table, TransactError};
use vault::Vault;
use wildberries::Gateway;

use crate::ids::RequestId;
use crate::job::{MoveJob, MoveStock, ReadStock, SettleRequest};
use crate::request::{Phase, Request};
use crate::rule::Rule;
use crate::rules::fit_keys;
use crate::stocks::Stocks;

/// Kept free at the end of a delivery for storing what an answer said.
const LAST_WORDS: SignedDuration = SignedDuration::from_secs(4);
/// Most steps of one job: each destination once, and every time somebody else was faster.
const MOST_STEPS: usize = 64;

/// Figures the mover goes by.
#[derive(Debug, Clone)]
pub struct MoverRules {
    /// Longest wait for one answer of the gateway.
    pub answer_within: Duration,
    /// Pauses before a request whose answer was lost is sent again, by the job of its own that finds out.
    pub doubt_pauses: Vec<Duration>,
    /// Pause before a request is sent again that certainly did nothing.
    pub repeat_pause: Duration,
    /// Longest pause that the gateway may ask for; if it wants more, the shop rests.
    pub longest_pause: Duration,
    /// Most sendings of one request that certainly did nothing.
    pub most_sendings: u32,
    /// How long a shop rests after "too active".
    pub too_active_rest: SignedDuration,
    /// Quotas seen longer ago are gone.
    pub stale_after: SignedDuration,
    /// How long a request whose shop must rest again and again is asked for.
    pub longest_doubt: SignedDuration,
}

impl Default for MoverRules {
    fn default() -> Self {
        Self {
            answer_within: Duration::from_secs(8),
            doubt_pauses: [200, 500, 1_000, 2_000, 4_000].map(Duration::from_millis).to_vec(),
            repeat_pause: Duration::from_millis(200),
            longest_pause: Duration::from_secs(2),
            most_sendings: 3,
            too_active_rest: SignedDuration::from_mins(10),
            stale_after: SignedDuration::from_mins(2),
            longest_doubt: SignedDuration::from_hours(24),
        }
    }
}

/// Moves stock.
#[derive(Debug, Clone)]
pub struct Mover {
    /// The table.
    pub table: Table,
    /// Opens seller keys.
    pub vault: Vault,
    /// Moves.
    pub gateway: Gateway,
    /// Knows what lies in shops.
    pub stocks: Stocks,
    /// Where requests go that cannot be settled at once.
    pub moves: Fifo,
    /// Where ends are told.
    pub notifications: Fifo,
    /// The time.
    pub clock: Clock,
    /// Figures.
    pub rules: MoverRules,
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
    /// These requests ended in this delivery.
    Asked(Vec<Request>),
    /// A request goes on in a job of its own, so that the shop's other rules need not wait for it.
    HandedOver,
    /// A rule was looked after.
    Tended,
    /// A shop's stock was read.
    StockRead,
}

/// Why a job needs nothing done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Skip {
    /// The request ended earlier, or never was.
    AlreadyOver,
    /// The rule is gone, paused or over.
    NotWaiting,
    /// The rule was changed, and what is open meets it anew.
    Outdated,
    /// The quotas were seen too long ago.
    Stale,
    /// The rule or its shop rests.
    Rests,
    /// Nothing can be asked for: cool-downs, stock, quotas taken meanwhile.
    NothingToAsk,
    /// Wildberries did not tell the shop's stock.
    NoStock,
}

/// The job has to be delivered again.
#[derive(Debug, thiserror::Error)]
#[error("to be delivered again: {0}")]
pub struct Again(pub String);

/// Why work on a job stops before its end.
enum Stop {
    /// This delivery failed.
    Again(String),
    /// The request goes on in a job of its own.
    HandedOver,
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

/// The work on one job in one delivery.
struct Work<'a> {
    mover: &'a Mover,
    delivery: &'a Delivery,
    trace: &'a str,
    /// Whether this job is a request's own, and holds up nobody.
    is_settling: bool,
}

impl Mover {
    /// Does one job, or continues it.
    ///
    /// # Errors
    /// [`Again`] leaves everything as far as it got for the next delivery.
    pub async fn run(&self, job: &Envelope<MoveJob>, delivery: &Delivery) -> Result<Finish, Again> {
        let work = Work {
            mover: self,
            delivery,
            trace: &job.trace,
            is_settling: matches!(job.job, MoveJob::Settle(_)),
        };
        // Boxed: one large future for each kind of job, not the sum of them all.
        let done = match &job.job {
            MoveJob::Move(stock) => Box::pin(work.move_stock(stock, job.queued_at_ms)).await,
            MoveJob::Settle(settle) => Box::pin(work.settle(settle)).await,
            MoveJob::Tend(tend) => Box::pin(work.tend(tend)).await,
            MoveJob::ReadStock(read) => Box::pin(work.read_stock(read)).await,
        };
        match done {
            Ok(finish) => Ok(finish),
            Err(Stop::HandedOver) => Ok(Finish::HandedOver),
            Err(Stop::Again(why)) => Err(Again(why)),
        }
    }
}

impl Work<'_> {
    /// Destination after destination, until nothing is left to ask for.
    async fn move_stock(&self, job: &MoveStock, queued_at_ms: i64) -> Result<Finish, Stop> {
        let mut ended = Vec::new();
        for _ in 0..MOST_STEPS {
            let Some(rule) = self.rule(job.user, &job.rule).await? else {
                return Ok(finished(ended, Skip::NotWaiting));
            };
            if let Some(request) = rule.record.request.clone() {
                ended.extend(self.finish(&rule.record, &request).await?);
                continue;
            }
            match Box::pin(self.claim(job, queued_at_ms, rule, ended.is_empty())).await? {
                claim::Claim::Skip(why) => return Ok(finished(ended, why)),
                claim::Claim::Changed => {}
                claim::Claim::Go(request, key, secret) => {
                    let request = Box::pin(self.send(*request, *key, secret, false)).await?;
                    ended.extend(Box::pin(self.drive(request)).await?);
                }
            }
        }
        Err(Stop::Again("the rule is being changed all the time".into()))
    }

    async fn settle(&self, job: &SettleRequest) -> Result<Finish, Stop> {
        match self.rule(job.user, &job.rule).await? {
            Some(rule) if rule.record.request.as_ref() == Some(&job.request) => {
                let ended = self.finish(&rule.record, &job.request).await?;
                Ok(finished(ended.into_iter().collect(), Skip::AlreadyOver))
            }
            _ => Ok(Finish::Skipped(Skip::AlreadyOver)),
        }
    }

    /// One report serves all who have rules in the shop, whoever's key may ask for it.
    async fn read_stock(&self, job: &ReadStock) -> Result<Finish, Stop> {
        if job.cards.is_empty() {
            return Ok(Finish::Skipped(Skip::NoStock));
        }
        let mut keys = Vec::new();
        for user in &job.users {
            let fit = fit_keys(&self.mover.table, *user, &job.seller, self.now()).await?;
            keys.extend(fit.into_iter().map(|key| key.record));
        }
        let stocks = &self.mover.stocks;
        match stocks.read_for_rules(&job.seller, keys, &job.cards, self.now()).await? {
            Ok(_) => Ok(Finish::StockRead),
            Err(_) => Ok(Finish::Skipped(Skip::NoStock)),
        }
    }

    /// Takes over a request that somebody began, and brings it to its told end. `None` when it was told already.
    async fn finish(&self, rule: &Rule, id: &RequestId) -> Result<Option<Request>, Stop> {
        let key = Request::key_of(rule.user, &rule.id, id);
        let Some(mut request) = self.mover.table.get::<Request>(&key).await? else {
            // Requests are made together with the name in their rule.
            return Err(Stop::Again(format!("the request {id} cannot be found")));
        };
        if request.record.outcome().is_none() {
            if request.record.lease_until > self.now() {
                // Perhaps it is at work, perhaps dead: whichever it is, the shop's other jobs do not wait to learn it.
                return match self.is_settling {
                    true => Err(Stop::Again("another worker has this request".into())),
                    false => Err(self.hand_over(&request).await?),
                };
            }
            request.record.lease_until = self.delivery.deadline;
            request.version = self.mover.table.replace(&request.record, request.version).await?;
            tracing::info!(request = %id, "move.resumed: a request goes on with another worker");
        }
        Box::pin(self.drive(request)).await
    }

    /// Brings a request to its told end.
    async fn drive(&self, mut request: Stored<Request>) -> Result<Option<Request>, Stop> {
        loop {
            request = match request.record.phase.clone() {
                Phase::Sending { key, .. } => Box::pin(self.send_again(request, &key)).await?,
                Phase::Done { outcome, .. } => return Ok(Some(Box::pin(self.tell(request, &outcome)).await?)),
            };
        }
    }

    async fn rule(&self, user: telegram::UserId, id: &crate::ids::RuleId) -> Result<Option<Stored<Rule>>, StoreError> {
        self.mover.table.get::<Rule>(&Rule::key_of(user, id)).await
    }

    /// Whether something that may last as long as `duration` can be begun in this delivery.
    fn has_time_for(&self, duration: Duration) -> bool {
        let end = self.now() + SignedDuration::try_from(duration).unwrap_or(SignedDuration::MAX);
        end + LAST_WORDS <= self.delivery.deadline
    }

    fn now(&self) -> Timestamp {
        self.mover.clock.now()
    }
}

fn finished(ended: Vec<Request>, else_skip: Skip) -> Finish {
    if ended.is_empty() {
        Finish::Skipped(else_skip)
    } else {
        Finish::Asked(ended)
    }
}

async fn pause(duration: Duration) {
    if !duration.is_zero() {
        tokio::time::sleep(duration).await;
    }
}
