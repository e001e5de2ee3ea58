//! Through the gateway: send once, and if the answer is lost, ask.

mod former;
mod request;
mod settle;
