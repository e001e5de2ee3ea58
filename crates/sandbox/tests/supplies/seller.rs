//! A seller with a key, before the simulated Wildberries.

use jiff::civil::date;
use reqwest::Method;
use serde_json::{Value, json};
use wildberries::{Api, Hosts, OrderId, SellerKey, SupplyDetails, SupplyLookup, SupplyQuery, SupplyRef, SupplyStatus};

use crate::common::Story;

/// The seller of every story, and another one.
pub(crate) const SID: &str = "00000000-0000-4000-8000-000000000001";
pub(crate) const OTHER: &str = "00000000-0000-4000-8000-000000000002";

/// A seller with a key, and the client.
pub(crate) struct Seller {
    pub(crate) story: Story,
    pub(crate) api: Api,
    pub(crate) key: SellerKey,
}

impl Seller {
    pub(crate) async fn begin() -> Self {
        Self::of(Story::begin().await, json!({"sid": SID, "name": "ИП Слотов"})).await
    }

    pub(crate) async fn of(story: Story, seller: Value) -> Self {
        let key = SellerKey::new(story.key(seller).await);
        let host = |name: &str| story.url(&format!("/wb/{name}")).parse().unwrap();
        let hosts = Hosts {
            common: host("common"),
            supplies: host("supplies"),
        };
        let api = Api::new(story.http.clone(), hosts).with_analytics(host("analytics"));
        Self { story, api, key }
    }

    /// Another key in the same world.
    pub(crate) async fn key(&self, seller: Value) -> SellerKey {
        SellerKey::new(self.story.key(seller).await)
    }

    pub(crate) async fn open(&self, slot: Value) {
        self.story.control("wb/slots", slot).await;
    }

    /// An order without a date.
    pub(crate) async fn order(&self, order: Value) -> OrderId {
        let made = self.story.control("wb/orders", order).await;
        OrderId(made["preorderID"].as_i64().unwrap())
    }

    pub(crate) async fn look(&self, which: SupplyRef) -> SupplyLookup {
        self.api.supply(&self.key, which).await.unwrap()
    }

    pub(crate) async fn details(&self, which: SupplyRef) -> SupplyDetails {
        match self.look(which).await {
            SupplyLookup::Found(details) => details,
            other => panic!("{which:?}: {other:?}"),
        }
    }

    /// A call by hand: status and body.
    pub(crate) async fn raw(&self, verb: Method, path: &str, body: Value) -> (u16, Value) {
        let request = self.story.http.request(verb, self.story.url(path));
        let request = request.header("Authorization", self.key.expose());
        let response = if body.is_null() { request } else { request.json(&body) }
            .send()
            .await
            .unwrap();
        let status = response.status().as_u16();
        let text = response.text().await.unwrap();
        (status, serde_json::from_str(&text).unwrap_or_default())
    }
}

/// Orders made in November 2026.
pub(crate) fn november(statuses: &[SupplyStatus]) -> SupplyQuery {
    SupplyQuery {
        created_from: date(2026, 11, 1),
        created_to: date(2026, 11, 30),
        statuses: statuses.to_vec(),
    }
}
