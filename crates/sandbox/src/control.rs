//! The control API: the powers of the world's maker, as JSON, for tests and scripts.

mod answers;
mod calls;
mod chats;
mod clock;
mod faults;
mod gateway;
mod people;
mod ready;
mod wb;

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::routing::{get, post};
use serde_json::json;

use crate::world::World;
use answers::{Reply, good};

/// The control API's routes.
pub fn routes() -> Router<Arc<World>> {
    Router::new()
        .route("/control/ready", get(ready::show).post(ready::set))
        .route("/control/users/{id}/{deed}", post(people::act))
        .route("/control/update", post(people::raw_update))
        .route("/control/chats", get(chats::list))
        .route("/control/chats/{id}/messages", get(chats::messages))
        .route("/control/chats/{id}/toasts", get(chats::toasts))
        .route("/control/files/{id}", get(chats::file))
        .route(
            "/control/telegram/limits",
            get(chats::show_limits).post(chats::set_limits),
        )
        .route("/control/calls", get(calls::list))
        .route("/control/events", get(calls::events))
        .route("/control/wb/slots", post(wb::set_slots))
        .route("/control/wb/feed", get(wb::show_feed).post(wb::set_feed))
        .route("/control/wb/sellers", get(wb::sellers).post(wb::issue))
        .route("/control/gateway/bookings", get(gateway::bookings))
        .route("/control/gateway/bookings/{id}", post(gateway::set_booking))
        .route("/control/gateway/sellers/{sid}", post(gateway::set_seller))
        .route(
            "/control/faults",
            get(faults::list).post(faults::add).delete(faults::clear),
        )
        .route("/control/clock", get(clock::show).post(clock::set))
        .route("/control/reset", post(reset))
        .route("/control/{*path}", axum::routing::any(answers::unknown))
}

async fn reset(State(world): State<Arc<World>>) -> Reply {
    world.reset();
    good(json!({"ok": true}))
}
