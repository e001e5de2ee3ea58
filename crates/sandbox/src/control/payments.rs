//! What people do with Telegram Stars: pay, go on paying, stop.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use serde::Deserialize;
use serde_json::{Value, json};

use super::answers::{Refusal, Reply, fields, good, read};
use super::people::{Waiting, impossible, is_accepted};
use crate::telegram::stars::{Payment, Stopper, place_of};
use crate::telegram::{checkouts, payments};
use crate::world::{World, lock};

/// Queries about payments and changes of subscriptions have queues of their own beside the chat's.
const QUERIES: i64 = 4 << 33;
const SUBSCRIPTIONS: i64 = 14 << 33;

/// Somebody presses a pay button, or opens an invoice's link and pays.
#[derive(Debug, Deserialize)]
struct Order {
    message_id: Option<i64>,
    invoice_link: Option<String>,
    chat: Option<i64>,
    #[serde(flatten)]
    telling: Telling,
}

/// The next month's payment of a subscription.
#[derive(Debug, Deserialize)]
struct Renewal {
    charge_id: String,
    #[serde(flatten)]
    telling: Telling,
}

/// How the bot learns of a payment.
#[derive(Debug, Deserialize)]
struct Telling {
    /// How many times more than once.
    #[serde(default)]
    duplicate: u8,
    /// Not at all, until it is asked for.
    #[serde(default)]
    lose: bool,
}

/// A person pays. Answers when the bot has taken note of the payment.
pub async fn pay(
    State(world): State<Arc<World>>,
    Path(user): Path<i64>,
    Query(waiting): Query<Waiting>,
    body: Bytes,
) -> Reply {
    person(user)?;
    let order: Order = read(Value::Object(fields(&body)?))?;
    let chat = order.chat.unwrap_or(user);
    let place = match (order.message_id, order.invoice_link) {
        (Some(message_id), None) => place_of(chat, message_id),
        (None, Some(link)) => link,
        _ => return Err(Refusal::wrong("say message_id or invoice_link")),
    };
    let begun = checkouts::begin(&mut lock(&world.telegram), user, chat, &place, world.clock.now_ms());
    let (id, query) = match begun.map_err(impossible)? {
        Ok(begun) => begun,
        Err(why) => return not_paid(why),
    };
    let _answered_otherwise = world.outbox.offer(&world, user + QUERIES, "pre_checkout_query", query);
    let allowed = match checkouts::wait(&world, &id).await {
        Ok(allowed) => allowed,
        Err(why) => return not_paid(&why),
    };
    let settled = payments::settle(&mut lock(&world.telegram), &allowed, world.clock.now_ms());
    match settled {
        Ok(charge_id) => told(&world, &charge_id, &order.telling, &waiting).await,
        Err(why) => not_paid(&why),
    }
}

/// A subscription's next payment is made, or fails for want of Stars.
pub async fn renew(
    State(world): State<Arc<World>>,
    Path(user): Path<i64>,
    Query(waiting): Query<Waiting>,
    body: Bytes,
) -> Reply {
    person(user)?;
    let order: Renewal = read(Value::Object(fields(&body)?))?;
    let renewed = payments::renew(&mut lock(&world.telegram), user, &order.charge_id, world.clock.now_ms());
    match renewed.map_err(impossible)? {
        Ok(charge_id) => told(&world, &charge_id, &order.telling, &waiting).await,
        Err(why) => {
            let first = payments::subscription(&lock(&world.telegram), user, &order.charge_id).map_err(impossible)?;
            say(&world, user, &first, "failed", &waiting).await;
            not_paid(&why)
        }
    }
}

/// A person ends a subscription in the settings of their app: it lasts as long as it is paid.
pub async fn cancel(
    State(world): State<Arc<World>>,
    Path(user): Path<i64>,
    Query(waiting): Query<Waiting>,
    body: Bytes,
) -> Reply {
    let first = named(&world, user, &body)?;
    stop(&world, &first, None, Some(Stopper::User))
        .ok_or_else(|| Refusal::conflict("the subscription was ended before"))?;
    let delivered = say(&world, user, &first, "canceled", &waiting).await;
    good(json!({"ok": true, "charge_id": first, "delivered": delivered}))
}

/// A person lets a subscription go on that they ended.
pub async fn resume(
    State(world): State<Arc<World>>,
    Path(user): Path<i64>,
    Query(waiting): Query<Waiting>,
    body: Bytes,
) -> Reply {
    let first = named(&world, user, &body)?;
    stop(&world, &first, Some(Stopper::User), None)
        .ok_or_else(|| Refusal::conflict("it was not the user who ended the subscription"))?;
    let delivered = say(&world, user, &first, "active", &waiting).await;
    good(json!({"ok": true, "charge_id": first, "delivered": delivered}))
}

/// All payments, oldest first.
pub async fn list(State(world): State<Arc<World>>) -> Reply {
    let telegram = lock(&world.telegram);
    let stars = &telegram.stars;
    let shown = stars.payments.iter().map(|paid| {
        let mut shown = shown(paid);
        if let Some(first) = &paid.subscription {
            let subscription = stars.subscriptions.get(first);
            shown["subscription"] = json!({
                "charge_id": first, "paid_until_s": paid.paid_until_s,
                "stopped_by": subscription.and_then(|subscription| subscription.stopped_by)
            });
        }
        shown
    });
    good(shown.collect())
}

/// The bot is told of a payment: one that was lost, or once more.
pub async fn deliver(
    State(world): State<Arc<World>>,
    Path(charge_id): Path<String>,
    Query(waiting): Query<Waiting>,
) -> Reply {
    if lock(&world.telegram).stars.payment(&charge_id).is_none() {
        return Err(Refusal::missing(format!("there is no payment {charge_id}")));
    }
    let once = Telling {
        duplicate: 0,
        lose: false,
    };
    told(&world, &charge_id, &once, &waiting).await
}

/// How many Stars a person has.
pub async fn balance(State(world): State<Arc<World>>, Path(user): Path<i64>) -> Reply {
    good(json!({"stars": lock(&world.telegram).stars.balance(user)}))
}

/// A person has exactly this many Stars from now on.
pub async fn set_balance(State(world): State<Arc<World>>, Path(user): Path<i64>, body: Bytes) -> Reply {
    person(user)?;
    let stars = fields(&body)?.get("stars").and_then(Value::as_i64);
    let stars = stars.filter(|stars| *stars >= 0);
    let stars = stars.ok_or_else(|| Refusal::wrong("stars must be a whole number, not below zero"))?;
    lock(&world.telegram).stars.set_balance(user, stars);
    good(json!({"stars": stars}))
}

async fn told(world: &Arc<World>, charge_id: &str, telling: &Telling, waiting: &Waiting) -> Reply {
    let mut delivered = !telling.lose;
    let times = if telling.lose { 0 } else { 1 + telling.duplicate };
    let offered: Vec<_> = (0..times).filter_map(|_| payments::tell(world, charge_id)).collect();
    for offered in offered {
        delivered &= is_accepted(world, offered.accepted, waiting).await;
    }
    good(json!({"ok": true, "charge_id": charge_id, "delivered": delivered}))
}

/// Tells the bot what became of a subscription.
async fn say(world: &Arc<World>, user: i64, first: &str, state: &str, waiting: &Waiting) -> bool {
    let payload = {
        let telegram = &mut *lock(&world.telegram);
        let payload = telegram
            .stars
            .subscriptions
            .get(first)
            .map(|s| s.invoice.payload.clone());
        json!({"user": telegram.user(user, None).object(), "invoice_payload": payload, "state": state})
    };
    let offered = world.outbox.offer(world, user + SUBSCRIPTIONS, "subscription", payload);
    is_accepted(world, offered.accepted, waiting).await
}

/// Changes who has ended a subscription, if it stands as expected.
fn stop(world: &World, first: &str, was: Option<Stopper>, becomes: Option<Stopper>) -> Option<()> {
    let telegram = &mut *lock(&world.telegram);
    let subscription = telegram.stars.subscriptions.get_mut(first)?;
    (subscription.stopped_by == was).then(|| subscription.stopped_by = becomes)
}

/// The subscription a request is about; one need not be named if there is one only.
fn named(world: &World, user: i64, body: &Bytes) -> Result<String, Refusal> {
    person(user)?;
    let telegram = &*lock(&world.telegram);
    if let Some(charge_id) = fields(body)?.get("charge_id").and_then(Value::as_str) {
        return payments::subscription(telegram, user, charge_id).map_err(impossible);
    }
    let mut own = telegram.stars.subscriptions.iter().filter(|(_, s)| s.user == user);
    match (own.next(), own.next()) {
        (Some((first, _)), None) => Ok(first.clone()),
        (None, _) => Err(Refusal::missing(format!("user {user} has no subscription"))),
        (Some(_), Some(_)) => Err(Refusal::wrong("there are several subscriptions: say charge_id")),
    }
}

fn person(user: i64) -> Result<(), Refusal> {
    if user <= 0 {
        return Err(Refusal::wrong("a user's id is a positive number"));
    }
    Ok(())
}

fn not_paid(why: &str) -> Reply {
    good(json!({"ok": false, "error": why}))
}

fn shown(paid: &Payment) -> Value {
    let state = if paid.refunded_at_ms.is_some() {
        "refunded"
    } else {
        "paid"
    };
    json!({
        "charge_id": paid.charge_id, "user": paid.user, "chat": paid.chat, "payload": paid.payload, "stars": paid.amount,
        "at_ms": paid.at_ms, "state": state, "refunded_at_ms": paid.refunded_at_ms, "told": paid.told.is_some()
    })
}
