//! The gateway's ledger, how its bookings end, and the quotas by which it moves stock.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use serde::Deserialize;
use serde_json::{Value, json};

use super::answers::{Refusal, Reply, fields, good, read};
use crate::gateway::ledger::{Booking, SellerOutcome, Status};
use crate::gateway::quotas::{Arrangement, Change};
use crate::gateway::standing::NotSet;
use crate::world::{World, lock};

/// Which redistributions are wanted.
#[derive(Debug, Deserialize)]
pub struct Asked {
    refused: Option<String>,
}

/// All bookings, oldest first.
pub async fn bookings(State(world): State<Arc<World>>) -> Reply {
    good(lock(&world.gateway).bookings.iter().map(Booking::told).collect())
}

/// How the sellers' bookings end, where somebody decided it.
pub async fn sellers(State(world): State<Arc<World>>) -> Reply {
    good(serde_json::to_value(&lock(&world.gateway).outcomes).unwrap_or_default())
}

/// Moves a booking to another status, and its supply with it.
pub async fn set_booking(State(world): State<Arc<World>>, Path(id): Path<String>, body: Bytes) -> Reply {
    let status = fields(&body)?
        .remove("status")
        .ok_or_else(|| Refusal::wrong("status is missing"))?;
    let status: Status = read(status)?;
    let gateway = &mut *lock(&world.gateway);
    let orders = &mut lock(&world.wb).orders;
    let set = gateway.set_status(orders, &id, status, world.clock.now_ms());
    set.map_err(|why| match why {
        NotSet::NoSuchBooking => no_booking(&id),
        NotSet::OrderGone => Refusal::conflict(format!("the order of booking {id} was deleted")),
    })?;
    let booking = gateway.bookings.iter().find(|booking| booking.booking_id == id);
    good(booking.ok_or_else(|| no_booking(&id))?.told())
}

fn no_booking(id: &str) -> Refusal {
    Refusal::missing(format!("there is no booking {id}"))
}

/// Decides how a seller's bookings end from now on.
pub async fn set_seller(State(world): State<Arc<World>>, Path(sid): Path<String>, body: Bytes) -> Reply {
    let outcome = fields(&body)?.remove("outcome").unwrap_or(Value::Null);
    let outcome: SellerOutcome = read(outcome)?;
    lock(&world.gateway).outcomes.insert(sid.clone(), outcome);
    good(json!({"sid": sid, "outcome": outcome}))
}

/// The quotas of redistribution, what a window opens with and what is left.
pub async fn show_quotas(State(world): State<Arc<World>>) -> Reply {
    good(lock(&world.gateway).quotas.told(world.clock.now_ms()))
}

/// Arranges the quotas, opens or closes them; answers them as they are now.
pub async fn set_quotas(State(world): State<Arc<World>>, body: Bytes) -> Reply {
    let arrangement: Arrangement = read(Value::Object(fields(&body)?))?;
    let now_ms = world.clock.now_ms();
    let quotas = &mut lock(&world.gateway).quotas;
    quotas.arrange(arrangement, now_ms).map_err(Refusal::wrong)?;
    good(quotas.told(now_ms))
}

/// Changes one warehouse's quotas; answers all of them as they are now.
pub async fn change_quota(State(world): State<Arc<World>>, Path(office): Path<u32>, body: Bytes) -> Reply {
    let change: Change = read(Value::Object(fields(&body)?))?;
    let now_ms = world.clock.now_ms();
    let quotas = &mut lock(&world.gateway).quotas;
    if !quotas.change(office, &change, now_ms) {
        return Err(Refusal::missing(format!("there are no quotas of office {office}")));
    }
    good(quotas.told(now_ms))
}

/// All redistributions that were taken, oldest first, and those that were refused if they are wanted.
pub async fn redistributions(State(world): State<Arc<World>>, Query(asked): Query<Asked>) -> Reply {
    let with_refused = asked
        .refused
        .is_some_and(|wanted| !matches!(wanted.as_str(), "" | "0" | "false"));
    good(Value::Array(lock(&world.gateway).told_moves(with_refused)))
}
