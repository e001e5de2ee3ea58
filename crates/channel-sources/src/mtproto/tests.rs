//! Answers as Telegram's layer shapes them, made here; nothing goes over a network.
#![allow(clippy::unwrap_used)]

mod answers;
mod connection;
mod histories;
mod messages;
mod names;
mod refusals;
mod sessions;
