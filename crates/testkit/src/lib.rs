#![doc = include_str!("../README.md")]
// A test's helper that finds its world broken has nothing better to do than to stop with a clear word.
#![allow(clippy::unwrap_used, clippy::missing_panics_doc)]

mod cloud;
mod collectors;
mod door;
mod fuse;
mod hands;
mod kms;
mod ledger;
mod movers;
mod outage;
mod portal;
mod queues;
mod replies;
mod reporters;
mod seller;
mod update;
mod witness;
mod workers;
mod world;

pub use cloud::Cloud;
pub use collectors::{COLLECTIONS, CollectorAtWork, Manner};
pub use fuse::{Cut, Fuse};
pub use hands::Hands;
pub use ledger::Figures;
pub use movers::MOVES;
pub use outage::Outage;
pub use queues::Queues;
pub use seller::Seller;
pub use update::Answered;
pub use workers::{BOOKINGS, Crashed, NOTIFICATIONS};
pub use world::{ADMIN, REPORTS, World};
