//! The schedules' events and SQS batches translated: a night or a pulse ordered, or jobs in and failures back to the queue.

use std::sync::Arc;
use std::time::Duration;

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent, SqsMessage};
use channel_sources::{BotApi, Preview, Telemetr, TgStat};
use channels::follow::Channels;
use channels::jobs::CollectJob;
use clock::Clock;
use collecting::{Again, Collector, Done, Gates, OpensAccount, Rules, Services};
use jiff::Timestamp;
use lambda_kit::{Aws, Deadline, Metric, Metrics, batch, telemetry};
use lambda_runtime::{Error, LambdaEvent};
use queue::{Envelope, EnvelopeError, Fifo};
use serde::Deserialize;
use serde_json::Value;
use store::Table;
use tracing::Instrument;

use crate::config::Config;

/// Kept back so that a part on its way is stored before the worker is stopped.
const LAST_WORDS: Duration = Duration::from_secs(5);

/// The function.
#[derive(Debug)]
pub struct CollectorFunction {
    collector: Collector,
    clock: Clock,
    metrics: Metrics,
}

/// What a schedule says.
#[derive(Debug, Deserialize)]
struct Order {
    task: Task,
    /// When the schedule was due; what cannot be read means now.
    #[serde(default)]
    at: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Task {
    Collect,
    Pulse,
}

impl CollectorFunction {
    /// The function over AWS and the outside world.
    pub fn new(config: Config, aws: &Aws, http: reqwest::Client) -> Self {
        let rules = Rules {
            night_pages: config.night_pages,
            ..Rules::default()
        };
        Self::with(config, aws, http, rules, Clock::system())
    }

    /// The same with other figures and another clock.
    pub fn with(config: Config, aws: &Aws, http: reqwest::Client, rules: Rules, clock: Clock) -> Self {
        let table = Table::new(aws.dynamodb.clone(), config.table);
        let services = Services {
            channels: Channels {
                table: table.clone(),
                // Only read here, never followed.
                most: 0,
            },
            bot_api: BotApi::new(http.clone(), config.telegram_url, config.bot_token).with_clock(clock.clone()),
            preview: Preview::new(http.clone(), config.t_me_url).with_clock(clock.clone()),
            tgstat: config
                .tgstat_token
                .map(|token| TgStat::new(http.clone(), config.tgstat_url, token).with_clock(clock.clone())),
            telemetr: config
                .telemetr_token
                .map(|token| Telemetr::new(http, config.telemetr_url, token).with_clock(clock.clone())),
            account: None,
            gates: Gates::new(table.clone(), config.gaps, clock.clone()),
            collections: Fifo::new(aws.sqs.clone(), config.collections_queue),
            notifications: Fifo::new(aws.sqs.clone(), config.notifications_queue),
            clock: clock.clone(),
            rules,
            table,
        };
        Self {
            collector: Collector::new(services),
            metrics: Metrics::new("collector", config.environment),
            clock,
        }
    }

    /// The same, which asks a person's account where nobody else answers.
    #[must_use]
    pub fn with_account(self, account: Arc<dyn OpensAccount>) -> Self {
        let collector = self.collector.with_account(account);
        Self { collector, ..self }
    }

    /// Works on a batch of jobs, if the event is one; else orders what the schedule says.
    ///
    /// # Errors
    /// Nothing could be ordered; the schedule tries again. A job that fails is named in the answer and comes again.
    pub async fn handle(&self, event: LambdaEvent<Value>) -> Result<Value, Error> {
        let LambdaEvent { payload, context } = event;
        let span = telemetry::invocation(&context);
        if payload.get("Records").is_some() {
            let event: SqsEvent = serde_json::from_value(payload)?;
            let done = Box::pin(self.jobs(LambdaEvent::new(event, context)).instrument(span)).await;
            return Ok(serde_json::to_value(done)?);
        }
        let ordered = self.order(payload, &context.request_id);
        Box::pin(ordered.instrument(span)).await?;
        Ok(Value::Null)
    }

    /// Works through a batch: channels side by side, one channel's jobs in order.
    pub async fn jobs(&self, event: LambdaEvent<SqsEvent>) -> SqsBatchResponse {
        let deadline = Deadline::from_context(&event.context).minus(LAST_WORDS).moment();
        let collector = self.collector.until(deadline);
        let work = |message: SqsMessage| self.job(&collector, message, deadline);
        let response = batch::each_in_group_order(event.payload, work).await;
        collector.over().await;
        self.report_tally();
        response
    }

    async fn order(&self, payload: Value, trace: &str) -> Result<(), Error> {
        let order: Order = serde_json::from_value(payload).map_err(|error| {
            tracing::error!(error = %error, "order.unreadable: a schedule says neither collect nor pulse");
            error
        })?;
        let told: Option<Timestamp> = order.at.and_then(|at| at.parse().ok());
        let at = told.unwrap_or_else(|| self.clock.now());
        match order.task {
            Task::Collect => {
                self.collector.order_night(at, trace).await?;
            }
            Task::Pulse => self.collector.order_pulse(at, trace).await?,
        }
        Ok(())
    }

    async fn job(&self, collector: &Collector, message: SqsMessage, deadline: Timestamp) -> Result<(), Again> {
        let body = message.body.as_deref().unwrap_or_default();
        let envelope = match Envelope::<CollectJob>::decode(body) {
            Ok(envelope) => envelope,
            // A newer version is somebody else's to read: it comes again when this program is as new.
            Err(error @ EnvelopeError::UnknownVersion { .. }) => return Err(Again(error.to_string())),
            // What is no job will never be one, and must not hold up the others.
            Err(error @ EnvelopeError::Malformed(_)) => {
                tracing::error!(error = %error, "collection.unreadable: a body that is no job was thrown away");
                return Ok(());
            }
        };
        let span = tracing::info_span!("job", trace_id = envelope.trace, module = "collecting");
        // Boxed: a job is a large future, and a batch holds many side by side.
        let done = Box::pin(collector.run(&envelope, deadline)).instrument(span).await?;
        self.report(done);
        Ok(())
    }

    fn report(&self, done: Done) {
        if let Done::Day { has_gaps, lag_ms } = done {
            self.metrics.emit(&[
                (Metric::ChannelsCollected, 1.0),
                (Metric::ChannelGaps, f64::from(u8::from(has_gaps))),
                (Metric::CollectionLagMs, lag_ms as f64),
            ]);
        }
    }

    fn report_tally(&self) {
        let tally = self.collector.gates().tally();
        if tally.pages > 0 || tally.errors > 0 {
            self.metrics.emit(&[
                (Metric::PagesRead, tally.pages as f64),
                (Metric::SourceErrors, tally.errors as f64),
            ]);
        }
    }
}
