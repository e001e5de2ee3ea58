//! The bot's door: Telegram's updates come in, the conversation's answers go out.

pub mod config;
pub mod effects;
pub mod features;
pub mod handler;
pub mod health;
pub mod home;
pub mod router;
pub mod set_up;
mod shape;
pub mod switches;
pub mod update;
