//! A circuit breaker whose state is in the table, because processes do not share memory.
//!
//! Closed, it counts failures in a row. Too many within the window open it: nobody calls. When it has been open long
//! enough one caller is let through as a probe; its success closes the breaker, its failure opens it again.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Key, Record, StoreError, Stored, Table};

/// How often a change is tried against others who report at the same moment.
const TRIES: u32 = 5;

/// When a breaker opens and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BreakerSpec {
    /// So many failures in a row open it; at least 1.
    pub failures: u32,
    /// The failures count when they fall within this time of the first.
    pub window: Duration,
    /// How long it stays open, and how long a probe may take.
    pub open_for: Duration,
}

/// May the target be called?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gate {
    /// Yes.
    Closed,
    /// No.
    Open {
        /// Ask again then.
        until: Timestamp,
    },
    /// Yes, once, to see whether the target is back: report the outcome.
    Probe,
}

/// The breaker of one target. Clones share what they have seen.
#[derive(Debug, Clone)]
pub struct Breaker {
    table: Table,
    target: &'static str,
    spec: BreakerSpec,
    /// False when the last look at the table found nothing wrong: then a success has nothing to write.
    trouble: Arc<AtomicBool>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct BreakerRecord {
    target: String,
    failures: u32,
    first_failure_at: Timestamp,
    open_until: Option<Timestamp>,
    probe_until: Option<Timestamp>,
    forget_at: Timestamp,
}

impl Record for BreakerRecord {
    const KIND: &'static str = "breaker";

    fn key(&self) -> Key {
        key_of(&self.target)
    }

    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.forget_at)
    }
}

impl BreakerRecord {
    /// Why nobody may call at `now`, if so: the breaker is open, or a probe is on its way.
    fn shut_until(&self, now: Timestamp) -> Option<Timestamp> {
        self.open_until
            .into_iter()
            .chain(self.probe_until)
            .max()
            .filter(|until| *until > now)
    }

    fn is_healthy(&self) -> bool {
        self.failures == 0 && self.open_until.is_none()
    }
}

impl Breaker {
    /// The breaker of `target`.
    pub fn new(table: Table, target: &'static str, spec: BreakerSpec) -> Self {
        Self {
            table,
            target,
            spec,
            trouble: Arc::new(AtomicBool::new(true)),
        }
    }

    /// Asks whether the target may be called. [`Gate::Probe`] is given to one caller at a time.
    ///
    /// # Errors
    /// Those of the table; the caller decides whether to call without knowing.
    pub async fn check(&self, now: Timestamp) -> Result<Gate, StoreError> {
        let Some(Stored { record, version }) = self.look(now).await? else {
            return Ok(Gate::Closed);
        };
        if record.open_until.is_none() {
            return Ok(Gate::Closed);
        }
        if let Some(until) = record.shut_until(now) {
            return Ok(Gate::Open { until });
        }
        let until = later(now, self.spec.open_for);
        let probing = BreakerRecord {
            probe_until: Some(until),
            forget_at: self.forget_at(now),
            ..record
        };
        match self.table.replace(&probing, version).await {
            Ok(_) => Ok(Gate::Probe),
            Err(StoreError::Conflict) => Ok(Gate::Open { until }),
            Err(error) => Err(error),
        }
    }

    /// Until when nobody may call, if so. Asks for no probe, so it may be asked long before the call.
    ///
    /// # Errors
    /// Those of the table.
    pub async fn shut_until(&self, now: Timestamp) -> Result<Option<Timestamp>, StoreError> {
        let standing = self.look(now).await?;
        Ok(standing.and_then(|stored| stored.record.shut_until(now)))
    }

    /// Reports a success: the count starts anew, and a breaker that was probing closes. While it is open a late success
    /// of an earlier call changes nothing. Writes only when there were failures.
    ///
    /// # Errors
    /// Those of the table.
    pub async fn succeeded(&self, now: Timestamp) -> Result<(), StoreError> {
        if !self.trouble.load(Ordering::Relaxed) {
            return Ok(());
        }
        let Some(Stored { record, version }) = self.look(now).await? else {
            return Ok(());
        };
        if record.is_healthy() || record.open_until.is_some_and(|until| until > now) {
            return Ok(());
        }
        let healthy = BreakerRecord {
            failures: 0,
            open_until: None,
            probe_until: None,
            ..record
        };
        match self.table.replace(&healthy, version).await {
            // Whoever was faster knows more recent news.
            Ok(_) | Err(StoreError::Conflict) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Reports a failure: counts it, or opens the breaker, or opens it again after a probe.
    ///
    /// # Errors
    /// Those of the table.
    pub async fn failed(&self, now: Timestamp) -> Result<(), StoreError> {
        for _ in 0..TRIES {
            let standing = self.table.get::<BreakerRecord>(&key_of(self.target)).await?;
            self.trouble.store(true, Ordering::Relaxed);
            let written = match &standing {
                Some(Stored { record, .. }) if record.open_until.is_some_and(|until| until > now) => return Ok(()),
                Some(Stored { record, version }) => self
                    .table
                    .replace(&self.after_failure(Some(record), now), *version)
                    .await
                    .map(|_| ()),
                None => self.table.insert(&self.after_failure(None, now)).await,
            };
            match written {
                Err(StoreError::Conflict) => {}
                done => return done,
            }
        }
        Err(StoreError::Conflict)
    }

    fn after_failure(&self, standing: Option<&BreakerRecord>, now: Timestamp) -> BreakerRecord {
        let probed = standing.is_some_and(|record| record.open_until.is_some());
        let counted =
            standing.filter(|record| record.failures > 0 && later(record.first_failure_at, self.spec.window) > now);
        let failures = counted.map_or(0, |record| record.failures).saturating_add(1);
        let opens = probed || failures >= self.spec.failures;
        BreakerRecord {
            target: self.target.to_owned(),
            failures,
            first_failure_at: counted.map_or(now, |record| record.first_failure_at),
            open_until: opens.then(|| later(now, self.spec.open_for)),
            probe_until: None,
            forget_at: self.forget_at(now),
        }
    }

    /// Reads the state and remembers whether there is anything wrong.
    async fn look(&self, now: Timestamp) -> Result<Option<Stored<BreakerRecord>>, StoreError> {
        let standing = self.table.get_live::<BreakerRecord>(&key_of(self.target), now).await?;
        let trouble = standing.as_ref().is_some_and(|stored| !stored.record.is_healthy());
        self.trouble.store(trouble, Ordering::Relaxed);
        Ok(standing)
    }

    /// A day after everything in it has lost its meaning.
    fn forget_at(&self, now: Timestamp) -> Timestamp {
        let longest = self.spec.window.max(self.spec.open_for).saturating_mul(2);
        later(now, longest.saturating_add(Duration::from_secs(24 * 3600)))
    }
}

fn later(at: Timestamp, by: Duration) -> Timestamp {
    at.checked_add(by).unwrap_or(Timestamp::MAX)
}

fn key_of(target: &str) -> Key {
    Key::new(format!("BREAKER#{target}"), "BREAKER")
}
