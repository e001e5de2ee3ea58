//! The reporter at work, step by step: an hour's digests ordered, and its batches.

use std::time::Duration;

use aws_lambda_events::sqs::SqsBatchResponse;
use lambda_runtime::{Context, LambdaEvent};
use reporter::handler::Reporter;
use secrecy::SecretString;
use serde_json::{Value, json};

use crate::cloud::TABLE;
use crate::workers::{Crashed, NOTIFICATIONS};
use crate::world::{ADMIN, BOT_TOKEN, REPORTS, World};

impl World {
    /// The hour strikes: digests are ordered.
    pub async fn hour_strikes(&self) {
        assert_eq!(self.reporter_gets(json!({})).await, Value::Null);
    }

    /// A schedule of the reporter's comes due: `alerts`, or `reports` of a period.
    pub async fn reporter_is_due(&self, task: Value) {
        assert_eq!(self.reporter_gets(task).await, Value::Null);
    }

    /// The reporter gets one batch.
    pub async fn reports(&self) {
        self.reports_until_crash().await.expect("no crash was ordered");
    }

    /// The reporter gets one batch, and dies if the fuse blows: then the batch stays in the queue.
    pub async fn reports_until_crash(&self) -> Result<(), Crashed> {
        let Some(batch) = self.cloud.queues.batch(REPORTS) else {
            return Ok(());
        };
        let reporter = self.reporter();
        let work = Box::pin(reporter.errands(self.invocation(batch.clone())));
        tokio::select! {
            response = work => {
                self.cloud.queues.settle(REPORTS, &batch, &response);
                Ok(())
            }
            () = self.cloud.fuse.blown() => {
                self.cloud.fuse.reset();
                Err(Crashed)
            }
            () = self.time_goes_on() => unreachable!("time never ends"),
        }
    }

    /// What the reporter answers to this event: the schedule's, or a batch of errands.
    pub async fn reporter_gets(&self, event: Value) -> Value {
        let mut context = Context::default();
        context.request_id = "hour".into();
        context.deadline = self.invocation(Default::default()).context.deadline;
        Box::pin(self.reporter().handle(LambdaEvent::new(event, context)))
            .await
            .expect("an answer")
    }

    /// What a batch of errands failed with.
    pub async fn reporter_fails(&self, event: Value) -> Vec<String> {
        let answer: SqsBatchResponse = serde_json::from_value(self.reporter_gets(event).await).unwrap();
        let failures = answer.batch_item_failures.into_iter();
        failures.map(|failure| failure.item_identifier).collect()
    }

    fn reporter(&self) -> Reporter {
        Reporter::with(
            reporter::config::Config {
                table: TABLE.into(),
                reports_queue: self.cloud.queue_url(REPORTS),
                notifications_queue: self.cloud.queue_url(NOTIFICATIONS),
                bot_token: SecretString::from(BOT_TOKEN),
                telegram_url: self.outside("/telegram").parse().unwrap(),
                max_receives: 6,
                admins: [telegram::UserId(ADMIN)].into_iter().collect(),
                environment: "story".into(),
            },
            &self.cloud.aws,
            self.http.clone(),
            Duration::ZERO,
            self.hands.clock(),
        )
    }
}
