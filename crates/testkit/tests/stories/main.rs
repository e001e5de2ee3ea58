//! Stories: sellers talk to the bot, slots open, things break, and the chat shows what came of it.

#![allow(clippy::unwrap_used)]

mod conversation;
mod crowd;
mod keys;
mod outcomes;
mod poller;
mod watches;
mod wizard;
