#![doc = include_str!("../README.md")]

pub mod dialog;
mod forget;
pub mod ids;
pub mod job;
mod key_users;
pub mod lookout;
pub mod mover;
pub mod offices;
pub mod openings;
pub mod plan;
pub mod records;
pub mod request;
pub mod rule;
pub mod rules;
pub mod rules_stock;
pub mod stock;
pub mod stocks;
pub mod texts;
pub mod windows;
