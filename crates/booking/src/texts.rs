//! Every text the feature shows, as functions of a language. No prose lives elsewhere.

pub mod commands;
pub mod common;
pub mod feed;
pub mod key_end;
pub mod offer;
pub mod outcome;
pub mod passed;
pub mod watch_wizard;
pub mod watches;

#[cfg(test)]
pub(crate) mod samples;
