#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use telegram::UserId;

use super::*;

const DAYS_A_MONTH: i64 = 30;

fn day(number: i64) -> Timestamp {
    let begin: Timestamp = "2026-11-21T10:00:00Z".parse().unwrap();
    begin + SignedDuration::from_hours(24 * number)
}

/// A month that begins and was paid on these days.
fn month(charge: &str, begins: i64, paid: i64) -> Payment {
    Payment {
        user: UserId(42),
        charge: charge.to_owned(),
        payload: "b1:u:1500:42:0".to_owned(),
        currency: "XTR".to_owned(),
        total: 1500,
        goods: Goods::Month {
            until: Some(day(begins + DAYS_A_MONTH)),
            first: false,
        },
        known_at: day(paid),
        paid_at: Some(day(paid)),
        refunded_at: None,
        settled_at: None,
        paid_told: true,
        refund_told: false,
    }
}

/// Three months paid ahead on the first day.
fn quarter() -> [Payment; 3] {
    [month("c1", 0, 0), month("c2", 30, 0), month("c3", 60, 0)]
}

fn back(mut payments: [Payment; 3], refunds: &[(usize, i64)]) -> Option<Timestamp> {
    for (number, at) in refunds {
        payments[*number].refunded_at = Some(day(*at));
    }
    payments.reverse();
    lasts_until(&payments)
}

#[test]
fn the_months_behind_one_that_is_given_back_move_up_by_what_was_left_of_it() {
    for (refunds, until) in [
        (&[][..], Some(90)),
        (&[(0, 0)], Some(60)),
        (&[(0, 15)], Some(75)),
        (&[(0, 45)], Some(90)),
        (&[(1, 15)], Some(60)),
        (&[(1, 45)], Some(75)),
        (&[(2, 15)], Some(60)),
        (&[(2, 75)], Some(60)),
        (&[(0, 15), (1, 20)], Some(50)),
        (&[(0, 20), (1, 15)], Some(50)),
        (&[(0, 15), (1, 20), (2, 21)], None),
    ] {
        assert_eq!(back(quarter(), refunds), until.map(day), "{refunds:?}");
    }
}

#[test]
fn what_another_subscription_covers_as_well_is_not_taken() {
    let two = |refunds: &[(usize, i64)]| back([month("a1", 0, 0), month("b1", 1, 1), month("a2", 30, 0)], refunds);
    assert_eq!(two(&[(1, 10)]), Some(day(60)));
    assert_eq!(two(&[(0, 10)]), Some(day(60)));
    assert_eq!(two(&[(0, 10), (1, 10)]), Some(day(40)), "nobody covered days 10 to 30");
}

#[test]
fn a_month_that_is_paid_after_a_gap_is_a_whole_month() {
    let mut payments = quarter();
    payments[2].paid_at = Some(day(60));
    assert_eq!(back(payments, &[(0, 15)]), Some(day(90)));
    let told_late = month("c4", 0, 2);
    assert_eq!(lasts_until(&[told_late]), Some(day(30)), "Telegram says when it ends");
}

#[test]
fn what_would_be_left_is_what_is_left_afterwards() {
    let payments = quarter();
    assert_eq!(lasts_without(&payments, "c1", day(15)), Some(day(75)));
    assert_eq!(lasts_without(&payments, "c1", day(40)), Some(day(90)));
    let mut given = payments;
    given[0].refunded_at = Some(day(15));
    assert_eq!(lasts_without(&given, "c1", day(20)), Some(day(75)), "given back once");
}

#[test]
fn an_end_beyond_all_days_is_no_panic() {
    for end in [Timestamp::MIN, Timestamp::MAX] {
        let mut odd = month("c1", 0, 0);
        odd.goods = Goods::Month {
            until: Some(end),
            first: true,
        };
        assert!(lasts_until(&[odd.clone(), month("c2", 3, 3)]).is_some());
        odd.refunded_at = Some(day(3));
        assert!(lasts_until(&[odd, month("c2", 3, 3)]).is_some());
    }
}

/// Months of one subscription: the day each is paid on, and the day it is given back on.
fn subscription() -> impl Strategy<Value = Vec<(i64, Option<i64>)>> {
    let month = (0i64..50, proptest::option::of(0i64..150));
    proptest::collection::vec(month, 1..6).prop_map(|months| {
        let mut paid = 0;
        let step = |(gap, back): (i64, Option<i64>)| {
            paid += gap;
            (paid, back.map(|back| paid + back))
        };
        months.into_iter().map(step).collect()
    })
}

/// The same, lived through day by day: every day is taken from the first month that has one left.
fn lived_through(months: &[(i64, Option<i64>)]) -> Option<i64> {
    let mut left = vec![DAYS_A_MONTH; months.len()];
    let mut until = None;
    for today in 0..2_000 {
        let has_day = |n: &usize| {
            let (paid, back) = months[*n];
            left[*n] > 0 && paid <= today && back.is_none_or(|back| back > today)
        };
        let Some(used) = (0..months.len()).find(has_day) else {
            continue;
        };
        left[used] -= 1;
        if months[used].1.is_none() && left[used] == 0 {
            until = Some(today + 1);
        }
    }
    until
}

proptest! {
    /// Whatever is given back whenever, the months that stand last as long as if they were lived through.
    #[test]
    fn nobody_loses_a_day_of_a_month_that_stands_and_nobody_keeps_one_that_does_not(months in subscription()) {
        let mut ends = 0;
        let mut payments: Vec<Payment> = Vec::new();
        for (n, (paid, back)) in months.iter().enumerate() {
            let begins = ends.max(*paid);
            ends = begins + DAYS_A_MONTH;
            let mut payment = month(&format!("c{n}"), begins, *paid);
            payment.refunded_at = back.map(day);
            payments.push(payment);
        }
        prop_assert_eq!(lasts_until(&payments), lived_through(&months).map(day));
        payments.reverse();
        prop_assert_eq!(lasts_until(&payments), lived_through(&months).map(day));
    }

    /// One refund takes at most a month, nothing that is over, and never gives.
    #[test]
    fn a_refund_takes_no_more_than_what_is_left_of_a_month(months in subscription(), which in 0usize..6, at in 0i64..200) {
        let mut ends = 0;
        let payments: Vec<Payment> = months.iter().enumerate().map(|(n, (paid, _))| {
            let begins = ends.max(*paid);
            ends = begins + DAYS_A_MONTH;
            month(&format!("c{n}"), begins, *paid)
        }).collect();
        prop_assume!(payments.len() > 1);
        let given = &payments[which % payments.len()];
        let before = lasts_until(&payments).unwrap();
        let after = lasts_without(&payments, &given.charge, day(at)).unwrap();
        let ends = given.runs_until().unwrap();
        let unused = ends.duration_since(day(at).max(ends - SUBSCRIPTION_PERIOD)).max(SignedDuration::ZERO);
        prop_assert!(after <= before);
        let is_last = given.charge == payments[payments.len() - 1].charge;
        // The last month may stand alone behind a gap, which goes with it.
        prop_assert!(is_last || before.duration_since(after) <= unused, "{} {}", before, after);
    }
}
