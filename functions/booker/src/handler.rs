//! SQS batches translated: jobs in, failures back to the queue.

use std::time::Duration;

use accounts::key_load::Tally;
use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent, SqsMessage};
use booking::attempt::{Attempt, Outcome};
use booking::booker::{Again, Booker, BookerRules, Delivery, Finish};
use booking::job::BookingJob;
use booking::official::Official;
use booking::watch::Way;
use clock::Clock;
use lambda_kit::{Aws, Deadline, Metric, Metrics, batch, telemetry};
use lambda_runtime::{Context, Error, LambdaEvent};
use queue::{Envelope, EnvelopeError, Fifo};
use store::{Breaker, BreakerSpec, Buckets, Table};
use tracing::Instrument;
use vault::Vault;
use wildberries::{Api, Gateway, Hosts};

use crate::config::Config;

/// Kept back so that a worker ends its attempt's step before it is stopped.
const LAST_WORDS: Duration = Duration::from_secs(2);
/// A job is not begun with less time than this: it would only be interrupted.
const SHORTEST_WORK: Duration = Duration::from_secs(20);

/// The function.
#[derive(Debug)]
pub struct BookerFunction {
    booker: Booker,
    max_receives: u32,
    metrics: Metrics,
}

impl BookerFunction {
    /// The function over AWS and the outside world.
    pub fn new(config: Config, aws: &Aws, http: reqwest::Client) -> Self {
        let rules = BookerRules {
            trial_catches: config.trial_catches,
            pace: config.booking_pace,
            ..BookerRules::default()
        };
        Self::with(config, aws, http, rules, Clock::system())
    }

    /// The same with other figures and another clock.
    pub fn with(config: Config, aws: &Aws, http: reqwest::Client, rules: BookerRules, clock: Clock) -> Self {
        let table = Table::new(aws.dynamodb.clone(), config.table);
        let vault = Vault::new(aws.kms.clone(), config.kms_key);
        let hosts = Hosts {
            common: config.wb_common_url,
            supplies: config.wb_supplies_url,
        };
        let health = BreakerSpec {
            failures: 5,
            window: Duration::from_secs(30),
            open_for: Duration::from_secs(10),
        };
        let tally = Tally::default();
        Self {
            booker: Booker {
                vault: vault.clone(),
                gateway: config.gateway_url.map(|url| Gateway::new(http.clone(), url)),
                official: Official {
                    api: Api::new(http, hosts),
                    buckets: Buckets::new(table.clone()),
                    vault,
                    tally: tally.clone(),
                },
                tally,
                breaker: Breaker::new(table.clone(), "gateway", health),
                bookings: Fifo::new(aws.sqs.clone(), config.bookings_queue),
                notifications: Fifo::new(aws.sqs.clone(), config.notifications_queue),
                table,
                clock,
                rules,
            },
            max_receives: config.max_receives,
            metrics: Metrics::new("booker", config.environment),
        }
    }

    /// Works through a batch: shops side by side, one shop's jobs in order.
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
        if deadline.remaining(self.booker.clock.now()) < SHORTEST_WORK {
            return Err(Again("no time left in this invocation".into()));
        }
        let body = message.body.as_deref().unwrap_or_default();
        let envelope = match Envelope::<BookingJob>::decode(body) {
            Ok(envelope) => envelope,
            // A newer version is somebody else's to read: it comes again when this program is as new.
            Err(error @ EnvelopeError::UnknownVersion { .. }) => return Err(Again(error.to_string())),
            // What is no job will never be one, and must not hold up the shop's other slots.
            Err(error @ EnvelopeError::Malformed(_)) => {
                tracing::error!(error = %error, "booking.unreadable: a body that is no job was thrown away");
                return Ok(());
            }
        };
        let delivery = Delivery {
            deadline: deadline.moment(),
            is_last: batch::receive_count(&message) >= self.max_receives,
        };
        let span = tracing::info_span!("job", trace_id = envelope.trace, module = "booking");
        async {
            let finish = self.booker.run(&envelope, &delivery).await;
            // Whatever came of the job, its requests were made; by now everybody has been told.
            self.report_load().await;
            match finish? {
                Finish::Done(attempt) => self.report(&attempt),
                Finish::Offered(attempt) if matches!(envelope.job, BookingJob::Book(_)) => self.report_offer(&attempt),
                Finish::Offered(_)
                | Finish::Skipped(_)
                | Finish::HandedOver
                | Finish::Closed
                | Finish::ToldMissed(_)
                | Finish::Warned
                | Finish::Announced(_) => {}
            }
            Ok(())
        }
        .instrument(span)
        .await
    }

    async fn report_load(&self) {
        let used = self
            .booker
            .tally
            .write(&self.booker.table, self.booker.clock.now())
            .await;
        if used.requests > 0 {
            self.metrics.emit(&[
                (Metric::KeyRequests, used.requests.into()),
                (Metric::KeyErrors, used.errors.into()),
            ]);
        }
    }

    fn report_offer(&self, attempt: &Attempt) {
        let Some(offer) = &attempt.offer else { return };
        let took = offer.made_at.duration_since(attempt.times.seen_at);
        tracing::info!(
            attempt = %attempt.id,
            watch = %attempt.watch,
            seen_at = %attempt.times.seen_at,
            queued_at = %attempt.times.queued_at,
            offered_at = %offer.made_at,
            "offer.made: a seller has an offer"
        );
        self.metrics.emit(&[
            (Metric::OfferMade, 1.0),
            (Metric::DetectionToOfferMs, took.as_millis() as f64),
        ]);
    }

    fn report(&self, attempt: &Attempt) {
        let Some(outcome) = attempt.outcome() else { return };
        let times = &attempt.times;
        let took_ms = times
            .settled_at
            .map(|at| at.duration_since(times.seen_at).as_millis() as f64);
        tracing::info!(
            attempt = %attempt.id,
            watch = %attempt.watch,
            outcome = outcome.name(),
            seen_at = %times.seen_at,
            queued_at = %times.queued_at,
            requested_at = times.requested_at.map(|at| at.to_string()),
            settled_at = times.settled_at.map(|at| at.to_string()),
            "booking.over: an attempt has ended"
        );
        let counter = match outcome {
            Outcome::Confirmed { .. } => Metric::BookingConfirmed,
            Outcome::Lost => Metric::BookingLost,
            Outcome::GoodsRejected { .. } => Metric::BookingRejected,
            Outcome::TooActive { .. } => Metric::BookingTooActive,
            Outcome::NoKey => Metric::BookingUnauthorised,
            Outcome::Unsettled => Metric::BookingUnknown,
            Outcome::Trouble | Outcome::Unanswered => Metric::BookingTrouble,
            Outcome::PlannedByHand { .. }
            | Outcome::SlotClosed
            | Outcome::OfferExpired
            | Outcome::OfferSkipped
            | Outcome::OfferWithdrawn
            | Outcome::OrderGone => Metric::OfferEnded,
            Outcome::NoCatches { .. } => return,
        };
        let mut figures = vec![(counter, 1.0)];
        // Of an assisted catch it is mostly the seller's own time.
        if let (Outcome::Confirmed { .. }, Way::Gateway, Some(ms)) = (outcome, &attempt.way, took_ms) {
            figures.push((Metric::DetectionToConfirmationMs, ms));
        }
        self.metrics.emit(&figures);
    }
}
