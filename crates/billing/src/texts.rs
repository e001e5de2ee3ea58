//! Everything the feature says: functions that return messages, in every language.

pub mod account;
pub mod admins;
pub mod buy;
pub mod checkout;
pub mod commands;
pub mod receipts;
pub mod terms;
mod words;

pub use words::balance_line;

#[cfg(test)]
mod tests;
