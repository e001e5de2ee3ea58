//! Telemetr (telemetr.me): shapes after TGStat's, errors of its own, and what is left in the headers.

mod answers;
pub mod errors;
pub mod http;
