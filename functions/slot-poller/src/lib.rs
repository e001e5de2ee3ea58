//! The one-second loop: waits for the lease, keeps it, ticks, hands over.

pub mod config;
pub mod handler;
pub mod shift;
