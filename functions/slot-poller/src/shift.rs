//! One invocation's shift: stand by, hold the lease, tick every second, hand over.

use std::time::{Duration, Instant};

use booking::feed::{FeedCondition, POLLER_LEASE, PollerNote};
use booking::poller::{Poller, PollerServices, Tick, TickError};
use clock::Clock;
use jiff::Timestamp;
use lambda_kit::{Metric, Metrics};
use store::{Lease, LeaseKeeper, Renewal, StoreError};
use tokio::time::{Interval, MissedTickBehavior, interval};
use wildberries::ProfileBudget;

/// The beat of the feed.
const TICK: Duration = Duration::from_secs(1);
/// How often the holder says that it lives. Apart from the tick, which may be waiting for a slow answer.
const HEARTBEAT: Duration = Duration::from_millis(800);
/// A holder silent for this long is replaced. With two looks of the standby it makes less than three seconds.
const LEASE: Duration = Duration::from_millis(2_200);
/// How often a standby looks at the lease.
const STANDBY_LOOK: Duration = Duration::from_millis(300);

/// A shift.
pub struct Shift<'a> {
    poller: Poller,
    keeper: LeaseKeeper,
    services: PollerServices,
    metrics: &'a Metrics,
    started: Instant,
    length: Duration,
}

/// Why the holder stopped ticking.
enum End {
    /// The shift is over.
    Over(Lease),
    /// Somebody else holds the lease.
    LeaseLost,
}

impl<'a> Shift<'a> {
    /// A shift of `length`, known to others as `owner`.
    pub fn new(services: PollerServices, metrics: &'a Metrics, owner: String, length: Duration) -> Self {
        Self {
            poller: Poller::new(services.clone()),
            keeper: LeaseKeeper::new(services.table.clone(), POLLER_LEASE, owner, LEASE),
            services,
            metrics,
            started: Instant::now(),
            length,
        }
    }

    /// Works until the shift is over: as the standby, as the holder, and as the standby again if the lease is lost.
    ///
    /// # Errors
    /// The table cannot be read at the very start; later failures are waited out.
    pub async fn work(mut self) -> Result<(), StoreError> {
        self.poller.refresh().await?;
        while let Some(lease) = self.stand_by().await {
            tracing::info!(
                lease.fence = lease.fence,
                "poller.holding: this invocation polls the feed now"
            );
            match self.hold(lease).await {
                End::Over(lease) => {
                    let note = self.poller.note();
                    if let Err(error) = self.keeper.release(lease, &note).await {
                        tracing::warn!(error = %error, "poller.not_released: the standby will wait for the lease to run out");
                    }
                    return Ok(());
                }
                End::LeaseLost => tracing::warn!("poller.lease_lost: another invocation polls the feed now"),
            }
        }
        Ok(())
    }

    /// Looks at the lease until it is free, with the index kept fresh meanwhile; `None` when the shift is over first.
    async fn stand_by(&mut self) -> Option<Lease> {
        let mut look = every(STANDBY_LOOK);
        let mut refreshed = Instant::now();
        while self.time_left() {
            look.tick().await;
            match self.keeper.try_acquire(self.started.elapsed(), self.now()).await {
                Ok(Some(lease)) => match self.take_over(&lease).await {
                    Ok(()) => return Some(lease),
                    Err(error) => {
                        tracing::error!(error = %error, "poller.take_over: the last holder's state cannot be read")
                    }
                },
                Ok(None) => {}
                Err(error) => tracing::warn!(error = %error, "poller.standby: the lease cannot be read"),
            }
            if refreshed.elapsed() >= TICK {
                refreshed = Instant::now();
                if let Err(error) = self.poller.refresh().await {
                    tracing::warn!(error = %error, "poller.standby: changes cannot be read");
                }
            }
        }
        None
    }

    async fn take_over(&mut self, lease: &Lease) -> Result<(), TickError> {
        let note = LeaseKeeper::note::<PollerNote>(&self.services.table, POLLER_LEASE).await?;
        self.poller.refresh().await?;
        self.poller.take_over(lease, note.as_ref().map(|(note, _)| note)).await
    }

    /// Ticks until the shift is over or the lease is lost. The heart beats beside every wait.
    async fn hold(&mut self, lease: Lease) -> End {
        let mut heart = Heart {
            beat: every(HEARTBEAT),
            keeper: &mut self.keeper,
            lease: &lease,
            note: self.poller.note(),
            started: self.started,
            clock: &self.services.clock,
        };
        let mut tick = every(TICK);
        while self.started.elapsed() < self.length {
            if heart.beats_beside(tick.tick()).await.is_err() {
                return End::LeaseLost;
            }
            let began = Instant::now();
            match heart.beats_beside(self.poller.step(&lease)).await {
                Ok(Ok(tick)) => {
                    heart.note = self.poller.note();
                    let now = heart.clock.now();
                    report(self.metrics, &tick, &self.poller, &heart.note, now, began.elapsed());
                }
                Err(LeaseLost) | Ok(Err(TickError::Fenced)) => return End::LeaseLost,
                Ok(Err(error)) => {
                    tracing::error!(error = %error, "poller.tick_failed: the tick will be repeated");
                    heart.note = self.poller.note();
                }
            }
        }
        End::Over(lease)
    }

    fn time_left(&self) -> bool {
        self.started.elapsed() < self.length
    }

    fn now(&self) -> Timestamp {
        self.services.clock.now()
    }
}

/// Another invocation holds the lease.
struct LeaseLost;

/// Keeps the lease while something else is waited for.
struct Heart<'a> {
    beat: Interval,
    keeper: &'a mut LeaseKeeper,
    lease: &'a Lease,
    note: PollerNote,
    started: Instant,
    clock: &'a Clock,
}

impl Heart<'_> {
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
                tracing::warn!(error = %error, "poller.heartbeat: the lease could not be renewed");
                if self.keeper.still_held(self.lease, self.started.elapsed()) {
                    Ok(())
                } else {
                    Err(LeaseLost)
                }
            }
        }
    }
}

fn report(metrics: &Metrics, tick: &Tick, poller: &Poller, note: &PollerNote, now: Timestamp, took: Duration) {
    let is_in_trouble = matches!(note.feed.condition, FeedCondition::Disabled | FeedCondition::Failing);
    let mut figures = vec![
        (Metric::GoodTicks, 1.0),
        (Metric::TickDurationMs, took.as_secs_f64() * 1000.0),
        (Metric::FeedState, if is_in_trouble { 0.0 } else { 1.0 }),
        (Metric::PooledShops, note.profiles as f64),
        (Metric::ShopLoadPercent, busiest_load(note, now)),
        (Metric::OffersOpen, poller.open_offers() as f64),
    ];
    if let Some(age) = poller.feed_age(now) {
        figures.push((Metric::FeedAgeMs, age.as_millis() as f64));
    }
    if let Some(rows) = tick.rows {
        figures.push((Metric::FeedRows, rows as f64));
    }
    if tick.openings > 0 {
        figures.push((Metric::Openings, tick.openings as f64));
        let duration_ms = took.as_millis() as u64;
        tracing::info!(
            openings = tick.openings,
            jobs = tick.jobs,
            duration_ms,
            "slot.opened: cells opened on Wildberries' board"
        );
    }
    if tick.jobs > 0 {
        figures.push((Metric::JobsQueued, tick.jobs as f64));
    }
    if let Some(error) = tick.feed_error {
        figures.push((Metric::FeedErrors, 1.0));
        tracing::warn!(feed.error = error, "feed.failed: Wildberries gave no board this time");
    }
    metrics.emit(&figures);
}

/// How much of its budget the busiest shop has used up, percent. Shops with a whole budget are not in the note.
fn busiest_load(note: &PollerNote, now: Timestamp) -> f64 {
    let load = |budget: &ProfileBudget| {
        let left = f64::from(budget.available(now)) / f64::from(budget.budget().capacity.max(1));
        (1.0 - left) * 100.0
    };
    note.shops.values().map(|shop| load(&shop.budget)).fold(0.0, f64::max)
}

fn every(period: Duration) -> Interval {
    let mut interval = interval(period);
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    interval
}
