//! The poller's work in a shift: a tick every second, and its figures.

use std::time::{Duration, Instant};

use booking::feed::{FeedCondition, PollerNote};
use booking::poller::{Poller, Tick, TickError};
use clock::Clock;
use jiff::Timestamp;
use lambda_kit::{Metric, Metrics};
use shift::{Step, Watchman};
use store::{Lease, StoreError};
use wildberries::ProfileBudget;

/// The beat of the feed.
pub const TICK: Duration = Duration::from_secs(1);

/// The poller on its shift.
pub struct OnShift<'a> {
    /// The poller.
    pub poller: Poller,
    /// The time.
    pub clock: Clock,
    /// Where its figures go.
    pub metrics: &'a Metrics,
}

impl Watchman for OnShift<'_> {
    type Note = PollerNote;
    type Error = TickError;

    async fn refresh(&mut self) -> Result<(), StoreError> {
        self.poller.refresh().await
    }

    async fn take_over(&mut self, lease: &Lease, note: Option<&PollerNote>) -> Result<(), TickError> {
        self.poller.take_over(lease, note).await
    }

    async fn step(&mut self, lease: &Lease) -> Step {
        let began = Instant::now();
        match self.poller.step(lease).await {
            Ok(tick) => {
                let (note, now) = (self.poller.note(), self.clock.now());
                report(self.metrics, &tick, &self.poller, &note, now, began.elapsed());
            }
            Err(TickError::Fenced) => return Step::Fenced,
            Err(error) => tracing::error!(error = %error, "poller.tick_failed: the tick will be repeated"),
        }
        Step::Done
    }

    fn note(&self) -> PollerNote {
        self.poller.note()
    }

    async fn leave(&mut self) {
        if let Err(error) = self.poller.write_figures().await {
            tracing::warn!(error = %error, "poller.figures: the last looks at the board could not be counted");
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
        (Metric::ActiveKeys, poller.active_keys() as f64),
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
    if tick.asked {
        figures.push((Metric::KeyRequests, 1.0));
        figures.push((Metric::KeyErrors, f64::from(u8::from(tick.feed_error.is_some()))));
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
