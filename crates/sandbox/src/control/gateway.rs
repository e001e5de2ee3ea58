//! The gateway's ledger, how its bookings end, and the quotas by which it moves stock.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use serde_json::{Value, json};

use super::answers::{Refusal, Reply, fields, good, read};
use crate::gateway::ledger::{Booking, SellerOutcome, Status};
use crate::gateway::quotas::Arrangement;
use crate::world::{World, lock};

/// All bookings, oldest first.
pub async fn bookings(State(world): State<Arc<World>>) -> Reply {
    good(lock(&world.gateway).bookings.iter().map(Booking::told).collect())
}

/// How the sellers' bookings end, where somebody decided it.
pub async fn sellers(State(world): State<Arc<World>>) -> Reply {
    good(serde_json::to_value(&lock(&world.gateway).outcomes).unwrap_or_default())
}

/// Moves a booking to another status.
pub async fn set_booking(State(world): State<Arc<World>>, Path(id): Path<String>, body: Bytes) -> Reply {
    let status = fields(&body)?
        .remove("status")
        .ok_or_else(|| Refusal::wrong("status is missing"))?;
    let status: Status = read(status)?;
    let mut gateway = lock(&world.gateway);
    let booking = gateway.bookings.iter_mut().find(|booking| booking.booking_id == id);
    let booking = booking.ok_or_else(|| Refusal::missing(format!("there is no booking {id}")))?;
    booking.status = status;
    good(booking.told())
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

/// All redistributions that were taken, oldest first.
pub async fn redistributions(State(world): State<Arc<World>>) -> Reply {
    good(serde_json::to_value(&lock(&world.gateway).moves).unwrap_or_default())
}
