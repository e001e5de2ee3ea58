//! The world of a story.

use std::sync::Arc;

use accounts::pace::Pace;
use booking::official::Official;
use booking::orders::Orders;
use jiff::SignedDuration;
use notifier::handler::Notifier;
use redistribution::windows::OpeningHours;
use reqwest::Url;
use sandbox::{Config as SandboxConfig, Running, Sandbox};
use secrecy::SecretString;
use serde_json::{Value, json};
use store::{Buckets, Table};
use vault::Vault;
use webhook::handler::Webhook;
use webhook::switches::Switches;
use wildberries::{Api, Hosts};

use crate::cloud::{Cloud, TABLE};
use crate::door::{self, RefusedKeys};
use crate::hands::Hands;
use crate::queues::GONE;
use crate::seller::Seller;
use crate::workers::{BOOKINGS, NOTIFICATIONS, PollerAtWork};

/// When stories begin: a Wednesday morning in Moscow.
const BEGINNING: &str = "2026-11-18T06:00:00Z";
/// Who runs the bot in stories.
pub const ADMIN: i64 = 900;
/// Where work for the reporter waits.
pub const REPORTS: &str = "reports.fifo";
/// Where work for the collector waits.
pub const COLLECTIONS: &str = "collections.fifo";
pub(crate) const BOT_TOKEN: &str = "42:sandbox";
pub(crate) const SECRET: &str = "local-secret";
/// Everything there is.
pub struct World {
    /// AWS.
    pub cloud: Cloud,
    /// The clock's hands.
    pub hands: Hands,
    /// The table.
    pub table: Table,
    /// How fast shops book.
    pub pace: Pace,
    /// The webhook, for requests made by hand.
    pub webhook: Arc<Webhook>,
    pub(crate) sandbox: Running,
    pub(crate) http: reqwest::Client,
    pub(crate) notifier: Notifier,
    pub(crate) gateway: String,
    pub(crate) refused: RefusedKeys,
    pub(crate) watch: Option<PollerAtWork>,
    pub(crate) owners: u32,
}

impl World {
    /// A new world: nobody has spoken, every slot is closed.
    pub async fn start() -> Self {
        Self::with_features(Switches::all()).await
    }

    /// The same with only these features switched on.
    pub async fn with_features(switches: Switches) -> Self {
        let hands = Hands::at(BEGINNING.parse().unwrap());
        let cloud = Cloud::start(hands.clone()).await;
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
                bookings_queue: cloud.queue_url(BOOKINGS),
                notifications_queue: cloud.queue_url(NOTIFICATIONS),
                reports_queue: cloud.queue_url(REPORTS),
                collections_queue: cloud.queue_url(COLLECTIONS),
                queues: format!("reports={},lost={}", cloud.queue_url(REPORTS), cloud.queue_url(GONE))
                    .parse()
                    .expect("queues"),
                bot_token: SecretString::from(BOT_TOKEN),
                webhook_secret: SecretString::from(SECRET),
                telegram_url: at("/telegram"),
                t_me_url: at("/tme"),
                wb_common_url: at("/wb/common"),
                wb_supplies_url: at("/wb/supplies"),
                wb_analytics_url: at("/wb/analytics"),
                gateway_url: Some(at("/gateway")),
                move_windows: OpeningHours::default(),
                offers: "10:250,50:990,unlimited:1500".parse().expect("offers"),
                support_contact: "@helper".into(),
                trial_catches: 2,
                booking_pace: Pace::default(),
                max_watches: 100,
                max_channels: 20,
                accept_test_keys: false,
                books_through_gateway: true,
                switches,
                admins: [telegram::UserId(ADMIN)].into_iter().collect(),
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
        let refused = RefusedKeys::default();
        let gateway = door::fused(outside.to_string(), cloud.fuse.clone(), refused.clone()).await;
        let world = Self {
            table: Table::new(cloud.aws.dynamodb.clone(), TABLE.into()),
            hands,
            cloud,
            webhook,
            sandbox,
            http,
            notifier,
            gateway,
            refused,
            pace: Pace::default(),
            watch: None,
            owners: 0,
        };
        world.set_up(&format!("{door}/telegram")).await;
        world
    }

    /// A world in which seller 1 has a key and the poller has seen the board once.
    pub async fn with_a_key() -> Self {
        let mut world = Self::start().await;
        world.seller(1).adds_a_key().await;
        world.tick().await;
        world
    }

    /// The same, and seller 1 waits for boxes to Koledino from 24 to 26 November at up to ×5; the poller knows.
    pub async fn watching() -> Self {
        let mut world = Self::with_a_key().await;
        world.seller(1).watches(507, 2, 5, "2026-11-24", "2026-11-26").await;
        world.tick().await;
        world
    }

    /// How the gateway answers a seller's own shop from now on: `ok`, `goods_rejected`, `too_active` or `pending`.
    pub async fn gateway_says(&self, seller: i64, outcome: &str) {
        let path = format!("gateway/sellers/{}", self.seller(seller).shop());
        self.control(&path, json!({ "outcome": outcome })).await;
    }

    /// Arranges faults outside, as docs/SANDBOX.md describes them.
    pub async fn faults(&self, faults: Value) {
        self.control("faults", faults).await;
    }

    /// No more faults outside.
    pub async fn mend(&self) {
        let answer = self.http.delete(self.outside("/control/faults")).send().await.unwrap();
        assert!(answer.status().is_success(), "{answer:?}");
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

    /// Closes a slot.
    pub async fn closes(&self, warehouse: u32, date: &str, box_type: u16) {
        self.opens(warehouse, date, box_type, -1.0).await;
    }

    /// Opens a slot at this price.
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

    /// Base URL of the outside world.
    pub fn outside(&self, path: &str) -> String {
        format!("{}{path}", self.sandbox.base_url())
    }

    /// Orders and drafts at Wildberries, as the webhook asks for them.
    pub fn orders(&self) -> Orders {
        let hosts = Hosts {
            common: self.outside("/wb/common").parse().unwrap(),
            supplies: self.outside("/wb/supplies").parse().unwrap(),
        };
        Orders {
            table: self.table.clone(),
            official: Official {
                api: Api::new(self.http.clone(), hosts),
                buckets: Buckets::new(self.table.clone()),
                vault: Vault::new(self.cloud.aws.kms.clone(), "key".into()),
                tally: Default::default(),
            },
        }
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
}
