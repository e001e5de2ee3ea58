#![doc = include_str!("../README.md")]

mod account;
pub mod collector;
pub mod coverage;
pub mod day;
pub mod gate;
mod looks_back;
mod overdue;
pub mod past;
pub mod plan;
pub mod pulse;
mod reading;
mod round;
pub mod rules;
mod standing;
mod state;
mod texts;

pub use account::{OpensAccount, SignedIn};
pub use collector::{Again, Collector, Done, Services};
pub use gate::{Denied, Gates};
pub use round::{Round, RoundOf};
pub use rules::{Gaps, Rules};
