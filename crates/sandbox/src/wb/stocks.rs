//! What lies at Wildberries: sellers' goods by size and warehouse.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// What Wildberries writes for all its warehouses together.
const EVERYWHERE: i64 = -999_999;

/// The stock of one size in one warehouse.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Good {
    /// Its card.
    pub nm_id: u64,
    /// The size.
    pub chrt_id: u64,
    /// The size as the label says it.
    #[serde(default = "one_size")]
    pub tech_size: String,
    /// The card's title.
    #[serde(default)]
    pub name: String,
    /// The size's barcode.
    pub barcode: String,
    /// Where it lies.
    pub warehouse_id: u32,
    /// Units.
    pub quantity: u32,
}

/// All sellers' stock.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Stocks(BTreeMap<String, Vec<Good>>);

fn one_size() -> String {
    "0".to_owned()
}

impl Stocks {
    /// A seller's stock from now on.
    pub fn set(&mut self, sid: &str, goods: Vec<Good>) {
        self.0.insert(sid.to_owned(), goods);
    }

    /// A seller's stock; empty when nobody told what it is.
    pub fn of(&self, sid: &str) -> &[Good] {
        self.0.get(sid).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether the seller has this size of this card.
    pub fn has(&self, sid: &str, nm: u64, chrt: u64) -> bool {
        self.of(sid).iter().any(|good| (good.nm_id, good.chrt_id) == (nm, chrt))
    }

    /// Units of a size in a warehouse.
    pub fn units(&self, sid: &str, chrt: u64, warehouse: u32) -> u32 {
        let there = self
            .of(sid)
            .iter()
            .filter(|good| (good.chrt_id, good.warehouse_id) == (chrt, warehouse));
        there.fold(0, |sum, good| sum.saturating_add(good.quantity))
    }

    /// Says how many units of a size lie in a warehouse from now on; whether there is a line for them.
    pub fn count(&mut self, sid: &str, chrt: u64, warehouse: u32, units: u32) -> bool {
        let goods = self.0.get_mut(sid).into_iter().flatten();
        let mut lines = goods.filter(|good| (good.chrt_id, good.warehouse_id) == (chrt, warehouse));
        lines.next().map(|line| line.quantity = units).is_some()
    }

    /// Moves units of a size; the caller has seen that there are as many.
    pub fn carry(&mut self, sid: &str, chrt: u64, from: u32, to: u32, units: u32) {
        let Some(goods) = self.0.get_mut(sid) else { return };
        let place = |goods: &[Good], warehouse| {
            goods
                .iter()
                .position(|good| (good.chrt_id, good.warehouse_id) == (chrt, warehouse))
        };
        let Some(source) = place(goods, from) else { return };
        goods[source].quantity = goods[source].quantity.saturating_sub(units);
        match place(goods, to) {
            Some(there) => goods[there].quantity = goods[there].quantity.saturating_add(units),
            None => goods.push(Good {
                warehouse_id: to,
                quantity: units,
                ..goods[source].clone()
            }),
        }
    }

    /// The rows of the official report: all warehouses together, by card and size.
    pub fn report(&self, sid: &str) -> Vec<Value> {
        let mut sums: BTreeMap<(u64, u64), u32> = BTreeMap::new();
        for good in self.of(sid) {
            let sum = sums.entry((good.nm_id, good.chrt_id)).or_default();
            *sum = sum.saturating_add(good.quantity);
        }
        let rows = sums.into_iter().map(|((nm, chrt), units)| {
            json!({
                "nmId": nm, "chrtId": chrt, "warehouseId": EVERYWHERE, "warehouseName": "Склад WB", "regionName": "",
                "quantity": units, "inWayToClient": 0, "inWayFromClient": 0
            })
        });
        rows.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn good(chrt_id: u64, warehouse_id: u32, quantity: u32) -> Good {
        Good {
            nm_id: 1,
            chrt_id,
            tech_size: one_size(),
            name: String::new(),
            barcode: format!("{chrt_id:013}"),
            warehouse_id,
            quantity,
        }
    }

    #[test]
    fn what_leaves_one_warehouse_comes_to_another() {
        let mut stocks = Stocks::default();
        stocks.set("s", vec![good(10, 507, 30), good(11, 507, 7)]);
        stocks.carry("s", 10, 507, 686, 12);
        stocks.carry("s", 10, 507, 686, 3);
        assert_eq!([507, 686].map(|warehouse| stocks.units("s", 10, warehouse)), [15, 15]);
        assert_eq!(stocks.units("s", 11, 507), 7);
        let report = stocks.report("s");
        assert_eq!(report.len(), 2);
        assert_eq!(
            (&report[0]["quantity"], &report[0]["warehouseId"]),
            (&json!(30), &json!(EVERYWHERE))
        );
        assert!(stocks.report("t").is_empty());
    }
}
