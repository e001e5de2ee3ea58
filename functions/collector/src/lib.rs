//! Fetches the figures of channels: every night, between the nights, and at the first look.

pub mod config;
pub mod handler;
