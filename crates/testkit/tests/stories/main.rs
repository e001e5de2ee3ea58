//! Stories: sellers talk to the bot, slots open, things break, and the chat shows what came of it.

#![allow(clippy::unwrap_used)]

mod assisted;
mod cargo;
mod chats;
mod conversation;
mod crowd;
mod doubt;
mod duplicates;
mod edits;
mod english;
mod events;
mod keys;
mod news;
mod notifier;
mod offers;
mod outcomes;
mod payments;
mod poller;
mod watches;
mod wizard;
