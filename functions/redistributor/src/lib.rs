//! Moves stock when quotas open: looks at them (started every minute), and does the jobs of `moves.fifo`.

pub mod config;
pub mod handler;
pub mod shift;
