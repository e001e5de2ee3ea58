//! The store against DynamoDB in process, through the real client.
#![allow(clippy::unwrap_used)]

mod breaker;
mod bucket;
mod counts;
mod faults;
mod last_errors;
mod lease;
mod lists;
mod once;
mod parcel;
mod people;
mod table;
mod transact;
mod world;
