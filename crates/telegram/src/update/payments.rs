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

/// The payment or the refund a message tells of; `None` for any other message, and for one that cannot be understood.
pub(super) fn told_in(message: &Object) -> Option<UpdateKind> {
    if let Some(told) = object(message, "successful_payment") {
        let payment = payment(told)?;
        let place = place(message)?;
        return Some(UpdateKind::Paid { place, payment });
    }
    let refund = refund(object(message, "refunded_payment")?)?;
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

fn payment(fields: &Object) -> Option<SuccessfulPayment> {
    Some(SuccessfulPayment {
        charge_id: text(fields, "telegram_payment_charge_id")?.to_owned(),
        provider_charge_id: text(fields, "provider_payment_charge_id")
            .filter(|id| !id.is_empty())
            .map(str::to_owned),
        payload: text(fields, "invoice_payload")?.to_owned(),
        currency: text(fields, "currency")?.to_owned(),
        total: total(fields)?,
        paid_until: integer(fields, "subscription_expiration_date")
            .and_then(|seconds| Timestamp::from_second(seconds).ok()),
        recurring: flag(fields, "is_recurring"),
        first_recurring: flag(fields, "is_first_recurring"),
    })
}

fn refund(fields: &Object) -> Option<RefundedPayment> {
    Some(RefundedPayment {
        charge_id: text(fields, "telegram_payment_charge_id")?.to_owned(),
        payload: text(fields, "invoice_payload")?.to_owned(),
        currency: text(fields, "currency")?.to_owned(),
        total: total(fields)?,
    })
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
