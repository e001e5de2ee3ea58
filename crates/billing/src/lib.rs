#![doc = include_str!("../README.md")]

pub mod checkout;
pub mod dialog;
mod forget;
pub mod number;
pub mod offers;
pub mod paid_time;
pub mod payload;
pub mod payment;
pub mod refund;
pub mod subscription;
pub mod texts;
pub mod till;

pub use dialog::{AfterCredit, BillingModule, BillingServices};
pub use offers::Offers;
pub use payment::payments_of;
pub use refund::refund;
pub use till::Till;
