//! Files that Telegram did not take. The notifier cannot bring one later, so the user is told and may ask again.

use telegram::{Call, CallError, ChatId, Language, Message, Request};

use super::{CALL_TIMEOUT, Effects, texts};

impl Effects {
    /// Does what is left to do about a file that Telegram did not take, or perhaps did.
    pub(super) async fn make_up_for(&self, request: &Request, number: usize, call: Call, error: CallError) {
        let mut error = error;
        if error == CallError::BadFormatting
            && let Some(plain) = plain(&call)
        {
            tracing::error!("reply.formatting: Telegram refused the formatting under a file, it went out plain");
            match self.client.call(&plain, CALL_TIMEOUT).await {
                Ok(_) => return,
                Err(again) => error = again,
            }
        }
        tracing::error!(method = call.method(), error = %error, "reply.file_lost: Telegram did not take a file");
        let Some((chat, message)) = sorry(request.language, &call, &error) else {
            return;
        };
        // As any message: told at once, or by the notifier when Telegram takes nothing now.
        let _edits_nothing = Box::pin(self.make(request, number, Call::Send { chat, message })).await;
    }
}

/// The same file with the words under it plain; `None` when they are so already.
fn plain(call: &Call) -> Option<Call> {
    let mut plain = call.clone();
    let (Call::SendDocument { caption, .. } | Call::SendPhoto { caption, .. } | Call::SendAlbum { caption, .. }) =
        &mut plain
    else {
        return None;
    };
    if caption.entities.is_empty() {
        return None;
    }
    caption.entities.clear();
    Some(plain)
}

/// What to tell the user, and where. Nothing when the file has most likely arrived, or when nobody is there.
fn sorry(language: Language, call: &Call, error: &CallError) -> Option<(ChatId, Message)> {
    let in_doubt = matches!(error, CallError::Unknown(_));
    if matches!(error, CallError::Unreadable(_) | CallError::ChatGone) {
        return None;
    }
    match call {
        Call::SendDocument { chat, file, .. } if in_doubt => Some((*chat, texts::file_in_doubt(language, file.name()))),
        Call::SendDocument { chat, file, .. } => Some((*chat, texts::file_lost(language, file.name()))),
        Call::SendPhoto { chat, .. } if in_doubt => Some((*chat, texts::picture_in_doubt(language))),
        Call::SendPhoto { chat, .. } => Some((*chat, texts::picture_lost(language))),
        Call::SendAlbum { chat, .. } if in_doubt => Some((*chat, texts::pictures_in_doubt(language))),
        Call::SendAlbum { chat, .. } => Some((*chat, texts::pictures_lost(language))),
        _ => None,
    }
}
