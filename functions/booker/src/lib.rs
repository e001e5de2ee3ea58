//! Takes slots: jobs from `bookings.fifo`, bookings through the gateway, outcomes to `notifications.fifo`.

pub mod config;
pub mod handler;
