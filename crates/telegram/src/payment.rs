//! Payments in Telegram Stars: what is asked for, and what Telegram tells about it.
//!
//! The order of things: an [`Invoice`] is shown or its link given away; the user presses "pay" and a [`PreCheckout`] comes, to be
//! answered within [`PRE_CHECKOUT_PATIENCE`]; only a [`SuccessfulPayment`] says that Stars were paid. It may come again, and it may
//! come late: its charge id tells one payment from another.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// The currency of Telegram Stars.
pub const STARS: &str = "XTR";

/// How long Telegram waits for the answer to a [`PreCheckout`]; without one the payment fails.
pub const PRE_CHECKOUT_PATIENCE: Duration = Duration::from_secs(10);

/// The only period a subscription may have: 30 days.
pub const SUBSCRIPTION_PERIOD: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// What is sold, for how many Stars.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invoice {
    /// The product's name, 1 to 32 characters.
    pub title: String,
    /// What the buyer gets, 1 to 255 characters.
    pub description: String,
    /// Our own mark, 1 to 128 bytes: it comes back with every word about the payment, and the user does not see it.
    pub payload: String,
    /// The price in Stars: 1 to 100,000, for a subscription at most 10,000.
    pub stars: u32,
}

/// A payment about to be made: may it be?
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreCheckout {
    /// To answer with.
    pub id: String,
    /// The invoice's payload.
    pub payload: String,
    /// The currency; [`STARS`] for Stars.
    pub currency: String,
    /// The price, in the currency's smallest units; Stars have no smaller ones.
    pub total: u64,
}

/// A payment that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SuccessfulPayment {
    /// Telegram's number of the payment: the same number again is the same payment again. A refund is asked for by it. Empty where
    /// Telegram named none: a payment that was made is told of all the same.
    pub charge_id: String,
    /// The provider's number of the payment, where there is a provider; for Stars it says nothing.
    pub provider_charge_id: Option<String>,
    /// The invoice's payload.
    pub payload: String,
    /// The currency; [`STARS`] for Stars.
    pub currency: String,
    /// What was paid, in the currency's smallest units; Stars have no smaller ones.
    pub total: u64,
    /// For a subscription: until when it is paid.
    pub paid_until: Option<jiff::Timestamp>,
    /// Whether it is a payment for a subscription.
    pub recurring: bool,
    /// Whether it is a subscription's first payment.
    pub first_recurring: bool,
    /// When it was made, by the date of the message about it.
    pub at: Option<jiff::Timestamp>,
}

/// A payment that was given back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefundedPayment {
    /// The payment's number, as in [`SuccessfulPayment::charge_id`].
    pub charge_id: String,
    /// The invoice's payload.
    pub payload: String,
    /// The currency; [`STARS`] for Stars.
    pub currency: String,
    /// What was given back, in the currency's smallest units.
    pub total: u64,
    /// When it was given back, by the date of the message about it.
    pub at: Option<jiff::Timestamp>,
}

/// A subscription that will go on, or will not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubscriptionChange {
    /// The invoice's payload.
    pub payload: String,
    /// What became of it.
    pub state: SubscriptionState,
}

/// What became of a subscription. What is paid stays paid until its time is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SubscriptionState {
    /// The user will not pay again.
    Canceled,
    /// The user will pay again after all.
    Active,
    /// The next payment was tried and failed.
    Failed,
    /// Something this version does not know, by its name in the Bot API.
    Other(String),
}
