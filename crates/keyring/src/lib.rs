#![doc = include_str!("../README.md")]

pub mod dialog;
mod forget;
pub mod keys;
pub mod texts;
