//! The books: every word about money goes into them once, whatever the order, however often it is told.

mod subscriptions;
mod tell;

use accounts::audit::{Act, AuditLine};
use accounts::balance::Balance;
use accounts::history::{HistoryLine, Operation};
use jiff::Timestamp;
use queue::Fifo;
use store::{StoreError, Stored, Table, TransactError, Write};
use telegram::{Client, RefundedPayment, SuccessfulPayment, UserId};

use crate::payment::{Charge, Goods, Payment, Word, balance_after};

pub use subscriptions::{Ending, Stop};

/// How often a word is booked anew after somebody else was faster: every loser loses to a winner, and a user's words may all come at once.
const TRIES: usize = 64;

/// What money is handled with.
#[derive(Debug, Clone)]
pub struct Till {
    /// The table.
    pub table: Table,
    /// Telegram, for refunds, subscriptions and links.
    pub client: Client,
    /// The queue for receipts.
    pub notifications: Fifo,
    /// Catches of a new user.
    pub trial_catches: u32,
}

/// How a payment and its payer's balance stand after a word about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Booked {
    /// The payment.
    pub payment: Stored<Payment>,
    /// The payer's balance.
    pub balance: Balance,
    /// Whether this very call noted the word; false for a repetition.
    pub is_new: bool,
}

impl Till {
    /// Notes that a payment was made, once, and credits it. `user` is who Telegram says has paid; a payment of that number that somebody
    /// else made stays theirs, and nothing is noted.
    ///
    /// # Errors
    /// Those of the table; then nothing is noted, or all of it.
    pub async fn paid(&self, user: UserId, paid: &SuccessfulPayment, now: Timestamp) -> Result<Booked, StoreError> {
        self.book(user, &Word::Paid(paid), now).await
    }

    /// Notes that a payment was given back, once, and takes from the balance what it had of it. May be told before the payment.
    ///
    /// # Errors
    /// As [`paid`](Self::paid).
    pub async fn refunded(&self, user: UserId, refund: &RefundedPayment, now: Timestamp) -> Result<Booked, StoreError> {
        self.book(user, &Word::Refunded(refund), now).await
    }

    /// A user's balance; a new user's is the trial.
    ///
    /// # Errors
    /// Those of the table.
    pub async fn balance(&self, user: UserId) -> Result<Balance, StoreError> {
        let stored = self.table.get::<Balance>(&Balance::key_of(user)).await?;
        Ok(stored.map_or_else(|| Balance::trial(user, self.trial_catches), |stored| stored.record))
    }

    /// Closes the case of a payment that nobody could credit: an admin has looked into it. False when there is no such case.
    ///
    /// # Errors
    /// Those of the table.
    pub async fn settle(&self, admin: UserId, charge: &str, now: Timestamp) -> Result<bool, StoreError> {
        let Some(pointer) = self.table.get::<Charge>(&Charge::key_of(charge)).await? else {
            return Ok(false);
        };
        let key = Payment::key_of(pointer.record.user, charge);
        for _ in 0..TRIES {
            let Some(stored) = self.table.get::<Payment>(&key).await? else {
                return Ok(false);
            };
            if !stored.record.is_unclear() {
                return Ok(stored.record.settled_at.is_some());
            }
            let mut settled = stored.record;
            settled.settled_at = Some(now);
            let audit = AuditLine::new(
                now,
                admin,
                Act::PaymentSettled,
                charge,
                format!("of user {}", settled.user),
            );
            let writes = vec![Write::replace(&settled, stored.version), Write::put(&audit)];
            match self.table.transact(writes, None).await {
                Ok(()) => return Ok(true),
                Err(TransactError::Conflict { .. }) => {}
                Err(TransactError::Store(error)) => return Err(error),
            }
        }
        Err(StoreError::Conflict)
    }

    async fn book(&self, user: UserId, word: &Word<'_>, now: Timestamp) -> Result<Booked, StoreError> {
        for _ in 0..TRIES {
            if let Some(booked) = self.try_book(user, word, now).await? {
                return Ok(booked);
            }
        }
        Err(StoreError::Conflict)
    }

    /// One try; `None` when somebody changed the payment or the balance between reading and writing.
    async fn try_book(&self, user: UserId, word: &Word<'_>, now: Timestamp) -> Result<Option<Booked>, StoreError> {
        let charge = word.charge();
        let pointer = self.table.get::<Charge>(&Charge::key_of(charge)).await?;
        let is_known = pointer.is_some();
        let payer = pointer.map_or(user, |pointer| pointer.record.user);
        let is_anothers = payer != user && matches!(word, Word::Paid(_));
        // The balance first: a payment that is booked after this changes its version, and what is read next has all that came before.
        let stored = self.table.get::<Balance>(&Balance::key_of(payer)).await?;
        let mut payments = self
            .table
            .list::<Payment>(&format!("USER#{payer}"), Payment::PREFIX)
            .await?;
        let trial = Balance::trial(payer, self.trial_catches);
        let balance = stored.as_ref().map_or(trial, |stored| stored.record.clone());
        let place = payments.iter().position(|payment| payment.record.charge == charge);
        let before = place.map(|place| payments.swap_remove(place));
        let told = match &before {
            // One number is one payment: it is not made a second time by somebody else.
            Some(_) if is_anothers => None,
            None => Some(Payment::begun(payer, word, now)),
            Some(before) => before.record.told(word, now),
        };
        let Some(after) = told else {
            return Ok(before.map(|payment| Booked {
                payment,
                balance,
                is_new: false,
            }));
        };
        let mut all: Vec<Payment> = payments.into_iter().map(|payment| payment.record).collect();
        all.push(after.clone());
        let balance = balance_after(&balance, before.as_ref().map(|before| &before.record), &after, &all);
        let version = before.as_ref().map(|before| before.version);
        let mut writes = vec![
            write(&after, version),
            write(&balance, stored.map(|stored| stored.version)),
        ];
        if !is_known {
            writes.push(Write::insert(&Charge {
                charge: charge.to_owned(),
                user: payer,
            }));
        }
        writes.extend(lines(word, &after, is_known, now));
        match self.table.transact(writes, None).await {
            Ok(()) => {}
            Err(TransactError::Conflict { .. }) => return Ok(None),
            Err(TransactError::Store(error)) => return Err(error),
        }
        note(word, &after);
        Ok(Some(Booked {
            payment: Stored {
                record: after,
                version: version.unwrap_or_default() + 1,
            },
            balance,
            is_new: true,
        }))
    }
}

fn write<T: store::Record>(record: &T, version: Option<u64>) -> Write {
    match version {
        None => Write::insert(record),
        Some(version) => Write::replace(record, version),
    }
}

/// The lines of history and of the audit trail for a word; `is_known` says whether it is not the first about its payment.
fn lines(word: &Word<'_>, payment: &Payment, is_known: bool, now: Timestamp) -> Vec<Write> {
    let charge = payment.charge.clone();
    let (id, act, what) = match word {
        Word::Paid(_) => {
            let (catches, until) = match payment.goods {
                Goods::Catches { catches } => (catches, None),
                Goods::Month { until, .. } => (0, until),
                Goods::Unclear => (0, None),
            };
            let act = match payment.goods {
                Goods::Unclear => Act::PaymentUnclear,
                _ => Act::PaymentCredited,
            };
            let what = Operation::Paid {
                charge,
                stars: payment.total,
                catches,
                until,
            };
            (format!("paid-{}", payment.charge), act, what)
        }
        Word::Refunded(_) => {
            let what = Operation::Refunded {
                charge,
                stars: payment.total,
            };
            (format!("refunded-{}", payment.charge), Act::PaymentRefunded, what)
        }
    };
    let audit = AuditLine::new(
        now,
        payment.user,
        act,
        &payment.charge,
        described(word, payment, is_known),
    );
    vec![
        Write::put(&HistoryLine::new(payment.user, now, id, what)),
        Write::put(&audit),
    ]
}

/// A payment in a few words, for the audit trail.
fn described(word: &Word<'_>, payment: &Payment, is_known: bool) -> String {
    let goods = match payment.goods {
        Goods::Catches { catches } => format!("{catches} catches"),
        Goods::Month { until: Some(until), .. } => format!("without limit until {until}"),
        Goods::Month { until: None, .. } => "a month without limit".to_owned(),
        Goods::Unclear => "unclear goods".to_owned(),
    };
    let order = match (word, is_known) {
        (Word::Refunded(_), false) => ", given back before the payment was told of",
        (Word::Paid(_), true) => ", given back already when the payment was told of",
        _ => "",
    };
    format!("{} {} for {goods}{order}", payment.total, payment.currency)
}

fn note(word: &Word<'_>, payment: &Payment) {
    let (charge, total) = (&payment.charge, payment.total);
    match word {
        Word::Paid(_) if payment.goods == Goods::Unclear => tracing::error!(
            payment.charge = charge,
            payment.stars = total,
            "payment.unclear: a payment came that no invoice of ours asks for; nothing is credited, it waits for an admin"
        ),
        Word::Paid(_) => tracing::info!(
            payment.charge = charge,
            payment.stars = total,
            "payment.credited: a payment was booked"
        ),
        Word::Refunded(_) => tracing::info!(
            payment.charge = charge,
            payment.stars = total,
            "payment.refunded: a payment that was given back was booked"
        ),
    }
}
