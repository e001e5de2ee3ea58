//! Bodies of the calls about money.

use serde_json::{Value, json};

use crate::{ChatId, Invoice, STARS, SUBSCRIPTION_PERIOD};

/// Written by hand, because the library leaves the provider's token out, where Telegram wants it empty.
fn priced(invoice: &Invoice) -> Value {
    json!({
        "title": invoice.title,
        "description": invoice.description,
        "payload": invoice.payload,
        "provider_token": "",
        "currency": STARS,
        "prices": [{"label": invoice.title, "amount": invoice.stars}],
    })
}

pub(super) fn send_invoice(chat: ChatId, invoice: &Invoice, start: Option<&str>) -> Value {
    let mut body = priced(invoice);
    body["chat_id"] = chat.0.into();
    if let Some(start) = start {
        body["start_parameter"] = start.into();
    }
    body
}

pub(super) fn invoice_link(invoice: &Invoice, subscription: bool) -> Value {
    let mut body = priced(invoice);
    if subscription {
        body["subscription_period"] = SUBSCRIPTION_PERIOD.as_secs().into();
    }
    body
}

pub(super) fn answer_pre_checkout(query_id: &str, refusal: Option<&str>) -> Value {
    match refusal {
        None => json!({"pre_checkout_query_id": query_id, "ok": true}),
        Some(why) => json!({"pre_checkout_query_id": query_id, "ok": false, "error_message": why}),
    }
}
