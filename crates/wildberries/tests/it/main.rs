//! The client at the byte boundary: real requests to a stand-in server, and bodies as they come over the wire.
#![allow(clippy::unwrap_used)]

mod api;
mod api_errors;
mod board;
mod budget;
mod clients;
mod draft_items;
mod drafts;
mod feed;
mod gateway;
mod gateway_errors;
mod logs;
mod redistribution;
mod stocks;
mod supplies;
mod token;
