//! The router's contract with a feature: a request in, effects out.

use std::fmt;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::{
    Attachment, Call, ChatId, Document, Entity, Forwarded, Language, Message, MessageId, Outgoing, RefundedPayment,
    SubscriptionChange, SuccessfulPayment, UserId,
};

/// A feature as the router sees it.
#[async_trait]
pub trait Module: Send + Sync {
    /// Its name: in dialogs, logs and metrics.
    fn name(&self) -> &'static str;

    /// The commands it answers.
    fn commands(&self) -> Vec<CommandSpec>;

    /// The callback data it answers: what stands before the first `:`.
    fn prefixes(&self) -> &'static [&'static str];

    /// Whether a text is this feature's whatever dialog is open: a pasted key, say. None are, unless the feature says so.
    fn claims_text(&self, _text: &str) -> bool {
        false
    }

    /// Whether everything about payments is this feature's. One feature at most may say so.
    fn claims_payments(&self) -> bool {
        false
    }

    /// Whether posts forwarded from a channel are this feature's, when no feature with an open dialog takes them.
    fn claims_forwards(&self) -> bool {
        false
    }

    /// Whom it is for. To others it does not exist: neither its commands nor its buttons.
    fn admits(&self, _user: UserId) -> bool {
        true
    }

    /// Whether its commands are shown to everybody, in the menu and in Telegram's list.
    fn is_public(&self) -> bool {
        true
    }

    /// What giving up a dialog of this feature ends, in words; `None` when nothing was half done.
    fn cancelled(&self, _dialog: &Dialog, _language: Language) -> Option<String> {
        None
    }

    /// Decides what to do; the effects are carried out by the caller.
    ///
    /// # Errors
    /// [`ModuleError::Unavailable`] when the same request should come again, [`ModuleError::Failed`] when that would not help.
    async fn handle(&self, request: &Request) -> Result<Reply, ModuleError>;
}

/// A command of a feature.
#[derive(Clone, Copy, Debug)]
pub struct CommandSpec {
    /// Its name, lower case, without the slash.
    pub name: &'static str,
    /// The line beside it in Telegram's list of commands.
    pub description: fn(Language) -> String,
    /// The label of its button on the main menu, for a command that belongs there.
    pub menu: Option<fn(Language) -> String>,
}

/// What one user did, with everything a feature needs to answer.
#[derive(Clone, Debug)]
pub struct Request {
    /// Who did it.
    pub user: UserId,
    /// Where.
    pub chat: ChatId,
    /// The language of the answer.
    pub language: Language,
    /// The message the user sent; `None` for a press.
    pub message_id: Option<MessageId>,
    /// When it is handled.
    pub now: jiff::Timestamp,
    /// The trace that follows it through queues and logs.
    pub trace: String,
    /// What was done.
    pub input: Input,
    /// The formatting of a text that was sent, as far as a [`Message`] can have it; none with anything else.
    pub entities: Vec<Entity>,
    /// This feature's own dialog with the user, if one is open.
    pub dialog: Option<Dialog>,
    /// Whether the user is in the middle of something in another feature, which looking around must not end.
    pub busy_elsewhere: bool,
}

/// What was done.
#[derive(Clone, PartialEq, Eq)]
pub enum Input {
    /// A command was sent.
    Command {
        /// Lower case, no slash, no `@bot`.
        name: String,
        /// The text after it, trimmed.
        argument: String,
    },
    /// A text was sent.
    Text(String),
    /// A file was sent.
    Document(Document),
    /// A button was pressed.
    Press {
        /// To answer the press with.
        id: String,
        /// The message that carries the button.
        message_id: MessageId,
        /// The button's data.
        data: String,
    },
    /// A payment is about to be made. To be answered at once, with [`Reply::allow_payment`] or [`Reply::refuse_payment`] and nothing
    /// beside it: the answer travels in the webhook's own response.
    PreCheckout {
        /// To answer with.
        id: String,
        /// The invoice's payload.
        payload: String,
        /// The currency; [`STARS`](crate::STARS) for Stars.
        currency: String,
        /// The price, in the currency's smallest units; Stars have no smaller ones.
        total: u64,
    },
    /// A payment was made; the same one may come again.
    Paid(SuccessfulPayment),
    /// A payment was given back; the same one may come again.
    Refunded(RefundedPayment),
    /// A subscription will go on, or will not.
    SubscriptionChanged(SubscriptionChange),
    /// A channel's post was forwarded. Only a feature that claims forwards is given one.
    Forwarded(Forwarded),
    /// Something else was sent.
    Other {
        /// Its name in the Bot API, such as `sticker`.
        kind: String,
    },
}

impl fmt::Debug for Input {
    /// Texts are told by length only: a seller's key arrives as one.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Command { name, argument } => {
                write!(f, "Command(/{name}, {} bytes)", argument.len())
            }
            Self::Text(text) => write!(f, "Text({} bytes)", text.len()),
            Self::Document(document) => document.fmt(f),
            Self::Press { id, message_id, data } => f
                .debug_struct("Press")
                .field("id", id)
                .field("message_id", message_id)
                .field("data", data)
                .finish(),
            Self::PreCheckout {
                id,
                payload,
                currency,
                total,
            } => f
                .debug_struct("PreCheckout")
                .field("id", id)
                .field("payload", payload)
                .field("currency", currency)
                .field("total", total)
                .finish(),
            Self::Paid(payment) => f.debug_tuple("Paid").field(payment).finish(),
            Self::Refunded(refund) => f.debug_tuple("Refunded").field(refund).finish(),
            Self::SubscriptionChanged(change) => f.debug_tuple("SubscriptionChanged").field(change).finish(),
            Self::Forwarded(post) => post.fmt(f),
            Self::Other { kind } => write!(f, "Other({kind})"),
        }
    }
}

/// An open dialog with a user.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Dialog {
    /// The feature it belongs to.
    pub module: String,
    /// Its state, in the feature's own shape.
    pub state: serde_json::Value,
    /// The message it lives in.
    pub message_id: Option<MessageId>,
}

impl Dialog {
    /// Whether something is half done in it, as far as its [`Screen`](crate::Screen) says so.
    pub fn is_busy(&self) -> bool {
        self.state["busy"] == true
    }
}

/// A feature's answer: what to do, and what to remember.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reply {
    /// The calls, in order.
    pub calls: Vec<Call>,
    /// What becomes of the dialog. A new state is bound to the message the last `Send` made, else to the pressed message, else to the one before.
    pub dialog: DialogChange,
}

/// What becomes of the dialog.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum DialogChange {
    /// It stays as it is.
    #[default]
    Keep,
    /// It is over.
    Close,
    /// It goes on from this state.
    Set(serde_json::Value),
}

impl Reply {
    /// A reply that does nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a call.
    pub fn call(mut self, call: Call) -> Self {
        self.calls.push(call);
        self
    }

    /// Adds a new message.
    pub fn send(self, chat: ChatId, message: Message) -> Self {
        self.call(Call::Send { chat, message })
    }

    /// Adds a file with a text; one that is too long to stand under a file follows in messages of its own.
    pub fn document(mut self, chat: ChatId, file: impl Into<Outgoing>, text: Message) -> Self {
        self.calls.extend(Call::document(chat, file, text));
        self
    }

    /// Adds a picture with a text, in the same way.
    pub fn photo(mut self, chat: ChatId, photo: Attachment, text: Message) -> Self {
        self.calls.extend(Call::photo(chat, photo, text));
        self
    }

    /// Adds pictures that are shown together, with a text, in the same way.
    pub fn pictures(mut self, chat: ChatId, photos: Vec<Attachment>, text: Message) -> Self {
        self.calls.extend(Call::pictures(chat, photos, text));
        self
    }

    /// Adds an edit of a message.
    pub fn edit(self, chat: ChatId, message_id: MessageId, message: Message) -> Self {
        self.call(Call::Edit {
            chat,
            message_id,
            message,
        })
    }

    /// Adds a deletion of a message.
    pub fn delete(self, chat: ChatId, message_id: MessageId) -> Self {
        self.call(Call::Delete { chat, message_id })
    }

    /// Answers a press: with a passing note, or (`None`) by only ending the button's waiting.
    pub fn toast(self, press_id: impl Into<String>, text: Option<String>) -> Self {
        self.call(Call::AnswerPress {
            press_id: press_id.into(),
            toast: text,
            alert: false,
        })
    }

    /// Answers a press with a window the user must close.
    pub fn alert(self, press_id: impl Into<String>, text: impl Into<String>) -> Self {
        self.call(Call::AnswerPress {
            press_id: press_id.into(),
            toast: Some(text.into()),
            alert: true,
        })
    }

    /// Lets a payment be made.
    pub fn allow_payment(self, query_id: impl Into<String>) -> Self {
        self.call(Call::AnswerPreCheckout {
            query_id: query_id.into(),
            refusal: None,
        })
    }

    /// Stops a payment before it is made, with a sentence for the user.
    pub fn refuse_payment(self, query_id: impl Into<String>, why: impl Into<String>) -> Self {
        self.call(Call::AnswerPreCheckout {
            query_id: query_id.into(),
            refusal: Some(why.into()),
        })
    }

    /// Goes on with the dialog from this state.
    ///
    /// # Panics
    /// When the state cannot be JSON (a map with keys that are no text): a mistake in our code.
    pub fn set_dialog(mut self, state: impl Serialize) -> Self {
        let state = serde_json::to_value(state).expect("a dialog's state is plain data");
        self.dialog = DialogChange::Set(state);
        self
    }

    /// Ends the dialog.
    pub fn close_dialog(mut self) -> Self {
        self.dialog = DialogChange::Close;
        self
    }
}

/// Why a feature could not answer.
#[derive(Debug, thiserror::Error)]
pub enum ModuleError {
    /// Something it needs is away; Telegram should deliver the update again.
    #[error("something the feature needs is unavailable")]
    Unavailable(#[source] anyhow::Error),
    /// It cannot be done; the user should be told.
    #[error("the feature failed")]
    Failed(#[source] anyhow::Error),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_user_typed_is_not_in_debug() {
        let typed = [
            Input::Text("eyJhbGciOi.secret".to_owned()),
            Input::Command {
                name: "key".to_owned(),
                argument: "eyJhbGciOi.secret".to_owned(),
            },
        ];
        let shown = format!("{typed:?}");
        assert_eq!(shown, "[Text(17 bytes), Command(/key, 17 bytes)]");
    }

    #[test]
    fn a_reply_keeps_the_order_of_its_calls_and_its_last_word_on_the_dialog() {
        let reply = Reply::new()
            .toast("q1", None)
            .edit(ChatId(1), MessageId(2), Message::plain("a"))
            .send(ChatId(1), Message::plain("b"))
            .close_dialog()
            .set_dialog(("step", 2));
        let methods: Vec<_> = reply.calls.iter().map(Call::method).collect();
        assert_eq!(methods, ["answerCallbackQuery", "editMessageText", "sendMessage"]);
        assert_eq!(reply.dialog, DialogChange::Set(serde_json::json!(["step", 2])));
    }
}
