//! Channels of Telegram: who has a name, what was posted there, how many saw it, at any instant. Whatever nobody did by hand
//! follows from a seed and the time, so that a thousand channels weigh nothing and every source tells the same story.

pub mod book;
pub mod channel;
pub mod dice;
pub mod figures;
pub mod kind;
pub mod marks;
pub mod post;
pub mod references;
mod schedule;
pub mod sources;
mod wording;
