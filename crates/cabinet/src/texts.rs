//! What the feature says.

pub mod commands;
pub mod digest;
pub mod forget;
pub mod history;
pub mod mydata;
pub mod settings;
pub mod speed;

pub(crate) use telegram::words::{either, nothing_asked};
