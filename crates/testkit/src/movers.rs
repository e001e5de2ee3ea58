//! The redistributor at work, step by step: the lookout's looks and the mover's batches.

use std::time::Duration;

use accounts::history::{HistoryLine, Operation};
use axum::http::StatusCode;
use axum::{Json, Router};
use jiff::{SignedDuration, Timestamp};
use lambda_runtime::{Context, LambdaEvent};
use redistribution::lookout::{Look, Lookout};
use redistribution::mover::MoverRules;
use redistribution::records::CoolDown;
use redistribution::rule::Rule;
use redistribution::rules::{MakeRule, RuleOrder, Rules};
use redistribution::windows::{OpeningHours, Schedule};
use redistributor::handler::Redistributor;
use serde_json::{Value, json};
use telegram::{ChatId, UserId};

use crate::cloud::{TABLE, listen};
use crate::workers::{Crashed, NOTIFICATIONS};
use crate::world::World;

/// Where jobs to move stock wait.
pub const MOVES: &str = "moves.fifo";

impl World {
    /// A lookout that looks at the quotas at any time.
    pub fn lookout(&self) -> Lookout {
        self.lookout_at(OpeningHours::Always)
    }

    /// A lookout that looks closely for ten minutes around these hours.
    pub fn lookout_at(&self, hours: OpeningHours) -> Lookout {
        self.redistributor(hours).lookout().expect("there is a gateway")
    }

    /// One second later the lookout looks.
    pub async fn looks(&self, lookout: &mut Lookout) -> Look {
        self.passes(SignedDuration::from_secs(1)).await;
        Box::pin(lookout.step()).await.expect("a look")
    }

    /// The same, but the lookout dies if the fuse blows.
    pub async fn looks_until_crash(&self, lookout: &mut Lookout) -> Result<(), Crashed> {
        self.passes(SignedDuration::from_secs(1)).await;
        tokio::select! {
            done = Box::pin(lookout.step()) => {
                done.expect("a look");
                Ok(())
            }
            () = self.cloud.fuse.blown() => {
                self.cloud.fuse.reset();
                Err(Crashed)
            }
        }
    }

    /// The mover gets one batch.
    pub async fn moves(&self) {
        self.moves_until_crash().await.expect("no crash was ordered");
    }

    /// The mover gets one batch, and dies if the fuse blows: then the batch stays in the queue.
    pub async fn moves_until_crash(&self) -> Result<(), Crashed> {
        self.one_batch(self.redistributor(OpeningHours::Always)).await
    }

    /// The mover gets one batch, and a gateway that answers every request so: status, body.
    pub async fn moves_at_a_gateway_that_says(&self, status: u16, body: Value) {
        let status = StatusCode::from_u16(status).expect("a status");
        let router = Router::new().fallback(move || async move { (status, Json(body)) });
        let (listener, url) = listen().await;
        let serving = tokio::spawn(async move { axum::serve(listener, router).await });
        let mut config = self.redistributor_config(OpeningHours::Always);
        config.gateway_url = Some(url.parse().expect("a URL"));
        let redistributor = self.redistributor_with(config);
        self.one_batch(redistributor).await.expect("no crash was ordered");
        serving.abort();
    }

    async fn one_batch(&self, redistributor: Redistributor) -> Result<(), Crashed> {
        let Some(batch) = self.cloud.queues.batch(MOVES) else {
            return Ok(());
        };
        let work = Box::pin(redistributor.jobs(self.invocation(batch.clone())));
        tokio::select! {
            response = work => {
                self.cloud.queues.settle(MOVES, &batch, &response);
                Ok(())
            }
            () = self.cloud.fuse.blown() => {
                self.cloud.fuse.reset();
                Err(Crashed)
            }
            () = self.time_goes_on() => unreachable!("time never ends"),
        }
    }

    /// What the redistributor answers to this event: a batch of jobs, or a shift of about a second by the clock on the wall.
    pub async fn redistributor_gets(&self, event: Value) -> Value {
        let mut context = Context::default();
        context.request_id = "shift".into();
        let (redistributor, now) = match event.get("Records") {
            Some(_) => (self.redistributor(OpeningHours::Always), self.hands.now()),
            None => {
                let config = self.redistributor_config(OpeningHours::At(Vec::new()));
                let function = Redistributor::new(config, &self.cloud.aws, self.http.clone());
                (function, Timestamp::now())
            }
        };
        context.deadline = (now + SignedDuration::from_secs(60)).as_millisecond() as u64;
        Box::pin(redistributor.handle(LambdaEvent::new(event, context)))
            .await
            .expect("an answer")
    }

    /// What may be done with rules, as the webhook does it.
    pub fn rules(&self) -> Rules {
        Rules {
            table: self.table.clone(),
            most_rules: 100,
        }
    }

    /// Makes a rule for a user whose shop has a key.
    pub async fn makes_a_rule(&self, user: i64, name: &str, order: RuleOrder) -> Rule {
        let (user, chat) = (UserId(user), ChatId(user));
        let id = redistribution::ids::RuleId::from_text(name);
        let made = self
            .rules()
            .make(user, chat, &id, order, self.hands.now())
            .await
            .unwrap();
        let MakeRule::Made(rule) = made else {
            panic!("{made:?}");
        };
        *rule
    }

    /// A user's rule as it stands.
    pub async fn rule(&self, user: i64, name: &str) -> Rule {
        let id = redistribution::ids::RuleId::from_text(name);
        let stored = self.table.get::<Rule>(&Rule::key_of(UserId(user), &id)).await.unwrap();
        stored.expect("the rule").record
    }

    /// Says what lies in a shop: card 1, sizes with their units in a warehouse.
    pub async fn stocks(&self, seller: i64, shelves: &[(u64, u32, u32)]) {
        let item = |(chrt, warehouse, units): &(u64, u32, u32)| json!({ "nmId": 1, "chrtId": chrt, "barcode": format!("46{chrt:011}"), "warehouseId": warehouse, "quantity": units });
        let items: Vec<Value> = shelves.iter().map(item).collect();
        let sid = self.seller(seller).shop();
        self.control("wb/stocks", json!({ "sid": sid, "items": items })).await;
    }

    /// Opens these quotas: office, units that may leave, units that may come.
    pub async fn opens_quotas(&self, quotas: &[(u32, u32, u32)]) {
        let quota =
            |(office, src, dst): &(u32, u32, u32)| json!({ "officeID": office, "srcQuota": src, "dstQuota": dst });
        let quotas: Vec<Value> = quotas.iter().map(quota).collect();
        self.control("gateway/quotas", json!({ "open": true, "quotas": quotas }))
            .await;
    }

    /// Closes the quotas.
    pub async fn closes_quotas(&self) {
        self.control("gateway/quotas", json!({ "open": false })).await;
    }

    /// The gateway's ledger of moved stock: number, destination, units.
    pub async fn moved(&self) -> Vec<(String, u64, u64)> {
        let ledger = self.ask("gateway/redistributions").await;
        let mut moved = Vec::new();
        for entry in ledger.as_array().expect("a ledger") {
            let accepted = entry["accepted"].as_array().expect("items");
            let units = accepted.iter().filter_map(|item| item["count"].as_u64()).sum();
            let to = accepted.first().and_then(|item| item["dstOfficeID"].as_u64());
            let number = entry["requestID"].as_str().expect("a number").to_owned();
            moved.push((number, to.unwrap_or_default(), units));
        }
        moved
    }

    /// Requests to move stock that reached the gateway.
    pub async fn move_requests(&self) -> Vec<Value> {
        let mut calls = self.calls("gateway").await;
        calls.retain(|call| {
            call["path"]
                .as_str()
                .is_some_and(|path| path.ends_with("redistribution/requests"))
        });
        calls
    }

    /// What a user's history says of moved stock: number of the request, units.
    pub async fn moved_by_history(&self, user: i64) -> Vec<(Option<String>, u32)> {
        let pk = format!("USER#{user}");
        let lines = self.table.list::<HistoryLine>(&pk, HistoryLine::PREFIX).await.unwrap();
        let mut moved = Vec::new();
        for line in lines {
            if let Operation::Moved { accepted, request, .. } = line.record.what {
                moved.push((request, accepted));
            }
        }
        moved
    }

    /// What a shop's sizes are held back for, or rest for: size, destination, units, whether the end is still uncertain.
    pub async fn cool_downs(&self, seller: i64) -> Vec<(u64, u32, u32, bool)> {
        let shop = format!("SELLER#{}", self.seller(seller).shop());
        let cool_downs = self.table.list::<CoolDown>(&shop, CoolDown::PREFIX).await.unwrap();
        let told = cool_downs.into_iter().map(|stored| stored.record);
        told.map(|cool| (cool.chrt.0, cool.dst.0, cool.units, cool.held_by.is_some()))
            .collect()
    }

    /// Units of each request to move stock that reached the gateway.
    pub async fn units_asked(&self) -> Vec<u64> {
        let units = |call: &Value| {
            let items = call["body"]["items"].as_array().cloned().unwrap_or_default();
            items.iter().filter_map(|item| item["count"].as_u64()).sum()
        };
        self.move_requests().await.iter().map(units).collect()
    }

    fn redistributor(&self, hours: OpeningHours) -> Redistributor {
        self.redistributor_with(self.redistributor_config(hours))
    }

    fn redistributor_with(&self, config: redistributor::config::Config) -> Redistributor {
        let rules = MoverRules {
            answer_within: Duration::from_millis(400),
            doubt_pauses: vec![Duration::ZERO; 2],
            repeat_pause: Duration::ZERO,
            ..MoverRules::default()
        };
        Redistributor::with(config, &self.cloud.aws, self.http.clone(), rules, self.hands.clock())
    }

    fn redistributor_config(&self, hours: OpeningHours) -> redistributor::config::Config {
        redistributor::config::Config {
            table: TABLE.into(),
            kms_key: "key".into(),
            moves_queue: self.cloud.queue_url(MOVES),
            notifications_queue: self.cloud.queue_url(NOTIFICATIONS),
            gateway_url: Some(format!("{}/gateway", self.gateway).parse().unwrap()),
            wb_analytics_url: self.outside("/wb/analytics").parse().unwrap(),
            schedule: Schedule {
                hours,
                length: SignedDuration::from_mins(10),
            },
            look: Duration::from_secs(1),
            max_receives: 6,
            environment: "story".into(),
        }
    }
}
