//! Effects as data: what the bot asks of Telegram.

mod files;
mod money;
mod words;

use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value, json};

use crate::{Attachment, ChatId, Invoice, Language, Message, MessageId, Outgoing, UserId};

/// One call of the Bot API.
#[derive(Clone, Debug)]
pub enum Call {
    /// Sends a new message. Link previews are off.
    Send {
        /// Where.
        chat: ChatId,
        /// What.
        message: Message,
    },
    /// Shows other text and buttons in a message of ours; a message without buttons removes the old ones. Link previews are off.
    Edit {
        /// Where.
        chat: ChatId,
        /// Which message.
        message_id: MessageId,
        /// What it becomes.
        message: Message,
    },
    /// Sends a file. [`Call::document`] makes it of a text of any length.
    SendDocument {
        /// Where.
        chat: ChatId,
        /// The file.
        file: Outgoing,
        /// The words and the buttons under it: at most [`Message::MAX_CAPTION_UTF16`], perhaps none.
        caption: Message,
    },
    /// Sends a picture to be shown in the chat. [`Call::photo`] makes it of a text of any length.
    SendPhoto {
        /// Where.
        chat: ChatId,
        /// The picture, a PNG or a JPEG.
        photo: Attachment,
        /// The words and the buttons under it: at most [`Message::MAX_CAPTION_UTF16`], perhaps none.
        caption: Message,
    },
    /// Sends pictures that are shown together. [`Call::pictures`] makes it of any number of them and a text of any length.
    SendAlbum {
        /// Where.
        chat: ChatId,
        /// The pictures, PNG or JPEG: 2 to [`Call::MAX_ALBUM`].
        photos: Vec<Attachment>,
        /// The words under the first: at most [`Message::MAX_CAPTION_UTF16`], perhaps none. Buttons cannot stand under an album.
        caption: Message,
    },
    /// Deletes a message.
    Delete {
        /// Where.
        chat: ChatId,
        /// Which message.
        message_id: MessageId,
    },
    /// Answers a pressed button.
    AnswerPress {
        /// The press.
        press_id: String,
        /// A note for the user, cut to 200 characters; `None` only ends the button's waiting.
        toast: Option<String>,
        /// Whether the note is a window the user must close.
        alert: bool,
    },
    /// Shows an invoice with its pay button. Once paid, it becomes a receipt.
    SendInvoice {
        /// Where.
        chat: ChatId,
        /// What for.
        invoice: Invoice,
        /// Forwarded copies then show a button that opens the bot with `/start` and this argument, instead of letting others pay the
        /// same invoice: 1 to 64 of `A-Za-z0-9_-`. `None` lets them.
        start: Option<String>,
    },
    /// Makes a link that anybody may pay by, any number of times; it is in the answer ([`Answer::link`](crate::Answer::link)).
    CreateInvoiceLink {
        /// What for.
        invoice: Invoice,
        /// Whether it is paid again every [`SUBSCRIPTION_PERIOD`](crate::SUBSCRIPTION_PERIOD), until somebody cancels.
        subscription: bool,
    },
    /// Answers a payment about to be made, within [`PRE_CHECKOUT_PATIENCE`](crate::PRE_CHECKOUT_PATIENCE).
    AnswerPreCheckout {
        /// The query.
        query_id: String,
        /// Why it may not be made, for the user to read; `None` lets it be made.
        refusal: Option<String>,
    },
    /// Gives a payment back, once. A second time is [`CallError::is_already_refunded`](crate::CallError::is_already_refunded).
    RefundStars {
        /// Who paid.
        user: UserId,
        /// The payment, as [`SuccessfulPayment::charge_id`](crate::SuccessfulPayment::charge_id).
        charge_id: String,
    },
    /// Ends a subscription at the end of the time that is paid, or lets the user continue one that was ended so.
    EditUserStarSubscription {
        /// Whose.
        user: UserId,
        /// Its payment, as [`SuccessfulPayment::charge_id`](crate::SuccessfulPayment::charge_id).
        charge_id: String,
        /// Whether it ends.
        canceled: bool,
    },
    /// Sets Telegram's list of the bot's commands.
    SetCommands {
        /// For whom; `None` is everybody whose language has no list of its own.
        language: Option<Language>,
        /// The chat whose list it is, which goes before everybody's there; `None` is everybody's.
        chat: Option<ChatId>,
        /// Each command's name (no slash) and description, in order.
        commands: Vec<(String, String)>,
    },
    /// Asks Telegram to deliver updates to us.
    SetWebhook {
        /// Where to deliver, HTTPS.
        url: String,
        /// What Telegram repeats in `X-Telegram-Bot-Api-Secret-Token`: 1 to 256 of `A-Za-z0-9_-`.
        secret: SecretString,
        /// How many deliveries at once, 1 to 100.
        max_connections: u8,
        /// The kinds of updates to deliver.
        allowed_updates: Vec<String>,
        /// Whether to forget what waits for delivery.
        drop_pending: bool,
    },
    /// Asks Telegram to stop delivering.
    DeleteWebhook,
    /// Asks who the bot is: the cheapest proof that the token works.
    GetMe,
}

impl Call {
    /// The method's name as documented.
    pub fn method(&self) -> &'static str {
        match self {
            Self::Send { .. } => "sendMessage",
            Self::Edit { .. } => "editMessageText",
            Self::SendDocument { .. } => "sendDocument",
            Self::SendPhoto { .. } => "sendPhoto",
            Self::SendAlbum { .. } => "sendMediaGroup",
            Self::Delete { .. } => "deleteMessage",
            Self::AnswerPress { .. } => "answerCallbackQuery",
            Self::SendInvoice { .. } => "sendInvoice",
            Self::CreateInvoiceLink { .. } => "createInvoiceLink",
            Self::AnswerPreCheckout { .. } => "answerPreCheckoutQuery",
            Self::RefundStars { .. } => "refundStarPayment",
            Self::EditUserStarSubscription { .. } => "editUserStarSubscription",
            Self::SetCommands { .. } => "setMyCommands",
            Self::SetWebhook { .. } => "setWebhook",
            Self::DeleteWebhook => "deleteWebhook",
            Self::GetMe => "getMe",
        }
    }

    /// The request's JSON body, without the files if it has some. For [`Call::SetWebhook`] it holds the secret: do not log it.
    pub fn body(&self) -> Value {
        match self {
            Self::Send { chat, message } => words::send(*chat, message.clone().trimmed()),
            Self::Edit {
                chat,
                message_id,
                message,
            } => words::edit(*chat, *message_id, message.clone().trimmed()),
            Self::SendDocument { chat, caption, .. } | Self::SendPhoto { chat, caption, .. } => {
                files::captioned(*chat, caption.clone().trimmed())
            }
            Self::SendAlbum { chat, photos, caption } => files::album(*chat, photos.len(), caption.clone().trimmed()),
            Self::Delete { chat, message_id } => words::delete(*chat, *message_id),
            Self::AnswerPress { press_id, toast, alert } => words::answer_press(press_id, toast.as_deref(), *alert),
            Self::SendInvoice { chat, invoice, start } => money::send_invoice(*chat, invoice, start.as_deref()),
            Self::CreateInvoiceLink { invoice, subscription } => money::invoice_link(invoice, *subscription),
            Self::AnswerPreCheckout { query_id, refusal } => money::answer_pre_checkout(query_id, refusal.as_deref()),
            Self::RefundStars { user, charge_id } => json!({
                "user_id": user, "telegram_payment_charge_id": charge_id,
            }),
            Self::EditUserStarSubscription {
                user,
                charge_id,
                canceled,
            } => json!({
                "user_id": user, "telegram_payment_charge_id": charge_id, "is_canceled": canceled,
            }),
            Self::SetCommands {
                language,
                chat,
                commands,
            } => words::set_commands(*language, *chat, commands),
            // The library's payload accepts only the kinds of updates it knows, and a file upload; ours is plain.
            Self::SetWebhook {
                url,
                secret,
                max_connections,
                allowed_updates,
                drop_pending,
            } => json!({
                "url": url,
                "secret_token": secret.expose_secret(),
                "max_connections": max_connections,
                "allowed_updates": allowed_updates,
                "drop_pending_updates": drop_pending,
            }),
            Self::DeleteWebhook | Self::GetMe => Value::Object(Map::new()),
        }
    }

    /// How many messages it makes in a chat, as Telegram's limits count them.
    pub fn messages(&self) -> usize {
        match self {
            Self::Send { .. } | Self::SendDocument { .. } | Self::SendPhoto { .. } | Self::SendInvoice { .. } => 1,
            Self::SendAlbum { photos, .. } => photos.len(),
            _ => 0,
        }
    }

    /// The files that go with the body, each under the name of its field.
    pub fn files(&self) -> Vec<(String, Outgoing)> {
        match self {
            Self::SendDocument { file, .. } => vec![("document".to_owned(), file.clone())],
            Self::SendPhoto { photo, .. } => vec![("photo".to_owned(), photo.clone().into())],
            Self::SendAlbum { photos, .. } => files::in_album(photos),
            _ => Vec::new(),
        }
    }

    /// The call as an answer to the webhook's own request: the body with the method's name in it. A file cannot travel so.
    pub fn as_webhook_reply(&self) -> Value {
        let mut body = self.body();
        if let Value::Object(fields) = &mut body {
            fields.insert("method".to_owned(), self.method().into());
        }
        body
    }
}

/// Equal calls ask the same of Telegram.
impl PartialEq for Call {
    fn eq(&self, other: &Self) -> bool {
        self.method() == other.method() && self.files() == other.files() && self.body() == other.body()
    }
}
