#![doc = include_str!("../README.md")]

pub mod breakers;
pub mod broadcast;
pub mod census;
pub mod dialog;
pub mod mishaps;
pub mod neighbours;
pub mod queues;
pub mod texts;
pub mod trail;

pub use dialog::{OfficeModule, OfficeServices};
pub use neighbours::Neighbours;
pub use queues::{QueueUrls, Queues};
