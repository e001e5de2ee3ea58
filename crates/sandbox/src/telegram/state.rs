//! What Telegram knows: chats, people, messages, files, the bot's settings.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::commands::CommandSet;
use super::files::FileRecord;
use super::limits::SendLimits;
use super::stars::Stars;
use super::webhook::Webhook;

/// Telegram as this bot sees it.
#[derive(Debug, Serialize, Deserialize)]
pub struct Telegram {
    /// The bot's token; never written to the state file.
    #[serde(skip)]
    pub token: String,
    /// Where updates go, if anywhere.
    pub webhook: Option<Webhook>,
    /// Command lists by scope and language.
    pub commands: Vec<CommandSet>,
    /// All chats by id.
    pub chats: BTreeMap<i64, Chat>,
    /// All people by id.
    pub users: BTreeMap<i64, User>,
    /// Button presses the bot may still answer, by callback query id.
    pub presses: BTreeMap<String, PressRecord>,
    /// Files by file id; their contents live in memory only.
    pub files: BTreeMap<String, FileRecord>,
    /// Stars, invoices and payments.
    #[serde(default)]
    pub stars: Stars,
    /// The last message id of chats that a reset removed.
    pub last_message_ids: BTreeMap<i64, i64>,
    /// Counts presses and files.
    pub last_number: u64,
    /// How often the bot may send.
    #[serde(skip)]
    pub limits: SendLimits,
}

/// A person.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct User {
    /// The id.
    pub id: i64,
    /// The first name.
    pub first_name: String,
    /// The app's language.
    #[serde(default)]
    pub language_code: Option<String>,
}

impl User {
    /// The Bot API's User object.
    pub fn object(&self) -> Value {
        let mut object = json!({"id": self.id, "is_bot": false, "first_name": self.first_name});
        if let Some(language) = &self.language_code {
            object["language_code"] = Value::from(language.as_str());
        }
        object
    }
}

/// A chat and everything said in it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Chat {
    /// The id; a private chat has its user's.
    pub id: i64,
    /// A group's title, a private chat's first name.
    pub title: String,
    /// Who has spoken here.
    pub members: BTreeSet<i64>,
    /// Whether the bot may not write here any more.
    pub blocked: bool,
    /// The last message's id.
    pub last_message_id: i64,
    /// Messages by id.
    pub messages: BTreeMap<i64, Posted>,
    /// What was shown in answer to presses.
    pub toasts: Vec<Toast>,
}

impl Chat {
    /// The Bot API's word for this kind of chat, told by its id as Telegram numbers them.
    pub fn kind(&self) -> &'static str {
        match self.id {
            1.. => "private",
            -1_000_000_000_000..=0 => "group",
            _ => "supergroup",
        }
    }

    /// Whether this is a chat between two.
    pub fn is_private(&self) -> bool {
        self.id > 0
    }

    /// The Bot API's Chat object.
    pub fn object(&self) -> Value {
        let name = if self.is_private() { "first_name" } else { "title" };
        json!({"id": self.id, "type": self.kind(), name: self.title})
    }
}

/// A message as it stands now.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Posted {
    /// The Bot API's Message object.
    pub message: Map<String, Value>,
    /// Whether it was deleted.
    pub deleted: bool,
    /// The bot's reactions to it.
    pub reactions: Vec<Value>,
    /// Whether the bot wrote it.
    pub by_bot: bool,
    /// Whether it arrived without a sound.
    #[serde(default)]
    pub silent: bool,
    /// When it was written, by the sandbox's clock.
    pub at_ms: i64,
}

/// A text shown over the chat after a press.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Toast {
    /// When it was shown.
    pub at_ms: i64,
    /// Its text.
    pub text: String,
    /// Whether it has to be closed by hand.
    pub show_alert: bool,
}

/// A press waiting for its answer.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PressRecord {
    /// Where it happened.
    pub chat: i64,
    /// When.
    pub at_ms: i64,
    /// Whether the bot has answered.
    pub answered: bool,
}

impl Telegram {
    /// An empty Telegram for this bot.
    pub fn new(token: String) -> Self {
        Self {
            token,
            webhook: None,
            commands: Vec::new(),
            chats: BTreeMap::new(),
            users: BTreeMap::new(),
            presses: BTreeMap::new(),
            files: BTreeMap::new(),
            stars: Stars::default(),
            last_message_ids: BTreeMap::new(),
            last_number: 0,
            limits: SendLimits::default(),
        }
    }

    /// Removes chats, people, files and payments; the webhook, the commands and the counters stay.
    pub fn reset(&mut self) {
        for (id, chat) in std::mem::take(&mut self.chats) {
            self.last_message_ids.insert(id, chat.last_message_id);
        }
        self.users.clear();
        self.presses.clear();
        self.files.clear();
        self.stars = Stars::default();
        self.limits = SendLimits::default();
    }

    /// The bot's own id, the number its token begins with.
    pub fn bot_id(&self) -> i64 {
        self.token
            .split(':')
            .next()
            .and_then(|id| id.parse().ok())
            .unwrap_or(42)
    }

    /// The bot as the author of a message.
    pub fn bot_object(&self) -> Value {
        json!({"id": self.bot_id(), "is_bot": true, "first_name": "sellergram", "username": "sellergram_sandbox_bot"})
    }

    /// The person, made known if new; a given language replaces the former one.
    pub fn user(&mut self, id: i64, language: Option<&str>) -> &User {
        let user = self.users.entry(id).or_insert_with(|| User {
            id,
            first_name: format!("User {id}"),
            language_code: Some("ru".to_owned()),
        });
        if let Some(language) = language {
            user.language_code = Some(language.to_owned());
        }
        user
    }

    /// Gives a known person another first name; their private chat carries it too.
    pub fn rename(&mut self, id: i64, first_name: &str) {
        if let Some(user) = self.users.get_mut(&id) {
            user.first_name = first_name.to_owned();
        }
        if let Some(chat) = self.chats.get_mut(&id) {
            chat.title = first_name.to_owned();
        }
    }

    /// The chat with this person in it, opened if new.
    pub fn open_chat(&mut self, id: i64, member: i64) -> &mut Chat {
        let title = match self.users.get(&id) {
            Some(user) => user.first_name.clone(),
            None if id > 0 => format!("User {id}"),
            None => format!("Group {}", id.unsigned_abs()),
        };
        let last_message_id = self.last_message_ids.get(&id).copied().unwrap_or(0);
        let chat = self.chats.entry(id).or_insert_with(|| Chat {
            id,
            title,
            members: BTreeSet::new(),
            blocked: false,
            last_message_id,
            messages: BTreeMap::new(),
            toasts: Vec::new(),
        });
        chat.members.insert(member);
        chat
    }

    /// The next number for a press or a file.
    pub fn next_number(&mut self) -> u64 {
        self.last_number += 1;
        self.last_number
    }
}
