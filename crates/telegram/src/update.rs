//! Updates in: the few fields the bot reads, taken from raw JSON so that nothing new in the Bot API can lose a message.

mod entities;
mod forwarded;
mod parse;
mod payments;

use std::fmt;

pub use forwarded::Forwarded;

use crate::{
    ChatId, Document, Entity, MessageId, PreCheckout, RefundedPayment, SubscriptionChange, SuccessfulPayment, UpdateId,
    UserId,
};

/// The longest body that is read, in bytes. Telegram's own stay far below.
pub const MAX_UPDATE_BYTES: usize = 1024 * 1024;

/// One delivery from Telegram.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Update {
    /// Its number; the same number again is the same update again.
    pub id: UpdateId,
    /// What happened.
    pub kind: UpdateKind,
}

impl Update {
    /// Reads an update.
    ///
    /// A payload of a known kind that cannot be understood is [`UpdateKind::Other`], not an error.
    ///
    /// # Errors
    /// [`UpdateError`] when the body is no update at all: delivering it again would not help.
    pub fn parse(body: &[u8]) -> Result<Update, UpdateError> {
        parse::update(body)
    }
}

/// Why a body is no update.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UpdateError {
    /// It is longer than [`MAX_UPDATE_BYTES`].
    #[error("the update is {bytes} bytes, the most is {MAX_UPDATE_BYTES}")]
    TooLarge {
        /// Its length in bytes.
        bytes: usize,
    },
    /// It is not JSON.
    #[error("the update is not JSON")]
    NotJson,
    /// It has no numeric `update_id`.
    #[error("the update has no update_id")]
    NoUpdateId,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UpdateKind {
    /// A new message.
    Message(Incoming),
    /// A button was pressed.
    Press(Press),
    /// The bot's own membership changed: blocked, unblocked, added, removed.
    Membership(Membership),
    /// Somebody is about to pay: to be answered within [`PRE_CHECKOUT_PATIENCE`](crate::PRE_CHECKOUT_PATIENCE).
    PreCheckout {
        /// Who.
        from: Sender,
        /// What for.
        checkout: PreCheckout,
    },
    /// Somebody has paid.
    Paid {
        /// Where the message about it stands.
        place: PaidIn,
        /// What for.
        payment: SuccessfulPayment,
    },
    /// A payment was given back.
    Refunded {
        /// Where the message about it stands.
        place: PaidIn,
        /// Which.
        refund: RefundedPayment,
    },
    /// A subscription will go on, or will not.
    Subscription {
        /// Whose.
        from: Sender,
        /// What became of it.
        change: SubscriptionChange,
    },
    /// Anything the bot does not read.
    Other {
        /// Its name in the Bot API, such as `edited_message`, or `unknown`.
        kind: String,
    },
}

/// A conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chat {
    /// Its number.
    pub id: ChatId,
    /// What sort of conversation it is.
    pub kind: ChatKind,
}

/// What sort of conversation it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ChatKind {
    /// With one person.
    Private,
    /// A group or supergroup; also any type not known here, as the most careful reading.
    Group,
    /// A channel.
    Channel,
}

/// Who did something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sender {
    /// Their number.
    pub id: UserId,
    /// Their first name; empty when Telegram gave none.
    pub first_name: String,
    /// The IETF tag of their application's language.
    pub language_code: Option<String>,
    /// Whether it is a bot.
    pub is_bot: bool,
}

/// A new message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incoming {
    /// Where.
    pub chat: Chat,
    /// Who wrote it; channels do not tell.
    pub from: Option<Sender>,
    /// Its number in the chat.
    pub message_id: MessageId,
    /// What is in it.
    pub content: Content,
    /// The formatting of its text, as far as a [`Message`](crate::Message) can have it; none for a command or a caption.
    pub entities: Vec<Entity>,
    /// The channel's post it is a copy of, if it was forwarded from a channel.
    pub forwarded: Option<Forwarded>,
}

/// A message of the service about a payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaidIn {
    /// Where it stands.
    pub chat: Chat,
    /// Its number in the chat.
    pub message_id: MessageId,
    /// Whose payment it is. A refund is told in the bot's own name: then it is whoever the private chat is with.
    pub payer: Sender,
}

/// What is in a message.
#[derive(Clone, PartialEq, Eq)]
pub enum Content {
    /// A command for the bot.
    Command {
        /// Lower case, no slash, no `@bot`.
        name: String,
        /// The text after it, trimmed.
        argument: String,
    },
    /// A text, as it was typed.
    Text(String),
    /// A file.
    Document(Document),
    /// Anything else.
    Other {
        /// Its name in the Bot API, such as `sticker`, or `unknown`.
        kind: String,
        /// The words under it, if it has any.
        caption: Option<String>,
    },
}

impl fmt::Debug for Content {
    /// Texts are told by length only: a seller's key arrives as one.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Command { name, argument } => {
                write!(f, "Command(/{name}, {} bytes)", argument.len())
            }
            Self::Text(text) => write!(f, "Text({} bytes)", text.len()),
            Self::Document(document) => document.fmt(f),
            Self::Other { kind, .. } => write!(f, "Other({kind})"),
        }
    }
}

/// A pressed button.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Press {
    /// To answer the press with.
    pub id: String,
    /// Who pressed.
    pub from: Sender,
    /// The message that carries the button; absent for one sent through inline mode.
    pub message: Option<PressedMessage>,
    /// The button's data.
    pub data: String,
}

/// The message that carries a pressed button.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PressedMessage {
    /// Where it is.
    pub chat: Chat,
    /// Its number in the chat.
    pub message_id: MessageId,
}

/// A change of the bot's own membership.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    /// Where.
    pub chat: Chat,
    /// Who changed it.
    pub from: Sender,
    /// Whether the bot can no longer write there: it was blocked or removed.
    pub blocked: bool,
}
