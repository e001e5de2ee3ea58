#![doc = include_str!("../README.md")]

pub mod dialog;
pub mod export;
mod forget;
pub mod orders;
pub mod progress;
pub mod reading;
pub mod report;
pub mod span;
pub mod texts;
pub mod wishes;
pub mod writing;
