//! Answers to button presses.

use serde_json::Value;

use super::errors::{Outcome, bad};
use super::params::Params;
use super::state::{Telegram, Toast};

/// How long a press can be answered.
const ANSWERABLE_MS: i64 = 15 * 60 * 1000;

/// The longest toast.
const LONGEST_TOAST: usize = 200;

/// answerCallbackQuery.
pub fn answer(telegram: &mut Telegram, params: &Params, now_ms: i64) -> Outcome {
    let text = params.text("text").unwrap_or_default();
    let id = params.text("callback_query_id").unwrap_or_default();
    let waiting = telegram
        .presses
        .get_mut(&id)
        .filter(|press| !press.answered && now_ms.saturating_sub(press.at_ms) <= ANSWERABLE_MS);
    let Some(press) = waiting else {
        return Err(bad(
            "query is too old and response timeout expired or query ID is invalid",
        ));
    };
    if text.chars().count() > LONGEST_TOAST {
        return Err(bad("MESSAGE_TOO_LONG"));
    }
    press.answered = true;
    let chat = press.chat;
    if !text.is_empty()
        && let Some(chat) = telegram.chats.get_mut(&chat)
    {
        chat.toasts.push(Toast {
            at_ms: now_ms,
            text,
            show_alert: params.flag("show_alert"),
        });
    }
    Ok(Value::Bool(true))
}
