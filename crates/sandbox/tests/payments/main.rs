//! Telegram Stars: invoices, payments, subscriptions, refunds, as a bot and a buyer meet them.
#![allow(clippy::unwrap_used)]

#[path = "../common/mod.rs"]
mod common;

mod cashier;
mod invoices;
mod money_back;
mod paying;
mod subscriptions;
