//! Stories: sellers talk to the bot, slots open, things break, and the chat shows what came of it.

#![allow(clippy::unwrap_used)]

mod admin;
mod assisted;
mod billing;
mod cargo;
mod catches;
mod chats;
mod conversation;
mod crowd;
mod digest;
mod doubt;
mod duplicates;
mod edits;
mod english;
mod events;
mod files;
mod goods;
mod history;
mod key_care;
mod keys;
mod modules;
mod moves;
mod moves_dialog;
mod moves_faults;
mod moves_lookout;
mod mydata;
mod news;
mod notifier;
mod offers;
mod outcomes;
mod pace;
mod payments;
mod poller;
mod reschedule;
mod settings;
mod speed;
mod watches;
mod wishes;
mod wizard;
