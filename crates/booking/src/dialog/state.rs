//! What the conversation remembers between two updates.

use serde::{Deserialize, Serialize};
use telegram::{Dialog, Language};

use super::wizard::{Draft, Task};
use crate::ids::KeyId;
use crate::texts;

/// The state of the dialog: what the user is doing, and what the dialog's message shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct DialogState {
    /// What the user is doing.
    pub activity: Activity,
    /// Fingerprint of what the dialog's message shows, so that it is never edited into itself.
    pub shown: String,
}

/// What the user is doing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "at")]
pub(super) enum Activity {
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
    /// Making a watch, or changing one.
    Wizard(Box<Draft>),
}

impl DialogState {
    /// Reads a dialog's state. One that another version wrote and that cannot be read counts as none: its buttons are stale.
    pub fn read(dialog: &Dialog) -> Option<Self> {
        serde_json::from_value(dialog.state.clone()).ok()
    }
}

/// What giving up this dialog ends, in words; `None` when nothing was half done.
pub fn cancelled(dialog: &Dialog, language: Language) -> Option<String> {
    let text = match DialogState::read(dialog)?.activity {
        Activity::Browsing => return None,
        Activity::AddingKey => texts::keys::adding_cancelled(language),
        Activity::RenamingKey { .. } => texts::keys::renaming_cancelled(language),
        Activity::Wizard(draft) => match draft.task {
            Task::Make { .. } => texts::watch_wizard::cancelled(language).text,
            Task::Edit { .. } => texts::watch_wizard::not_changed(language),
        },
    };
    Some(text)
}
