//! Where updates go: setting, showing and removing the webhook, and getUpdates.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::errors::{ApiError, Outcome, bad, conflict};
use super::params::Params;
use crate::world::{World, lock};

/// Kinds of update that are sent only when asked for.
const ON_REQUEST: [&str; 3] = ["chat_member", "message_reaction", "message_reaction_count"];

/// The webhook's setting.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Webhook {
    /// Where updates are posted.
    pub url: String,
    /// Sent along in a header, so that the bot knows who speaks.
    pub secret_token: Option<String>,
    /// How many updates may be on their way at once.
    pub max_connections: usize,
    /// The kinds wanted; empty for the usual ones.
    pub allowed_updates: Vec<String>,
}

impl Webhook {
    /// Whether updates of this kind are wanted.
    pub fn wants(&self, kind: &str) -> bool {
        if self.allowed_updates.is_empty() {
            return !ON_REQUEST.contains(&kind);
        }
        self.allowed_updates.iter().any(|wanted| wanted == kind)
    }
}

/// setWebhook; an empty address removes it.
pub fn set(world: &Arc<World>, params: &Params) -> Outcome {
    let url = params.text("url").unwrap_or_default();
    if url.is_empty() {
        return delete(world, params);
    }
    check_address(&url)?;
    let secret_token = params.text("secret_token").filter(|secret| !secret.is_empty());
    if let Some(secret) = &secret_token {
        if secret.len() > 256 {
            return Err(bad("secret token is too long"));
        }
        if !secret
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
        {
            return Err(bad("secret token contains unallowed characters"));
        }
    }
    let max_connections = match params.integer("max_connections") {
        None => 40,
        Some(wanted) => usize::try_from(wanted.clamp(1, 100)).unwrap_or(40),
    };
    let allowed = match params.structure("allowed_updates")? {
        None => None,
        Some(Value::Array(kinds)) => Some(kinds.iter().filter_map(Value::as_str).map(str::to_owned).collect()),
        Some(_) => return Err(bad("can't parse allowed_updates JSON object")),
    };
    {
        let mut telegram = lock(&world.telegram);
        let former = telegram
            .webhook
            .take()
            .map(|webhook| webhook.allowed_updates)
            .unwrap_or_default();
        let allowed_updates = allowed.unwrap_or(former);
        telegram.webhook = Some(Webhook {
            url,
            secret_token,
            max_connections,
            allowed_updates,
        });
    }
    if params.flag("drop_pending_updates") {
        world.outbox.clear();
    }
    world.outbox.open_ways(max_connections);
    world.stir();
    world.outbox.wake(world);
    Ok(Value::Bool(true))
}

/// deleteWebhook.
pub fn delete(world: &Arc<World>, params: &Params) -> Outcome {
    lock(&world.telegram).webhook = None;
    if params.flag("drop_pending_updates") {
        world.outbox.clear();
    }
    world.stir();
    Ok(Value::Bool(true))
}

/// getWebhookInfo.
pub fn info(world: &World) -> Outcome {
    let webhook = lock(&world.telegram).webhook.clone();
    let (pending, last_error) = world.outbox.standing();
    let mut info = json!({
        "url": webhook.as_ref().map_or("", |webhook| webhook.url.as_str()),
        "has_custom_certificate": false,
        "pending_update_count": pending,
    });
    if let Some(webhook) = webhook {
        info["max_connections"] = Value::from(webhook.max_connections);
        if !webhook.allowed_updates.is_empty() {
            info["allowed_updates"] = Value::from(webhook.allowed_updates);
        }
    }
    if let Some((at_s, message)) = last_error {
        info["last_error_date"] = Value::from(at_s);
        info["last_error_message"] = Value::from(message);
    }
    Ok(info)
}

/// getUpdates: what is waiting now; the caller has waited as long as the call asks.
pub fn get_updates(world: &World, params: &Params) -> Outcome {
    if lock(&world.telegram).webhook.is_some() {
        return Err(conflict());
    }
    let limit = params.integer("limit").unwrap_or(100).clamp(1, 100);
    let updates = world
        .outbox
        .take_updates(params.integer("offset"), usize::try_from(limit).unwrap_or(100));
    Ok(Value::from(updates))
}

fn check_address(text: &str) -> Result<(), ApiError> {
    let url = url::Url::parse(text).map_err(|_| bad("bad webhook: invalid webhook URL specified"))?;
    let host = url.host_str().unwrap_or_default();
    let this_machine = host == "localhost" || host.ends_with(".localhost") || matches!(host, "127.0.0.1" | "[::1]");
    match url.scheme() {
        "https" => Ok(()),
        "http" if this_machine => Ok(()),
        _ => Err(bad("bad webhook: An HTTPS URL must be provided for webhook")),
    }
}
