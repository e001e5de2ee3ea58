//! What sellers do in Wildberries' portal: making orders, planning and cancelling them, finishing drafts.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::{Value, json};

use super::answers::{Refusal, Reply, fields, good, read};
use crate::gateway::wish::date_of;
use crate::wb::plans::{NotPlanned, Venue};
use crate::wb::state::Wildberries;
use crate::wb::supplies::Goods;
use crate::world::{World, lock};

/// The box types supplies have; 0 is boxes by QR code.
const BOX_TYPES: [u16; 5] = [0, 1, 2, 5, 6];

/// Whose orders and drafts are wanted.
#[derive(Debug, Deserialize)]
pub struct Whose {
    sid: Option<String>,
}

/// An order as the control API takes it.
#[derive(Debug, Deserialize)]
struct Made {
    sid: String,
    #[serde(rename = "warehouseID", default = "koledino")]
    warehouse: u32,
    #[serde(rename = "boxTypeID", default = "boxes")]
    box_type: Option<u16>,
    #[serde(default = "a_hundred")]
    quantity: u32,
}

/// A day to plan an order for.
#[derive(Debug, Deserialize)]
struct Planned {
    date: String,
    #[serde(default)]
    force: bool,
}

/// What a draft becomes.
#[derive(Debug, Deserialize)]
struct Finished {
    #[serde(rename = "warehouseID")]
    warehouse: u32,
    #[serde(rename = "boxTypeID", default = "boxes")]
    box_type: Option<u16>,
    #[serde(flatten)]
    planned: Planned,
}

fn koledino() -> u32 {
    507
}

/// The board writes boxes by QR code as null, so null is understood here too.
fn boxes() -> Option<u16> {
    Some(2)
}

fn a_hundred() -> u32 {
    100
}

/// Orders and drafts, oldest first, of one seller or of all.
pub async fn list(State(world): State<Arc<World>>, Query(Whose { sid }): Query<Whose>) -> Reply {
    let wb = &mut *lock(&world.wb);
    let wanted = |of: &str| sid.as_deref().is_none_or(|sid| sid.is_empty() || sid == of);
    let orders = wb.orders.iter().filter(|(_, order)| wanted(&order.sid));
    let orders: Vec<Value> = orders
        .map(|(number, order)| order.told(number, &wb.board, &wb.sellers.of(&order.sid).name))
        .collect();
    let drafts = wb.drafts.iter().filter(|draft| wanted(&draft.sid));
    let drafts: Vec<Value> = drafts
        .map(|draft| draft.told(&wb.sellers.of(&draft.sid).name))
        .collect();
    good(json!({"orders": orders, "drafts": drafts}))
}

/// Makes an order without a date.
pub async fn make(State(world): State<Arc<World>>, body: Bytes) -> Reply {
    let made: Made = read(Value::Object(fields(&body)?))?;
    let wb = &mut *lock(&world.wb);
    if !wb.sellers.knows(&made.sid) {
        let sid = made.sid;
        return Err(Refusal::missing(format!(
            "there is no seller {sid}; POST /control/wb/sellers makes one"
        )));
    }
    let goods = goods(wb, made.warehouse, made.box_type, made.quantity)?;
    let number = wb.orders.make(&mut wb.numbers, &made.sid, goods, world.clock.now_ms());
    told(wb, number)
}

/// Plans an order, or plans it anew for another day, as its seller does in the portal.
pub async fn plan(State(world): State<Arc<World>>, Path(number): Path<i64>, body: Bytes) -> Reply {
    let Planned { date, force } = read(Value::Object(fields(&body)?))?;
    let date = day(&date)?;
    let gateway = &mut *lock(&world.gateway);
    let wb = &mut *lock(&world.wb);
    let venue = Venue {
        board: &mut wb.board,
        today: world.clock.moscow_today(),
        date,
        force,
    };
    let planned = wb.orders.plan(&mut wb.numbers, number, venue, world.clock.now_ms());
    planned.map_err(|why| refusal(why, number))?;
    gateway.left_by_hand(number);
    told(wb, number)
}

/// Deletes an order, planned or not.
pub async fn cancel(State(world): State<Arc<World>>, Path(number): Path<i64>) -> Reply {
    let gateway = &mut *lock(&world.gateway);
    if !lock(&world.wb).orders.cancel(number) {
        return Err(refusal(NotPlanned::NoSuchOrder, number));
    }
    gateway.order_is_gone(number);
    good(json!({"ok": true, "preorderID": number}))
}

/// Finishes a draft, as its seller does in the portal: it becomes an order, planned at once.
pub async fn finish(State(world): State<Arc<World>>, Path(id): Path<String>, body: Bytes) -> Reply {
    let finished: Finished = read(Value::Object(fields(&body)?))?;
    let date = day(&finished.planned.date)?;
    let now_ms = world.clock.now_ms();
    let wb = &mut *lock(&world.wb);
    let draft = wb.drafts.get(&id).ok_or_else(|| no_draft(&id))?;
    let (sid, units) = (draft.sid.clone(), draft.units());
    let goods = goods(wb, finished.warehouse, finished.box_type, units)?;
    let number = wb.orders.make(&mut wb.numbers, &sid, goods, now_ms);
    let venue = Venue {
        board: &mut wb.board,
        today: world.clock.moscow_today(),
        date,
        force: finished.planned.force,
    };
    if let Err(why) = wb.orders.plan(&mut wb.numbers, number, venue, now_ms) {
        // All or nothing: the draft stays, and no order comes of it.
        wb.orders.cancel(number);
        return Err(refusal(why, number));
    }
    wb.drafts.delete(&id);
    told(wb, number)
}

/// Deletes a draft.
pub async fn delete_draft(State(world): State<Arc<World>>, Path(id): Path<String>) -> Reply {
    let deleted = lock(&world.wb).drafts.delete(&id);
    let draft = deleted.ok_or_else(|| no_draft(&id))?;
    good(json!({"ok": true, "draftId": draft.id}))
}

fn goods(wb: &Wildberries, warehouse: u32, box_type: Option<u16>, quantity: u32) -> Result<Goods, Refusal> {
    if wb.board.warehouse(warehouse).is_none() {
        return Err(Refusal::wrong(format!(
            "there is no warehouse {warehouse} on the board"
        )));
    }
    let box_type = box_type.unwrap_or(0);
    if !BOX_TYPES.contains(&box_type) {
        return Err(Refusal::wrong(
            "boxTypeID must be 1 or 2 (boxes), 5 (pallets), 6 (supersafe), 0 or null (boxes by QR code)",
        ));
    }
    Ok(Goods {
        warehouse,
        box_type,
        quantity,
    })
}

fn told(wb: &mut Wildberries, number: i64) -> Reply {
    let order = wb
        .orders
        .order(number)
        .ok_or_else(|| refusal(NotPlanned::NoSuchOrder, number))?;
    let seller = wb.sellers.of(&order.sid);
    good(order.told(number, &wb.board, &seller.name))
}

fn day(text: &str) -> Result<Date, Refusal> {
    date_of(text).ok_or_else(|| Refusal::wrong(format!("date must be YYYY-MM-DD, not {text}")))
}

fn refusal(why: NotPlanned, number: i64) -> Refusal {
    match why {
        NotPlanned::NoSuchOrder => Refusal::missing(format!("there is no order {number}")),
        NotPlanned::PlannedAlready => Refusal::conflict(format!("order {number} is planned for that day already")),
        // The portal's own words.
        NotPlanned::DateGone => Refusal::conflict("Эта дата уже недоступна"),
    }
}

fn no_draft(id: &str) -> Refusal {
    Refusal::missing(format!("there is no draft {id}"))
}
