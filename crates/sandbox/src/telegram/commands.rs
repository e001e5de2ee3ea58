//! Command lists: set, get and delete by scope and language.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::errors::{ApiError, Outcome, bad};
use super::params::Params;
use super::state::Telegram;

/// The most commands a list may have.
const MOST_COMMANDS: usize = 100;

/// The commands shown in one scope and language.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CommandSet {
    /// The BotCommandScope object.
    pub scope: Value,
    /// The language, empty for everyone without an own list.
    pub language_code: String,
    /// The BotCommand objects.
    pub commands: Vec<Value>,
}

/// setMyCommands.
pub fn set(telegram: &mut Telegram, params: &Params) -> Outcome {
    let (scope, language_code) = place(params)?;
    if let Some(chat) = chat_of(&scope)? {
        telegram.chats.get(&chat).ok_or_else(|| bad("chat not found"))?;
    }
    let Some(Value::Array(list)) = params.structure("commands")? else {
        return Err(bad("can't parse commands: expected an Array of BotCommand"));
    };
    if list.len() > MOST_COMMANDS {
        return Err(bad("BOT_COMMANDS_TOO_MUCH"));
    }
    let commands = list.iter().map(command).collect::<Result<Vec<_>, _>>()?;
    remove(telegram, &scope, &language_code);
    if !commands.is_empty() {
        telegram.commands.push(CommandSet {
            scope,
            language_code,
            commands,
        });
    }
    Ok(Value::Bool(true))
}

/// getMyCommands.
pub fn get(telegram: &Telegram, params: &Params) -> Outcome {
    let (scope, language_code) = place(params)?;
    let found = telegram
        .commands
        .iter()
        .find(|set| set.scope == scope && set.language_code == language_code);
    Ok(found.map_or_else(|| json!([]), |set| Value::from(set.commands.clone())))
}

/// deleteMyCommands.
pub fn delete(telegram: &mut Telegram, params: &Params) -> Outcome {
    let (scope, language_code) = place(params)?;
    remove(telegram, &scope, &language_code);
    Ok(Value::Bool(true))
}

fn remove(telegram: &mut Telegram, scope: &Value, language_code: &str) {
    telegram
        .commands
        .retain(|set| set.scope != *scope || set.language_code != language_code);
}

fn place(params: &Params) -> Result<(Value, String), ApiError> {
    let scope = params.structure("scope")?.unwrap_or_else(|| json!({"type": "default"}));
    if !scope["type"].is_string() {
        return Err(bad("can't parse BotCommandScope: Can't find field \"type\""));
    }
    let language = params.text("language_code").unwrap_or_default();
    if !language.is_empty() && (language.len() != 2 || !language.chars().all(|c| c.is_ascii_lowercase())) {
        return Err(bad("invalid language code specified"));
    }
    Ok((scope, language))
}

/// The chat whose own list is meant, if it is one's.
fn chat_of(scope: &Value) -> Result<Option<i64>, ApiError> {
    match scope["type"].as_str() {
        Some("chat" | "chat_administrators" | "chat_member") => {}
        _ => return Ok(None),
    }
    let chat = &scope["chat_id"];
    let chat = chat.as_i64().or(chat.as_str().and_then(|chat| chat.parse().ok()));
    chat.map(Some).ok_or_else(|| bad("chat not found"))
}

fn command(object: &Value) -> Result<Value, ApiError> {
    let name = object["command"].as_str().unwrap_or_default().trim_start_matches('/');
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if !(1..=32).contains(&name.len()) || !name.chars().all(allowed) {
        return Err(bad("BOT_COMMAND_INVALID"));
    }
    let description = object["description"].as_str().unwrap_or_default().trim();
    if !(1..=256).contains(&description.chars().count()) {
        return Err(bad("BOT_COMMAND_DESCRIPTION_INVALID"));
    }
    Ok(json!({"command": name, "description": description}))
}
