//! An admin gives a payment back: ordered, asked of Telegram, booked. Whichever comes first, this or Telegram's own word, books it.

use std::time::Duration;

use accounts::audit::{Act, AuditLine};
use jiff::Timestamp;
use store::StoreError;
use telegram::{Call, CallError, RefundedPayment, UserId};

use crate::payment::{Payment, payment, payments_of};
use crate::subscription::{Standing, SubscriptionNote, charges_of};
use crate::till::{Booked, Till};

/// The longest wait for Telegram.
const CALL_TIMEOUT: Duration = Duration::from_secs(5);

/// What an admin wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundOrder {
    /// Who wants it.
    pub admin: UserId,
    /// Which payment, by the number on its receipt.
    pub charge: String,
    /// The trace of the wish.
    pub trace: String,
    /// When.
    pub now: Timestamp,
}

/// A payment that nobody told the bot of, by what an admin says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DirectOrder {
    /// Who paid.
    pub payer: UserId,
    /// The rest of the wish.
    pub order: RefundOrder,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refund {
    /// The payment is given back and booked.
    Done {
        /// The payment and its payer's balance now.
        booked: Box<Booked>,
        /// The payment's subscription could not be ended at Telegram: its owner will be charged again unless they end it.
        still_subscribed: bool,
    },
    /// It was given back before.
    Before {
        /// The payment.
        payment: Box<Payment>,
        /// Its subscription still goes on: it could not be ended now either.
        still_subscribed: bool,
    },
    /// Telegram has given it back, now or before; the bot knows nothing of it until Telegram tells, and books it then.
    Direct {
        /// Telegram did not say whether a subscription was ended with it: its owner may be charged again.
        still_subscribed: bool,
    },
    /// Nobody knows of such a payment.
    NotFound,
    /// Telegram refused; nothing was given back.
    Refused(CallError),
    /// Nobody knows whether it was given back. Ordering it again is safe, and if it was, Telegram's own word will book it.
    Unknown(CallError),
}

/// Gives a payment back. Safe to order again at any time: Telegram gives a payment back once.
///
/// # Errors
/// The table's or the queue's. What was given back by then is booked when Telegram tells of it, or when it is ordered again.
pub async fn refund(till: &Till, order: &RefundOrder) -> Result<Refund, StoreError> {
    let Some(found) = payment(&till.table, &order.charge).await? else {
        return Ok(Refund::NotFound);
    };
    if found.refunded_at.is_some() {
        let still_subscribed = !end_subscription(till, &found, order.now).await?;
        return Ok(Refund::Before {
            payment: Box::new(found),
            still_subscribed,
        });
    }
    till.table
        .put(&AuditLine::new(
            order.now,
            order.admin,
            Act::RefundOrdered,
            &found.charge,
            format!("{} {} of user {}", found.total, found.currency, found.user),
        ))
        .await?;
    if let Err(error) = ask(till, found.user, &found.charge).await {
        tracing::error!(payment.charge = found.charge, %error, "refund.failed: Telegram did not give a payment back");
        return Ok(match error {
            CallError::Unknown(_) | CallError::Unreadable(_) => Refund::Unknown(error),
            _ => Refund::Refused(error),
        });
    }
    let word = RefundedPayment {
        charge_id: found.charge.clone(),
        payload: found.payload.clone(),
        currency: found.currency.clone(),
        total: found.total,
        at: None,
    };
    let still_subscribed = !end_subscription(till, &found, order.now).await?;
    let booked = till.refunded(found.user, &word, order.now).await?;
    till.tell_refunded(&booked, &order.trace, order.now).await?;
    Ok(Refund::Done {
        booked: Box::new(booked),
        still_subscribed,
    })
}

/// Gives a payment back that the books do not know: the word of it was lost. Telegram's word of the refund books it. Safe to order again.
///
/// # Errors
/// As [`refund`].
pub async fn refund_directly(till: &Till, direct: &DirectOrder) -> Result<Refund, StoreError> {
    let DirectOrder { payer, order } = direct;
    // The word of it may have come meanwhile: then it is a refund like any other, but only of this payer's payment. The word of the refund
    // alone says too little to end a subscription by.
    match payment(&till.table, &order.charge).await? {
        Some(known) if known.user != *payer => return Ok(Refund::NotFound),
        Some(known) if known.paid_at.is_some() => return refund(till, order).await,
        Some(_) | None => {}
    }
    let detail = format!("of user {payer}, a payment that the books do not know");
    till.table
        .put(&AuditLine::new(
            order.now,
            order.admin,
            Act::RefundOrdered,
            &order.charge,
            detail,
        ))
        .await?;
    if let Err(error) = ask(till, *payer, &order.charge).await {
        tracing::error!(payment.charge = order.charge, %error, "refund.failed: Telegram did not give a payment back");
        return Ok(match error {
            CallError::Unknown(_) | CallError::Unreadable(_) => Refund::Unknown(error),
            _ => Refund::Refused(error),
        });
    }
    // What it was for is not known here. A subscription must not be charged again; of anything else Telegram says that it is none.
    let still_subscribed = match till
        .edit_at_telegram(*payer, std::slice::from_ref(&order.charge), true)
        .await
    {
        Ok(()) | Err(CallError::Rejected { .. }) => false,
        Err(error) => {
            tracing::error!(
                payment.charge = order.charge, %error,
                "refund.subscription_unknown: nobody knows whether a payment that was given back goes on as a subscription"
            );
            true
        }
    };
    Ok(Refund::Direct { still_subscribed })
}

/// Asks Telegram; once more when the answer was lost, for the second time tells what came of the first.
async fn ask(till: &Till, user: UserId, charge: &str) -> Result<(), CallError> {
    let call = Call::RefundStars {
        user,
        charge_id: charge.to_owned(),
    };
    let mut answer = till.client.call(&call, CALL_TIMEOUT).await;
    if matches!(answer, Err(CallError::Unknown(_) | CallError::Unreadable(_))) {
        answer = till.client.call(&call, CALL_TIMEOUT).await;
    }
    match answer {
        Err(error) if !error.is_already_refunded() => Err(error),
        _ => Ok(()),
    }
}

/// Ends the subscription of a payment that is given back, so that the next month is not charged. True when none goes on.
/// Telegram's word of the refund may be booked by now, so nothing here asks whether the payment still stands.
pub(crate) async fn end_subscription(till: &Till, given_back: &Payment, now: Timestamp) -> Result<bool, StoreError> {
    let mut payments = payments_of(&till.table, given_back.user).await?;
    payments.retain(|payment| payment.payload == given_back.payload && payment.runs_until().is_some());
    let runs = payments.iter().any(|payment| payment.runs_until() > Some(now));
    let key = SubscriptionNote::key_of(given_back.user, &given_back.payload);
    let note = till.table.get::<SubscriptionNote>(&key).await?;
    // One whose payment failed is tried again by Telegram for a while.
    let is_ended =
        note.is_some_and(|note| matches!(note.record.standing, Standing::EndedHere | Standing::EndedInTelegram));
    if !runs || is_ended {
        return Ok(true);
    }
    match till
        .edit_at_telegram(given_back.user, &charges_of(&payments), true)
        .await
    {
        Ok(()) => {
            till.note_standing(given_back.user, &given_back.payload, Standing::EndedHere, now)
                .await?;
            Ok(true)
        }
        Err(error) => {
            tracing::error!(
                payment.charge = given_back.charge, %error,
                "refund.subscription_goes_on: a subscription was given back and could not be ended"
            );
            Ok(false)
        }
    }
}
