//! One job at a time.

use std::sync::Arc;

use channel_sources::{BotApi, Preview, Source, SourceError, Telemetr, TgStat};
use channels::calendar::day_over_at;
use channels::follow::Channels;
use channels::jobs::{CollectJob, DayJob, Page, PastJob};
use clock::Clock;
use jiff::Timestamp;
use queue::{Envelope, Fifo, QueueError};
use store::{StoreError, Table};

use crate::account::{OpensAccount, Visit};
use crate::gate::{Denied, Gates};
use crate::rules::Rules;
use crate::{day, looks_back, past, plan, pulse};

/// What the collector works with.
#[derive(Debug, Clone)]
pub struct Services {
    /// The table.
    pub table: Table,
    /// Who is followed.
    pub channels: Channels,
    /// Exact counts.
    pub bot_api: BotApi,
    /// Posts.
    pub preview: Preview,
    /// Asked where there is a token.
    pub tgstat: Option<TgStat>,
    /// Asked where there is a token.
    pub telemetr: Option<Telemetr>,
    /// A person's account, asked where nobody else answers; for most installations there is none.
    pub account: Option<Arc<dyn OpensAccount>>,
    /// The way to all of them.
    pub gates: Gates,
    /// Where further jobs go.
    pub collections: Fifo,
    /// Where words to followers go.
    pub notifications: Fifo,
    /// The time.
    pub clock: Clock,
    /// How much is read.
    pub rules: Rules,
}

/// Does the jobs of `collections.fifo`.
#[derive(Debug, Clone)]
pub struct Collector {
    pub(crate) services: Services,
    pub(crate) visit: Visit,
}

/// What a job's surroundings are.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Errand<'a> {
    /// The trace it belongs to.
    pub trace: &'a str,
    /// When the worker should have ended.
    pub deadline: Timestamp,
}

/// What came of a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    /// A page of channels was ordered.
    Planned {
        /// Jobs sent.
        jobs: usize,
    },
    /// A day was settled.
    Day {
        /// A part of it is not to be had.
        has_gaps: bool,
        /// From the moment it could be collected to its end, milliseconds.
        lag_ms: i64,
    },
    /// A part of a day is still to come.
    Waits,
    /// A page of channels was counted.
    Counted {
        /// How many.
        channels: usize,
    },
    /// A step into a channel's past was made.
    Read,
    /// There was nothing to do.
    Nothing,
}

/// The job has to be delivered again.
#[derive(Debug, thiserror::Error)]
#[error("to be delivered again: {0}")]
pub struct Again(pub String);

impl Collector {
    /// A collector over these services.
    pub fn new(services: Services) -> Self {
        // Outside of an invocation the account is not asked.
        let visit = Visit::new(services.table.clone(), None, Timestamp::MIN);
        Self { services, visit }
    }

    /// The same, with an account.
    #[must_use]
    pub fn with_account(self, account: Arc<dyn OpensAccount>) -> Self {
        Self::new(Services {
            account: Some(account),
            ..self.services
        })
    }

    /// The collector for one invocation, which is over then. Whoever asks for it ends it with [`over`](Self::over).
    #[must_use]
    pub fn until(&self, invocation_ends: Timestamp) -> Self {
        let services = self.services.clone();
        let visit = Visit::new(services.table.clone(), services.account.clone(), invocation_ends);
        Self { services, visit }
    }

    /// The invocation is over: whatever was opened in it is closed.
    pub async fn over(&self) {
        self.visit.end().await;
    }

    /// The way to the sources, for whoever counts what was asked.
    pub fn gates(&self) -> &Gates {
        &self.services.gates
    }

    /// The night's schedule: orders the day that is over, and nights that were missed.
    ///
    /// # Errors
    /// [`Again`] when the table or the queue is away.
    pub async fn order_night(&self, at: Timestamp, trace: &str) -> Result<usize, Again> {
        plan::order(self, day_over_at(at), at, trace).await
    }

    /// The pulse's schedule: orders a count of subscribers, and what waits.
    ///
    /// # Errors
    /// [`Again`] when the queue is away.
    pub async fn order_pulse(&self, at: Timestamp, trace: &str) -> Result<(), Again> {
        let page = Page {
            day: clock::moscow_date(at),
            at,
            after: None,
        };
        self.send(vec![CollectJob::Pulse(page)], trace).await
    }

    /// Does a job, within the deadline as far as it goes.
    ///
    /// # Errors
    /// [`Again`] when the table or a queue is away, or somebody else works on the same.
    pub async fn run(&self, envelope: &Envelope<CollectJob>, deadline: Timestamp) -> Result<Done, Again> {
        let errand = Errand {
            trace: &envelope.trace,
            deadline,
        };
        match &envelope.job {
            CollectJob::Plan(page) => plan::page(self, page, errand).await,
            CollectJob::Day(job) => self.day(job, errand).await,
            CollectJob::Past(job) => self.past(job, errand).await,
            CollectJob::Pulse(page) => pulse::page(self, page, errand).await,
            CollectJob::LooksBack(page) => looks_back::page(self, page, errand).await,
            CollectJob::LookBack(job) => {
                let deadline = errand.deadline.min(self.now() + looks_back::KEEPS);
                self.day(job, Errand { deadline, ..errand }).await
            }
        }
    }

    async fn day(&self, job: &DayJob, errand: Errand<'_>) -> Result<Done, Again> {
        Box::pin(day::collect(self, job, errand)).await
    }

    async fn past(&self, job: &PastJob, errand: Errand<'_>) -> Result<Done, Again> {
        Box::pin(past::step(self, job, errand)).await
    }

    /// Puts jobs on the collector's own queue.
    pub(crate) async fn send(&self, jobs: Vec<CollectJob>, trace: &str) -> Result<(), Again> {
        let now_ms = self.now().as_millisecond();
        let envelopes: Vec<_> = jobs.into_iter().map(|job| Envelope::new(job, trace, now_ms)).collect();
        Ok(self.services.collections.send(&envelopes).await?)
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.services.clock.now()
    }

    /// Asks a source in its turn.
    pub(crate) async fn ask<T>(
        &self,
        source: Source,
        errand: Errand<'_>,
        call: impl Future<Output = Result<T, SourceError>>,
    ) -> Result<T, Denied> {
        self.services.gates.ask(source, errand.deadline, call).await
    }

    /// The services that are asked about channels, beside t.me and the Bot API.
    pub(crate) fn enabled(&self, source: Source) -> bool {
        match source {
            Source::BotApi | Source::Preview => true,
            Source::TgStat => self.services.tgstat.is_some(),
            Source::Telemetr => self.services.telemetr.is_some(),
            Source::MtProto => self.services.account.is_some(),
        }
    }
}

impl From<StoreError> for Again {
    fn from(error: StoreError) -> Self {
        Self(error.to_string())
    }
}

impl From<QueueError> for Again {
    fn from(error: QueueError) -> Self {
        Self(error.to_string())
    }
}
