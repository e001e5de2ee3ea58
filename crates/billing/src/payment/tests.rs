#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use jiff::SignedDuration;
use proptest::prelude::*;

use super::*;

const TRIAL: u32 = 2;

fn now() -> Timestamp {
    "2026-11-21T10:00:00Z".parse().unwrap()
}

fn day(number: i64) -> Timestamp {
    now() + SignedDuration::from_hours(24 * number)
}

/// What Telegram may say of a payment.
#[derive(Debug, Clone)]
struct Telling {
    payload: String,
    charge: String,
    total: u64,
    until: Option<Timestamp>,
    refund: bool,
    at: Option<Timestamp>,
}

impl Telling {
    fn word<T>(&self, then: impl FnOnce(&Word<'_>) -> T) -> T {
        if self.refund {
            return then(&Word::Refunded(&RefundedPayment {
                charge_id: self.charge.clone(),
                payload: self.payload.clone(),
                currency: STARS.to_owned(),
                total: self.total,
                at: self.at,
            }));
        }
        then(&Word::Paid(&SuccessfulPayment {
            charge_id: self.charge.clone(),
            provider_charge_id: None,
            payload: self.payload.clone(),
            currency: STARS.to_owned(),
            total: self.total,
            paid_until: self.until,
            recurring: self.until.is_some(),
            first_recurring: false,
            at: self.at,
        }))
    }
}

/// The books as the till keeps them, without the table.
#[derive(Debug)]
struct Books {
    balance: Balance,
    payments: BTreeMap<String, Payment>,
}

impl Books {
    fn new() -> Self {
        Self {
            balance: Balance::trial(UserId(42), TRIAL),
            payments: BTreeMap::new(),
        }
    }

    fn hear(&mut self, telling: &Telling) {
        self.hear_at(telling, now());
    }

    fn hear_at(&mut self, telling: &Telling, now: Timestamp) {
        let before = self.payments.get(&telling.charge).cloned();
        let after = telling.word(|word| match &before {
            None => Some(Payment::begun(UserId(42), word, now)),
            Some(before) => before.told(word, now),
        });
        let Some(after) = after else { return };
        self.payments.insert(after.charge.clone(), after.clone());
        let all: Vec<_> = self.payments.values().cloned().collect();
        self.balance = balance_after(&self.balance, before.as_ref(), &after, &all);
    }
}

/// One payment of the charge number `n`: a pack, a month, or something nobody can read.
fn payment_of(n: usize, kind: u8, size: u32) -> Telling {
    let (payload, until) = match kind {
        0 => (format!("b1:{size}:{size}:42:0"), None),
        1 => (format!("b1:u:{size}:42:0"), Some(day(size.into()))),
        _ => ("gone".to_owned(), None),
    };
    Telling {
        payload,
        charge: format!("c{n}"),
        total: size.into(),
        until,
        refund: false,
        at: None,
    }
}

/// The word that a payment was given back so many hours ago.
fn refund_of(paid: &Telling, hours_ago: i64) -> Telling {
    Telling {
        refund: true,
        at: Some(now() - SignedDuration::from_hours(hours_ago)),
        ..paid.clone()
    }
}

/// Payments, some of which are given back; and how all that is told: each word once or more, in any order.
fn told() -> impl Strategy<Value = (Vec<(Telling, Option<i64>)>, Vec<Telling>)> {
    let back = proptest::option::of(0i64..24);
    let payments = proptest::collection::vec((0u8..3, 1u32..70, 24i64..47, back), 1..8);
    payments.prop_flat_map(|payments| {
        let made: Vec<_> = payments
            .iter()
            .enumerate()
            .map(|(n, (kind, size, hours_ago, back))| {
                let at = Some(now() - SignedDuration::from_hours(*hours_ago));
                let paid = Telling {
                    at,
                    ..payment_of(n, *kind, *size)
                };
                (paid, *back)
            })
            .collect();
        let mut words: Vec<Telling> = made.iter().map(|(paid, _)| paid.clone()).collect();
        let backs = made.iter().filter_map(|(paid, back)| Some(refund_of(paid, (*back)?)));
        words.extend(backs);
        let again = proptest::sample::subsequence(words.clone(), 0..=words.len());
        again.prop_flat_map(move |again| {
            let all: Vec<_> = words.iter().cloned().chain(again).collect();
            (Just(made.clone()), Just(all).prop_shuffle())
        })
    })
}

proptest! {
    /// Whatever the order, however often and however late each word comes, the balance is what the ledger adds up to.
    #[test]
    fn any_order_and_any_repetition_give_the_ledgers_balance((made, words) in told()) {
        let mut books = Books::new();
        for (word, minute) in words.iter().zip(0..) {
            books.hear_at(word, now() + SignedDuration::from_mins(minute));
        }
        let mut plain = Books::new();
        for (paid, back) in &made {
            plain.hear(paid);
            if let Some(hours_ago) = back {
                plain.hear(&refund_of(paid, *hours_ago));
            }
        }
        prop_assert_eq!(&books.balance, &plain.balance);
        let standing = || made.iter().filter(|(_, back)| back.is_none()).map(|(paid, _)| paid);
        let packs = standing().filter(|paid| paid.until.is_none() && paid.payload != "gone");
        let expected = i64::from(TRIAL) + packs.map(|paid| i64::try_from(paid.total).unwrap()).sum::<i64>();
        prop_assert_eq!(books.balance.left, expected);
        prop_assert_eq!(books.balance.unlimited_until.is_some(), standing().any(|paid| paid.until.is_some()));
        for (paid, back) in &made {
            prop_assert_eq!(books.payments[&paid.charge].stands(), back.is_none());
        }
    }
}

#[test]
fn a_date_that_cannot_be_meant_is_not_believed() {
    let mut paid = payment_of(1, 1, 5);
    let mut believed = |at: Option<Timestamp>| {
        paid.at = at;
        paid.word(|word| Payment::begun(UserId(42), word, now()))
            .paid_at
            .unwrap()
    };
    assert_eq!(believed(None), now());
    assert_eq!(
        believed(Some(now() - SignedDuration::from_hours(20))),
        now() - SignedDuration::from_hours(20)
    );
    for odd in [Timestamp::UNIX_EPOCH, day(1), day(-3)] {
        assert_eq!(believed(Some(odd)), now(), "{odd}");
    }
}

#[test]
fn what_has_no_number_of_telegrams_is_never_credited() {
    let mut paid = payment_of(1, 0, 10);
    paid.charge = crate::number::number_of("", "update-7");
    let mut books = Books::new();
    books.hear(&paid);
    assert_eq!(books.balance.left, i64::from(TRIAL));
    assert!(books.payments[&paid.charge].is_unclear());
}

#[test]
fn catches_used_before_a_refund_leave_a_debt() {
    let mut books = Books::new();
    let bought = payment_of(1, 0, 10);
    books.hear(&bought);
    for _ in 0..5 {
        let (reserved, fare) = books.balance.reserve(now()).unwrap();
        books.balance = reserved.confirm(fare);
    }
    books.hear(&Telling { refund: true, ..bought });
    assert_eq!((books.balance.left, books.balance.caught), (-3, 5));
}

#[test]
fn a_month_without_an_end_ends_after_thirty_days() {
    let mut month = payment_of(1, 1, 5);
    month.until = None;
    let paid = month.word(|word| Payment::begun(UserId(42), word, now()));
    assert_eq!(paid.unlimited_until(), Some(day(30)));
}

#[test]
fn what_cannot_be_read_or_has_another_price_is_unclear_and_waits() {
    let of = |payload: &str, total, currency: &str| Goods::of("c", payload, currency, total);
    assert_eq!(of("b1:10:250:42:0", 250, STARS), Goods::Catches { catches: 10 });
    for (payload, total, currency) in [
        ("gone", 250, STARS),
        ("b1:10:250:42:0", 249, STARS),
        ("b1:10:250:42:0", 250, "RUB"),
    ] {
        assert_eq!(
            of(payload, total, currency),
            Goods::Unclear,
            "{payload} {total} {currency}"
        );
    }
    let unclear = payment_of(1, 2, 5).word(|word| Payment::begun(UserId(42), word, now()));
    assert_eq!(unclear.work().unwrap().wpk, UNCLEAR);
    let back = Telling {
        refund: true,
        ..payment_of(1, 2, 5)
    };
    let settled = back.word(|word| unclear.told(word, now())).unwrap();
    assert_eq!(settled.work(), None);
}

#[test]
fn a_payment_is_read_by_a_version_that_knows_less() {
    let later = serde_json::json!({
        "user": 42, "charge": "c", "payload": "b9:gift", "currency": "XTR", "total": 5, "known_at": now(), "new": true,
        "goods": {"of": "a_gift", "to": 7},
    });
    let read: Payment = serde_json::from_value(later).unwrap();
    assert_eq!((read.goods, read.paid_at), (Goods::Unclear, None));
}
