//! The sources at the byte boundary: real requests to a stand-in server, and bodies as they come over the wire.
#![allow(clippy::unwrap_used)]

mod bot_api;
mod clients;
mod daily;
mod dropped;
mod landing;
mod logs;
mod mangled;
mod page;
mod pages;
mod post;
mod preview;
mod telemetr;
mod tgstat;
