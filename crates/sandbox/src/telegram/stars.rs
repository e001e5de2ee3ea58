//! Telegram Stars: who has how many, what is asked for, what was paid.

use std::collections::BTreeMap;

use rand::Rng;
use serde::{Deserialize, Serialize};

/// What a person begins with.
const BEGINNING: i64 = 10_000;

/// All about Stars.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Stars {
    /// Balances by person, of those that changed.
    balances: BTreeMap<i64, i64>,
    /// Invoices, by [`place_of`] their message or by their link.
    pub invoices: BTreeMap<String, Invoice>,
    /// Payments about to be made, by the query's id.
    pub checkouts: BTreeMap<String, Checkout>,
    /// Payments in their order.
    pub payments: Vec<Payment>,
    /// Subscriptions by their first payment.
    pub subscriptions: BTreeMap<String, Subscription>,
}

/// What is sold, for how many Stars.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Invoice {
    /// The product's name.
    pub title: String,
    /// What it is.
    pub description: String,
    /// The bot's own mark.
    pub payload: String,
    /// What forwarded copies say to the bot; empty lets others pay by them.
    pub start_parameter: String,
    /// The price in Stars.
    pub amount: i64,
    /// How long one payment of a subscription lasts, seconds.
    pub period_s: Option<i64>,
    /// The payment that made a message's invoice a receipt.
    pub receipt: Option<String>,
}

/// A payment about to be made.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Checkout {
    /// Who pays.
    pub user: i64,
    /// The chat in which it is told.
    pub chat: i64,
    /// The invoice's place.
    pub place: String,
    /// When the bot was asked.
    pub at_ms: i64,
    /// What the bot said.
    pub verdict: Option<Verdict>,
}

/// What the bot says to a payment about to be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Verdict {
    /// It may be made.
    Fine,
    /// It may not, for this reason.
    Refused(String),
}

/// A payment.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Payment {
    /// Its number.
    pub charge_id: String,
    /// Its number at the provider.
    pub provider_charge_id: String,
    /// Who paid.
    pub user: i64,
    /// The chat in which it is told.
    pub chat: i64,
    /// The invoice's mark.
    pub payload: String,
    /// How many Stars.
    pub amount: i64,
    /// When.
    pub at_ms: i64,
    /// When it was given back.
    pub refunded_at_ms: Option<i64>,
    /// The subscription it is for, by its first payment.
    pub subscription: Option<String>,
    /// Until when a subscription is paid by it, unix seconds.
    pub paid_until_s: Option<i64>,
    /// The message that tells of it, once it is told.
    pub told: Option<serde_json::Value>,
}

/// A subscription.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Subscription {
    /// Whose.
    pub user: i64,
    /// The link it was taken by.
    pub place: String,
    /// What for.
    pub invoice: Invoice,
    /// Until when it is paid, unix seconds.
    pub paid_until_s: i64,
    /// Who ended it, if anybody.
    pub stopped_by: Option<Stopper>,
}

/// Who ended a subscription.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stopper {
    /// The person, in the settings of their app.
    User,
    /// The bot.
    Bot,
}

impl Stars {
    /// How many Stars a person has.
    pub fn balance(&self, user: i64) -> i64 {
        self.balances.get(&user).copied().unwrap_or(BEGINNING)
    }

    /// Gives a person exactly this many.
    pub fn set_balance(&mut self, user: i64, stars: i64) {
        self.balances.insert(user, stars);
    }

    /// What the bot has earned and not given back.
    pub fn earned(&self) -> i64 {
        let kept = self.payments.iter().filter(|paid| paid.refunded_at_ms.is_none());
        kept.map(|paid| paid.amount).sum()
    }

    /// A payment by its number.
    pub fn payment(&mut self, charge_id: &str) -> Option<&mut Payment> {
        self.payments.iter_mut().find(|paid| paid.charge_id == charge_id)
    }

    /// This person's subscription that a payment, the first or a later one, is for; its number is that of its first payment.
    pub fn subscription_of(&self, user: i64, charge_id: &str) -> Option<String> {
        let paid = self
            .payments
            .iter()
            .find(|paid| paid.charge_id == charge_id && paid.user == user)?;
        paid.subscription.clone()
    }
}

/// Where a message's invoice is kept.
pub fn place_of(chat: i64, message_id: i64) -> String {
    format!("{chat}/{message_id}")
}

/// A number nobody can guess, and that no other run of the sandbox gives.
pub fn unguessable() -> String {
    hex::encode(rand::rng().random::<[u8; 16]>())
}
