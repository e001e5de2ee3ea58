#![doc = include_str!("../README.md")]

mod record;
mod sessions;

pub use record::SessionRecord;
pub use sessions::{SessionError, Sessions};
