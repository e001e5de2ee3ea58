//! Introducing the bot to Telegram: its webhook and its commands. Asked for by invoking the function with `{"set_up": {…}}`,
//! so that the token never leaves the function; who may do that is a matter of IAM.

use std::time::Duration;

use secrecy::SecretString;
use serde::Deserialize;
use serde_json::{Value, json};
use telegram::{Call, CallError, Client, CommandSpec, Language};

const CALL_TIMEOUT: Duration = Duration::from_secs(10);
/// Parallel deliveries Telegram may make; chats are served side by side, one chat in order.
const MAX_CONNECTIONS: u8 = 40;
/// Kinds of updates the bot lives on.
const ALLOWED_UPDATES: [&str; 5] = [
    "message",
    "callback_query",
    "my_chat_member",
    "pre_checkout_query",
    "subscription",
];

/// What is to be set up.
#[derive(Debug, Clone, Deserialize)]
pub struct SetUp {
    /// Where Telegram is to send updates; without it the webhook stays as it is (long polling on a developer's machine).
    pub webhook_url: Option<String>,
    /// Whether updates that waited so far are thrown away.
    #[serde(default)]
    pub drop_pending: bool,
}

/// Sets the webhook and the lists of commands, in every language.
///
/// # Errors
/// Telegram's first refusal.
pub async fn introduce(
    client: &Client,
    secret: &SecretString,
    specs: &[CommandSpec],
    order: SetUp,
) -> Result<Value, CallError> {
    let commands = |language: Language| -> Vec<(String, String)> {
        specs
            .iter()
            .map(|spec| (spec.name.to_owned(), (spec.description)(language)))
            .collect()
    };
    for language in Language::ALL {
        let call = Call::SetCommands {
            language: Some(language),
            commands: commands(language),
        };
        client.call(&call, CALL_TIMEOUT).await?;
    }
    let call = Call::SetCommands {
        language: None,
        commands: commands(Language::default()),
    };
    client.call(&call, CALL_TIMEOUT).await?;
    if let Some(url) = &order.webhook_url {
        let call = Call::SetWebhook {
            url: url.clone(),
            secret: secret.clone(),
            max_connections: MAX_CONNECTIONS,
            allowed_updates: ALLOWED_UPDATES.map(str::to_owned).to_vec(),
            drop_pending: order.drop_pending,
        };
        client.call(&call, CALL_TIMEOUT).await?;
    }
    let names: Vec<&str> = specs.iter().map(|spec| spec.name).collect();
    Ok(json!({ "webhook_url": order.webhook_url, "commands": names }))
}
