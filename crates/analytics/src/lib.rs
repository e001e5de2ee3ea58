#![doc = include_str!("../README.md")]

mod comparison;
mod dialog;
mod forget;
mod introduction;
mod overview;
mod texts;

pub use dialog::{AfterLeave, AnalyticsModule, AnalyticsServices, Queued, Queues};
pub use introduction::Introducer;
