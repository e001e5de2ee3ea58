//! Effects as data: what the bot asks of Telegram.

use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use serde_json::{Map, Value, json};
use teloxide_core::payloads::{
    AnswerCallbackQuery, AnswerCallbackQuerySetters, DeleteMessage, EditMessageText, EditMessageTextSetters,
    SendMessage, SendMessageSetters, SetMyCommands, SetMyCommandsSetters,
};
use teloxide_core::types as api;
use url::Url;

use crate::{
    Action, Button, ChatId, Entity, EntityKind, Invoice, Keyboard, Language, Message, MessageId, STARS,
    SUBSCRIPTION_PERIOD, UserId,
};

/// The most characters of a toast.
const MAX_TOAST: usize = 200;

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
        /// Whether it is paid again every [`SUBSCRIPTION_PERIOD`], until somebody cancels.
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

    /// The request's JSON body. For [`Call::SetWebhook`] it holds the secret: do not log it.
    pub fn body(&self) -> Value {
        match self {
            Self::Send { chat, message } => send(*chat, message.clone().trimmed()),
            Self::Edit {
                chat,
                message_id,
                message,
            } => edit(*chat, *message_id, message.clone().trimmed()),
            Self::Delete { chat, message_id } => json(DeleteMessage::new(recipient(*chat), api_id(*message_id))),
            Self::AnswerPress { press_id, toast, alert } => answer_press(press_id, toast.as_deref(), *alert),
            Self::SendInvoice { chat, invoice, start } => send_invoice(*chat, invoice, start.as_deref()),
            Self::CreateInvoiceLink { invoice, subscription } => invoice_link(invoice, *subscription),
            Self::AnswerPreCheckout { query_id, refusal } => answer_pre_checkout(query_id, refusal.as_deref()),
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
            Self::SetCommands { language, commands } => set_commands(*language, commands),
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

    /// The call as an answer to the webhook's own request: the body with the method's name in it.
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
        self.method() == other.method() && self.body() == other.body()
    }
}

fn send(chat: ChatId, message: Message) -> Value {
    let mut call = SendMessage::new(recipient(chat), message.text).link_preview_options(no_preview());
    let entities = entities(message.entities);
    if !entities.is_empty() {
        call = call.entities(entities);
    }
    if let Some(markup) = markup(message.keyboard) {
        call = call.reply_markup(markup);
    }
    json(call)
}

fn edit(chat: ChatId, message_id: MessageId, message: Message) -> Value {
    let mut call =
        EditMessageText::new(recipient(chat), api_id(message_id), message.text).link_preview_options(no_preview());
    let entities = entities(message.entities);
    if !entities.is_empty() {
        call = call.entities(entities);
    }
    if let Some(markup) = markup(message.keyboard) {
        call = call.reply_markup(markup);
    }
    json(call)
}

fn answer_press(press_id: &str, toast: Option<&str>, alert: bool) -> Value {
    let mut call = AnswerCallbackQuery::new(api::CallbackQueryId(press_id.to_owned()));
    if let Some(toast) = toast {
        call = call.text(shortened(toast, MAX_TOAST));
        if alert {
            call = call.show_alert(true);
        }
    }
    json(call)
}

fn set_commands(language: Option<Language>, commands: &[(String, String)]) -> Value {
    let commands = commands
        .iter()
        .map(|(name, description)| api::BotCommand::new(name, description));
    let mut call = SetMyCommands::new(commands);
    if let Some(language) = language {
        call = call.language_code(language.code());
    }
    json(call)
}

/// Written by hand, because the library leaves the provider's token out, where Telegram wants it empty.
fn priced(invoice: &Invoice) -> Value {
    json!({
        "title": invoice.title,
        "description": invoice.description,
        "payload": invoice.payload,
        "provider_token": "",
        "currency": STARS,
        "prices": [{"label": invoice.title, "amount": invoice.stars}],
    })
}

fn send_invoice(chat: ChatId, invoice: &Invoice, start: Option<&str>) -> Value {
    let mut body = priced(invoice);
    body["chat_id"] = chat.0.into();
    if let Some(start) = start {
        body["start_parameter"] = start.into();
    }
    body
}

fn invoice_link(invoice: &Invoice, subscription: bool) -> Value {
    let mut body = priced(invoice);
    if subscription {
        body["subscription_period"] = SUBSCRIPTION_PERIOD.as_secs().into();
    }
    body
}

fn answer_pre_checkout(query_id: &str, refusal: Option<&str>) -> Value {
    match refusal {
        None => json!({"pre_checkout_query_id": query_id, "ok": true}),
        Some(why) => json!({"pre_checkout_query_id": query_id, "ok": false, "error_message": why}),
    }
}

fn json(payload: impl Serialize) -> Value {
    serde_json::to_value(payload).expect("a payload is plain data")
}

fn recipient(chat: ChatId) -> api::Recipient {
    api::Recipient::Id(api::ChatId(chat.0))
}

fn api_id(id: MessageId) -> api::MessageId {
    api::MessageId(id.0)
}

fn no_preview() -> api::LinkPreviewOptions {
    api::LinkPreviewOptions {
        is_disabled: true,
        url: None,
        prefer_small_media: false,
        prefer_large_media: false,
        show_above_text: false,
    }
}

/// A link whose address is no URL stays plain text: Telegram would refuse the whole message.
fn entities(entities: Vec<Entity>) -> Vec<api::MessageEntity> {
    entities.into_iter().filter_map(entity).collect()
}

fn entity(entity: Entity) -> Option<api::MessageEntity> {
    let kind = match entity.kind {
        EntityKind::Bold => api::MessageEntityKind::Bold,
        EntityKind::Italic => api::MessageEntityKind::Italic,
        EntityKind::Code => api::MessageEntityKind::Code,
        EntityKind::Pre => api::MessageEntityKind::Pre { language: None },
        EntityKind::Link { url } => api::MessageEntityKind::TextLink {
            url: Url::parse(&url).ok()?,
        },
    };
    Some(api::MessageEntity::new(
        kind,
        entity.offset as usize,
        entity.length as usize,
    ))
}

fn markup(keyboard: Keyboard) -> Option<api::InlineKeyboardMarkup> {
    let rows: Vec<Vec<api::InlineKeyboardButton>> = keyboard
        .0
        .into_iter()
        .map(|row| row.into_iter().filter_map(button).collect::<Vec<_>>())
        .filter(|row| !row.is_empty())
        .collect();
    if rows.is_empty() {
        return None;
    }
    Some(api::InlineKeyboardMarkup::new(rows))
}

/// A button whose address is no URL is left out, for the same reason.
fn button(button: Button) -> Option<api::InlineKeyboardButton> {
    match button.action {
        Action::Press(data) => Some(api::InlineKeyboardButton::callback(button.text, data)),
        Action::Open(url) => Some(api::InlineKeyboardButton::url(button.text, Url::parse(&url).ok()?)),
    }
}

fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(most - 1).collect();
    short.push('…');
    short
}
