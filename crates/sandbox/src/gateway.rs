//! The gateway: slots, bookings and moved stock, and the ledger that proves them.

pub mod book;
pub mod hours;
pub mod http;
pub mod ledger;
pub mod moves;
pub mod quotas;
pub mod refusals;
pub mod standing;
pub mod wish;
