//! The Bot API: calls in, updates out.

pub mod chats;
pub mod checkouts;
pub mod commands;
pub mod delivery;
pub mod dispatch;
pub mod edits;
pub mod entities;
pub mod errors;
pub mod files;
pub mod html;
pub mod http;
pub mod invoices;
pub mod keyboards;
pub mod limits;
pub mod markdown;
pub mod messages;
pub mod outbox;
pub mod params;
pub mod payments;
pub mod presses;
pub mod sends;
pub mod stars;
pub mod state;
pub mod updates;
pub mod webhook;
pub mod witness;
