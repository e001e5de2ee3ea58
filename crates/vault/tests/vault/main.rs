//! The vault against a stand-in for KMS, through the real client.
#![allow(clippy::unwrap_used)]

mod sealing;
mod stand_in;
