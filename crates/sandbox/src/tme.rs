//! t.me: the public pages of channels, in the structure of the real ones.

mod counts;
pub mod http;
mod landing;
mod markup;
mod message;
mod page;
pub mod refusals;

pub use markup::words;
