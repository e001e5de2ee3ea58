//! Brings messages to chats: jobs from `notifications.fifo`, calls to Telegram within its limits.

pub mod config;
pub mod delivery;
pub mod handler;
pub mod standing;
