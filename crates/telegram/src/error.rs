//! Why a call was not done, told apart by what to do next.

/// Why a call was not done, or may not have been.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// Too many calls; nothing was done. Repeat after this many seconds.
    #[error("Telegram asks to wait {seconds} s")]
    RetryAfter {
        /// How long to wait, in seconds.
        seconds: u32,
    },
    /// Nobody can be reached there: the bot was blocked or removed, or the user or chat is no more.
    #[error("the chat cannot be reached")]
    ChatGone,
    /// The message already looks like that.
    #[error("the message is already as it should be")]
    NotModified,
    /// The message to edit or delete is not there, or is not ours to change.
    #[error("the message cannot be changed or is gone")]
    MessageGone,
    /// The entities were refused: plain text may pass.
    #[error("the formatting was refused")]
    BadFormatting,
    /// The text is longer than one message holds, or the file larger than one may be.
    #[error("the message is too long")]
    TooLong,
    /// The press, or the payment about to be made, was answered too late.
    #[error("the press is too old to answer")]
    StalePress,
    /// Telegram refused the call for another reason; repeating it is useless.
    #[error("Telegram refused the call: {code} {description}")]
    Rejected {
        /// Telegram's error code.
        code: i64,
        /// Telegram's reason.
        description: String,
    },
    /// The token is wrong or revoked.
    #[error("Telegram does not accept the token")]
    Unauthorized,
    /// The call never left: it is safe to repeat.
    #[error("no connection to Telegram: {0}")]
    NotSent(String),
    /// Telegram answered that it cannot serve now; nothing was done.
    #[error("Telegram is unavailable: status {status}")]
    Unavailable {
        /// The HTTP status.
        status: u16,
    },
    /// The call left and no answer came: it may have been done.
    #[error("no answer from Telegram: {0}")]
    Unknown(String),
    /// Telegram accepted the call, but its answer could not be read: it was most likely done.
    #[error("unreadable answer from Telegram: {0}")]
    Unreadable(String),
}

/// What Telegram writes, in lower case, and what it means. The first that is found decides.
const MEANINGS: &[(&str, CallError)] = &[
    ("message is not modified", CallError::NotModified),
    ("message to edit not found", CallError::MessageGone),
    ("message to delete not found", CallError::MessageGone),
    ("message can't be edited", CallError::MessageGone),
    ("message can't be deleted", CallError::MessageGone),
    ("there is no text in the message to edit", CallError::MessageGone),
    ("message_id_invalid", CallError::MessageGone),
    ("message_edit_time_expired", CallError::MessageGone),
    ("message_delete_forbidden", CallError::MessageGone),
    ("query is too old", CallError::StalePress),
    ("query_id_invalid", CallError::StalePress),
    ("query id is invalid", CallError::StalePress),
    ("message is too long", CallError::TooLong),
    ("message_too_long", CallError::TooLong),
    ("request entity too large", CallError::TooLong),
    ("can't parse entities", CallError::BadFormatting),
    ("can't parse messageentity", CallError::BadFormatting),
    ("entity_", CallError::BadFormatting),
    ("entities_too_long", CallError::BadFormatting),
    ("bot was blocked", CallError::ChatGone),
    ("bot was kicked", CallError::ChatGone),
    ("bot is not a member", CallError::ChatGone),
    ("bot can't initiate conversation", CallError::ChatGone),
    ("bot can't send messages to bots", CallError::ChatGone),
    ("bot can't send messages to the user", CallError::ChatGone),
    ("user is deactivated", CallError::ChatGone),
    ("group is deactivated", CallError::ChatGone),
    ("group chat was deactivated", CallError::ChatGone),
    ("the group chat was deleted", CallError::ChatGone),
    // The group lives on under another number; under this one there is nobody.
    ("group chat was upgraded", CallError::ChatGone),
    ("chat not found", CallError::ChatGone),
    ("user not found", CallError::ChatGone),
    ("peer_id_invalid", CallError::ChatGone),
    ("user_is_blocked", CallError::ChatGone),
    ("input_user_deactivated", CallError::ChatGone),
];

impl CallError {
    /// A short name for logs and metrics.
    pub fn name(&self) -> &'static str {
        match self {
            Self::RetryAfter { .. } => "retry_after",
            Self::ChatGone => "chat_gone",
            Self::NotModified => "not_modified",
            Self::MessageGone => "message_gone",
            Self::BadFormatting => "bad_formatting",
            Self::TooLong => "too_long",
            Self::StalePress => "stale_press",
            Self::Rejected { .. } => "rejected",
            Self::Unauthorized => "unauthorized",
            Self::NotSent(_) => "not_sent",
            Self::Unavailable { .. } => "unavailable",
            Self::Unknown(_) => "unknown",
            Self::Unreadable(_) => "unreadable",
        }
    }

    /// Whether the payment to give back was given back before: what was wanted is so.
    pub fn is_already_refunded(&self) -> bool {
        matches!(self, Self::Rejected { description, .. } if description.contains("CHARGE_ALREADY_REFUNDED"))
    }

    /// What a refusal means.
    pub(crate) fn refused(code: i64, description: &str, retry_after: Option<u32>) -> Self {
        if let Some(seconds) = retry_after {
            return Self::RetryAfter { seconds };
        }
        // Without its token Telegram knows no such address: 404, and nothing but these words.
        if code == 401 || description == "Not Found" {
            return Self::Unauthorized;
        }
        if code == 413 {
            return Self::TooLong;
        }
        let lower = description.to_lowercase();
        let meaning = MEANINGS.iter().find(|(words, _)| lower.contains(words));
        if let Some((_, meaning)) = meaning {
            return meaning.clone();
        }
        Self::Rejected {
            code,
            description: description.chars().take(300).collect(),
        }
    }
}
