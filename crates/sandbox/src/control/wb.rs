//! Opening and closing slots, switching the feed, issuing seller keys.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Query, State};
use serde::Deserialize;
use serde_json::{Value, json};

use super::answers::{Refusal, Reply, fields, good, one_or_many, read};
use crate::gateway::wish::date_of;
use crate::wb::board::{Cell, Setting, days, shows, told};
use crate::wb::feed::FeedSetting;
use crate::wb::tokens::verify;
use crate::world::{World, lock};

/// The largest coefficient that makes sense.
const LARGEST_COEFFICIENT: f64 = 1_000.0;

/// A slot as the control API takes it.
#[derive(Debug, Deserialize)]
struct Slot {
    #[serde(rename = "warehouseID")]
    warehouse_id: u32,
    date: String,
    #[serde(rename = "boxTypeID", default)]
    box_type_id: Option<u16>,
    coefficient: f64,
    #[serde(rename = "allowUnload", default)]
    allow_unload: Option<bool>,
    #[serde(rename = "warehouseName", default)]
    warehouse_name: Option<String>,
    #[serde(default)]
    capacity: Option<u32>,
}

/// Which rows are wanted.
#[derive(Debug, Deserialize)]
pub struct Wanted {
    open: Option<String>,
}

/// Opens or closes slots, all of them or none; answers what is there now.
pub async fn set_slots(State(world): State<Arc<World>>, body: Bytes) -> Reply {
    let many = body.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'[');
    let today = world.clock.moscow_today();
    let slots = one_or_many::<Slot>(&body)?;
    let settings = slots
        .into_iter()
        .map(|slot| setting(slot, today))
        .collect::<Result<Vec<_>, _>>()?;
    let now_ms = world.clock.now_ms();
    let wb = &mut *lock(&world.wb);
    let mut now_there = Vec::new();
    for setting in settings {
        let place = setting.place;
        let cell = wb.board.set(setting, now_ms);
        let name = wb
            .board
            .warehouse(place.1)
            .map(|warehouse| warehouse.name.as_str())
            .unwrap_or_default();
        now_there.push(told(place, name, cell));
    }
    good(match now_there.pop() {
        Some(only) if !many => only,
        last => now_there.into_iter().chain(last).collect(),
    })
}

/// How the feed behaves, and the board; `?open=1` leaves out what is closed.
pub async fn show_feed(State(world): State<Arc<World>>, Query(wanted): Query<Wanted>) -> Reply {
    let open_only = wanted.open.as_deref().is_some_and(|open| matches!(open, "1" | "true"));
    let wb = lock(&world.wb);
    let today = world.clock.moscow_today();
    let rows = wb.board.rows(today).filter(|(_, _, cell)| !open_only || cell.is_open());
    let rows: Vec<Value> = rows
        .map(|(place, warehouse, cell)| told(place, &warehouse.name, cell))
        .collect();
    let FeedSetting { state, body, delay_ms } = &wb.feed;
    good(json!({"state": state, "body": body, "delay_ms": delay_ms, "rows": rows}))
}

/// Switches the feed off and on; what is not named stays.
pub async fn set_feed(State(world): State<Arc<World>>, body: Bytes) -> Reply {
    let mut fields = fields(&body)?;
    let mut feed = lock(&world.wb).feed.clone();
    if let Some(state) = fields.remove("state") {
        feed.state = read(state)?;
    }
    if let Some(body) = fields.remove("body") {
        feed.body = read(body)?;
    }
    if let Some(delay_ms) = fields.remove("delay_ms") {
        feed.delay_ms = read(delay_ms)?;
    }
    lock(&world.wb).feed = feed.clone();
    good(serde_json::to_value(feed).unwrap_or_default())
}

/// All sellers.
pub async fn sellers(State(world): State<Arc<World>>) -> Reply {
    good(lock(&world.wb).sellers.told())
}

/// Issues a seller key.
pub async fn issue(State(world): State<Arc<World>>, body: Bytes) -> Reply {
    let order = read(Value::Object(fields(&body)?))?;
    let issued = lock(&world.wb).sellers.issue(order, world.clock.now_s());
    good(issued.map_err(Refusal::wrong)?)
}

/// A key that its seller withdraws.
#[derive(Debug, Deserialize)]
struct Withdrawn {
    token: String,
}

/// Withdraws one key, as a seller does in the portal; the shop's others stay good.
pub async fn withdraw(State(world): State<Arc<World>>, body: Bytes) -> Reply {
    let Withdrawn { token } = read(Value::Object(fields(&body)?))?;
    let key = verify(token.trim(), world.clock.now_s()).map_err(Refusal::wrong)?;
    lock(&world.wb).sellers.withdraw(&key);
    good(json!({"sid": key.sid}))
}

fn setting(slot: Slot, today: jiff::civil::Date) -> Result<Setting, Refusal> {
    let Slot {
        warehouse_id,
        date,
        box_type_id,
        coefficient,
        allow_unload,
        warehouse_name,
        capacity,
    } = slot;
    if warehouse_id == 0 {
        return Err(Refusal::wrong("warehouseID must be a positive number"));
    }
    let date = date_of(&date).ok_or_else(|| Refusal::wrong(format!("date must be YYYY-MM-DD, not {date}")))?;
    if !shows(today, date) {
        let shown = days(today);
        let (first, last) = (
            shown.first().copied().unwrap_or(today),
            shown.last().copied().unwrap_or(today),
        );
        return Err(Refusal::wrong(format!(
            "{date} is not among the days the board shows, {first} to {last}"
        )));
    }
    let known = coefficient == -1.0 || (0.0..=LARGEST_COEFFICIENT).contains(&coefficient);
    if !known {
        return Err(Refusal::wrong(
            "coefficient must be -1 (closed), 0 (free) or up to 1000",
        ));
    }
    let allow_unload = allow_unload.unwrap_or(coefficient >= 0.0);
    let cell = Cell {
        coefficient,
        allow_unload,
        capacity,
        opened_at_ms: None,
    };
    Ok(Setting {
        place: (date, warehouse_id, box_type_id),
        cell,
        name: warehouse_name,
    })
}
