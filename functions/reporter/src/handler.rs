//! The schedules' events and SQS batches translated: digests, alerts or reports ordered, or errands in and failures back to the queue.

use std::sync::Arc;
use std::time::Duration;

use accounts::errands::Errand;
use alerts::Judging;
use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent, SqsMessage};
use cabinet::digest::{Digests, Running, Runs};
use channels::follow::Channels;
use clock::Clock;
use lambda_kit::{Aws, Deadline, batch, telemetry};
use lambda_runtime::{Context, Error, LambdaEvent};
use office::broadcast::Broadcaster;
use queue::{Envelope, EnvelopeError, Fifo};
use redistribution::rules::Rules;
use reports::writing::Reports;
use serde_json::Value;
use store::{Buckets, Once, StoreError, Table};
use telegram::{Client, UserId};
use tracing::Instrument;

use crate::config::Config;
use crate::desk::{Again, Delivery, Desk};
use crate::picture::Framer;
use crate::schedule::{Order, Task};

/// Kept back so that a picture on its way is noted before the worker is stopped.
const LAST_WORDS: Duration = Duration::from_secs(2);
/// An errand is not begun with less time than this: it would only be interrupted.
const SHORTEST_WORK: Duration = Duration::from_secs(25);
/// How long it is remembered that a picture was sent: longer than the queue keeps an errand.
const REMEMBERED: Duration = Duration::from_secs(15 * 24 * 60 * 60);
/// The pause of a broadcast between two portions of messages.
const BROADCAST_PAUSE: Duration = Duration::from_secs(1);

/// The function.
#[derive(Debug)]
pub struct Reporter {
    desk: Desk,
    max_receives: u32,
}

impl Reporter {
    /// The function over AWS and the outside world.
    pub fn new(config: Config, aws: &Aws, http: reqwest::Client) -> Self {
        Self::with(config, aws, http, BROADCAST_PAUSE, Clock::system())
    }

    /// The same with another pause in broadcasts and another clock.
    pub fn with(config: Config, aws: &Aws, http: reqwest::Client, broadcast_pause: Duration, clock: Clock) -> Self {
        let table = Table::new(aws.dynamodb.clone(), config.table);
        let reports = Fifo::new(aws.sqs.clone(), config.reports_queue);
        let notifications = Fifo::new(aws.sqs.clone(), config.notifications_queue);
        let desk = Desk {
            digests: Digests {
                table: table.clone(),
                reports: reports.clone(),
                notifications: notifications.clone(),
                runs: runs(table.clone()),
            },
            broadcaster: Broadcaster {
                table: table.clone(),
                notifications: notifications.clone(),
                errands: reports.clone(),
                pause: broadcast_pause,
            },
            judging: Judging {
                table: table.clone(),
                reports: reports.clone(),
                notifications: notifications.clone(),
                admins: config.admins,
                clock: clock.clone(),
            },
            reports: Reports {
                table: table.clone(),
                channels: Channels {
                    table: table.clone(),
                    // Only read here, never followed.
                    most: 0,
                },
                reports,
                notifications: notifications.clone(),
                clock: clock.clone(),
            },
            framer: Framer {
                client: Client::new(http, config.telegram_url, config.bot_token),
                once: Once::new(table.clone(), "REPORT", REMEMBERED),
                buckets: Buckets::new(table.clone()),
                clock: clock.clone(),
            },
            notifications,
            table,
            clock,
        };
        Self {
            desk,
            max_receives: config.max_receives,
        }
    }

    /// Works on a batch of errands, if the event is one; else places the order that the event is: the digests of the hour, unless it
    /// names another task.
    ///
    /// # Errors
    /// The order could not be placed; the schedule tries again. An errand that fails is named in the answer and comes again.
    pub async fn handle(&self, event: LambdaEvent<Value>) -> Result<Value, Error> {
        let LambdaEvent { payload, context } = event;
        let span = telemetry::invocation(&context);
        if payload.get("Records").is_some() {
            let event: SqsEvent = serde_json::from_value(payload)?;
            let done = Box::pin(self.errands(LambdaEvent::new(event, context)).instrument(span)).await;
            return Ok(serde_json::to_value(done)?);
        }
        let order = Order::of(&payload, self.desk.clock.now());
        Box::pin(self.place(order, &context.request_id).instrument(span)).await?;
        Ok(Value::Null)
    }

    async fn place(&self, order: Order, trace: &str) -> Result<(), Error> {
        let (desk, now) = (&self.desk, self.desk.clock.now());
        match order.task {
            Task::Digests => desk.digests.order_hour(trace, now).await?,
            Task::Alerts => desk.judging.order(order.at, trace, now).await?,
            Task::Reports(period) => desk.reports.order(period, order.at, trace).await?,
            Task::Unknown => {
                tracing::error!("schedule.unknown: an event names a task that this version does not know");
            }
        }
        Ok(())
    }

    /// Works through a batch: users side by side, one user's errands in order.
    pub async fn errands(&self, event: LambdaEvent<SqsEvent>) -> SqsBatchResponse {
        let context = &event.context;
        let work = |message: SqsMessage| self.errand(message, context);
        batch::each_in_group_order(event.payload, work).await
    }

    async fn errand(&self, message: SqsMessage, context: &Context) -> Result<(), Again> {
        let deadline = Deadline::from_context(context).minus(LAST_WORDS);
        if deadline.remaining(self.desk.clock.now()) < SHORTEST_WORK {
            return Err(Again("no time left in this invocation".into()));
        }
        let body = message.body.as_deref().unwrap_or_default();
        let envelope = match Envelope::<Errand>::decode(body) {
            Ok(envelope) => envelope,
            // A newer version is somebody else's to read: it comes again when this program is as new.
            Err(error @ EnvelopeError::UnknownVersion { .. }) => return Err(Again(error.to_string())),
            // What is no errand will never be one, and must not hold up the others.
            Err(error @ EnvelopeError::Malformed(_)) => {
                tracing::error!(error = %error, "errand.unreadable: a body that is no errand was thrown away");
                return Ok(());
            }
        };
        let delivery = Delivery {
            deadline: deadline.moment(),
            is_last: batch::receive_count(&message) >= self.max_receives,
        };
        let span = tracing::info_span!("job", trace_id = envelope.trace, module = "reporter");
        // Boxed: an errand is a large future, and a batch holds many side by side.
        Box::pin(self.desk.run(&envelope, &delivery)).instrument(span).await
    }
}

/// What works for a user, as the features that work for users store it.
fn runs(table: Table) -> Runs {
    Arc::new(move |user| {
        let table = table.clone();
        Box::pin(async move { running(&table, user).await })
    })
}

async fn running(table: &Table, user: UserId) -> Result<Running, StoreError> {
    let watches = booking::watches::list(table, user).await?;
    let rules = Rules {
        table: table.clone(),
        // Only counted here, never made.
        most_rules: 0,
    };
    let rules = rules.list(user).await?;
    Ok(Running {
        watches: watches.iter().filter(|watch| watch.record.is_running()).count(),
        rules: rules.iter().filter(|rule| rule.record.is_active()).count(),
    })
}
