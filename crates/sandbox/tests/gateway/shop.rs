//! A seller who books through the gateway.

use serde_json::{Value, json};

use crate::common::Story;

pub(crate) const SID: &str = "00000000-0000-4000-8000-000000000001";
pub(crate) const FIRST: &str = "2026-11-25";
pub(crate) const BETTER: &str = "2026-11-22";

pub(crate) struct Shop {
    pub(crate) story: Story,
    pub(crate) key: String,
}

impl Shop {
    /// A seller, before a board that is open on two days, for one supply each.
    pub(crate) async fn begin() -> Self {
        let story = Story::begin().await;
        let key = story.key(json!({"sid": SID})).await;
        let shop = Self { story, key };
        for date in [FIRST, BETTER] {
            shop.open(date).await;
        }
        shop
    }

    pub(crate) async fn open(&self, date: &str) {
        let slot = json!({"warehouseID": 507, "date": date, "boxTypeID": 2, "coefficient": 1, "capacity": 1});
        self.story.control("wb/slots", slot).await;
    }

    /// Books as this seller, or as whoever has the key; `cargo` says what is brought.
    pub(crate) async fn book_as(&self, key: &str, attempt: &str, date: &str, cargo: Value) -> (u16, Value) {
        let mut body = json!({"warehouseID": 507, "date": date, "boxTypeID": 2});
        for (name, value) in cargo.as_object().unwrap() {
            body[name] = value.clone();
        }
        let request = self.story.http.post(self.story.url("/gateway/api/v1/bookings"));
        let request = request.bearer_auth(key).header("Idempotency-Key", attempt).json(&body);
        let response = request.send().await.unwrap();
        (response.status().as_u16(), response.json().await.unwrap())
    }

    pub(crate) async fn book(&self, attempt: &str, date: &str, cargo: Value) -> (u16, Value) {
        self.book_as(&self.key, attempt, date, cargo).await
    }

    /// A booking that must succeed.
    pub(crate) async fn booked(&self, attempt: &str, date: &str, cargo: Value) -> Value {
        let (status, booking) = self.book(attempt, date, cargo).await;
        assert_eq!(status, 201, "{booking}");
        booking
    }

    pub(crate) async fn outcome(&self, outcome: &str) {
        let path = format!("gateway/sellers/{SID}");
        self.story.control(&path, json!({"outcome": outcome})).await;
    }

    /// How a booking stands, asked for by the attempt that made it.
    pub(crate) async fn status(&self, attempt: &str) -> Value {
        let path = format!("/gateway/api/v1/bookings?idempotencyKey={attempt}");
        let request = self.story.http.get(self.story.url(&path)).bearer_auth(&self.key);
        let booking: Value = request.send().await.unwrap().json().await.unwrap();
        booking["status"].clone()
    }

    /// The ledger's line of an attempt.
    pub(crate) async fn line(&self, attempt: &str) -> Value {
        let ledger = self.story.get("/control/gateway/bookings").await;
        let mut lines = ledger.as_array().unwrap().iter();
        lines.find(|line| line["idempotencyKey"] == attempt).unwrap().clone()
    }

    /// The day of the one supply there is, as the portal shows it.
    pub(crate) async fn day(&self) -> Value {
        let orders = self.orders().await;
        assert_eq!(orders.len(), 1, "one supply: {orders:?}");
        orders[0]["supplyDate"].clone()
    }

    pub(crate) async fn orders(&self) -> Vec<Value> {
        let told = self.story.get("/control/wb/supplies").await;
        told["orders"].as_array().unwrap().clone()
    }

    /// What Wildberries itself says of a supply: status and body.
    pub(crate) async fn supply(&self, number: &Value) -> (u16, Value) {
        let path = format!("/wb/supplies/api/v1/supplies/{number}");
        let request = self.story.http.get(self.story.url(&path));
        let response = request.header("Authorization", &self.key).send().await.unwrap();
        (response.status().as_u16(), response.json().await.unwrap())
    }
}

/// The booking's supply, as what is brought.
pub(crate) fn supply_of(booking: &Value) -> Value {
    assert!(booking["supplyID"].as_i64().is_some(), "{booking}");
    json!({"supplyID": booking["supplyID"]})
}
