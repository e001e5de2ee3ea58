//! The booking gateway: slots, bookings, and the ledger that proves them.

pub mod book;
pub mod http;
pub mod ledger;
