//! The schedule's event and SQS batches translated: a shift at the quotas, or jobs in and failures back to the queue.

use std::time::Duration;

use ::shift::{Shift, Terms};
use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent, SqsMessage};
use clock::Clock;
use lambda_kit::{Aws, Deadline, Metric, Metrics, batch, telemetry};
use lambda_runtime::{Context, Error, LambdaEvent};
use queue::{Envelope, EnvelopeError, Fifo};
use redistribution::job::MoveJob;
use redistribution::lookout::{LOOKOUT_LEASE, Lookout, LookoutServices};
use redistribution::mover::{Again, Delivery, Finish, Mover, MoverRules};
use redistribution::request::{Outcome, Request};
use redistribution::stocks::Stocks;
use serde_json::Value;
use store::{Buckets, Table};
use tracing::Instrument;
use vault::Vault;
use wildberries::{Api, Gateway, Hosts};

use crate::config::Config;
use crate::shift::OnShift;

/// Kept back so that a worker ends its request's step before it is stopped.
const LAST_WORDS: Duration = Duration::from_secs(2);
/// Kept back for the hand-over before a shift's invocation is stopped.
const HAND_OVER: Duration = Duration::from_secs(10);
/// Used when the runtime gives no deadline worth the name (a hand-made invocation).
const LONGEST_SHIFT: Duration = Duration::from_secs(14 * 60);
/// A job is not begun with less time than this: it would only be interrupted.
const SHORTEST_WORK: Duration = Duration::from_secs(15);
/// How long the gateway's answer about quotas may take inside the opening hours: they may be gone in four seconds.
const QUOTAS_CALL: Duration = Duration::from_millis(1_200);
/// How long Wildberries' answer about a shop's stock may take.
const STOCK_CALL: Duration = Duration::from_secs(12);

/// The function.
#[derive(Debug)]
pub struct Redistributor {
    /// `None` where there is no gateway.
    work: Option<Work>,
    max_receives: u32,
    clock: Clock,
    metrics: Metrics,
}

#[derive(Debug)]
struct Work {
    mover: Mover,
    lookout: LookoutServices,
}

impl Redistributor {
    /// The function over AWS and the outside world.
    pub fn new(config: Config, aws: &Aws, http: reqwest::Client) -> Self {
        Self::with(config, aws, http, MoverRules::default(), Clock::system())
    }

    /// The same with other figures and another clock.
    pub fn with(config: Config, aws: &Aws, http: reqwest::Client, rules: MoverRules, clock: Clock) -> Self {
        let metrics = Metrics::new("redistributor", config.environment.clone());
        let max_receives = config.max_receives;
        let work = config
            .gateway_url
            .clone()
            .map(|url| Work::new(config, aws, Gateway::new(http.clone(), url), http, rules, clock.clone()));
        Self {
            work,
            max_receives,
            clock,
            metrics,
        }
    }

    /// Works on a batch of jobs, if the event is one; else a shift: whatever the event says, being called is the message.
    ///
    /// # Errors
    /// The table was away for so long that the shift could not begin. A job that fails is named in the answer and comes again.
    pub async fn handle(&self, event: LambdaEvent<Value>) -> Result<Value, Error> {
        let LambdaEvent { payload, context } = event;
        let span = telemetry::invocation(&context);
        if payload.get("Records").is_some() {
            let event: SqsEvent = serde_json::from_value(payload)?;
            let done = Box::pin(self.jobs(LambdaEvent::new(event, context)).instrument(span)).await;
            return Ok(serde_json::to_value(done)?);
        }
        Box::pin(self.shift(&context).instrument(span)).await?;
        Ok(Value::Null)
    }

    /// The lookout over the same services, for whoever calls it step by step.
    pub fn lookout(&self) -> Option<Lookout> {
        let work = self.work.as_ref()?;
        Some(Lookout::new(work.lookout.clone()))
    }

    /// Works through a batch: shops side by side, one shop's jobs in order.
    pub async fn jobs(&self, event: LambdaEvent<SqsEvent>) -> SqsBatchResponse {
        let context = &event.context;
        let work = |message: SqsMessage| self.job(message, context);
        batch::each_in_group_order(event.payload, work).await
    }

    async fn shift(&self, context: &Context) -> Result<(), Error> {
        let Some(work) = &self.work else {
            tracing::info!("lookout.no_gateway: without GATEWAY_URL there are no quotas to look at");
            return Ok(());
        };
        let remaining = Deadline::from_context(context)
            .minus(HAND_OVER)
            .remaining(self.clock.now())
            .min(LONGEST_SHIFT);
        let terms = Terms {
            name: "lookout",
            lease: LOOKOUT_LEASE,
            owner: context.request_id.clone(),
            every: work.lookout.pause,
            length: remaining,
        };
        let lookout = OnShift {
            lookout: Lookout::new(work.lookout.clone()),
            metrics: &self.metrics,
        };
        let shift = Shift::new(lookout, terms, work.lookout.table.clone(), self.clock.clone());
        // Boxed: minutes of nested waiting make a future larger than the compiler cares to lay out in one piece.
        Box::pin(shift.work()).await?;
        Ok(())
    }

    async fn job(&self, message: SqsMessage, context: &Context) -> Result<(), Again> {
        let Some(work) = &self.work else {
            return Err(Again("without GATEWAY_URL nothing can be moved".into()));
        };
        let deadline = Deadline::from_context(context).minus(LAST_WORDS);
        if deadline.remaining(self.clock.now()) < SHORTEST_WORK {
            return Err(Again("no time left in this invocation".into()));
        }
        let body = message.body.as_deref().unwrap_or_default();
        let envelope = match Envelope::<MoveJob>::decode(body) {
            Ok(envelope) => envelope,
            // A newer version is somebody else's to read: it comes again when this program is as new.
            Err(error @ EnvelopeError::UnknownVersion { .. }) => return Err(Again(error.to_string())),
            // What is no job will never be one, and must not hold up the shop's others.
            Err(error @ EnvelopeError::Malformed(_)) => {
                tracing::error!(error = %error, "move.unreadable: a body that is no job was thrown away");
                return Ok(());
            }
        };
        let delivery = Delivery {
            deadline: deadline.moment(),
            is_last: batch::receive_count(&message) >= self.max_receives,
        };
        let span = tracing::info_span!("job", trace_id = envelope.trace, module = "redistribution");
        async {
            match work.mover.run(&envelope, &delivery).await? {
                Finish::Asked(requests) => requests.iter().for_each(|request| self.report(request)),
                Finish::Skipped(why) => tracing::info!(why = ?why, "move.skipped: nothing to do for this job"),
                Finish::HandedOver | Finish::Tended | Finish::StockRead => {}
            }
            Ok(())
        }
        .instrument(span)
        .await
    }

    fn report(&self, request: &Request) {
        let Some(outcome) = request.outcome() else { return };
        let times = &request.times;
        let to_request = times.requested_at.duration_since(times.seen_at);
        tracing::info!(
            request = %request.id,
            rule = %request.rule,
            outcome = outcome.name(),
            asked = request.asked(),
            accepted = outcome.units(),
            seen_at = %times.seen_at,
            requested_at = %times.requested_at,
            settled_at = times.settled_at.map(|at| at.to_string()),
            "move.over: a request to move stock has ended"
        );
        let mut figures = vec![
            (Metric::MoveRequests, 1.0),
            (Metric::UnitsMoved, outcome.units().into()),
            (Metric::MoveOpeningToRequestMs, to_request.as_millis() as f64),
        ];
        if matches!(outcome, Outcome::Unsettled { .. }) {
            figures.push((Metric::MoveUnsettled, 1.0));
        }
        self.metrics.emit(&figures);
    }
}

impl Work {
    fn new(
        config: Config,
        aws: &Aws,
        gateway: Gateway,
        http: reqwest::Client,
        rules: MoverRules,
        clock: Clock,
    ) -> Self {
        let table = Table::new(aws.dynamodb.clone(), config.table);
        let vault = Vault::new(aws.kms.clone(), config.kms_key);
        let moves = Fifo::new(aws.sqs.clone(), config.moves_queue);
        let notifications = Fifo::new(aws.sqs.clone(), config.notifications_queue);
        let stocks = Stocks {
            table: table.clone(),
            api: Api::new(http, Hosts::default()).with_analytics(config.wb_analytics_url),
            buckets: Buckets::new(table.clone()),
            vault: vault.clone(),
            answer_within: STOCK_CALL,
        };
        Self {
            lookout: LookoutServices {
                table: table.clone(),
                vault: vault.clone(),
                gateway: gateway.clone(),
                moves: moves.clone(),
                notifications: notifications.clone(),
                clock: clock.clone(),
                schedule: config.schedule,
                pause: config.look,
                answer_within: QUOTAS_CALL,
                version: env!("CARGO_PKG_VERSION").to_owned(),
            },
            mover: Mover {
                table,
                vault,
                gateway,
                stocks,
                moves,
                notifications,
                clock,
                rules,
            },
        }
    }
}
