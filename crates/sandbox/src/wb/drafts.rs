//! Sellers' drafts: goods that are to become an order.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::moments::moscow;
use super::numbers::Numbers;
use super::stocks::Good;
use super::tokens::uuid_of;

/// The most units of one good a draft takes.
pub const MOST_UNITS: u32 = 999_999;

/// A draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// Its id, a UUID.
    pub id: String,
    /// Whose it is.
    pub sid: String,
    /// When it was made, by the sandbox's clock.
    pub made_at_ms: i64,
    /// When its goods last changed.
    pub changed_at_ms: i64,
    /// Units by barcode.
    pub items: BTreeMap<String, u32>,
}

/// All drafts, oldest first.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Drafts(Vec<Draft>);

impl Draft {
    /// Different goods in it.
    pub fn goods(&self) -> usize {
        self.items.len()
    }

    /// Units of all goods in it.
    pub fn units(&self) -> u32 {
        self.items.values().fold(0, |sum, units| sum.saturating_add(*units))
    }

    /// Adds units; what is there already is added up.
    pub fn add(&mut self, items: impl IntoIterator<Item = (String, u32)>, now_ms: i64) {
        for (sku, units) in items {
            let there = self.items.entry(sku).or_default();
            *there = there.saturating_add(units).min(MOST_UNITS);
        }
        self.changed_at_ms = now_ms;
    }

    /// Takes goods out; those that are not in it are passed over.
    pub fn remove(&mut self, skus: &[String], now_ms: i64) {
        for sku in skus {
            self.items.remove(sku);
        }
        self.changed_at_ms = now_ms;
    }

    /// The row of the list of drafts.
    pub fn row(&self) -> Value {
        json!({
            "draftId": self.id, "phone": "+7 900 *** 00 00", "createdAt": moscow(self.made_at_ms),
            "updatedAt": moscow(self.changed_at_ms), "skuQuantity": self.goods(), "itemQuantity": self.units()
        })
    }

    /// Its goods, as the shop's cards tell of them. Of a good that is not among `known` what a card would say is invented.
    pub fn content(&self, known: &[Good]) -> Value {
        let items = self.items.iter().enumerate().map(|(place, (sku, units))| {
            let mut item = json!({
                "sku": sku, "color": "", "quantity": units, "brandName": "", "imgSrc": "", "nmId": 100_000_001 + place,
                "subjectName": "Товар", "techSize": "0", "title": format!("Товар {sku}"), "vendorCode": format!("art-{sku}")
            });
            if let Some(good) = known.iter().find(|good| good.barcode == *sku) {
                item["nmId"] = json!(good.nm_id);
                item["techSize"] = json!(good.tech_size);
                item["title"] = json!(good.name);
            }
            item
        });
        json!({"skuQuantity": self.goods(), "itemQuantity": self.units(), "items": items.collect::<Vec<_>>()})
    }

    /// The draft as the control API tells it.
    pub fn told(&self, seller: &str) -> Value {
        json!({
            "draftId": self.id, "sid": self.sid, "sellerName": seller, "createdAt": moscow(self.made_at_ms),
            "skuQuantity": self.goods(), "itemQuantity": self.units()
        })
    }
}

impl Drafts {
    /// All drafts, oldest first.
    pub fn iter(&self) -> impl Iterator<Item = &Draft> {
        self.0.iter()
    }

    /// A draft by its id.
    pub fn get(&self, id: &str) -> Option<&Draft> {
        self.0.iter().find(|draft| draft.id == id)
    }

    /// A seller's own draft.
    pub fn own(&mut self, sid: &str, id: &str) -> Option<&mut Draft> {
        self.0.iter_mut().find(|draft| draft.id == id && draft.sid == sid)
    }

    /// Makes an empty draft.
    pub fn make(&mut self, numbers: &mut Numbers, sid: &str, now_ms: i64) -> String {
        let id = uuid_of(&format!("draft {} of {sid}", numbers.next()));
        self.0.push(Draft {
            id: id.clone(),
            sid: sid.to_owned(),
            made_at_ms: now_ms,
            changed_at_ms: now_ms,
            items: BTreeMap::new(),
        });
        id
    }

    /// Deletes a draft.
    pub fn delete(&mut self, id: &str) -> Option<Draft> {
        let place = self.0.iter().position(|draft| draft.id == id)?;
        Some(self.0.remove(place))
    }
}
