#![doc = include_str!("../README.md")]

mod bridge;
mod bucket;
mod clock;
mod connection;
mod control;
mod exchange;
mod faults;
mod gateway;
mod ledger;
mod mask;
mod news;
mod playground;
mod saved;
mod server;
mod telegram;
mod timeline;
mod wb;
mod web;
mod world;

pub use bridge::Bridge;
pub use saved::StateError;
pub use server::{Config, Running, Sandbox, StartError};
