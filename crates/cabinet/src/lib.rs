#![doc = include_str!("../README.md")]

pub mod dialog;
pub mod digest;
pub mod forget;
pub mod history;
pub mod mydata;
pub mod settings;
pub mod speed;
pub mod texts;

pub use dialog::{CabinetModule, CabinetServices};
