//! Until when the months last that were paid for, some of which may have been given back. Pure.

use jiff::{SignedDuration, Timestamp};
use telegram::SUBSCRIPTION_PERIOD;

use crate::payment::{Goods, Payment};

/// A paid month as it would last if nothing were ever given back.
struct Month<'a> {
    charge: &'a str,
    begins: Timestamp,
    paid_at: Timestamp,
    given_back_at: Option<Timestamp>,
}

/// Until when everything a user paid for lasts: the end of the last month that stands, `None` when none stands.
///
/// Of a month that is given back what was used by then stays used, and the rest goes. The months behind it move up into the rest, as far
/// as no other month covers it: nobody loses a day of a month that stands. A month never begins before it was paid for, nor later than
/// Telegram says. It follows from the payments alone, so it does not matter in which order they were told of.
pub fn lasts_until(payments: &[Payment]) -> Option<Timestamp> {
    let mut months: Vec<Month<'_>> = payments.iter().filter_map(Month::of).collect();
    months.sort_by_key(|month| (month.begins, month.charge));
    // The end of what was or will be used, and of what would be used had nothing been given back. All months are equally long, so the later
    // one also ends later.
    let first = months.first()?.begins;
    let (mut covered, mut reach) = (first, first);
    let mut moved_up = SignedDuration::ZERO;
    let mut until = None;
    for month in months {
        let due = earlier(month.begins, moved_up);
        let freed = reach.min(due).duration_since(covered).max(SignedDuration::ZERO);
        let begins = earlier(due, freed).max(month.begins.min(month.paid_at));
        let ends = later(begins);
        moved_up = month.begins.duration_since(begins);
        covered = covered.max(match month.given_back_at {
            None => ends,
            Some(at) => at.clamp(begins, ends),
        });
        if month.given_back_at.is_none() {
            until = Some(ends);
        }
        reach = ends;
    }
    until
}

/// Until when they would last if this payment were given back at `now`.
pub fn lasts_without(payments: &[Payment], charge: &str, now: Timestamp) -> Option<Timestamp> {
    let mut payments = payments.to_vec();
    for payment in payments.iter_mut().filter(|payment| payment.charge == charge) {
        payment.refunded_at.get_or_insert(now);
    }
    lasts_until(&payments)
}

impl<'a> Month<'a> {
    fn of(payment: &'a Payment) -> Option<Self> {
        let Goods::Month { until: Some(until), .. } = payment.goods else {
            return None;
        };
        Some(Self {
            charge: &payment.charge,
            begins: until.saturating_sub(SUBSCRIPTION_PERIOD).unwrap_or(until),
            paid_at: payment.paid_at?,
            given_back_at: payment.refunded_at,
        })
    }
}

fn earlier(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.saturating_sub(by).unwrap_or(at)
}

fn later(begins: Timestamp) -> Timestamp {
    begins.saturating_add(SUBSCRIPTION_PERIOD).unwrap_or(begins)
}

#[cfg(test)]
mod tests;
