//! What a story looks at afterwards: ledgers, the table, the poller's note.

use accounts::balance::Balance;
use aws_sdk_dynamodb::types::AttributeValue;
use booking::directory::Directory;
use booking::feed::{POLLER_LEASE, PollerNote};
use booking::watch::Watch;
use serde_json::Value;
use store::LeaseKeeper;
use telegram::UserId;

use crate::cloud::TABLE;
use crate::world::World;

impl World {
    /// Panics if Telegram refused a single call of the bot; arranged faults do not count.
    pub async fn telegram_was_never_refused(&self) {
        let calls = self.calls("telegram").await;
        let refused: Vec<_> = calls
            .iter()
            .filter(|call| call["status"].as_u64().unwrap_or_default() >= 400 && call["fault"].is_null())
            .collect();
        assert!(refused.is_empty(), "Telegram refused {refused:#?}");
        assert!(!calls.is_empty(), "the bot said nothing at all");
    }

    /// Requests to book that reached the gateway.
    pub async fn booking_requests(&self) -> Vec<Value> {
        let mut calls = self.calls("gateway").await;
        calls.retain(|call| call["method"] == "POST");
        calls
    }

    /// Requests for the feed that reached Wildberries.
    pub async fn feed_requests(&self) -> Vec<Value> {
        let mut calls = self.calls("wb").await;
        calls.retain(|call| {
            call["path"]
                .as_str()
                .is_some_and(|path| path.ends_with("acceptance/coefficients"))
        });
        calls
    }

    /// A user's catches as (left, reserved, caught); `None` before the first one was reserved.
    pub async fn balance(&self, user: i64) -> Option<(i64, u32, u32)> {
        let stored = self.table.get::<Balance>(&Balance::key_of(UserId(user))).await.unwrap();
        stored.map(|stored| (stored.record.left, stored.record.reserved, stored.record.caught))
    }

    /// A user's watches, newest first.
    pub async fn watches_of(&self, user: i64) -> Vec<Watch> {
        let watches = booking::watches::list(&self.table, UserId(user)).await.unwrap();
        watches.into_iter().map(|stored| stored.record).collect()
    }

    /// How many warehouses the wizard can offer.
    pub async fn directory_len(&self) -> usize {
        let stored = self.table.get::<Directory>(&Directory::table_key()).await.unwrap();
        stored.map_or(0, |stored| stored.record.warehouses.len())
    }

    /// What the poller noted last.
    pub async fn note(&self) -> PollerNote {
        let note = LeaseKeeper::note::<PollerNote>(&self.table, POLLER_LEASE)
            .await
            .unwrap();
        note.expect("somebody polls").0
    }

    /// Everything the table holds: the names and values of every item, one text an item.
    pub async fn items(&self) -> Vec<String> {
        let mut pages = self
            .cloud
            .aws
            .dynamodb
            .scan()
            .table_name(TABLE)
            .into_paginator()
            .items()
            .send();
        let mut items = Vec::new();
        while let Some(item) = pages.next().await {
            items.push(text_of(&AttributeValue::M(item.unwrap())));
        }
        items
    }
}

/// A value as plain text, bytes read as characters, so that it can be searched.
fn text_of(value: &AttributeValue) -> String {
    match value {
        AttributeValue::S(text) | AttributeValue::N(text) => text.clone(),
        AttributeValue::B(bytes) => String::from_utf8_lossy(bytes.as_ref()).into_owned(),
        AttributeValue::M(fields) => fields
            .iter()
            .map(|(name, value)| format!("{name}={}\n", text_of(value)))
            .collect(),
        AttributeValue::L(values) => values.iter().map(|value| format!("{}\n", text_of(value))).collect(),
        other => format!("{other:?}"),
    }
}
