#![doc = include_str!("../README.md")]

pub mod collector;
pub mod coverage;
pub mod day;
pub mod gate;
pub mod past;
pub mod plan;
pub mod pulse;
mod reading;
pub mod rules;
mod standing;
mod state;
mod texts;

pub use collector::{Again, Collector, Done, Services};
pub use gate::{Denied, Gates};
pub use rules::{Gaps, Rules};
