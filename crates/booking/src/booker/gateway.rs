//! Through the gateway: send once, and if the answer is lost, ask.

mod request;
mod settle;
