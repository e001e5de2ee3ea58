#![doc = include_str!("../README.md")]

use std::fmt::Display;
use std::time::{Duration, Instant};

use clock::Clock;
use serde::Serialize;
use serde::de::DeserializeOwned;
use store::{Lease, LeaseKeeper, Renewal, StoreError, Table};
use tokio::time::{Interval, MissedTickBehavior, interval};

/// How often the holder says that it lives. Apart from its steps, which may be waiting for a slow answer.
const HEARTBEAT: Duration = Duration::from_millis(800);
/// A holder silent for this long is replaced. With two looks of the standby it makes less than three seconds.
const LEASE: Duration = Duration::from_millis(2_200);
/// How often a standby looks at the lease.
const STANDBY_LOOK: Duration = Duration::from_millis(300);
/// How often a standby gets ready anew.
const STANDBY_REFRESH: Duration = Duration::from_secs(1);

/// The work of a shift.
pub trait Watchman: Send {
    /// What the next holder needs to know; kept with the lease.
    type Note: Serialize + DeserializeOwned + Send + Sync;
    /// Why the last holder's state cannot be taken over.
    type Error: Display + From<StoreError> + Send;

    /// Reads what changed since the last time (everything, the first time). A standby does this to be ready.
    fn refresh(&mut self) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Begins to hold the lease.
    fn take_over(
        &mut self,
        lease: &Lease,
        note: Option<&Self::Note>,
    ) -> impl Future<Output = Result<(), Self::Error>> + Send;

    /// One step, as the holder of the lease.
    fn step(&mut self, lease: &Lease) -> impl Future<Output = Step> + Send;

    /// What the next holder needs to know.
    fn note(&self) -> Self::Note;

    /// Whether there is a reason to stay: without one the shift ends after its step.
    fn stays(&self) -> bool {
        true
    }

    /// Does what is left to do when the lease has been handed over.
    fn leave(&mut self) -> impl Future<Output = ()> + Send {
        async {}
    }
}

/// What became of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// It is done, or will be repeated.
    Done,
    /// Another holder has been at work: this one is no longer the holder.
    Fenced,
}

/// The terms of a shift.
#[derive(Debug, Clone)]
pub struct Terms {
    /// What is watched, one word: the beginning of its lines in the log.
    pub name: &'static str,
    /// The lease's name.
    pub lease: &'static str,
    /// Who this is, for others.
    pub owner: String,
    /// The pause between two steps.
    pub every: Duration,
    /// How long the shift lasts at most.
    pub length: Duration,
}

/// A shift.
pub struct Shift<W> {
    watchman: W,
    terms: Terms,
    keeper: LeaseKeeper,
    table: Table,
    clock: Clock,
    started: Instant,
}

/// Why the holder stopped.
enum End {
    /// The shift is over.
    Over(Lease),
    /// Somebody else holds the lease.
    LeaseLost,
}

impl<W: Watchman> Shift<W> {
    /// A shift that begins now.
    pub fn new(watchman: W, terms: Terms, table: Table, clock: Clock) -> Self {
        Self {
            watchman,
            keeper: LeaseKeeper::new(table.clone(), terms.lease, terms.owner.clone(), LEASE),
            terms,
            table,
            clock,
            started: Instant::now(),
        }
    }

    /// Works until the shift is over: as the standby, as the holder, and as the standby again if the lease is lost.
    ///
    /// # Errors
    /// The table cannot be read at the very start; later failures are waited out.
    pub async fn work(mut self) -> Result<(), StoreError> {
        let name = self.terms.name;
        self.watchman.refresh().await?;
        while let Some(lease) = self.stand_by().await {
            tracing::info!(
                lease.fence = lease.fence,
                "{name}.holding: this invocation is at work now"
            );
            match self.hold(lease).await {
                End::Over(lease) => {
                    let note = self.watchman.note();
                    if let Err(error) = self.keeper.release(lease, &note).await {
                        tracing::warn!(error = %error, "{name}.not_released: the standby will wait for the lease to run out");
                    }
                    self.watchman.leave().await;
                    return Ok(());
                }
                End::LeaseLost => tracing::warn!("{name}.lease_lost: another invocation is at work now"),
            }
        }
        Ok(())
    }

    /// Looks at the lease until it is free, kept ready meanwhile; `None` when the shift is over first.
    async fn stand_by(&mut self) -> Option<Lease> {
        let name = self.terms.name;
        let mut look = every(STANDBY_LOOK);
        let mut refreshed = Instant::now();
        while self.started.elapsed() < self.terms.length {
            look.tick().await;
            match self.keeper.try_acquire(self.started.elapsed(), self.clock.now()).await {
                Ok(Some(lease)) => match self.take_over(&lease).await {
                    Ok(()) => return Some(lease),
                    Err(error) => {
                        tracing::error!(error = %error, "{name}.take_over: the last holder's state cannot be read");
                    }
                },
                Ok(None) => {}
                Err(error) => tracing::warn!(error = %error, "{name}.standby: the lease cannot be read"),
            }
            if refreshed.elapsed() >= STANDBY_REFRESH {
                refreshed = Instant::now();
                if let Err(error) = self.watchman.refresh().await {
                    tracing::warn!(error = %error, "{name}.standby: changes cannot be read");
                }
            }
        }
        None
    }

    async fn take_over(&mut self, lease: &Lease) -> Result<(), W::Error> {
        let note = LeaseKeeper::note::<W::Note>(&self.table, self.terms.lease).await?;
        self.watchman.refresh().await?;
        self.watchman
            .take_over(lease, note.as_ref().map(|(note, _)| note))
            .await
    }

    /// Steps until the shift is over or the lease is lost. The heart beats beside every wait.
    async fn hold(&mut self, lease: Lease) -> End {
        let mut heart = Heart {
            name: self.terms.name,
            beat: every(HEARTBEAT),
            keeper: &mut self.keeper,
            lease: &lease,
            note: self.watchman.note(),
            started: self.started,
            clock: &self.clock,
        };
        let mut tick = every(self.terms.every);
        while self.started.elapsed() < self.terms.length {
            if heart.beats_beside(tick.tick()).await.is_err() {
                return End::LeaseLost;
            }
            match heart.beats_beside(self.watchman.step(&lease)).await {
                Ok(Step::Done) => heart.note = self.watchman.note(),
                Err(LeaseLost) | Ok(Step::Fenced) => return End::LeaseLost,
            }
            if !self.watchman.stays() {
                break;
            }
        }
        End::Over(lease)
    }
}

/// Another invocation holds the lease.
struct LeaseLost;

/// Keeps the lease while something else is waited for.
struct Heart<'a, N> {
    name: &'static str,
    beat: Interval,
    keeper: &'a mut LeaseKeeper,
    lease: &'a Lease,
    note: N,
    started: Instant,
    clock: &'a Clock,
}

impl<N: Serialize> Heart<'_, N> {
    /// Waits for `work` with the heart beating; gives up on it when the lease is lost.
    async fn beats_beside<T>(&mut self, work: impl Future<Output = T>) -> Result<T, LeaseLost> {
        tokio::pin!(work);
        loop {
            tokio::select! {
                biased;
                done = &mut work => return Ok(done),
                _ = self.beat.tick() => self.beat_once().await?,
            }
        }
    }

    /// Renews the lease. A table that does not answer is forgiven as long as the lease cannot have passed to anybody.
    async fn beat_once(&mut self) -> Result<(), LeaseLost> {
        match self
            .keeper
            .renew(self.lease, &self.note, self.started.elapsed(), self.clock.now())
            .await
        {
            Ok(Renewal::Kept) => Ok(()),
            Ok(Renewal::Lost) => Err(LeaseLost),
            Err(error) => {
                let name = self.name;
                tracing::warn!(error = %error, "{name}.heartbeat: the lease could not be renewed");
                if self.keeper.still_held(self.lease, self.started.elapsed()) {
                    Ok(())
                } else {
                    Err(LeaseLost)
                }
            }
        }
    }
}

fn every(period: Duration) -> Interval {
    let mut interval = interval(period);
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    interval
}
