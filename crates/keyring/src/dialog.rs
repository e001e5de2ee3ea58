//! The conversation about keys.
//!
//! What the buttons send (`{id}` is a key's id):
//!
//! | data | meaning |
//! |---|---|
//! | `key:add` `key:cancel` | ask for a key (as a new message); give up what was asked |
//! | `key:list` | the list |
//! | `key:open:{id}` `key:show:{id}` | one key's card as a new message; in this message |
//! | `key:check:{id}` | ask Wildberries about the key once more |
//! | `key:name:{id}` `key:del:{id}` `key:yes:{id}` | rename; ask whether to remove; remove |
//!
//! A key is taken wherever it turns up, also in the middle of something else, which it does not end.

mod arrivals;
pub(crate) mod press;
mod rooms;

use accounts::failure::failure;
use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use store::StoreError;
use telegram::{CommandSpec, Dialog, DialogState, Input, Language, Module, ModuleError, Reply, Request};

use self::press::KeyPress;
use crate::keys::Keys;
use crate::texts;
use accounts::ids::KeyId;

pub use arrivals::looks_like_key;

/// A dialog of this feature.
type State = DialogState<Activity>;
/// The user's screen in this feature.
type Screen<'a> = telegram::Screen<'a, Activity>;

/// What the user is doing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "at")]
enum Activity {
    /// Looking around; nothing is asked.
    #[default]
    Browsing,
    /// Asked for a key.
    AddingKey,
    /// Asked for a key's new name.
    RenamingKey {
        /// Which key.
        id: KeyId,
    },
}

/// The feature's part of the bot.
#[derive(Debug, Clone)]
pub struct KeyringModule {
    keys: Keys,
}

impl KeyringModule {
    /// The conversation over these keys.
    pub fn new(keys: Keys) -> Self {
        Self { keys }
    }

    async fn answer(&self, screen: &Screen<'_>) -> Result<Reply, StoreError> {
        let language = screen.language();
        match &screen.request().input {
            Input::Command { argument, .. } if looks_like_key(argument) => self.key_arrived(screen, argument).await,
            Input::Command { .. } => self.show_keys(screen).await,
            Input::Text(text) if looks_like_key(text) => self.key_arrived(screen, text).await,
            Input::Text(text) => match screen.activity() {
                Activity::Browsing => Ok(screen.remark(texts::nothing_asked(language))),
                Activity::AddingKey => Ok(screen.remark(texts::not_a_key(language))),
                Activity::RenamingKey { id } => self.rename_key(screen, id, text).await,
            },
            Input::Press { data, .. } => match KeyPress::parse(data) {
                Some(press) => self.key_press(screen, &press).await,
                None => Ok(screen.stale()),
            },
            Input::Document(_) | Input::Forwarded(_) | Input::Other { .. } => Ok(match screen.activity() {
                Activity::Browsing => screen.remark(texts::nothing_asked(language)),
                Activity::AddingKey | Activity::RenamingKey { .. } => screen.remark(texts::waiting_for_text(language)),
            }),
            // Payments are not this feature's: it does not claim them.
            Input::PreCheckout { .. } | Input::Paid(_) | Input::Refunded(_) | Input::SubscriptionChanged(_) => {
                Ok(Reply::new())
            }
        }
    }

    async fn key_press(&self, screen: &Screen<'_>, press: &KeyPress) -> Result<Reply, StoreError> {
        match press {
            KeyPress::Add => Ok(screen.send(texts::prompt(screen.language()), Activity::AddingKey)),
            KeyPress::List => self.show_keys(screen).await,
            KeyPress::Cancel => self.cancel_key(screen).await,
            KeyPress::Open(id) => self.open_key(screen, id).await,
            KeyPress::Show(id) => self.show_key(screen, id).await,
            KeyPress::Check(id) => self.check_key(screen, id).await,
            KeyPress::Rename(id) => self.ask_key_name(screen, id).await,
            KeyPress::Remove(id) => self.ask_to_remove_key(screen, id).await,
            KeyPress::ConfirmRemove(id) => self.remove_key(screen, id).await,
        }
    }
}

#[async_trait]
impl Module for KeyringModule {
    fn name(&self) -> &'static str {
        "keyring"
    }

    fn commands(&self) -> Vec<CommandSpec> {
        texts::commands::all()
    }

    fn prefixes(&self) -> &'static [&'static str] {
        &["key"]
    }

    fn claims_text(&self, text: &str) -> bool {
        looks_like_key(text)
    }

    fn cancelled(&self, dialog: &Dialog, language: Language) -> Option<String> {
        match State::read(dialog)?.activity {
            Activity::Browsing => None,
            Activity::AddingKey => Some(texts::adding_cancelled(language)),
            Activity::RenamingKey { .. } => Some(texts::renaming_cancelled(language)),
        }
    }

    async fn handle(&self, request: &Request) -> Result<Reply, ModuleError> {
        self.answer(&Screen::of(request)).await.map_err(failure)
    }
}
