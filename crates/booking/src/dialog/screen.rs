//! The user's screen: what the dialog's message shows and how an answer may change it. Every press is answered exactly once,
//! and a message is never edited into what it shows already.

use sha2::{Digest, Sha256};
use telegram::{Input, Language, Message, MessageId, Reply, Request};

use super::state::{Activity, DialogState};
use crate::texts;

static BROWSING: Activity = Activity::Browsing;

/// One update and the dialog it meets.
pub(super) struct Screen<'a> {
    request: &'a Request,
    state: Option<DialogState>,
}

/// What a press is answered with, besides what changes on the screen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) enum Say {
    /// Nothing.
    #[default]
    Nothing,
    /// A passing note.
    Toast(String),
    /// A window to close: for what must not be missed.
    Alert(String),
}

impl<'a> Screen<'a> {
    pub fn of(request: &'a Request) -> Self {
        Self {
            request,
            state: request.dialog.as_ref().and_then(DialogState::read),
        }
    }

    pub fn request(&self) -> &'a Request {
        self.request
    }

    pub fn language(&self) -> Language {
        self.request.language
    }

    /// What the user is in the middle of.
    pub fn activity(&self) -> &Activity {
        self.state.as_ref().map_or(&BROWSING, |state| &state.activity)
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
    pub fn show(&self, view: Message, next: Activity, say: Say) -> Reply {
        let Some((_, message)) = self.pressed() else {
            return if next == Activity::Browsing {
                self.send_aside(view)
            } else {
                self.send(view, next)
            };
        };
        if next == Activity::Browsing && self.is_busy() && !self.is_here() {
            return self.answer(say).edit(self.request.chat, message, view);
        }
        let shown = fingerprint(&view);
        let reply = match self.shows(&view) {
            true => self.answer(say),
            false => self.answer(say).edit(self.request.chat, message, view),
        };
        let state = DialogState { activity: next, shown };
        if self.is_here() && self.state.as_ref() == Some(&state) {
            return reply;
        }
        reply.set_dialog(state)
    }

    /// Shows a last `view` in the pressed message; the dialog is over.
    pub fn end(&self, view: Message, say: Say) -> Reply {
        self.show(view, Activity::Browsing, say).close_dialog()
    }

    /// Sends `view` as a new message, where `next` goes on.
    pub fn send(&self, view: Message, next: Activity) -> Reply {
        let shown = fingerprint(&view);
        let reply = self.answer(Say::Nothing).send(self.request.chat, view);
        reply.set_dialog(DialogState { activity: next, shown })
    }

    /// Sends `view` as a new message to look at; what is half done stays as it is.
    pub fn send_aside(&self, view: Message) -> Reply {
        if self.is_busy() {
            return self.answer(Say::Nothing).send(self.request.chat, view);
        }
        self.send(view, Activity::Browsing)
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
        self.answer(Say::Toast(texts::common::stale_button(self.language())))
    }

    fn is_busy(&self) -> bool {
        *self.activity() != Activity::Browsing
    }

    fn pressed(&self) -> Option<(&'a str, MessageId)> {
        match &self.request.input {
            Input::Press { id, message_id, .. } => Some((id, *message_id)),
            _ => None,
        }
    }
}

/// Tells one view from another: 12 hex digits over text, formatting and buttons.
pub(super) fn fingerprint(view: &Message) -> String {
    let json = serde_json::to_vec(view).expect("a message is plain data");
    hex::encode(&Sha256::digest(json)[..6])
}

#[cfg(test)]
mod tests;
