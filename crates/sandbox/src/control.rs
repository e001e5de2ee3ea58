//! The control API: the powers of the world's maker, as JSON, for tests and scripts.

mod answers;
mod calls;
mod channels;
mod chats;
mod clock;
mod events;
mod faults;
mod gateway;
mod invoices;
mod payments;
mod people;
mod ready;
mod sources;
mod stocks;
mod supplies;
mod timeline;
mod wb;

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::middleware::from_fn_with_state;
use axum::routing::{delete, get, post};
use serde_json::json;

use crate::world::World;
use answers::{Reply, good};

/// The room for a file of 20 MB, the largest a bot may download, on its way into a chat.
const LARGEST_BODY: usize = 28 * 1024 * 1024;

/// The control API's routes.
pub fn routes(world: &Arc<World>) -> Router<Arc<World>> {
    Router::new()
        .route("/control/ready", get(ready::show).post(ready::set))
        .route("/control/users", get(people::list))
        .route("/control/users/{id}/{deed}", post(people::act))
        .route("/control/users/{id}/pay", post(payments::pay))
        .route("/control/users/{id}/renew", post(payments::renew))
        .route("/control/users/{id}/cancel-subscription", post(payments::cancel))
        .route("/control/users/{id}/resume-subscription", post(payments::resume))
        .route(
            "/control/users/{id}/stars",
            get(payments::balance).post(payments::set_balance),
        )
        .route("/control/users/{id}/invoice", get(invoices::show))
        .route("/control/telegram/payments", get(payments::list))
        .route("/control/telegram/payments/{charge}/deliver", post(payments::deliver))
        .route("/control/update", post(people::raw_update))
        .route("/control/chats", get(chats::list))
        .route("/control/chats/{id}/messages", get(chats::messages))
        .route("/control/chats/{id}/toasts", get(chats::toasts))
        .route("/control/files/{id}", get(chats::file))
        .route(
            "/control/telegram/limits",
            get(chats::show_limits).post(chats::set_limits),
        )
        .route("/control/telegram/commands", get(chats::commands))
        .route("/control/calls", get(calls::list))
        .route("/control/timeline", get(timeline::list).post(timeline::add))
        .route("/control/events", get(events::events))
        .route("/control/wb/slots", post(wb::set_slots))
        .route("/control/wb/feed", get(wb::show_feed).post(wb::set_feed))
        .route("/control/wb/sellers", get(wb::sellers).post(wb::issue))
        .route("/control/wb/withdraw", post(wb::withdraw))
        .route("/control/wb/supplies", get(supplies::list))
        .route("/control/wb/orders", post(supplies::make))
        .route("/control/wb/orders/{number}/plan", post(supplies::plan))
        .route("/control/wb/orders/{number}/cancel", post(supplies::cancel))
        .route("/control/wb/drafts/{id}", delete(supplies::delete_draft))
        .route("/control/wb/drafts/{id}/plan", post(supplies::finish))
        .route("/control/wb/stocks", get(stocks::show).post(stocks::set))
        .route("/control/wb/stocks/{chrt}", post(stocks::count))
        .route("/control/gateway/bookings", get(gateway::bookings))
        .route("/control/gateway/bookings/{id}", post(gateway::set_booking))
        .route("/control/gateway/sellers", get(gateway::sellers))
        .route("/control/gateway/sellers/{sid}", post(gateway::set_seller))
        .route(
            "/control/gateway/quotas",
            get(gateway::show_quotas).post(gateway::set_quotas),
        )
        .route("/control/gateway/quotas/{office}", post(gateway::change_quota))
        .route("/control/gateway/redistributions", get(gateway::redistributions))
        .route("/control/channels", get(channels::list).post(channels::make))
        .route(
            "/control/channels/{name}",
            get(channels::show).post(channels::change).delete(channels::remove),
        )
        .route("/control/channels/{name}/posts", post(channels::publish))
        .route("/control/channels/{name}/counters", post(channels::counters))
        .route("/control/sources", get(sources::list))
        .route("/control/sources/{source}", post(sources::set).delete(sources::mend))
        .route(
            "/control/sources/{source}/fault",
            post(sources::set).delete(sources::mend),
        )
        .route(
            "/control/faults",
            get(faults::list).post(faults::add).delete(faults::clear),
        )
        .route("/control/clock", get(clock::show).post(clock::set))
        .route("/control/reset", post(reset))
        .route("/control/{*path}", axum::routing::any(answers::unknown))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(from_fn_with_state(world.clone(), events::tell_changes))
}

async fn reset(State(world): State<Arc<World>>) -> Reply {
    world.reset();
    good(json!({"ok": true}))
}
