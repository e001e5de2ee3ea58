//! The world of a story.

use std::sync::Arc;
use std::time::Duration;

use aws_lambda_events::sqs::SqsEvent;
use booker::handler::BookerFunction;
use booking::booker::BookerRules;
use booking::feed::{POLLER_LEASE, PollerNote};
use booking::poller::{Poller, PollerRules, PollerServices, Tick, TickError};
use jiff::{SignedDuration, Timestamp};
use lambda_runtime::{Context, LambdaEvent};
use notifier::handler::Notifier;
use queue::Fifo;
use reqwest::Url;
use sandbox::{Config as SandboxConfig, Running, Sandbox};
use secrecy::SecretString;
use serde_json::{Value, json};
use store::{Lease, LeaseKeeper, Table};
use vault::Vault;
use webhook::handler::Webhook;
use wildberries::{Api, Hosts};

use crate::cloud::{Cloud, TABLE};
use crate::door;
use crate::hands::Hands;
use crate::seller::Seller;

/// When stories begin: a Wednesday morning in Moscow.
const BEGINNING: &str = "2026-11-18T06:00:00Z";
const BOT_TOKEN: &str = "42:sandbox";
const SECRET: &str = "story-secret";
const BOOKINGS: &str = "bookings.fifo";
const NOTIFICATIONS: &str = "notifications.fifo";

/// The power went out in the middle of the work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Crashed;

/// Everything there is.
pub struct World {
    /// AWS.
    pub cloud: Cloud,
    /// The clock's hands.
    pub hands: Hands,
    /// The table.
    pub table: Table,
    /// The webhook, for requests made by hand.
    pub webhook: Arc<Webhook>,
    sandbox: Running,
    http: reqwest::Client,
    notifier: Notifier,
    gateway: String,
    watch: Option<PollerAtWork>,
    owners: u32,
}

/// A poller that holds the lease.
struct PollerAtWork {
    poller: Poller,
    keeper: LeaseKeeper,
    lease: Lease,
    since: Timestamp,
}

impl World {
    /// A new world: nobody has spoken, every slot is closed.
    pub async fn start() -> Self {
        let hands = Hands::at(BEGINNING.parse().unwrap());
        let cloud = Cloud::start().await;
        let sandbox = Sandbox::start(SandboxConfig {
            start_clock: Some(hands.now()),
            bot_token: BOT_TOKEN.to_owned(),
            ..SandboxConfig::default()
        })
        .await
        .expect("the sandbox");
        let outside = sandbox.base_url();
        let at = |path: &str| format!("{outside}{path}").parse::<Url>().unwrap();
        let http = lambda_kit::http_client();

        let webhook = Arc::new(Webhook::with_clock(
            webhook::config::Config {
                table: TABLE.into(),
                kms_key: "key".into(),
                notifications_queue: cloud.queue_url(NOTIFICATIONS),
                bot_token: SecretString::from(BOT_TOKEN),
                webhook_secret: SecretString::from(SECRET),
                telegram_url: at("/telegram"),
                wb_common_url: at("/wb/common"),
                wb_supplies_url: at("/wb/supplies"),
                trial_catches: 2,
                max_watches: 100,
                accept_test_keys: false,
                environment: "story".into(),
            },
            &cloud.aws,
            http.clone(),
            hands.clock(),
        ));
        let notifier = Notifier::with_clock(
            notifier::config::Config {
                table: TABLE.into(),
                bot_token: SecretString::from(BOT_TOKEN),
                telegram_url: at("/telegram"),
                environment: "story".into(),
            },
            &cloud.aws,
            http.clone(),
            hands.clock(),
        );
        let door = door::open(webhook.clone()).await;
        let gateway = door::fused(outside.to_string(), cloud.fuse.clone()).await;
        let world = Self {
            table: Table::new(cloud.aws.dynamodb.clone(), TABLE.into()),
            hands,
            cloud,
            webhook,
            sandbox,
            http,
            notifier,
            gateway,
            watch: None,
            owners: 0,
        };
        world.set_up(&format!("{door}/telegram")).await;
        world
    }

    /// Somebody with a Telegram account.
    pub fn seller(&self, id: i64) -> Seller<'_> {
        Seller::new(self, id)
    }

    /// Says something to the sandbox's control API; panics unless it agrees.
    pub async fn control(&self, path: &str, body: Value) -> Value {
        let answer = self
            .http
            .post(self.outside(&format!("/control/{path}")))
            .json(&body)
            .send()
            .await
            .unwrap();
        let status = answer.status();
        let text = answer.text().await.unwrap();
        assert!(status.is_success(), "POST /control/{path} {body}: {status} {text}");
        serde_json::from_str(&text).unwrap_or_default()
    }

    /// Asks the sandbox's control API.
    pub async fn ask(&self, path: &str) -> Value {
        self.http
            .get(self.outside(&format!("/control/{path}")))
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap()
    }

    /// Opens (or, with −1, closes) a slot.
    pub async fn opens(&self, warehouse: u32, date: &str, box_type: u16, coefficient: f64) {
        self.control(
            "wb/slots",
            json!({ "warehouseID": warehouse, "date": date, "boxTypeID": box_type, "coefficient": coefficient }),
        )
        .await;
    }

    /// The gateway's ledger.
    pub async fn bookings(&self) -> Vec<Value> {
        self.ask("gateway/bookings")
            .await
            .as_array()
            .cloned()
            .unwrap_or_default()
    }

    /// Calls that `target` received.
    pub async fn calls(&self, target: &str) -> Vec<Value> {
        self.ask(&format!("calls?target={target}"))
            .await
            .as_array()
            .cloned()
            .unwrap_or_default()
    }

    /// Lets time pass, here and outside.
    pub async fn passes(&self, by: SignedDuration) {
        self.hands.forward(by);
        self.control("clock", json!({ "now": self.hands.now().to_string(), "frozen": true }))
            .await;
    }

    /// One second later the poller ticks; it takes the lease first if nobody has it.
    pub async fn tick(&mut self) -> Tick {
        self.try_tick().await.expect("a tick")
    }

    /// Like [`World::tick`], with its failure.
    pub async fn try_tick(&mut self) -> Result<Tick, TickError> {
        self.passes(SignedDuration::from_secs(1)).await;
        let mut work = match self.watch.take() {
            Some(work) => work,
            None => self.take_watch().await,
        };
        let done = work.poller.step(&work.lease).await;
        let since = self.hands.now().duration_since(work.since);
        let note = work.poller.note();
        work.keeper
            .renew(&work.lease, &note, since.unsigned_abs(), self.hands.now())
            .await
            .unwrap();
        self.watch = Some(work);
        done
    }

    /// Like [`World::tick`], but the poller dies if the fuse blows.
    pub async fn tick_until_crash(&mut self) -> Result<(), Crashed> {
        let fuse = self.cloud.fuse.clone();
        let crashed = tokio::select! {
            done = self.try_tick() => {
                done.expect("a tick");
                false
            }
            () = fuse.blown() => true,
        };
        fuse.reset();
        if !crashed {
            return Ok(());
        }
        self.poller_dies();
        Err(Crashed)
    }

    /// The poller dies where it stands; the next tick is another one's.
    pub fn poller_dies(&mut self) {
        self.watch = None;
    }

    /// Lets the booker and the notifier work until nothing waits. Panics if something waits for ever.
    pub async fn settles(&self) {
        for _ in 0..60 {
            self.books().await;
            self.notifies().await;
            if self.cloud.queues.are_empty() {
                return;
            }
            self.passes(SignedDuration::from_secs(90)).await;
        }
        panic!(
            "the queues never empty: {:?} {:?}",
            self.cloud.queues.bodies(BOOKINGS),
            self.cloud.queues.bodies(NOTIFICATIONS)
        );
    }

    /// The booker gets one batch.
    pub async fn books(&self) {
        self.books_until_crash().await.expect("no crash was ordered");
    }

    /// The booker gets one batch, and dies if the fuse blows: then the batch stays in the queue.
    pub async fn books_until_crash(&self) -> Result<(), Crashed> {
        let Some(batch) = self.cloud.queues.batch(BOOKINGS) else {
            return Ok(());
        };
        let rules = BookerRules {
            ask_pauses: vec![Duration::ZERO; 2],
            repeat_pause: Duration::ZERO,
            answer_within: Duration::from_millis(400),
            ..BookerRules::default()
        };
        let booker = BookerFunction::with(
            booker::config::Config {
                table: TABLE.into(),
                kms_key: "key".into(),
                notifications_queue: self.cloud.queue_url(NOTIFICATIONS),
                gateway_url: format!("{}/gateway", self.gateway).parse().unwrap(),
                trial_catches: 2,
                max_receives: 6,
                environment: "story".into(),
            },
            &self.cloud.aws,
            self.http.clone(),
            rules,
            self.hands.clock(),
        );
        let work = booker.handle(self.invocation(batch.clone()));
        tokio::select! {
            response = work => {
                self.cloud.queues.settle(BOOKINGS, &batch, &response.unwrap());
                Ok(())
            }
            () = self.cloud.fuse.blown() => {
                self.cloud.fuse.reset();
                Err(Crashed)
            }
        }
    }

    /// The notifier gets one batch.
    pub async fn notifies(&self) {
        let Some(batch) = self.cloud.queues.batch(NOTIFICATIONS) else {
            return;
        };
        let response = self.notifier.handle(self.invocation(batch.clone())).await.unwrap();
        self.cloud.queues.settle(NOTIFICATIONS, &batch, &response);
    }

    /// Base URL of the outside world.
    pub fn outside(&self, path: &str) -> String {
        format!("{}{path}", self.sandbox.base_url())
    }

    async fn set_up(&self, webhook: &str) {
        self.control("clock", json!({ "now": self.hands.now().to_string(), "frozen": true }))
            .await;
        let url = self.outside(&format!("/telegram/bot{BOT_TOKEN}/setWebhook"));
        let answer = self
            .http
            .post(url)
            .json(&json!({ "url": webhook, "secret_token": SECRET }))
            .send()
            .await
            .unwrap();
        assert!(answer.status().is_success(), "setWebhook: {:?}", answer.text().await);
        self.control("telegram/limits", json!({ "enforced": false })).await;
    }

    async fn take_watch(&mut self) -> PollerAtWork {
        self.owners += 1;
        let hosts = Hosts {
            common: self.outside("/wb/common").parse().unwrap(),
            supplies: self.outside("/wb/supplies").parse().unwrap(),
        };
        let services = PollerServices {
            table: self.table.clone(),
            vault: Vault::new(self.cloud.aws.kms.clone(), "key".into()),
            api: Api::new(self.http.clone(), hosts),
            bookings: Fifo::new(self.cloud.aws.sqs.clone(), self.cloud.queue_url(BOOKINGS)),
            notifications: Fifo::new(self.cloud.aws.sqs.clone(), self.cloud.queue_url(NOTIFICATIONS)),
            clock: self.hands.clock(),
            rules: PollerRules::default(),
            version: "story".into(),
        };
        let owner = format!("poller-{}", self.owners);
        let lease_time = Duration::from_millis(2_400);
        let mut keeper = LeaseKeeper::new(self.table.clone(), POLLER_LEASE, owner, lease_time);
        let since = self.hands.now();
        let lease = loop {
            let elapsed = self.hands.now().duration_since(since).unsigned_abs();
            if let Some(lease) = keeper.try_acquire(elapsed, self.hands.now()).await.unwrap() {
                break lease;
            }
            self.passes(SignedDuration::from_millis(300)).await;
        };
        let mut poller = Poller::new(services);
        poller.refresh().await.unwrap();
        let note = LeaseKeeper::note::<PollerNote>(&self.table, POLLER_LEASE)
            .await
            .unwrap();
        poller
            .take_over(&lease, note.as_ref().map(|(note, _)| note))
            .await
            .unwrap();
        PollerAtWork {
            poller,
            keeper,
            lease,
            since,
        }
    }

    fn invocation(&self, batch: SqsEvent) -> LambdaEvent<SqsEvent> {
        let mut context = Context::default();
        context.deadline = (self.hands.now() + SignedDuration::from_secs(60)).as_millisecond() as u64;
        LambdaEvent::new(batch, context)
    }
}
