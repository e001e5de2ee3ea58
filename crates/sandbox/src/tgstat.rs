//! TGStat: what it has collected of the channels it follows, its quotas and its errors.

mod answers;
pub mod errors;
pub mod http;
mod periods;
mod shapes;

pub use periods::{Group, Moments, ends};
