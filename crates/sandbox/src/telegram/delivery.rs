//! Updates on their way to the bot: in order within a chat, chats in parallel, repeated until they are accepted.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use rand::Rng;
use reqwest::header::{HOST, HeaderMap, RETRY_AFTER};
use serde_json::{Map, Value};
use tokio::sync::Semaphore;

use super::dispatch;
use super::outbox::Pending;
use super::webhook::Webhook;
use crate::world::{World, lock};

/// How long the bot may take to answer.
pub const PATIENCE: Duration = Duration::from_secs(60);

enum End {
    Accepted,
    Expired,
    /// The webhook, the queue or the sandbox changed: look again.
    Interrupted,
}

/// Delivers a chat's updates one after another until none is left.
pub async fn work(world: Arc<World>, chat: i64) {
    while let Some((pending, webhook, ways)) = world.outbox.front(&world, chat) {
        match deliver(&world, chat, &pending, &webhook, &ways).await {
            End::Accepted => world.outbox.finish(chat, pending.number, true),
            End::Expired => world.outbox.finish(chat, pending.number, false),
            End::Interrupted => {}
        }
    }
}

/// Offers one update until it is accepted, expires, or something changes.
async fn deliver(world: &Arc<World>, chat: i64, pending: &Pending, webhook: &Webhook, ways: &Semaphore) -> End {
    let mut closing = world.closing.subscribe();
    let mut failures = 0;
    loop {
        let failure = {
            let Ok(_way) = ways.acquire().await else {
                return End::Interrupted;
            };
            if !world.outbox.holds(chat, pending.number) {
                return End::Interrupted;
            }
            tokio::select! {
                posted = post(world, webhook, pending.body.clone()) => match posted {
                    Ok(reply) => {
                        if let Some(reply) = reply {
                            dispatch::webhook_reply(world, reply);
                        }
                        return End::Accepted;
                    }
                    Err(failure) => failure,
                },
                _ = closing.wait_for(|closing| *closing) => return End::Interrupted,
            }
        };
        failures += 1;
        tracing::info!(target: "sandbox.delivery", attempt = failures, chat.id = chat, why = %failure.why, "update refused");
        world.outbox.remember_failure(world.clock.now_s(), failure.why);
        if world.clock.now_ms().saturating_sub(pending.queued_at_ms) > pending.kept_ms {
            return End::Expired;
        }
        let delay = failure.retry_after.unwrap_or_else(|| backoff(failures));
        if !pause(world, chat, pending.number, webhook, delay).await {
            return End::Interrupted;
        }
    }
}

struct Failure {
    why: String,
    retry_after: Option<Duration>,
}

/// Posts an update; the reply may carry a call.
async fn post(world: &World, webhook: &Webhook, body: Bytes) -> Result<Option<Map<String, Value>>, Failure> {
    let failed = |why: String| Failure { why, retry_after: None };
    let (url, headers) = address(webhook).ok_or_else(|| failed("Wrong URL host specified".to_owned()))?;
    let request = world
        .outbox
        .http
        .post(url)
        .headers(headers)
        .header("content-type", "application/json")
        .body(body);
    let response = request.send().await.map_err(|error| {
        failed(if error.is_timeout() {
            "Read timeout expired".to_owned()
        } else if error.is_connect() {
            "Connection refused".to_owned()
        } else {
            "Connection closed".to_owned()
        })
    })?;
    let status = response.status();
    if !status.is_success() {
        let seconds = response
            .headers()
            .get(RETRY_AFTER)
            .and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
        return Err(Failure {
            why: format!("Wrong response from the webhook: {status}"),
            retry_after: seconds.map(|seconds| Duration::from_secs(seconds.min(3600))),
        });
    }
    // An unreadable body on a success is no call; the update counts as accepted.
    let body = response.bytes().await.unwrap_or_default();
    let reply: Option<Map<String, Value>> = serde_json::from_slice(&body).ok();
    Ok(reply.filter(|reply| reply.contains_key("method")))
}

/// Names under `.localhost` are this machine: the connection goes to 127.0.0.1, the name into the Host header.
fn address(webhook: &Webhook) -> Option<(url::Url, HeaderMap)> {
    let mut url = url::Url::parse(&webhook.url).ok()?;
    let mut headers = HeaderMap::new();
    let host = url.host_str()?.to_owned();
    if host.ends_with(".localhost") {
        let name = url.port().map_or_else(|| host.clone(), |port| format!("{host}:{port}"));
        headers.insert(HOST, name.parse().ok()?);
        url.set_host(Some("127.0.0.1")).ok()?;
    }
    if let Some(secret) = &webhook.secret_token {
        let mut value: reqwest::header::HeaderValue = secret.parse().ok()?;
        value.set_sensitive(true);
        headers.insert("x-telegram-bot-api-secret-token", value);
    }
    Some((url, headers))
}

/// The first repetition is immediate, then 2, 4, 8 … seconds, at most a random one to two minutes.
fn backoff(failures: u32) -> Duration {
    match failures {
        0 | 1 => Duration::ZERO,
        2..=6 => Duration::from_secs(1 << (failures - 1)),
        _ => Duration::from_secs(rand::rng().random_range(60..=120)),
    }
}

/// Waits in real time, or less if the sandbox's clock is moved past the moment.
/// False when the update must be looked at anew.
async fn pause(world: &World, chat: i64, number: u64, webhook: &Webhook, delay: Duration) -> bool {
    let delay_ms = i64::try_from(delay.as_millis()).unwrap_or(i64::MAX);
    let due_ms = world.clock.now_ms().saturating_add(delay_ms);
    let mut stirred = world.stirred.subscribe();
    let waited = tokio::time::sleep(delay);
    tokio::pin!(waited);
    loop {
        let same = lock(&world.telegram).webhook.as_ref() == Some(webhook);
        if !same || *world.closing.borrow() || !world.outbox.holds(chat, number) {
            return false;
        }
        if world.clock.now_ms() >= due_ms {
            return true;
        }
        tokio::select! {
            () = &mut waited => return true,
            changed = stirred.changed() => if changed.is_err() { return false },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repetitions_come_at_once_then_ever_later() {
        let seconds: Vec<u64> = (1..=6).map(|failures| backoff(failures).as_secs()).collect();
        assert_eq!(seconds, [0, 2, 4, 8, 16, 32]);
        assert!((7..40).all(|failures| (60..=120).contains(&backoff(failures).as_secs())));
    }

    #[test]
    fn engine_names_lead_to_this_machine() {
        let webhook = Webhook {
            url: "http://a1b2.execute-api.localhost:4566/telegram".into(),
            secret_token: Some("s".into()),
            max_connections: 1,
            allowed_updates: Vec::new(),
        };
        let (url, headers) = address(&webhook).expect("an address");
        assert_eq!(url.as_str(), "http://127.0.0.1:4566/telegram");
        assert_eq!(headers[HOST], "a1b2.execute-api.localhost:4566");
        assert_eq!(headers["x-telegram-bot-api-secret-token"], "s");
    }
}
