#![doc = include_str!("../README.md")]

pub mod announcements;
pub mod attempt;
pub mod board;
pub mod booker;
pub mod dialog;
pub mod directory;
pub mod feed;
mod forget;
pub mod goods_sheet;
pub mod ids;
pub mod job;
mod key_users;
pub mod keys;
pub mod missed;
pub mod offer;
pub mod official;
pub mod orders;
pub mod poller;
pub mod pool;
pub mod records;
pub mod snapshot;
pub mod sooner;
pub mod texts;
pub mod watch;
pub mod watch_index;
pub mod watches;

pub use ::clock;
