//! Alerts over a table: a month day by day, jobs that come twice, the power going out in between, and the conversation.
#![allow(clippy::unwrap_used)]

mod busy;
mod conversation;
mod many;
mod month;
mod pages;
mod power_cuts;
mod world;
