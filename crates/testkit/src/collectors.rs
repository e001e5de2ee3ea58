//! The collector at work, step by step: its schedules, and its batches.

use std::sync::Arc;
use std::time::Duration;

use aws_lambda_events::sqs::SqsEvent;
use channel_sources::ChannelName;
use channels::follow::{Channels, Follow, Introduced};
use collecting::{Gaps, OpensAccount, Rules};
use collector::config::Config;
use collector::handler::CollectorFunction;
use jiff::SignedDuration;
use lambda_runtime::{Context, LambdaEvent};
use secrecy::SecretString;
use serde_json::{Value, json};
use telegram::{ChatId, UserId};

use crate::cloud::TABLE;
use crate::workers::{Crashed, NOTIFICATIONS};
use crate::world::{BOT_TOKEN, World};

/// Where work for the collector waits.
pub const COLLECTIONS: &str = "collections.fifo";
/// How long an invocation of the collector may take.
const INVOCATION: SignedDuration = SignedDuration::from_mins(5);

/// A collector that stays: one warm process.
#[derive(Debug)]
pub struct CollectorAtWork(CollectorFunction);

/// How a story's collector is told to work.
#[derive(Debug, Clone, Copy)]
pub struct Manner {
    /// Asks TGStat and Telemetr, too.
    pub with_services: bool,
    /// The gaps between requests.
    pub gaps: Gaps,
    /// How far it reads.
    pub rules: Rules,
}

impl Default for Manner {
    fn default() -> Self {
        let gap = Duration::from_millis(1);
        Self {
            with_services: false,
            gaps: Gaps {
                preview: gap,
                bot_api: gap,
                tgstat: gap,
                telemetr: gap,
            },
            rules: Rules::default(),
        }
    }
}

impl CollectorAtWork {
    /// The same, which may ask a person's account.
    #[must_use]
    pub fn with_account(self, account: Arc<dyn OpensAccount>) -> Self {
        Self(self.0.with_account(account))
    }
}

impl World {
    /// A collector in its usual manner, without services that cost money.
    pub fn collector(&self) -> CollectorAtWork {
        self.collector_in(Manner::default())
    }

    /// A collector.
    pub fn collector_in(&self, manner: Manner) -> CollectorAtWork {
        let token = |text: &str| manner.with_services.then(|| SecretString::from(text));
        let config = Config {
            table: TABLE.into(),
            collections_queue: self.cloud.queue_url(COLLECTIONS),
            notifications_queue: self.cloud.queue_url(NOTIFICATIONS),
            bot_token: SecretString::from(BOT_TOKEN),
            telegram_url: self.outside("/telegram").parse().unwrap(),
            t_me_url: self.outside("/tme").parse().unwrap(),
            tgstat_url: self.outside("/tgstat").parse().unwrap(),
            tgstat_token: token("tgstat-token"),
            telemetr_url: self.outside("/telemetr").parse().unwrap(),
            telemetr_token: token("telemetr-token"),
            gaps: manner.gaps,
            night_pages: manner.rules.night_pages,
            environment: "story".into(),
        };
        CollectorAtWork(CollectorFunction::with(
            config,
            &self.cloud.aws,
            self.http.clone(),
            manner.rules,
            self.hands.clock(),
        ))
    }

    /// A user follows a channel, as the bot's command has it.
    pub async fn follows(&self, user: i64, name: &str) {
        let channels = Channels {
            table: self.table.clone(),
            most: 2_000,
        };
        let introduced = Introduced {
            name: ChannelName::try_from(name).unwrap(),
            chat_id: None,
            title: Some(format!("«{name}»")),
        };
        let followed = channels
            .follow(UserId(user), ChatId(user), &introduced, self.hands.now())
            .await
            .unwrap();
        assert!(matches!(followed, Follow::Followed { .. }), "{followed:?}");
    }

    /// The schedule calls the collector: `collect` or `pulse`.
    pub async fn schedule(&self, collector: &CollectorAtWork, task: &str) {
        let order = json!({ "task": task, "at": self.hands.now().to_string() });
        assert_eq!(self.collector_gets(collector, order).await, Value::Null);
    }

    /// What the collector answers to this event.
    pub async fn collector_gets(&self, collector: &CollectorAtWork, event: Value) -> Value {
        let answer = Box::pin(collector.0.handle(LambdaEvent::new(event, self.long_invocation()))).await;
        answer.expect("an answer")
    }

    /// The collector works until nothing waits for it. Panics if something waits for ever.
    pub async fn collects(&self, collector: &CollectorAtWork) {
        for _ in 0..2_000 {
            if !self.collects_once(collector).await.expect("no crash was ordered") {
                return;
            }
        }
        panic!("the collections never end: {:?}", self.cloud.queues.bodies(COLLECTIONS));
    }

    /// The collector gets one batch, if there is one, and dies if the fuse blows: then the batch stays in the queue.
    pub async fn collects_once(&self, collector: &CollectorAtWork) -> Result<bool, Crashed> {
        let Some(batch) = self.cloud.queues.batch(COLLECTIONS) else {
            return Ok(false);
        };
        let event = LambdaEvent::new(batch.clone(), self.long_invocation());
        let work = Box::pin(collector.0.jobs(event));
        tokio::select! {
            response = work => {
                self.cloud.queues.settle(COLLECTIONS, &batch, &response);
                Ok(true)
            }
            () = self.cloud.fuse.blown() => {
                self.cloud.fuse.reset();
                Err(Crashed)
            }
            () = self.time_hurries() => unreachable!("time never ends"),
        }
    }

    /// Several workers at once, each with its own part of what waits, as Lambda has it.
    pub async fn collects_side_by_side(&self, collectors: &[CollectorAtWork]) {
        loop {
            let Some(batch) = self.cloud.queues.batch(COLLECTIONS) else {
                return;
            };
            let mut parts: Vec<SqsEvent> = Vec::new();
            for (place, message) in batch.records.iter().enumerate() {
                let at = place % collectors.len();
                if parts.len() <= at {
                    parts.push(SqsEvent::default());
                }
                parts[at].records.push(message.clone());
            }
            let work = parts.iter().zip(collectors).map(|(part, collector)| {
                let event = LambdaEvent::new(part.clone(), self.long_invocation());
                Box::pin(collector.0.jobs(event))
            });
            let work = futures::future::join_all(work);
            tokio::select! {
                responses = work => {
                    for (part, response) in parts.iter().zip(&responses) {
                        self.cloud.queues.settle(COLLECTIONS, part, response);
                    }
                }
                () = self.time_hurries() => unreachable!("time never ends"),
            }
        }
    }

    /// A source is well again.
    pub async fn mend_source(&self, source: &str) {
        self.http_delete(&self.outside(&format!("/control/sources/{source}")))
            .await;
    }

    /// Takes something out of the world outside.
    pub async fn http_delete(&self, url: &str) {
        let answer = self.http.delete(url).send().await.unwrap();
        assert!(answer.status().is_success(), "DELETE {url}: {answer:?}");
    }

    fn long_invocation(&self) -> Context {
        let mut context = Context::default();
        context.request_id = "collection".into();
        context.deadline = (self.hands.now() + INVOCATION).as_millisecond() as u64;
        context
    }

    /// Sleeping workers are not waited for: the clock goes to where the first of them wants to wake. While none sleeps it hardly moves:
    /// how long a machine takes is not a story's business.
    async fn time_hurries(&self) {
        let moment = Duration::from_millis(2);
        loop {
            tokio::time::sleep(moment).await;
            if !self.hands.wake_the_first() {
                self.hands.forward(SignedDuration::from_millis(2));
            }
        }
    }
}
