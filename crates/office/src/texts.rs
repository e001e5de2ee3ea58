//! What admins read.

pub mod broadcast;
pub mod commands;
pub mod overview;
pub mod people;
pub mod records;
pub mod refund;
pub mod words;
