//! What the conversation remembers between two updates.

use serde::{Deserialize, Serialize};
use telegram::{Dialog, DialogState, Language};

use super::wizard::{Draft, Task};
use crate::texts;

/// A dialog of this feature.
pub(super) type State = DialogState<Activity>;
/// The user's screen in this feature.
pub(super) type Screen<'a> = telegram::Screen<'a, Activity>;

/// What the user is doing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "at")]
pub(super) enum Activity {
    /// Looking around; nothing is asked.
    #[default]
    Browsing,
    /// Making a watch, or changing one.
    Wizard(Box<Draft>),
}

/// What giving up this dialog ends, in words; `None` when nothing was half done.
pub(super) fn cancelled(dialog: &Dialog, language: Language) -> Option<String> {
    let text = match State::read(dialog)?.activity {
        Activity::Browsing => return None,
        Activity::Wizard(draft) => match draft.task {
            Task::Make { .. } => texts::watch_wizard::cancelled(language).text,
            Task::Edit { .. } => texts::watch_wizard::not_changed(language),
        },
    };
    Some(text)
}
