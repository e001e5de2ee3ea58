//! Fetches the figures of channels: every night, between the nights, and at the first look.

#[cfg(feature = "mtproto")]
pub mod account;
pub mod config;
pub mod handler;
