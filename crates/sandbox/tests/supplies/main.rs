//! Orders, supplies, drafts and stock, through the client the bot uses.
#![allow(clippy::unwrap_used)]

#[path = "../common/mod.rs"]
mod common;

mod drafts;
mod limits;
mod orders;
mod portal;
mod seller;
mod stocks;
