//! Every text the feature shows, as functions.

pub mod card;
pub mod commands;
pub mod common;
pub mod key;
pub mod outcome;
pub(crate) mod wizard;
