//! Invoices: shown in a chat, or given away as a link.

use serde_json::{Map, Value, json};

use super::errors::{ApiError, Outcome, bad};
use super::keyboards::inline_keyboard;
use super::params::Params;
use super::sends::write;
use super::stars::{Invoice, place_of, unguessable};
use super::state::Telegram;

/// The one currency here.
pub const STARS: &str = "XTR";

const LONGEST_TITLE: usize = 32;
const LONGEST_DESCRIPTION: usize = 255;
const LONGEST_PAYLOAD: usize = 128;
const HIGHEST_PRICE: i64 = 100_000;
const HIGHEST_SUBSCRIPTION: i64 = 10_000;
/// The one period there is: 30 days.
const PERIOD_S: i64 = 2_592_000;

/// sendInvoice.
pub fn send(telegram: &mut Telegram, params: &Params, now_ms: i64) -> Outcome {
    let chat_id = params.chat_id()?;
    let invoice = invoice(params)?;
    if invoice.period_s.is_some() {
        return Err(bad("SUBSCRIPTION_EXPORT_MISSING"));
    }
    if inline_keyboard(params)?.is_some_and(|markup| markup["inline_keyboard"][0][0]["pay"] != true) {
        return Err(bad("REPLY_MARKUP_BUY_EMPTY"));
    }
    let message = write(telegram, params, chat_id, now_ms, fields(&invoice))?;
    let place = place_of(chat_id, message["message_id"].as_i64().unwrap_or_default());
    telegram.stars.invoices.insert(place, invoice);
    Ok(message)
}

/// createInvoiceLink.
pub fn link(telegram: &mut Telegram, params: &Params) -> Outcome {
    let invoice = invoice(params)?;
    let link = format!("https://t.me/${}", unguessable());
    telegram.stars.invoices.insert(link.clone(), invoice);
    Ok(Value::from(link))
}

/// The invoice as the message shows it, with the pay button that is there unless the bot brings its own.
fn fields(invoice: &Invoice) -> Map<String, Value> {
    let shown = json!({
        "invoice": {
            "title": invoice.title, "description": invoice.description, "start_parameter": invoice.start_parameter,
            "currency": STARS, "total_amount": invoice.amount
        },
        "reply_markup": {"inline_keyboard": [[{"text": format!("Pay ⭐️{}", invoice.amount), "pay": true}]]}
    });
    shown.as_object().cloned().unwrap_or_default()
}

fn invoice(params: &Params) -> Result<Invoice, ApiError> {
    let title = required(params, "title")?;
    let description = required(params, "description")?;
    let payload = required(params, "payload")?;
    let currency = required(params, "currency")?;
    if title.chars().count() > LONGEST_TITLE {
        return Err(bad("invoice title is longer than 32 characters"));
    }
    if description.chars().count() > LONGEST_DESCRIPTION {
        return Err(bad("invoice description is longer than 255 characters"));
    }
    if payload.len() > LONGEST_PAYLOAD {
        return Err(bad("INVOICE_PAYLOAD_INVALID"));
    }
    if currency != STARS {
        return Err(bad("CURRENCY_INVALID"));
    }
    if params.text("provider_token").is_some_and(|token| !token.is_empty()) {
        return Err(bad("PAYMENT_PROVIDER_INVALID"));
    }
    let amount = price(params)?;
    let period_s = match params.integer("subscription_period").unwrap_or(0) {
        0 => None,
        PERIOD_S => Some(PERIOD_S),
        _ => return Err(bad("SUBSCRIPTION_PERIOD_INVALID")),
    };
    if !(1..=HIGHEST_PRICE).contains(&amount) {
        return Err(bad("CURRENCY_TOTAL_AMOUNT_INVALID"));
    }
    if period_s.is_some() && amount > HIGHEST_SUBSCRIPTION {
        return Err(bad("SUBSCRIPTION_AMOUNT_INVALID"));
    }
    Ok(Invoice {
        title,
        description,
        payload,
        start_parameter: params.text("start_parameter").unwrap_or_default(),
        amount,
        period_s,
        receipt: None,
    })
}

/// The one price of an invoice in Stars.
fn price(params: &Params) -> Result<i64, ApiError> {
    let unreadable = || bad("can't parse prices JSON object");
    let prices = params.structure("prices").map_err(|_| unreadable())?;
    let prices = prices.ok_or_else(|| bad("parameter \"prices\" is required"))?;
    let prices = prices.as_array().ok_or_else(unreadable)?;
    let [price] = prices.as_slice() else {
        return Err(bad("STARS_INVOICE_INVALID"));
    };
    if price["label"].as_str().is_none_or(str::is_empty) {
        return Err(bad("can't parse labeled price: the label must be a text"));
    }
    // A number may come as text.
    let amount = &price["amount"];
    amount
        .as_i64()
        .or_else(|| amount.as_str()?.parse().ok())
        .ok_or_else(|| bad("can't parse labeled price: the amount must be a whole number"))
}

/// A text that is there and not empty.
pub fn required(params: &Params, name: &str) -> Result<String, ApiError> {
    params
        .text(name)
        .filter(|text| !text.is_empty())
        .ok_or_else(|| bad(format!("parameter \"{name}\" is required")))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn checked(changes: Value) -> Result<Invoice, String> {
        let mut values = json!({
            "title": "Подписка", "description": "На месяц", "payload": "pro:1", "provider_token": "", "currency": "XTR",
            "prices": [{"label": "Подписка", "amount": 100}]
        });
        let fields = values.as_object_mut().unwrap();
        fields.extend(changes.as_object().unwrap().clone());
        invoice(&Params::from_json(fields.clone())).map_err(|error| error.description)
    }

    #[test]
    fn an_invoice_at_its_limits() {
        for changes in [
            json!({}),
            json!({"provider_token": null, "prices": "[{\"label\":\"a\",\"amount\":\"1\"}]"}),
            json!({"title": "я".repeat(32), "description": "я".repeat(255), "payload": "я".repeat(64)}),
            json!({"prices": [{"label": "a", "amount": 100_000}]}),
            json!({"prices": [{"label": "a", "amount": 10_000}], "subscription_period": 2_592_000}),
        ] {
            assert!(checked(changes.clone()).is_ok(), "{changes}");
        }
    }

    #[test]
    fn an_invoice_beyond_its_limits() {
        for (changes, why) in [
            (json!({"title": ""}), "parameter \"title\" is required"),
            (json!({"description": null}), "parameter \"description\" is required"),
            (json!({"payload": ""}), "parameter \"payload\" is required"),
            (json!({"prices": null}), "parameter \"prices\" is required"),
            (
                json!({"title": "я".repeat(33)}),
                "invoice title is longer than 32 characters",
            ),
            (
                json!({"description": "я".repeat(256)}),
                "invoice description is longer than 255 characters",
            ),
            (json!({"payload": "я".repeat(65)}), "INVOICE_PAYLOAD_INVALID"),
            (json!({"currency": "RUB"}), "CURRENCY_INVALID"),
            (json!({"provider_token": "1:TEST"}), "PAYMENT_PROVIDER_INVALID"),
            (json!({"prices": "["}), "can't parse prices JSON object"),
            (json!({"prices": []}), "STARS_INVOICE_INVALID"),
            (
                json!({"prices": [{"label": "a", "amount": 1}, {"label": "b", "amount": 1}]}),
                "STARS_INVOICE_INVALID",
            ),
            (
                json!({"prices": [{"label": "a", "amount": 0}]}),
                "CURRENCY_TOTAL_AMOUNT_INVALID",
            ),
            (
                json!({"prices": [{"label": "a", "amount": 100_001}]}),
                "CURRENCY_TOTAL_AMOUNT_INVALID",
            ),
            (
                json!({"prices": [{"label": "a", "amount": 10_001}], "subscription_period": 2_592_000}),
                "SUBSCRIPTION_AMOUNT_INVALID",
            ),
            (json!({"subscription_period": 2_592_001}), "SUBSCRIPTION_PERIOD_INVALID"),
        ] {
            let refused = checked(changes.clone()).unwrap_err();
            assert_eq!(refused, format!("Bad Request: {why}"), "{changes}");
        }
    }
}
