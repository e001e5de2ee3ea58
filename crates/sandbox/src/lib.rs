#![doc = include_str!("../README.md")]

mod bridge;
mod bucket;
mod channels;
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
mod sourced;
mod telegram;
mod telemetr;
mod tgstat;
mod timeline;
mod tme;
mod wb;
mod web;
mod world;

pub use bridge::Bridge;
pub use saved::StateError;
pub use server::{Config, Running, Sandbox, StartError};
