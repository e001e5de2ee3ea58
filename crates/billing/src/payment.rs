//! A payment as stored, and what the balance has of it.

use accounts::balance::Balance;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use store::{Key, Record, StoreError, Table, WorkKey};
use telegram::{RefundedPayment, STARS, SUBSCRIPTION_PERIOD, SuccessfulPayment, UserId};

use crate::number;
use crate::paid_time::lasts_until;
use crate::payload::{Order, Payload};

/// Work partition of payments that were made and cannot be credited: they wait for an admin.
pub const UNCLEAR: &str = "PAYMENT#UNCLEAR";

/// For so long Telegram may bring word of something: it tries for a day. An older date is none that can be meant.
const BROUGHT_WITHIN: SignedDuration = SignedDuration::from_hours(48);

/// A payment, from what Telegram told of it so far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    /// Who paid.
    pub user: UserId,
    /// Its number at Telegram, or one of our own where Telegram named none: the number on the receipt.
    pub charge: String,
    /// The invoice's payload, as it came back.
    pub payload: String,
    /// The currency; Telegram's for Stars, unless it is unclear.
    pub currency: String,
    /// What was paid, in the currency's smallest units: Stars have no smaller ones.
    pub total: u64,
    /// What was bought.
    pub goods: Goods,
    /// When the first word about it was booked.
    pub known_at: Timestamp,
    /// When it was made, once that is booked. Word of its being given back may come first.
    #[serde(default)]
    pub paid_at: Option<Timestamp>,
    /// When it was given back, once that is booked.
    #[serde(default)]
    pub refunded_at: Option<Timestamp>,
    /// When an admin closed the case of a payment that nobody could credit.
    #[serde(default)]
    pub settled_at: Option<Timestamp>,
    /// Whether its receipt was ordered.
    #[serde(default)]
    pub paid_told: bool,
    /// Whether the word of its being given back was ordered.
    #[serde(default)]
    pub refund_told: bool,
}

/// What was bought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "of")]
pub enum Goods {
    /// Catches.
    Catches {
        /// How many.
        catches: u32,
    },
    /// 30 days without limit.
    Month {
        /// Until when; unknown while only its being given back was told.
        #[serde(default)]
        until: Option<Timestamp>,
        /// Whether it is the subscription's first payment.
        #[serde(default)]
        first: bool,
    },
    /// Nobody can say: the invoice is not one of ours, or something else than its price was paid.
    #[serde(other)]
    Unclear,
}

/// Where a charge's payment is: Telegram's word alone does not always say whose it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Charge {
    /// Its number at Telegram.
    pub charge: String,
    /// Who paid.
    pub user: UserId,
}

/// The word about a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word<'a> {
    /// It was made.
    Paid(&'a SuccessfulPayment),
    /// It was given back.
    Refunded(&'a RefundedPayment),
}

impl Word<'_> {
    /// The payment's number.
    pub fn charge(&self) -> &str {
        match self {
            Self::Paid(paid) => &paid.charge_id,
            Self::Refunded(refund) => &refund.charge_id,
        }
    }

    /// When it happened, by Telegram's word; where that cannot be meant, now.
    fn moment(&self, now: Timestamp) -> Timestamp {
        let told = match self {
            Self::Paid(paid) => paid.at,
            Self::Refunded(refund) => refund.at,
        };
        told.filter(|at| *at <= now && now.duration_since(*at) <= BROUGHT_WITHIN)
            .unwrap_or(now)
    }
}

impl Payment {
    /// Sort keys of payments begin so.
    pub const PREFIX: &'static str = "PAYMENT#";

    /// Table key of a user's payment.
    pub fn key_of(user: UserId, charge: &str) -> Key {
        Key::new(format!("USER#{user}"), format!("{}{charge}", Self::PREFIX))
    }

    /// What is known of a payment after the first word about it.
    pub fn begun(user: UserId, word: &Word<'_>, now: Timestamp) -> Self {
        let (payload, currency, total) = match word {
            Word::Paid(paid) => (&paid.payload, &paid.currency, paid.total),
            Word::Refunded(refund) => (&refund.payload, &refund.currency, refund.total),
        };
        let unheard = Self {
            user,
            charge: word.charge().to_owned(),
            payload: payload.clone(),
            currency: currency.clone(),
            total,
            goods: Goods::of(word.charge(), payload, currency, total),
            known_at: now,
            paid_at: None,
            refunded_at: None,
            settled_at: None,
            paid_told: false,
            refund_told: false,
        };
        unheard.told(word, now).unwrap_or(unheard)
    }

    /// The payment with another word about it; `None` when that is known already.
    pub fn told(&self, word: &Word<'_>, now: Timestamp) -> Option<Self> {
        let (mut told, at) = (self.clone(), word.moment(now));
        match word {
            Word::Paid(_) if self.paid_at.is_some() => return None,
            Word::Refunded(_) if self.refunded_at.is_some() => return None,
            Word::Paid(paid) => {
                told.paid_at = Some(at);
                if let Goods::Month { until, first } = &mut told.goods {
                    *until = Some(paid.paid_until.unwrap_or(at + SUBSCRIPTION_PERIOD));
                    *first = paid.first_recurring || !paid.recurring;
                }
            }
            Word::Refunded(_) => told.refunded_at = Some(at),
        }
        Some(told)
    }

    /// Whether it was made and not given back.
    pub fn stands(&self) -> bool {
        self.paid_at.is_some() && self.refunded_at.is_none()
    }

    /// How many catches the balance has of it.
    pub fn catches(&self) -> u32 {
        match self.goods {
            Goods::Catches { catches } if self.stands() => catches,
            _ => 0,
        }
    }

    /// Until when it was bought to last, while it stands. How long the user's time lasts follows from all payments together:
    /// [`lasts_until`].
    pub fn unlimited_until(&self) -> Option<Timestamp> {
        self.runs_until().filter(|_| self.stands())
    }

    /// Until when Telegram holds it to be paid, given back or not; only of a subscription's payment.
    pub fn runs_until(&self) -> Option<Timestamp> {
        match self.goods {
            Goods::Month { until, .. } => until,
            _ => None,
        }
    }

    /// Whether it waits for an admin.
    pub fn is_unclear(&self) -> bool {
        self.stands() && self.goods == Goods::Unclear && self.settled_at.is_none()
    }
}

impl Goods {
    /// What a payload sells, for exactly its price in Stars. Without a number of Telegram's nobody can tell one payment from the same one told
    /// again: that is never credited.
    fn of(charge: &str, payload: &str, currency: &str, total: u64) -> Self {
        let sold = Payload::parse(payload).filter(|sold| currency == STARS && u64::from(sold.stars) == total);
        let sold = sold.filter(|_| number::is_telegrams(charge));
        match sold.map(|sold| sold.order) {
            Some(Order::Pack { catches }) => Self::Catches { catches },
            Some(Order::Month) => Self::Month {
                until: None,
                first: false,
            },
            None => Self::Unclear,
        }
    }
}

impl Charge {
    /// Table key of a charge's pointer.
    pub fn key_of(charge: &str) -> Key {
        Key::new(format!("CHARGE#{charge}"), "PAYMENT")
    }
}

impl Record for Payment {
    const KIND: &'static str = "payment";

    fn key(&self) -> Key {
        Self::key_of(self.user, &self.charge)
    }

    fn work(&self) -> Option<WorkKey> {
        self.is_unclear()
            .then(|| WorkKey::by_time(UNCLEAR, self.known_at, &self.charge))
    }
}

impl Record for Charge {
    const KIND: &'static str = "charge";

    fn key(&self) -> Key {
        Self::key_of(&self.charge)
    }
}

/// The balance after one payment has changed. `all` are the user's payments after the change.
///
/// Catches are added and taken by the difference, so that what was caught meanwhile stays counted; the time without limit follows from
/// all that was paid and given back.
pub fn balance_after(balance: &Balance, before: Option<&Payment>, after: &Payment, all: &[Payment]) -> Balance {
    let had = before.map_or(0, Payment::catches);
    let has = after.catches();
    let counted = match has >= had {
        true => balance.credit(has - had),
        false => balance.debit(had - has),
    };
    if !matches!(after.goods, Goods::Month { .. }) {
        return counted;
    }
    counted.unlimited(lasts_until(all))
}

/// Everything a user paid, newest first.
///
/// # Errors
/// Those of the table.
pub async fn payments_of(table: &Table, user: UserId) -> Result<Vec<Payment>, StoreError> {
    let stored = table.list::<Payment>(&format!("USER#{user}"), Payment::PREFIX).await?;
    let mut payments: Vec<Payment> = stored.into_iter().map(|stored| stored.record).collect();
    payments.sort_by(|a, b| b.known_at.cmp(&a.known_at).then_with(|| a.charge.cmp(&b.charge)));
    Ok(payments)
}

/// A payment by its charge; `None` when nobody told of it.
///
/// # Errors
/// Those of the table.
pub async fn payment(table: &Table, charge: &str) -> Result<Option<Payment>, StoreError> {
    let Some(pointer) = table.get::<Charge>(&Charge::key_of(charge)).await? else {
        return Ok(None);
    };
    let stored = table
        .get::<Payment>(&Payment::key_of(pointer.record.user, charge))
        .await?;
    Ok(stored.map(|stored| stored.record))
}

/// Payments that wait for an admin, oldest first: give them back, for nobody knows what they were for.
///
/// # Errors
/// Those of the table.
pub async fn unclear(table: &Table) -> Result<Vec<Payment>, StoreError> {
    let stored = table.work::<Payment>(UNCLEAR, None).await?;
    Ok(stored.into_iter().map(|stored| stored.record).collect())
}

#[cfg(test)]
mod tests;
