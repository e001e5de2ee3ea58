//! What sellers have at Wildberries.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use serde::Deserialize;
use serde_json::{Value, json};

use super::answers::{Refusal, Reply, fields, good, read};
use crate::wb::stocks::Good;
use crate::world::{World, lock};

/// A seller's stock as the control API takes it.
#[derive(Debug, Deserialize)]
struct Stock {
    sid: String,
    items: Vec<Good>,
}

/// The units of a size in a warehouse.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Counted {
    sid: String,
    warehouse_id: u32,
    quantity: u32,
}

/// Whose stock is wanted.
#[derive(Debug, Deserialize)]
pub struct Whose {
    sid: String,
}

/// Puts a seller's stock in place of what was there.
pub async fn set(State(world): State<Arc<World>>, body: Bytes) -> Reply {
    let stock: Stock = read(Value::Object(fields(&body)?))?;
    check(&stock.items)?;
    let mut wb = lock(&world.wb);
    if !wb.sellers.knows(&stock.sid) {
        return Err(Refusal::missing(format!("there is no seller {}", stock.sid)));
    }
    wb.stocks.set(&stock.sid, stock.items);
    good(json!({"sid": stock.sid, "items": wb.stocks.of(&stock.sid)}))
}

/// A seller's stock.
pub async fn show(State(world): State<Arc<World>>, Query(whose): Query<Whose>) -> Reply {
    let wb = lock(&world.wb);
    good(json!({"sid": whose.sid, "items": wb.stocks.of(&whose.sid)}))
}

/// Says how many units of a size lie in a warehouse from now on; answers the seller's stock.
pub async fn count(State(world): State<Arc<World>>, Path(chrt): Path<u64>, body: Bytes) -> Reply {
    let Counted {
        sid,
        warehouse_id: warehouse,
        quantity,
    } = read(Value::Object(fields(&body)?))?;
    let mut wb = lock(&world.wb);
    if !wb.stocks.count(&sid, chrt, warehouse, quantity) {
        return Err(Refusal::missing(format!(
            "the seller has no size {chrt} in warehouse {warehouse}"
        )));
    }
    good(json!({"sid": sid, "items": wb.stocks.of(&sid)}))
}

/// A size belongs to one card, has one barcode of its own, and one line a warehouse.
fn check(goods: &[Good]) -> Result<(), Refusal> {
    let mut sizes: BTreeMap<u64, (u64, &str)> = BTreeMap::new();
    let mut barcodes: BTreeMap<&str, u64> = BTreeMap::new();
    let mut places = BTreeSet::new();
    for good in goods {
        let (chrt, barcode) = (good.chrt_id, good.barcode.as_str());
        if good.nm_id == 0 || chrt == 0 || good.warehouse_id == 0 || barcode.is_empty() {
            return Err(Refusal::wrong(
                "nmId, chrtId and warehouseId must be positive numbers, and barcode a text",
            ));
        }
        if *sizes.entry(chrt).or_insert((good.nm_id, barcode)) != (good.nm_id, barcode) {
            return Err(Refusal::wrong(format!(
                "chrtId {chrt} belongs to two cards or has two barcodes"
            )));
        }
        if *barcodes.entry(barcode).or_insert(chrt) != chrt {
            return Err(Refusal::wrong(format!("barcode {barcode} belongs to two sizes")));
        }
        if !places.insert((chrt, good.warehouse_id)) {
            let warehouse = good.warehouse_id;
            return Err(Refusal::wrong(format!(
                "chrtId {chrt} is there twice in warehouse {warehouse}"
            )));
        }
    }
    Ok(())
}
