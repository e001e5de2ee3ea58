//! The till over a table: money told once, twice, all at once, in the wrong order, and with the power going out in between.
#![allow(clippy::unwrap_used)]

mod at_once;
mod checkouts;
mod power_cuts;
mod refunds;
mod rooms;
mod subscriptions;
mod unclear;
mod world;
