#![doc = include_str!("../README.md")]
// A test's helper that finds its world broken has nothing better to do than to stop with a clear word.
#![allow(clippy::unwrap_used)]

mod bad;
mod lines;
mod server;

pub use bad::{nobody, raw, silent};
pub use lines::{Lines, Listening};
pub use server::{Asked, Say, StandIn};
