//! Whether a payment may be made. Pure.

use jiff::{SignedDuration, Timestamp};
use telegram::{STARS, UserId};

use crate::offers::Offers;
use crate::payload::{Order, Payload};
use crate::subscription::Subscription;

/// With more than this left of an ended subscription, another would be paid for days that are paid already.
const TOO_EARLY: SignedDuration = SignedDuration::from_hours(3 * 24);

/// What is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Checkout<'a> {
    /// Who is about to pay.
    pub user: UserId,
    /// The invoice's payload.
    pub payload: &'a str,
    /// The currency.
    pub currency: &'a str,
    /// The price, in the currency's smallest units.
    pub total: u64,
}

/// Why a payment may not be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The invoice is not one of ours, or not in Stars.
    NotOurs,
    /// It is no longer sold, or at another price.
    NotOnSale,
    /// The invoice was made for somebody else.
    SomebodyElses,
    /// The operator does not let the user in.
    Banned,
    /// A subscription runs and will be paid again by itself.
    Subscribed,
    /// An ended subscription is paid for until then.
    PaidUntil(Timestamp),
}

impl Checkout<'_> {
    /// What the invoice sells, if it may be sold at all: what can be said without asking the table.
    ///
    /// # Errors
    /// Why not.
    pub fn order(&self, offers: &Offers) -> Result<Order, Refusal> {
        let sold = Payload::parse(self.payload).filter(|_| self.currency == STARS);
        let sold = sold.ok_or(Refusal::NotOurs)?;
        if sold.buyer != self.user {
            return Err(Refusal::SomebodyElses);
        }
        let price = offers.price_of(sold.order);
        if price != Some(sold.stars) || u64::from(sold.stars) != self.total {
            return Err(Refusal::NotOnSale);
        }
        Ok(sold.order)
    }
}

/// Whether a subscription may be bought beside the one there is, when time without limit is paid for until `paid_until`: that may end before
/// Telegram's month does, after an earlier month was given back.
///
/// # Errors
/// Why not.
pub fn may_subscribe(has: Option<&Subscription>, paid_until: Option<Timestamp>, now: Timestamp) -> Result<(), Refusal> {
    let Some(has) = has.filter(|has| has.runs(now)) else {
        return Ok(());
    };
    if has.goes_on(now) {
        return Err(Refusal::Subscribed);
    }
    match paid_until {
        Some(until) if until.duration_since(now) > TOO_EARLY => Err(Refusal::PaidUntil(until)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::subscription::Standing;

    fn now() -> Timestamp {
        "2026-11-21T10:00:00Z".parse().unwrap()
    }

    fn order_of(payload: &str, currency: &str, total: u64) -> Result<Order, Refusal> {
        let offers = Offers::parse("10:250,unlimited:1500").unwrap();
        let asked = Checkout {
            user: UserId(42),
            payload,
            currency,
            total,
        };
        asked.order(&offers)
    }

    #[test]
    fn a_payment_is_checked_again_before_a_star_is_taken() {
        let ten = Order::Pack { catches: 10 };
        for (payload, currency, total, expected) in [
            ("b1:10:250:42:0", STARS, 250, Ok(ten)),
            ("b1:u:1500:42:0", STARS, 1500, Ok(Order::Month)),
            ("b1:10:250:42:0", "RUB", 250, Err(Refusal::NotOurs)),
            ("gone", STARS, 250, Err(Refusal::NotOurs)),
            ("b1:10:250:43:0", STARS, 250, Err(Refusal::SomebodyElses)),
            ("b1:10:200:42:0", STARS, 200, Err(Refusal::NotOnSale)),
            ("b1:11:250:42:0", STARS, 250, Err(Refusal::NotOnSale)),
            ("b1:10:250:42:0", STARS, 249, Err(Refusal::NotOnSale)),
        ] {
            assert_eq!(
                order_of(payload, currency, total),
                expected,
                "{payload} {currency} {total}"
            );
        }
    }

    #[test]
    fn nobody_pays_twice_for_the_same_days() {
        let subscription = |hours: i64, standing| Subscription {
            payload: "b1:u:1500:42:0".to_owned(),
            stars: 1500,
            until: now() + SignedDuration::from_hours(hours),
            standing,
            charges: vec!["c".to_owned()],
        };
        let asked = |hours, standing| {
            let has = subscription(hours, standing);
            may_subscribe(Some(&has), Some(has.until), now())
        };
        assert_eq!(may_subscribe(None, None, now()), Ok(()));
        assert_eq!(asked(1, Standing::GoesOn), Err(Refusal::Subscribed));
        assert_eq!(asked(0, Standing::GoesOn), Ok(()));
        for ended in [Standing::EndedHere, Standing::EndedInTelegram, Standing::Failed] {
            let until = now() + SignedDuration::from_hours(73);
            assert_eq!(asked(73, ended), Err(Refusal::PaidUntil(until)));
            assert_eq!(asked(72, ended), Ok(()));
            let moved_up = may_subscribe(Some(&subscription(900, ended)), Some(now()), now());
            assert_eq!(
                moved_up,
                Ok(()),
                "Telegram's month goes on, the time that is paid for is over"
            );
        }
    }
}
