//! Between the pay button and the payment: the bot is asked whether it may be made.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

use super::errors::{Outcome, bad};
use super::invoices::{STARS, required};
use super::params::Params;
use super::stars::{Checkout, Invoice, Verdict, unguessable};
use super::state::Telegram;
use super::updates::Impossible;
use crate::world::{World, lock};

/// How long the bot may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);
const PATIENCE_MS: i64 = 10_000;

/// Why a payment is not made, in the words an app is told.
pub const TOO_POOR: &str = "BALANCE_TOO_LOW";
const NO_ANSWER: &str = "BOT_PRECHECKOUT_TIMEOUT";
const SUBSCRIBED: &str = "SUBSCRIPTION_ALREADY_ACTIVE";

/// A person presses the pay button: the query's id and its payload. The inner error is what the app says without asking the bot.
pub fn begin(
    telegram: &mut Telegram,
    user: i64,
    chat: i64,
    place: &str,
    now_ms: i64,
) -> Result<Result<(String, Value), &'static str>, Impossible> {
    let from = telegram.user(user, None).object();
    if telegram.open_chat(chat, user).blocked {
        return Err(Impossible::Conflict(format!(
            "user {user} has blocked the bot; unblock it first"
        )));
    }
    let invoice = payable(telegram, place)?;
    let stars = &telegram.stars;
    if stars.balance(user) < invoice.amount {
        return Ok(Err(TOO_POOR));
    }
    let subscribed = stars.subscriptions.values().any(|subscription| {
        subscription.user == user && subscription.place == place && subscription.paid_until_s > now_ms.div_euclid(1000)
    });
    if subscribed {
        return Ok(Err(SUBSCRIBED));
    }
    let id = unguessable();
    let payload = json!({
        "id": id, "from": from, "currency": STARS, "total_amount": invoice.amount, "invoice_payload": invoice.payload
    });
    let checkout = Checkout {
        user,
        chat,
        place: place.to_owned(),
        at_ms: now_ms,
        verdict: None,
    };
    telegram.stars.checkouts.insert(id.clone(), checkout);
    Ok(Ok((id, payload)))
}

/// answerPreCheckoutQuery.
pub fn answer(world: &Arc<World>, params: &Params) -> Outcome {
    let verdict = if params.flag("ok") {
        Verdict::Fine
    } else {
        Verdict::Refused(required(params, "error_message")?)
    };
    let id = params.text("pre_checkout_query_id").unwrap_or_default();
    let now_ms = world.clock.now_ms();
    {
        let telegram = &mut *lock(&world.telegram);
        let asked = telegram
            .stars
            .checkouts
            .get_mut(&id)
            .filter(|asked| asked.verdict.is_none() && now_ms.saturating_sub(asked.at_ms) <= PATIENCE_MS);
        let asked = asked.ok_or_else(|| bad("query is too old and response timeout expired or query ID is invalid"))?;
        asked.verdict = Some(verdict);
    }
    world.stir();
    Ok(Value::Bool(true))
}

/// Waits for the bot's word, in real time or less when the clock is moved past the moment: the checkout when it may be paid,
/// else why not.
pub async fn wait(world: &World, id: &str) -> Result<Checkout, String> {
    let mut stirred = world.stirred.subscribe();
    let waited = tokio::time::sleep(PATIENCE);
    tokio::pin!(waited);
    let mut over = false;
    loop {
        if let Some(end) = end(world, id, over) {
            return end;
        }
        tokio::select! {
            () = &mut waited => over = true,
            changed = stirred.changed() => over = changed.is_err(),
        }
    }
}

/// How a checkout ended, if it has; then it is no longer there, and an answer to it comes too late.
fn end(world: &World, id: &str, over: bool) -> Option<Result<Checkout, String>> {
    let telegram = &mut *lock(&world.telegram);
    let checkouts = &mut telegram.stars.checkouts;
    let Some(asked) = checkouts.get(id) else {
        // Everything began anew in between.
        return Some(Err(NO_ANSWER.to_owned()));
    };
    let over = over || *world.closing.borrow() || world.clock.now_ms().saturating_sub(asked.at_ms) > PATIENCE_MS;
    if asked.verdict.is_none() && !over {
        return None;
    }
    let asked = checkouts.remove(id)?;
    Some(match asked.verdict.clone() {
        Some(Verdict::Fine) => Ok(asked),
        Some(Verdict::Refused(why)) => Err(why),
        None => Err(NO_ANSWER.to_owned()),
    })
}

/// The invoice that can be paid there.
pub fn payable(telegram: &Telegram, place: &str) -> Result<Invoice, Impossible> {
    let invoice = telegram.stars.invoices.get(place);
    let invoice = invoice.ok_or_else(|| Impossible::Missing(format!("there is no invoice at {place}")))?;
    if invoice.receipt.is_some() {
        return Err(Impossible::Conflict(
            "the invoice is paid: the message shows a receipt now".to_owned(),
        ));
    }
    Ok(invoice.clone())
}
