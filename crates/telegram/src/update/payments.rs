//! What Telegram tells about payments.

use jiff::Timestamp;
use serde_json::Value;

use super::parse::{Object, chat, integer, message_id, object, person, sender, text};
use super::{Chat, ChatKind, PaidIn, Sender, UpdateKind};
use crate::{PreCheckout, RefundedPayment, SubscriptionChange, SubscriptionState, SuccessfulPayment, UserId};

pub(super) fn pre_checkout(fields: &Object) -> Option<UpdateKind> {
    let checkout = PreCheckout {
        id: text(fields, "id")?.to_owned(),
        payload: text(fields, "invoice_payload")?.to_owned(),
        currency: text(fields, "currency")?.to_owned(),
        total: total(fields)?,
    };
    let from = sender(fields)?;
    Some(UpdateKind::PreCheckout { from, checkout })
}

/// The payment or the refund a message tells of; `None` for any other message, and for one of nobody. Money has moved by then: whatever
/// else is missing or odd, the word of it is read, and what it is worth is for whoever keeps the books to say.
pub(super) fn told_in(message: &Object) -> Option<UpdateKind> {
    let at = integer(message, "date").and_then(|seconds| Timestamp::from_second(seconds).ok());
    if let Some(told) = object(message, "successful_payment") {
        let payment = payment(told, at);
        let place = place(message)?;
        return Some(UpdateKind::Paid { place, payment });
    }
    let refund = refund(object(message, "refunded_payment")?, at);
    let place = place(message)?;
    Some(UpdateKind::Refunded { place, refund })
}

pub(super) fn subscription(fields: &Object) -> Option<UpdateKind> {
    let state = match text(fields, "state")? {
        "canceled" => SubscriptionState::Canceled,
        "active" => SubscriptionState::Active,
        "failed" => SubscriptionState::Failed,
        other => SubscriptionState::Other(other.to_owned()),
    };
    let payload = text(fields, "invoice_payload")?.to_owned();
    let from = person(fields, "user")?;
    let change = SubscriptionChange { payload, state };
    Some(UpdateKind::Subscription { from, change })
}

fn payment(fields: &Object, at: Option<Timestamp>) -> SuccessfulPayment {
    SuccessfulPayment {
        charge_id: word(fields, "telegram_payment_charge_id"),
        provider_charge_id: text(fields, "provider_payment_charge_id")
            .filter(|id| !id.is_empty())
            .map(str::to_owned),
        payload: word(fields, "invoice_payload"),
        currency: word(fields, "currency"),
        total: total(fields).unwrap_or_default(),
        paid_until: integer(fields, "subscription_expiration_date")
            .and_then(|seconds| Timestamp::from_second(seconds).ok()),
        recurring: flag(fields, "is_recurring"),
        first_recurring: flag(fields, "is_first_recurring"),
        at,
    }
}

fn refund(fields: &Object, at: Option<Timestamp>) -> RefundedPayment {
    RefundedPayment {
        charge_id: word(fields, "telegram_payment_charge_id"),
        payload: word(fields, "invoice_payload"),
        currency: word(fields, "currency"),
        total: total(fields).unwrap_or_default(),
        at,
    }
}

/// A text; empty when there is none.
fn word(fields: &Object, name: &str) -> String {
    text(fields, name).unwrap_or_default().to_owned()
}

fn place(message: &Object) -> Option<PaidIn> {
    let chat = chat(message)?;
    Some(PaidIn {
        chat,
        message_id: message_id(message)?,
        payer: payer(chat, sender(message))?,
    })
}

/// Who signed the message, unless that is a bot or nobody: then it is whoever the private chat is with.
fn payer(chat: Chat, from: Option<Sender>) -> Option<Sender> {
    if let Some(person) = from.filter(|from| !from.is_bot) {
        return Some(person);
    }
    (chat.kind == ChatKind::Private).then(|| Sender {
        id: UserId(chat.id.0),
        first_name: String::new(),
        language_code: None,
        is_bot: false,
    })
}

fn total(fields: &Object) -> Option<u64> {
    fields.get("total_amount")?.as_u64()
}

fn flag(fields: &Object, name: &str) -> bool {
    fields.get(name).and_then(Value::as_bool).unwrap_or(false)
}
