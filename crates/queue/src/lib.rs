#![doc = include_str!("../README.md")]

mod batches;
mod envelope;
mod error;
mod fifo;
mod lanes;

pub use envelope::{Envelope, EnvelopeError, Job};
pub use error::QueueError;
pub use fifo::Fifo;
