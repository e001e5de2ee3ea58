//! The only way to a source: in its pace, by all workers together, and not while it wants to be left alone.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use channel_sources::{Source, SourceError};
use channels::sources::SOURCES;
use clock::Clock;
use jiff::{SignedDuration, Timestamp};
use store::{Begin, Breaker, BreakerSpec, BucketSpec, Buckets, Gate, Once, StoreError, Table, Take};
use tokio::sync::Semaphore;

use crate::rules::Gaps;
use crate::standing;

/// A claim outlasts the call by this: to note how it went.
const LAST_WORDS: SignedDuration = SignedDuration::from_secs(3);
/// A first claim of a slot is for a call and a short wait; a longer wait makes it longer.
const SHORT_WAIT: SignedDuration = SignedDuration::from_secs(5);
/// How often a taken slot is looked at.
const SLOT_LOOK: SignedDuration = SignedDuration::from_millis(200);
/// A longer wait for a turn means that the source wants to be left alone.
const LONGEST_TURN: Duration = Duration::from_secs(90);
/// A good answer is written down this often.
const GOOD_EVERY_MS: i64 = 5 * 60 * 1000;

const BREAKER: BreakerSpec = BreakerSpec {
    failures: 5,
    window: Duration::from_secs(10 * 60),
    open_for: Duration::from_secs(10 * 60),
};

/// The way to every source.
#[derive(Debug, Clone)]
pub struct Gates {
    table: Table,
    buckets: Buckets,
    slots: Once,
    doors: Arc<[Door]>,
    clock: Clock,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum Denied {
    /// No turn came before the deadline. Nothing was asked.
    #[error("no turn came in time")]
    NoTime,
    /// The source wants to be left alone. Nothing was asked.
    #[error("the source is not asked before {until}: {why}")]
    Shut {
        /// When it may be asked again.
        until: Timestamp,
        /// The name of the error that shut it.
        why: String,
    },
    /// It was asked, and failed.
    #[error(transparent)]
    Failed(#[from] SourceError),
    /// The table is away; nobody can say whether the source may be asked.
    #[error(transparent)]
    Table(#[from] StoreError),
}

/// Requests since the last look, for the metrics.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Pages of t.me that were asked for.
    pub pages: u64,
    /// Requests that failed for a reason of the source's.
    pub errors: u64,
}

/// A slot of ours.
#[derive(Debug)]
struct Place {
    slot: String,
    /// When the claim ends by itself, if we die.
    until: Timestamp,
}

#[derive(Debug)]
struct Door {
    source: Source,
    /// A call takes no longer; whoever cannot end within the deadline does not begin.
    call: SignedDuration,
    bucket: BucketSpec,
    breaker: Breaker,
    /// Those in this process who wait for a turn stand here, so that one of them asks the table for it.
    queue: Semaphore,
    /// When a good answer was last written down, unix milliseconds; 0 to write the next one.
    good_noted: AtomicI64,
    asked: AtomicU64,
    errors: AtomicU64,
}

impl Gates {
    /// The gates to all sources, in these paces.
    pub fn new(table: Table, gaps: Gaps, clock: Clock) -> Self {
        let door = |source: Source| Door {
            source,
            call: longest_call(source),
            bucket: BucketSpec {
                capacity: 1,
                refill_per_second: 1.0 / gaps.of(source).as_secs_f64(),
            },
            breaker: Breaker::new(table.clone(), names(source).0, BREAKER),
            queue: Semaphore::new(usize::try_from(source.limits().concurrency).unwrap_or(1)),
            good_noted: AtomicI64::new(0),
            asked: AtomicU64::new(0),
            errors: AtomicU64::new(0),
        };
        Self {
            buckets: Buckets::new(table.clone()),
            slots: Once::new(table.clone(), "SOURCE_SLOT", Duration::from_secs(24 * 60 * 60)),
            doors: SOURCES.into_iter().chain([Source::MtProto]).map(door).collect(),
            table,
            clock,
        }
    }

    /// Waits for a turn and asks. `call` must be one request.
    ///
    /// # Errors
    /// See [`Denied`].
    pub async fn ask<T>(
        &self,
        source: Source,
        deadline: Timestamp,
        call: impl Future<Output = Result<T, SourceError>>,
    ) -> Result<T, Denied> {
        let door = self.door(source);
        let latest = deadline - door.call;
        let _queued = tokio::select! {
            biased;
            place = door.queue.acquire() => place.expect("the queue is never closed"),
            () = self.clock.deadline(latest) => return Err(Denied::NoTime),
        };
        self.look_whether_shut(door).await?;
        let mut place = self.place(door, latest).await?;
        let outcome = match self.turn(door, &mut place, latest).await {
            Ok(()) => {
                door.asked.fetch_add(1, Ordering::Relaxed);
                let outcome = Box::pin(call).await;
                self.note(door, outcome.as_ref().err()).await;
                outcome.map_err(Denied::Failed)
            }
            Err(denied) => Err(denied),
        };
        if let Err(error) = self.slots.give_back(&place.slot, place.until).await {
            tracing::warn!(error = %error, source = source.name(), "source.slot_kept: a slot is given back only when its time is over");
        }
        outcome
    }

    /// Whether a source may be asked at this moment, as far as anybody can say without asking.
    ///
    /// # Errors
    /// [`Denied::Shut`], [`Denied::Table`].
    pub async fn is_open(&self, source: Source) -> Result<(), Denied> {
        match standing::disabled_until(&self.table, source, self.clock.now()).await? {
            Some((until, why)) => Err(Denied::Shut { until, why }),
            None => Ok(()),
        }
    }

    /// The time from one request to a source to the next.
    pub fn gap(&self, source: Source) -> Duration {
        Duration::from_secs_f64(1.0 / self.door(source).bucket.refill_per_second)
    }

    /// What was asked since the last look.
    pub fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        for door in self.doors.iter() {
            let asked = door.asked.swap(0, Ordering::Relaxed);
            if door.source == Source::Preview {
                tally.pages = asked;
            }
            tally.errors += door.errors.swap(0, Ordering::Relaxed);
        }
        tally
    }

    async fn look_whether_shut(&self, door: &Door) -> Result<(), Denied> {
        self.is_open(door.source).await?;
        match door.breaker.shut_until(self.clock.now()).await? {
            None => Ok(()),
            Some(until) => Err(unavailable(until)),
        }
    }

    /// One of the requests that may be under way at once, all workers together.
    async fn place(&self, door: &Door, latest: Timestamp) -> Result<Place, Denied> {
        loop {
            let now = self.clock.now();
            if now > latest {
                return Err(Denied::NoTime);
            }
            let until = now + SHORT_WAIT + door.call + LAST_WORDS;
            for number in 0..door.source.limits().concurrency {
                let slot = format!("{}-{number}", door.source.name());
                if self.slots.begin(&slot, now, until).await? == Begin::Fresh {
                    return Ok(Place { slot, until });
                }
            }
            self.clock.until(now + SLOT_LOOK).await;
        }
    }

    /// Waits for a token of the source's pace, in our place, and for the breaker's leave: whoever gets it asks at once, so a probe is
    /// never lost.
    async fn turn(&self, door: &Door, place: &mut Place, latest: Timestamp) -> Result<(), Denied> {
        let bucket = names(door.source).1;
        let patience = later(self.clock.now(), LONGEST_TURN);
        loop {
            let now = self.clock.now();
            let Take::Wait(wait) = self.buckets.take(bucket, door.bucket, now).await? else {
                break;
            };
            let at = later(now, wait);
            if at > patience {
                return Err(Denied::Shut {
                    until: at,
                    why: "limited".to_owned(),
                });
            }
            if at > latest {
                return Err(Denied::NoTime);
            }
            self.keep(door, place, at).await?;
            self.clock.until(at).await;
        }
        self.keep(door, place, self.clock.now()).await?;
        match door.breaker.check(self.clock.now()).await? {
            Gate::Closed | Gate::Probe => Ok(()),
            Gate::Open { until } => Err(unavailable(until)),
        }
    }

    /// Keeps our place for a call that begins then, however long that is: nobody else may take it while we wait.
    async fn keep(&self, door: &Door, place: &mut Place, begins: Timestamp) -> Result<(), Denied> {
        let needed = begins + door.call + LAST_WORDS;
        if place.until >= needed {
            return Ok(());
        }
        let (now, longer) = (self.clock.now(), needed + SHORT_WAIT);
        if !self.slots.extend(&place.slot, place.until, longer, now).await? {
            tracing::warn!(
                source = door.source.name(),
                "source.slot_lost: a slot was taken over while its holder waited"
            );
            return Err(Denied::NoTime);
        }
        place.until = longer;
        Ok(())
    }

    /// Tells the breaker, the bucket and `/health` how the source did. What cannot be noted is logged: the answer stands.
    async fn note(&self, door: &Door, error: Option<&SourceError>) {
        if let Err(failure) = self.note_down(door, error).await {
            tracing::warn!(error = %failure, source = door.source.name(), "source.not_noted: how a source did was not written down");
        }
    }

    async fn note_down(&self, door: &Door, error: Option<&SourceError>) -> Result<(), StoreError> {
        let now = self.clock.now();
        let Some(error) = error else {
            door.breaker.succeeded(now).await?;
            return self.note_good(door, now).await;
        };
        let pause = door.source.limits().pause;
        let bucket = names(door.source).1;
        let again_at = match error {
            SourceError::Limited { retry } => Some(later(now, retry.unwrap_or(pause))),
            SourceError::Blocked { .. } => Some(later(now, pause)),
            _ => None,
        };
        if let Some(until) = again_at {
            self.buckets.block_until(bucket, until).await?;
        }
        match error {
            SourceError::Blocked { .. } | SourceError::Unavailable { .. } | SourceError::Doubtful { .. } => {
                door.breaker.failed(now).await?;
            }
            _ => door.breaker.succeeded(now).await?,
        }
        if error.scope() == channel_sources::Scope::Channel {
            return Ok(());
        }
        door.errors.fetch_add(1, Ordering::Relaxed);
        door.good_noted.store(0, Ordering::Relaxed);
        tracing::warn!(source = door.source.name(), kind = error.name(), error = %error, "source.failed: a source failed in a way that concerns more than one channel");
        standing::change(&self.table, door.source, |state| {
            let again_at = again_at.or_else(|| standing::asked_again_at(state, error, now));
            standing::failed(state, error, again_at, now);
        })
        .await
    }

    async fn note_good(&self, door: &Door, now: Timestamp) -> Result<(), StoreError> {
        let now_ms = now.as_millisecond();
        if now_ms - door.good_noted.load(Ordering::Relaxed) < GOOD_EVERY_MS {
            return Ok(());
        }
        standing::change(&self.table, door.source, |state| {
            state.enabled = true;
            state.good_at = state.good_at.max(Some(now));
        })
        .await?;
        door.good_noted.store(now_ms, Ordering::Relaxed);
        Ok(())
    }

    fn door(&self, source: Source) -> &Door {
        self.doors
            .iter()
            .find(|door| door.source == source)
            .expect("every source has a door")
    }
}

/// Names of a source's breaker and of its bucket.
fn names(source: Source) -> (&'static str, &'static str) {
    match source {
        Source::Preview => ("source-preview", "source-preview"),
        Source::BotApi => ("source-bot-api", "source-bot-api"),
        Source::TgStat => ("source-tgstat", "source-tgstat"),
        Source::Telemetr => ("source-telemetr", "source-telemetr"),
        Source::MtProto => ("source-mtproto", "source-mtproto"),
    }
}

/// The account's own program waits longer than the others before it gives up.
fn longest_call(source: Source) -> SignedDuration {
    match source {
        Source::MtProto => SignedDuration::from_secs(25),
        _ => SignedDuration::from_secs(12),
    }
}

fn unavailable(until: Timestamp) -> Denied {
    Denied::Shut {
        until,
        why: "unavailable".to_owned(),
    }
}

fn later(at: Timestamp, by: Duration) -> Timestamp {
    at.checked_add(by).unwrap_or(Timestamp::MAX)
}
