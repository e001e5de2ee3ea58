//! The gateway: slots, bookings and moved stock, and the ledger that proves them.

pub mod book;
pub mod http;
pub mod ledger;
pub mod moves;
pub mod quotas;
