//! Work that nobody waits for in a chat: digests (started every hour), charts and the operator's word to everybody, from `reports.fifo`.

pub mod config;
mod desk;
pub mod handler;
mod picture;
pub mod pictures;
mod schedule;
pub mod speed_chart;
