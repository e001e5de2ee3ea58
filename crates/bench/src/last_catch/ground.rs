//! What the race is run on: a table, a key and queues of its own, and the sandbox's shops, board and gateway.

use std::collections::HashSet;
use std::time::Duration;

use accounts::key_load::Tally;
use accounts::pace::Pace;
use anyhow::{Context, ensure};
use aws_sdk_sqs::types::QueueAttributeName;
use booking::board::{Cell, OpenCell, OpeningId};
use booking::booker::{Booker, BookerRules};
use booking::clock::{Clock, moscow_date};
use booking::official::Official;
use jiff::{Timestamp, ToSpan};
use lambda_kit::Aws;
use queue::{Envelope, Fifo};
use reqwest::Url;
use secrecy::SecretString;
use serde_json::{Value, json};
use store::{Breaker, BreakerSpec, Buckets, Table};
use telegram::{Notification, Topic};
use vault::Vault;
use wildberries::{Api, BoxType, Coefficient, Gateway, Hosts, SellerId, WarehouseId};

use super::made_by;

/// The table's and the queues' name.
const NAME: &str = "bench-last-catch";
/// Коледино, on the board's last day: no other measurement's watch wants it.
const WAREHOUSE: WarehouseId = WarehouseId(507);
const LAST_DAY: i64 = 13;

/// A shop with its key.
pub struct Shop {
    /// Which.
    pub seller: SellerId,
    /// Its key.
    pub token: SecretString,
}

/// Messages that were queued.
#[derive(Default)]
pub struct Messages {
    /// Of something caught.
    pub catches: usize,
    /// Of openings that nobody could pay for.
    pub openings: usize,
}

/// Everything around the bookers.
pub struct Ground {
    aws: Aws,
    http: reqwest::Client,
    sandbox: String,
    key: String,
    bookings: String,
    notifications: String,
}

impl Ground {
    /// Makes the table, the key and the queues at the engine.
    pub async fn prepare(sandbox: &str) -> anyhow::Result<Self> {
        let aws = Aws::load();
        store::schema::create_table(&aws.dynamodb, NAME).await?;
        let made = aws.kms.create_key().send().await?;
        let key = made.key_metadata.context("the new key")?.key_id;
        let bookings = queue(&aws, "bookings").await?;
        let notifications = queue(&aws, "notifications").await?;
        Ok(Self {
            aws,
            http: lambda_kit::http_client(),
            sandbox: sandbox.trim_end_matches('/').to_owned(),
            key,
            bookings,
            notifications,
        })
    }

    /// The table.
    pub fn table(&self) -> Table {
        Table::new(self.aws.dynamodb.clone(), NAME.to_owned())
    }

    /// What seals keys.
    pub fn vault(&self) -> Vault {
        Vault::new(self.aws.kms.clone(), self.key.clone())
    }

    /// A booker like that of another process: nothing is shared in memory but the pool of connections. Nothing but catches limits it.
    pub fn booker(&self) -> anyhow::Result<Booker> {
        let url = |path: &str| format!("{}{path}", self.sandbox).parse::<Url>();
        let hosts = Hosts {
            common: url("/wb/common")?,
            supplies: url("/wb/supplies")?,
        };
        let (table, vault, tally) = (self.table(), self.vault(), Tally::default());
        let http = lambda_kit::http_client();
        let health = BreakerSpec {
            failures: 5,
            window: Duration::from_secs(30),
            open_for: Duration::from_secs(10),
        };
        Ok(Booker {
            vault: vault.clone(),
            gateway: Some(Gateway::new(http.clone(), url("/gateway")?)),
            official: Official {
                api: Api::new(http, hosts),
                buckets: Buckets::new(table.clone()),
                vault,
                tally: tally.clone(),
            },
            tally,
            breaker: Breaker::new(table.clone(), "gateway", health),
            bookings: Fifo::new(self.aws.sqs.clone(), self.bookings.clone()),
            notifications: Fifo::new(self.aws.sqs.clone(), self.notifications.clone()),
            table,
            clock: Clock::system(),
            rules: BookerRules {
                trial_catches: 0,
                pace: Pace::Free,
                ..BookerRules::default()
            },
        })
    }

    /// Shops that the sandbox has made.
    pub async fn shops(&self, count: usize) -> anyhow::Result<Vec<Shop>> {
        let mut shops = Vec::with_capacity(count);
        for number in 1..=count {
            let shop = json!({"name": format!("Last catch {number}"), "acc": 4});
            let made = self.post("/control/wb/sellers", &shop).await?;
            let text = |name: &str| made[name].as_str().context("a new shop's key");
            shops.push(Shop {
                seller: text("sid")?.parse().ok().context("a shop's id")?,
                token: text("token")?.into(),
            });
        }
        Ok(shops)
    }

    /// Opens a slot with room for everybody, so that only the catch is scarce.
    pub async fn open_slot(&self) -> anyhow::Result<OpenCell> {
        let open = OpenCell {
            cell: Cell {
                warehouse: WAREHOUSE,
                date: moscow_date(Timestamp::now()).checked_add(LAST_DAY.days())?,
                box_type: BoxType::Boxes,
            },
            coefficient: Coefficient::whole(1),
            opening: OpeningId(1),
        };
        self.set_slot(&open.cell, 1).await?;
        Ok(open)
    }

    /// Closes it again.
    pub async fn close_slot(&self) -> anyhow::Result<()> {
        let date = moscow_date(Timestamp::now()).checked_add(LAST_DAY.days())?;
        let cell = Cell {
            warehouse: WAREHOUSE,
            date,
            box_type: BoxType::Boxes,
        };
        self.set_slot(&cell, -1).await
    }

    async fn set_slot(&self, cell: &Cell, coefficient: i32) -> anyhow::Result<()> {
        let slot = json!({
            "warehouseID": cell.warehouse.0, "date": cell.date, "boxTypeID": cell.box_type.id(), "coefficient": coefficient,
        });
        self.post("/control/wb/slots", &slot).await.map(|_| ())
    }

    /// How many bookings the gateway made for these attempts.
    pub async fn booked(&self, attempts: &HashSet<String>) -> anyhow::Result<usize> {
        let url = format!("{}/control/gateway/bookings", self.sandbox);
        let ledger: Vec<Value> = self.http.get(url).send().await?.error_for_status()?.json().await?;
        Ok(made_by(attempts, &ledger))
    }

    /// Takes all messages off the queue.
    pub async fn messages(&self) -> anyhow::Result<Messages> {
        let mut messages = Messages::default();
        let (sqs, url) = (&self.aws.sqs, &self.notifications);
        loop {
            let received = sqs.receive_message().queue_url(url).max_number_of_messages(10).send();
            let received = received.await?.messages.unwrap_or_default();
            if received.is_empty() {
                return Ok(messages);
            }
            for message in received {
                let told = Envelope::<Notification>::decode(message.body.as_deref().unwrap_or_default())?;
                match told.job.topic {
                    Some(Topic::Catch) => messages.catches += 1,
                    Some(Topic::Opening) => messages.openings += 1,
                    other => anyhow::bail!("a message about {other:?}"),
                }
                let receipt = message.receipt_handle.context("a message's receipt")?;
                sqs.delete_message()
                    .queue_url(url)
                    .receipt_handle(receipt)
                    .send()
                    .await?;
            }
        }
    }

    async fn post(&self, path: &str, body: &Value) -> anyhow::Result<Value> {
        let answer = self
            .http
            .post(format!("{}{path}", self.sandbox))
            .json(body)
            .send()
            .await?;
        let status = answer.status();
        ensure!(status.is_success(), "the sandbox answered {status} to {path}");
        Ok(answer.json().await?)
    }
}

/// The URL of a new queue that nobody works on.
async fn queue(aws: &Aws, what: &str) -> anyhow::Result<String> {
    let made = aws
        .sqs
        .create_queue()
        .queue_name(format!("{NAME}-{what}.fifo"))
        .attributes(QueueAttributeName::FifoQueue, "true")
        .send()
        .await?;
    made.queue_url.context("the new queue's URL")
}
