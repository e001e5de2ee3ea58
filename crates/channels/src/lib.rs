#![doc = include_str!("../README.md")]

pub mod calendar;
pub mod channel;
pub mod day;
pub mod errands;
pub mod follow;
mod former;
pub mod history;
pub mod jobs;
pub mod measures;
pub mod past_days;
pub mod post;
pub mod quality;
pub mod reference;
pub mod run;
pub mod sources;
pub mod state;
pub mod words;

pub use channel_sources::{ChannelName, Figure, PostId, Precision, Source};
