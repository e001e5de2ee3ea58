//! Stories: sellers talk to the bot, slots open, things break, and the chat shows what came of it.

#![allow(clippy::unwrap_used)]

mod chats;
mod conversation;
mod crowd;
mod doubt;
mod duplicates;
mod events;
mod keys;
mod notifier;
mod outcomes;
mod poller;
mod watches;
mod wizard;
