#![allow(clippy::unwrap_used)]

use jiff::SignedDuration;

use super::*;

fn now() -> Timestamp {
    "2026-11-21T10:00:00Z".parse().unwrap()
}

fn day(number: i64) -> Timestamp {
    now() + SignedDuration::from_hours(24 * number)
}

fn paid(charge: &str, payload: &str, at: i64, until: i64, first: bool) -> Payment {
    Payment {
        user: UserId(42),
        charge: charge.to_owned(),
        payload: payload.to_owned(),
        currency: "XTR".to_owned(),
        total: 1500,
        goods: Goods::Month {
            until: Some(day(until)),
            first,
        },
        known_at: day(at),
        paid_at: Some(day(at)),
        refunded_at: None,
        settled_at: None,
        paid_told: true,
        refund_told: false,
    }
}

fn note(payload: &str, standing: Standing, at: i64) -> SubscriptionNote {
    SubscriptionNote {
        user: UserId(42),
        payload: payload.to_owned(),
        standing,
        at: day(at),
    }
}

#[test]
fn a_subscription_is_its_latest_month_and_known_by_its_first_payment() {
    let payments = [paid("c2", "a", 30, 60, false), paid("c1", "a", 0, 30, true)];
    let one = latest(&payments, &[]).unwrap();
    assert_eq!((one.until, one.standing, one.stars), (day(60), Standing::GoesOn, 1500));
    assert_eq!(one.charges, ["c1", "c2"]);
    assert!(one.runs(day(59)) && one.goes_on(day(59)) && !one.runs(day(60)));
}

#[test]
fn months_given_back_do_not_count() {
    let mut payments = [paid("c1", "a", 0, 30, true), paid("c2", "a", 30, 60, false)];
    payments[1].refunded_at = Some(day(31));
    assert_eq!(latest(&payments, &[]).unwrap().until, day(30));
    payments[0].refunded_at = Some(day(31));
    assert_eq!(latest(&payments, &[]), None);
}

#[test]
fn the_last_word_holds_until_a_later_month_is_paid() {
    let payments = [paid("c1", "a", 0, 30, true)];
    let standing = |payments: &[Payment], note| latest(payments, &[note]).unwrap().standing;
    let ended = note("a", Standing::EndedInTelegram, 10);
    assert_eq!(standing(&payments, ended.clone()), Standing::EndedInTelegram);
    assert_eq!(standing(&payments, note("b", Standing::Failed, 10)), Standing::GoesOn);
    // The next month was charged after that: the user continued, and the word of it was lost.
    let continued = [payments[0].clone(), paid("c2", "a", 30, 60, false)];
    assert_eq!(standing(&continued, ended.clone()), Standing::GoesOn);
    // A month paid ahead and ended afterwards, and a month told of late: the word still holds.
    let ahead = [payments[0].clone(), paid("c2", "a", 5, 60, false)];
    assert_eq!(standing(&ahead, ended), Standing::EndedInTelegram);
    let told_late = [paid("c1", "a", 12, 30, true)];
    assert_eq!(
        standing(&told_late, note("a", Standing::EndedInTelegram, 10)),
        Standing::EndedInTelegram
    );
}

#[test]
fn of_two_subscriptions_the_longer_one_is_shown() {
    let payments = [paid("c1", "a", 0, 30, true), paid("c2", "b", 28, 58, true)];
    let notes = [note("a", Standing::EndedHere, 5)];
    let one = latest(&payments, &notes).unwrap();
    assert_eq!((one.payload.as_str(), one.standing), ("b", Standing::GoesOn));
}
