//! The user's screen: what the dialog's message shows and how an answer may change it. Every press is answered exactly once,
//! and a message is never edited into what it shows already.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{Dialog, Input, Language, Message, MessageId, Reply, Request, words};

/// What a feature's dialog remembers between two updates: what the user is in the middle of, and what the dialog's message shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DialogState<A> {
    /// What the user is doing. The default means looking around: nothing is half done.
    pub activity: A,
    /// Fingerprint of what the dialog's message shows, so that it is never edited into itself.
    pub shown: String,
    /// Whether something is half done, for those who cannot read the activity.
    #[serde(default)]
    busy: bool,
}

/// What a user may be doing in a feature.
pub trait Activity: Clone + Default + PartialEq + Serialize + DeserializeOwned {}

impl<A: Clone + Default + PartialEq + Serialize + DeserializeOwned> Activity for A {}

/// The activity of a feature in which nothing is ever half done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LookingAround;

impl<A: Activity> DialogState<A> {
    /// A dialog whose message shows `view`.
    pub fn new(activity: A, view: &Message) -> Self {
        Self {
            busy: activity != A::default(),
            activity,
            shown: fingerprint(view),
        }
    }

    /// Reads a dialog's state. One that another version wrote and that cannot be read counts as none: its buttons are stale.
    pub fn read(dialog: &Dialog) -> Option<Self> {
        serde_json::from_value(dialog.state.clone()).ok()
    }
}

/// One update and the dialog it meets.
pub struct Screen<'a, A> {
    request: &'a Request,
    state: Option<DialogState<A>>,
    browsing: A,
}

/// What a press is answered with, besides what changes on the screen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Say {
    /// Nothing.
    #[default]
    Nothing,
    /// A passing note.
    Toast(String),
    /// A window to close: for what must not be missed.
    Alert(String),
}

impl<'a, A: Activity> Screen<'a, A> {
    /// The screen that a request meets.
    pub fn of(request: &'a Request) -> Self {
        Self {
            request,
            state: request.dialog.as_ref().and_then(DialogState::read),
            browsing: A::default(),
        }
    }

    /// What the user did.
    pub fn request(&self) -> &'a Request {
        self.request
    }

    /// The language of the answer.
    pub fn language(&self) -> Language {
        self.request.language
    }

    /// What the user is in the middle of.
    pub fn activity(&self) -> &A {
        self.state.as_ref().map_or(&self.browsing, |state| &state.activity)
    }

    /// The message the dialog lives in.
    pub fn dialog_message(&self) -> Option<MessageId> {
        self.request.dialog.as_ref()?.message_id
    }

    /// Whether a press is on the message the dialog lives in.
    pub fn is_here(&self) -> bool {
        self.state.is_some()
            && self
                .pressed()
                .is_some_and(|(_, message)| Some(message) == self.dialog_message())
    }

    /// Whether the pressed message is known to show `view`.
    pub fn shows(&self, view: &Message) -> bool {
        self.is_here()
            && self
                .state
                .as_ref()
                .is_some_and(|state| state.shown == fingerprint(view))
    }

    /// Shows `view` in the pressed message (as a new one when nothing was pressed) and goes on with `next`.
    /// Looking around beside something half done in another message leaves that as it is.
    pub fn show(&self, view: Message, next: A, say: Say) -> Reply {
        let Some((_, message)) = self.pressed() else {
            return if next == self.browsing {
                self.send_aside(view)
            } else {
                self.send(view, next)
            };
        };
        if next == self.browsing && self.is_busy() && !self.is_here() {
            return self.answer(say).edit(self.request.chat, message, view);
        }
        let state = DialogState::new(next, &view);
        let reply = match self.shows(&view) {
            true => self.answer(say),
            false => self.answer(say).edit(self.request.chat, message, view),
        };
        if self.is_here() && self.state.as_ref() == Some(&state) {
            return reply;
        }
        reply.set_dialog(state)
    }

    /// Shows a last `view` in the pressed message; the dialog is over.
    pub fn end(&self, view: Message, say: Say) -> Reply {
        self.show(view, A::default(), say).close_dialog()
    }

    /// Sends `view` as a new message, where `next` goes on.
    pub fn send(&self, view: Message, next: A) -> Reply {
        let state = DialogState::new(next, &view);
        let reply = self.answer(Say::Nothing).send(self.request.chat, view);
        reply.set_dialog(state)
    }

    /// Sends `view` as a new message to look at; what is half done stays as it is.
    pub fn send_aside(&self, view: Message) -> Reply {
        if self.is_busy() {
            return self.answer(Say::Nothing).send(self.request.chat, view);
        }
        self.send(view, A::default())
    }

    /// Says something as a new message without buttons of the dialog; nothing else changes.
    pub fn remark(&self, view: Message) -> Reply {
        self.answer(Say::Nothing).send(self.request.chat, view)
    }

    /// Only answers the press.
    pub fn answer(&self, say: Say) -> Reply {
        let Some((id, _)) = self.pressed() else {
            return Reply::new();
        };
        match say {
            Say::Nothing => Reply::new().toast(id, None),
            Say::Toast(text) => Reply::new().toast(id, Some(text)),
            Say::Alert(text) => Reply::new().alert(id, text),
        }
    }

    /// The pressed button means nothing (any more).
    pub fn stale(&self) -> Reply {
        self.answer(Say::Toast(words::stale_button(self.language())))
    }

    /// Whether the user is in the middle of something, here or in another feature.
    fn is_busy(&self) -> bool {
        self.request.busy_elsewhere || *self.activity() != self.browsing
    }

    fn pressed(&self) -> Option<(&'a str, MessageId)> {
        match &self.request.input {
            Input::Press { id, message_id, .. } => Some((id, *message_id)),
            _ => None,
        }
    }
}

/// Tells one view from another: 12 hex digits over text, formatting and buttons.
pub fn fingerprint(view: &Message) -> String {
    let json = serde_json::to_vec(view).expect("a message is plain data");
    hex::encode(&Sha256::digest(json)[..6])
}

#[cfg(test)]
mod tests;
