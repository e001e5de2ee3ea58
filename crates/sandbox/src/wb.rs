//! Wildberries: sellers and their keys, rate limits, the board of slots and the feed made of it.

pub mod board;
pub mod errors;
pub mod feed;
pub mod http;
pub mod limits;
pub mod names;
pub mod sellers;
pub mod state;
pub mod tokens;
