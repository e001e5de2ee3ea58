#![doc = include_str!("../README.md")]

pub mod announcements;
pub mod attempt;
pub mod audience;
pub mod balance;
pub mod board;
pub mod booker;
pub mod dialog;
pub mod directory;
pub mod feed;
pub mod ids;
pub mod job;
pub mod keys;
pub mod offer;
pub mod official;
pub mod orders;
pub mod poller;
pub mod pool;
pub mod records;
pub mod seller_key;
pub mod snapshot;
pub mod texts;
pub mod watch;
pub mod watch_index;
pub mod watches;

pub use ::clock;
