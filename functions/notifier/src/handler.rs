//! SQS batches translated: messages out to chats, failures back to the queue.

use std::time::Duration;

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent, SqsMessage};
use clock::Clock;
use lambda_kit::{Aws, Deadline, Metric, Metrics, batch, telemetry};
use lambda_runtime::{Context, Error, LambdaEvent};
use queue::{Envelope, EnvelopeError};
use store::{Buckets, Once, Table, Users};
use telegram::{Client, Notification};
use tracing::Instrument;

use crate::config::Config;
use crate::delivery::{Again, Courier, Delivered};

/// Kept back so that a message on its way is noted before the worker is stopped.
const LAST_WORDS: Duration = Duration::from_secs(2);
/// How long it is remembered that a message was sent: longer than the queue keeps one.
const REMEMBERED: Duration = Duration::from_secs(15 * 24 * 60 * 60);

/// The function.
#[derive(Debug)]
pub struct Notifier {
    courier: Courier,
    metrics: Metrics,
}

impl Notifier {
    /// The function over AWS and the outside world.
    pub fn new(config: Config, aws: &Aws, http: reqwest::Client) -> Self {
        Self::with_clock(config, aws, http, Clock::system())
    }

    /// The same, with another clock.
    pub fn with_clock(config: Config, aws: &Aws, http: reqwest::Client, clock: Clock) -> Self {
        let table = Table::new(aws.dynamodb.clone(), config.table);
        Self {
            courier: Courier {
                client: Client::new(http, config.telegram_url, config.bot_token),
                once: Once::new(table.clone(), "NOTIF", REMEMBERED),
                buckets: Buckets::new(table.clone()),
                users: Users::new(table.clone()),
                table,
                clock,
            },
            metrics: Metrics::new("notifier", config.environment),
        }
    }

    /// Works through a batch: chats side by side, one chat's messages in order.
    ///
    /// # Errors
    /// None: what fails is named in the answer and comes again.
    pub async fn handle(&self, event: LambdaEvent<SqsEvent>) -> Result<SqsBatchResponse, Error> {
        let span = telemetry::invocation(&event.context);
        let context = &event.context;
        let work = |message: SqsMessage| self.job(message, context);
        Ok(batch::each_in_group_order(event.payload, work).instrument(span).await)
    }

    async fn job(&self, message: SqsMessage, context: &Context) -> Result<(), Again> {
        let deadline = Deadline::from_context(context).minus(LAST_WORDS);
        let body = message.body.as_deref().unwrap_or_default();
        let envelope = match Envelope::<Notification>::decode(body) {
            Ok(envelope) => envelope,
            // A newer version is somebody else's to read: it comes again when this program is as new.
            Err(error @ EnvelopeError::UnknownVersion { .. }) => return Err(Again(error.to_string())),
            Err(error @ EnvelopeError::Malformed(_)) => {
                tracing::error!(error = %error, "notification.unreadable: a body that is no notification was thrown away");
                self.metrics.emit(&[(Metric::NotificationDropped, 1.0)]);
                return Ok(());
            }
        };
        let span = tracing::info_span!(
            "job",
            trace_id = envelope.trace,
            module = "notifier",
            notification = envelope.job.id
        );
        let delivered = self
            .courier
            .deliver(&envelope.job, deadline.moment())
            .instrument(span)
            .await;
        let counter = match &delivered {
            Ok(Delivered::Sent) => Metric::NotificationSent,
            Ok(Delivered::Dropped) => Metric::NotificationDropped,
            Ok(Delivered::Before | Delivered::Muted) => return Ok(()),
            Err(_) => Metric::NotificationRetried,
        };
        self.metrics.emit(&[(counter, 1.0)]);
        delivered.map(|_| ())
    }
}
