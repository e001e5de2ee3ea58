//! Introducing the bot to Telegram: its webhook and its commands. Asked for by invoking the function with `{"set_up": {…}}`,
//! so that the token never leaves the function; who may do that is a matter of IAM.

use std::time::Duration;

use secrecy::SecretString;
use serde::Deserialize;
use serde_json::{Value, json};
use telegram::{Call, CallError, ChatId, Client, CommandSpec, Language, UserId};

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

/// The commands Telegram is told of.
#[derive(Debug)]
pub struct Commands {
    /// Everybody's.
    pub public: Vec<CommandSpec>,
    /// All that an admin may use, for each admin's own chat.
    pub admins: Vec<(UserId, Vec<CommandSpec>)>,
}

/// Sets the webhook and the lists of commands, in every language. An admin's list is passed over when Telegram does not know their chat:
/// who has never written to the bot is shown theirs when they send `/start`.
///
/// # Errors
/// Telegram's first refusal of anything else.
pub async fn introduce(
    client: &Client,
    secret: &SecretString,
    commands: Commands,
    order: SetUp,
) -> Result<Value, CallError> {
    let specs = &commands.public;
    list(client, None, specs).await?;
    for (admin, specs) in &commands.admins {
        match list(client, Some((*admin).into()), specs).await {
            Ok(()) => {}
            Err(CallError::ChatGone) => {
                tracing::warn!(
                    user = %admin,
                    "set_up.admin_unknown: an admin has not written to the bot yet, their commands are not listed"
                );
            }
            Err(error) => return Err(error),
        }
    }
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

/// The calls that set a list of commands, everybody's or a chat's own, in every language and for those who have none of ours.
pub fn listing(chat: Option<ChatId>, specs: &[CommandSpec]) -> impl Iterator<Item = Call> {
    let languages = Language::ALL.into_iter().map(Some).chain([None]);
    languages.map(move |language| {
        let described = language.unwrap_or_default();
        let commands = specs.iter();
        let commands = commands.map(|spec| (spec.name.to_owned(), (spec.description)(described)));
        Call::SetCommands {
            language,
            chat,
            commands: commands.collect(),
        }
    })
}

async fn list(client: &Client, chat: Option<ChatId>, specs: &[CommandSpec]) -> Result<(), CallError> {
    for call in listing(chat, specs) {
        client.call(&call, CALL_TIMEOUT).await?;
    }
    Ok(())
}
