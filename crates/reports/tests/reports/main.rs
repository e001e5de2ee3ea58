//! Reports reckoned from days and posts made by hand, and what they say.

#![allow(clippy::unwrap_used)]

mod numbers;
mod samples;
mod words;
