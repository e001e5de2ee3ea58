//! The gateway as a booker meets it.
#![allow(clippy::unwrap_used)]

#[path = "../common/mod.rs"]
mod common;

mod booking;
mod moving;
mod shop;
mod supplies;
