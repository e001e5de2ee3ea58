//! A subscription: what its payments and Telegram's words about it come to. Pure but for the reading.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::{Key, Record, StoreError, Table};
use telegram::{SUBSCRIPTION_PERIOD, UserId};

use crate::payload::Payload;
use crate::payment::{Goods, Payment};

/// Whether a subscription will be paid again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It goes on.
    GoesOn,
    /// Its owner ended it in Telegram, and continues it there if at all.
    EndedInTelegram,
    /// Its owner ended it here.
    EndedHere,
    /// The next payment was tried and failed.
    Failed,
}

/// The last word about a subscription, besides its payments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubscriptionNote {
    /// Whose.
    pub user: UserId,
    /// The payload of all its payments: its name.
    pub payload: String,
    /// What was said.
    pub standing: Standing,
    /// When.
    pub at: Timestamp,
}

/// A subscription.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscription {
    /// Its name.
    pub payload: String,
    /// The price of a month, Stars.
    pub stars: u64,
    /// Until when it is paid.
    pub until: Timestamp,
    /// Whether it will be paid again.
    pub standing: Standing,
    /// The charges of its payments that it may be known by at Telegram: the first, and the latest if that is another.
    pub charges: Vec<String>,
}

impl SubscriptionNote {
    /// Sort keys of notes begin so.
    pub const PREFIX: &'static str = "SUBSCRIPTION#";

    /// Table key of the note on a user's subscription.
    pub fn key_of(user: UserId, payload: &str) -> Key {
        Key::new(format!("USER#{user}"), format!("{}{payload}", Self::PREFIX))
    }
}

impl Subscription {
    /// Whether it is paid for at `now`.
    pub fn runs(&self, now: Timestamp) -> bool {
        self.until > now
    }

    /// Whether Telegram may charge it again: nobody ended it.
    pub fn may_be_charged(&self) -> bool {
        !matches!(self.standing, Standing::EndedHere | Standing::EndedInTelegram)
    }

    /// Whether it is paid for and will be paid again.
    pub fn goes_on(&self, now: Timestamp) -> bool {
        self.runs(now) && self.standing == Standing::GoesOn
    }
}

impl Record for SubscriptionNote {
    const KIND: &'static str = "subscription";

    fn key(&self) -> Key {
        Self::key_of(self.user, &self.payload)
    }
}

/// Every subscription that has a standing payment, in the order of their names.
pub fn all(payments: &[Payment], notes: &[SubscriptionNote]) -> Vec<Subscription> {
    let standing = payments.iter().filter(|payment| payment.unlimited_until().is_some());
    let mut names: Vec<&str> = standing.map(|payment| payment.payload.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    let stands = Payment::unlimited_until;
    names
        .into_iter()
        .filter_map(|name| of(name, payments, notes, stands))
        .collect()
}

/// The subscriptions that Telegram may charge again after `now`, in the order of their names: also one whose month was given back, for giving
/// a payment back ends no subscription.
pub fn running(payments: &[Payment], notes: &[SubscriptionNote], now: Timestamp) -> Vec<Subscription> {
    let running = payments.iter().filter(|payment| payment.runs_until() > Some(now));
    let mut names: Vec<&str> = running.map(|payment| payment.payload.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    let paid = Payment::runs_until;
    names
        .into_iter()
        .filter_map(|name| of(name, payments, notes, paid))
        .collect()
}

/// The subscription that is paid for longest; of several paid equally long, one that goes on. `None` without any that stands.
pub fn latest(payments: &[Payment], notes: &[SubscriptionNote]) -> Option<Subscription> {
    let all = all(payments, notes).into_iter();
    all.max_by_key(|one| (one.until, one.standing == Standing::GoesOn))
}

/// The subscriptions that go on beside the one that was begun first: two were paid in the same moment.
pub fn doubles(all: Vec<Subscription>, now: Timestamp) -> Vec<Subscription> {
    let mut going_on: Vec<Subscription> = all.into_iter().filter(|one| one.goes_on(now)).collect();
    going_on.sort_by_key(|one| Payload::parse(&one.payload).map_or(i64::MAX, |payload| payload.made_ms));
    going_on.split_off(going_on.len().min(1))
}

/// The user's subscription that is paid for longest.
///
/// # Errors
/// Those of the table.
pub async fn subscription_of(
    table: &Table,
    user: UserId,
    payments: &[Payment],
) -> Result<Option<Subscription>, StoreError> {
    if payments.iter().all(|payment| payment.unlimited_until().is_none()) {
        return Ok(None);
    }
    Ok(latest(payments, &notes_of(table, user).await?))
}

/// The user's subscriptions that Telegram may charge again after `now`, also those whose month was given back.
///
/// # Errors
/// Those of the table.
pub async fn charged_again(
    table: &Table,
    user: UserId,
    payments: &[Payment],
    now: Timestamp,
) -> Result<Vec<Subscription>, StoreError> {
    if payments.iter().all(|payment| payment.runs_until() <= Some(now)) {
        return Ok(Vec::new());
    }
    let notes = notes_of(table, user).await?;
    let running = running(payments, &notes, now).into_iter();
    Ok(running.filter(Subscription::may_be_charged).collect())
}

/// The notes on a user's subscriptions.
pub(crate) async fn notes_of(table: &Table, user: UserId) -> Result<Vec<SubscriptionNote>, StoreError> {
    let pk = format!("USER#{user}");
    let notes = table.list::<SubscriptionNote>(&pk, SubscriptionNote::PREFIX).await?;
    Ok(notes.into_iter().map(|stored| stored.record).collect())
}

/// A subscription by its name, of the payments that count: those with an end.
fn of(
    name: &str,
    payments: &[Payment],
    notes: &[SubscriptionNote],
    end: impl Fn(&Payment) -> Option<Timestamp>,
) -> Option<Subscription> {
    let of_it = || payments.iter().filter(|payment| payment.payload == name);
    let last = of_it()
        .filter(|payment| end(payment).is_some())
        .max_by_key(|payment| end(payment))?;
    let until = end(last)?;
    let note = notes.iter().find(|note| note.payload == name);
    // A month that began, and was told of, after the word shows that the word no longer holds.
    let began = last.paid_at.map_or(until, |told| told.min(until - SUBSCRIPTION_PERIOD));
    let holds = note.filter(|note| began <= note.at);
    Some(Subscription {
        payload: name.to_owned(),
        stars: last.total,
        until,
        standing: holds.map_or(Standing::GoesOn, |note| note.standing),
        charges: charges_of(of_it()),
    })
}

/// The charges that Telegram may know a subscription by, of its payments: the first, and the latest if that is another.
pub(crate) fn charges_of<'a>(payments: impl IntoIterator<Item = &'a Payment>) -> Vec<String> {
    let payments: Vec<&Payment> = payments.into_iter().collect();
    let first = payments
        .iter()
        .find(|payment| matches!(payment.goods, Goods::Month { first: true, .. }));
    let latest = payments.iter().max_by_key(|payment| payment.runs_until());
    let mut charges: Vec<String> = first
        .into_iter()
        .chain(latest)
        .map(|payment| payment.charge.clone())
        .collect();
    charges.dedup();
    charges
}

#[cfg(test)]
mod tests;
