//! Payments made, told, repeated and given back.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::checkouts::{TOO_POOR, payable};
use super::errors::{ApiError, Outcome, bad};
use super::invoices::{STARS, required};
use super::messages::post;
use super::outbox::Offered;
use super::params::Params;
use super::stars::{Checkout, Payment, Stopper, Subscription, unguessable};
use super::state::Telegram;
use super::updates::Impossible;
use crate::news::News;
use crate::world::{World, lock};

/// Makes the payment a bot has allowed: its number, or what the app says.
pub fn settle(telegram: &mut Telegram, checkout: &Checkout, now_ms: i64) -> Result<String, String> {
    let invoice = payable(telegram, &checkout.place).map_err(|_| "INVOICE_ALREADY_PAID".to_owned())?;
    let charge_id = format!("stx{}", unguessable());
    let paid_until_s = invoice.period_s.map(|period| now_ms.div_euclid(1000) + period);
    charge(
        telegram,
        Payment {
            charge_id: charge_id.clone(),
            provider_charge_id: format!("{}_{}", checkout.user, telegram.stars.payments.len() + 1),
            user: checkout.user,
            chat: checkout.chat,
            payload: invoice.payload.clone(),
            amount: invoice.amount,
            at_ms: now_ms,
            refunded_at_ms: None,
            subscription: paid_until_s.map(|_| charge_id.clone()),
            paid_until_s,
            told: None,
        },
    )?;
    if let Some(paid_until_s) = paid_until_s {
        let subscription = Subscription {
            user: checkout.user,
            place: checkout.place.clone(),
            invoice,
            paid_until_s,
            stopped_by: None,
        };
        telegram.stars.subscriptions.insert(charge_id.clone(), subscription);
    } else if let Some(shown) = telegram.stars.invoices.get_mut(&checkout.place)
        && !checkout.place.starts_with("https:")
    {
        shown.receipt = Some(charge_id.clone());
    }
    Ok(charge_id)
}

/// The next payment of a subscription: its number, or why it failed.
pub fn renew(
    telegram: &mut Telegram,
    user: i64,
    charge_id: &str,
    now_ms: i64,
) -> Result<Result<String, String>, Impossible> {
    let first = subscription(telegram, user, charge_id)?;
    let stars = &mut telegram.stars;
    let number = stars.payments.len() + 1;
    let subscription = stars.subscriptions.get_mut(&first).filter(|s| s.stopped_by.is_none());
    let subscription = subscription
        .ok_or_else(|| Impossible::Conflict("the subscription was ended; it is not paid again".to_owned()))?;
    // Paid from the end of what is paid already, or from now when that is over.
    let from_s = subscription.paid_until_s.max(now_ms.div_euclid(1000));
    let paid_until_s = from_s + subscription.invoice.period_s.unwrap_or_default();
    let charge_id = format!("stx{}", unguessable());
    let payment = Payment {
        charge_id: charge_id.clone(),
        provider_charge_id: format!("{user}_{number}"),
        user,
        chat: user,
        payload: subscription.invoice.payload.clone(),
        amount: subscription.invoice.amount,
        at_ms: now_ms,
        refunded_at_ms: None,
        subscription: Some(first.clone()),
        paid_until_s: Some(paid_until_s),
        told: None,
    };
    if let Err(why) = charge(telegram, payment) {
        return Ok(Err(why));
    }
    if let Some(subscription) = telegram.stars.subscriptions.get_mut(&first) {
        subscription.paid_until_s = paid_until_s;
    }
    Ok(Ok(charge_id))
}

/// The number of this person's subscription that a payment is for.
pub fn subscription(telegram: &Telegram, user: i64, charge_id: &str) -> Result<String, Impossible> {
    telegram
        .stars
        .subscription_of(user, charge_id)
        .ok_or_else(|| Impossible::Missing(format!("user {user} has no subscription with the payment {charge_id}")))
}

/// Tells the bot of a payment, with a new update each time; the message about it comes into the chat the first time.
pub fn tell(world: &Arc<World>, charge_id: &str) -> Option<Offered> {
    let (chat, message) = {
        let telegram = &mut *lock(&world.telegram);
        let paid = telegram.stars.payment(charge_id)?.clone();
        let message = match paid.told {
            Some(message) => message,
            None => {
                let content = [("successful_payment".to_owned(), told(&paid))];
                let from = telegram.user(paid.user, None).object();
                let chat = telegram.open_chat(paid.chat, paid.user);
                post(chat, from, false, world.clock.now_ms(), Map::from_iter(content))
            }
        };
        telegram.stars.payment(charge_id)?.told = Some(message.clone());
        (paid.chat, message)
    };
    world.tell(News::chat(chat));
    Some(world.outbox.offer(world, chat, "message", message))
}

/// refundStarPayment.
pub fn refund(world: &Arc<World>, params: &Params) -> Outcome {
    let user = user_of(params)?;
    let charge_id = required(params, "telegram_payment_charge_id")?;
    let now_ms = world.clock.now_ms();
    let (chat, message) = {
        let telegram = &mut *lock(&world.telegram);
        let paid = telegram.stars.payment(&charge_id).filter(|paid| paid.user == user);
        let paid = paid.ok_or_else(|| bad("CHARGE_NOT_FOUND"))?;
        if paid.refunded_at_ms.is_some() {
            return Err(bad("CHARGE_ALREADY_REFUNDED"));
        }
        paid.refunded_at_ms = Some(now_ms);
        let paid = paid.clone();
        let balance = telegram.stars.balance(user);
        telegram.stars.set_balance(user, balance + paid.amount);
        let mut told = told_of(&paid);
        told.insert(
            "provider_payment_charge_id".to_owned(),
            Value::from(paid.provider_charge_id.as_str()),
        );
        // The service speaks in the bot's name here; the bot is told all the same.
        let bot = telegram.bot_object();
        let content = [("refunded_payment".to_owned(), Value::Object(told))];
        let chat = telegram.open_chat(paid.chat, user);
        (paid.chat, post(chat, bot, true, now_ms, Map::from_iter(content)))
    };
    world.tell(News::chat(chat));
    let _nobody_waits = world.outbox.offer(world, chat, "message", message);
    Ok(Value::Bool(true))
}

/// editUserStarSubscription: the bot ends a subscription, or lets one go on that it ended itself.
pub fn edit_subscription(telegram: &mut Telegram, params: &Params) -> Outcome {
    let user = user_of(params)?;
    let charge_id = required(params, "telegram_payment_charge_id")?;
    let first = telegram.stars.subscription_of(user, &charge_id);
    let subscription = first.and_then(|first| telegram.stars.subscriptions.get_mut(&first));
    let subscription = subscription.ok_or_else(|| bad("CHARGE_NOT_FOUND"))?;
    match (params.flag("is_canceled"), subscription.stopped_by) {
        (true, _) => subscription.stopped_by = Some(Stopper::Bot),
        (false, Some(Stopper::Bot)) => subscription.stopped_by = None,
        // What the person ended, only the person continues.
        (false, Some(Stopper::User) | None) => {}
    }
    Ok(Value::Bool(true))
}

/// getStarTransactions: what came and what was given back, oldest first.
pub fn transactions(telegram: &Telegram, params: &Params) -> Outcome {
    let offset = usize::try_from(params.integer("offset").unwrap_or(0)).unwrap_or(0);
    let limit = usize::try_from(params.integer("limit").unwrap_or(100).clamp(1, 100)).unwrap_or(100);
    let mut all: Vec<(i64, Value)> = Vec::new();
    for paid in &telegram.stars.payments {
        let mut partner = json!({
            "type": "user", "transaction_type": "invoice_payment", "user": telegram.users.get(&paid.user).map(|user| user.object()),
            "invoice_payload": paid.payload
        });
        if let Some(subscription) = paid
            .subscription
            .as_ref()
            .and_then(|id| telegram.stars.subscriptions.get(id))
        {
            partner["subscription_period"] = Value::from(subscription.invoice.period_s);
        }
        let told = |at_ms: i64, side: &str| {
            let date = at_ms.div_euclid(1000);
            (
                at_ms,
                json!({"id": paid.charge_id, "date": date, "amount": paid.amount, side: partner}),
            )
        };
        all.push(told(paid.at_ms, "source"));
        all.extend(paid.refunded_at_ms.map(|at_ms| told(at_ms, "receiver")));
    }
    all.sort_by_key(|(at_ms, _)| *at_ms);
    let page: Vec<Value> = all.into_iter().skip(offset).take(limit).map(|(_, told)| told).collect();
    Ok(json!({ "transactions": page }))
}

/// getMyStarBalance.
pub fn balance(telegram: &Telegram) -> Outcome {
    Ok(json!({"amount": telegram.stars.earned()}))
}

/// Takes the Stars and writes the payment down.
fn charge(telegram: &mut Telegram, payment: Payment) -> Result<(), String> {
    let left = telegram.stars.balance(payment.user) - payment.amount;
    if left < 0 {
        return Err(TOO_POOR.to_owned());
    }
    telegram.stars.set_balance(payment.user, left);
    telegram.stars.payments.push(payment);
    Ok(())
}

fn told(paid: &Payment) -> Value {
    let mut told = told_of(paid);
    told.insert(
        "provider_payment_charge_id".to_owned(),
        Value::from(paid.provider_charge_id.as_str()),
    );
    if let (Some(first), Some(paid_until_s)) = (&paid.subscription, paid.paid_until_s) {
        told.insert("is_recurring".to_owned(), Value::Bool(true));
        if *first == paid.charge_id {
            told.insert("is_first_recurring".to_owned(), Value::Bool(true));
        }
        told.insert("subscription_expiration_date".to_owned(), Value::from(paid_until_s));
    }
    Value::Object(told)
}

fn told_of(paid: &Payment) -> Map<String, Value> {
    let told = json!({
        "currency": STARS, "total_amount": paid.amount, "invoice_payload": paid.payload,
        "telegram_payment_charge_id": paid.charge_id
    });
    told.as_object().cloned().unwrap_or_default()
}

fn user_of(params: &Params) -> Result<i64, ApiError> {
    params
        .integer("user_id")
        .filter(|id| *id > 0)
        .ok_or_else(|| bad("invalid user_id specified"))
}
