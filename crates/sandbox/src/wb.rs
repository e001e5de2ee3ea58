//! Wildberries: sellers and their keys, rate limits, the board of slots and the feed made of it, orders, supplies and drafts, stock.

pub mod board;
pub mod calls;
pub mod draft_calls;
pub mod drafts;
pub mod errors;
pub mod feed;
pub mod http;
pub mod limits;
pub mod moments;
pub mod names;
pub mod numbers;
pub mod plans;
pub mod query;
pub mod sellers;
pub mod state;
pub mod stock_calls;
pub mod stocks;
pub mod supplies;
pub mod supply_calls;
pub mod supply_shapes;
pub mod tokens;
