//! What the user is told when a file did not come.

use telegram::Language::{self, En, Ru};
use telegram::Message;

/// Telegram did not take a file.
pub(super) fn file_lost(language: Language, name: &str) -> Message {
    Message::plain(match language {
        Ru => format!("⚠️ Не удалось отправить файл «{name}». Попробуйте ещё раз через минуту."),
        En => format!("⚠️ The file “{name}” could not be sent. Please try again in a minute."),
    })
}

/// Telegram did not say whether it took a file.
pub(super) fn file_in_doubt(language: Language, name: &str) -> Message {
    Message::plain(match language {
        Ru => format!("⚠️ Файл «{name}» мог не дойти. Если в чате его нет, запросите его ещё раз."),
        En => format!("⚠️ The file “{name}” may not have arrived. If it is not in the chat, please ask for it again."),
    })
}

/// Telegram did not take a picture.
pub(super) fn picture_lost(language: Language) -> Message {
    Message::plain(match language {
        Ru => "⚠️ Не удалось отправить картинку. Попробуйте ещё раз через минуту.",
        En => "⚠️ The picture could not be sent. Please try again in a minute.",
    })
}

/// Telegram did not say whether it took a picture.
pub(super) fn picture_in_doubt(language: Language) -> Message {
    Message::plain(match language {
        Ru => "⚠️ Картинка могла не дойти. Если в чате её нет, запросите её ещё раз.",
        En => "⚠️ The picture may not have arrived. If it is not in the chat, please ask for it again.",
    })
}

/// Telegram did not take an album.
pub(super) fn pictures_lost(language: Language) -> Message {
    Message::plain(match language {
        Ru => "⚠️ Не удалось отправить картинки. Попробуйте ещё раз через минуту.",
        En => "⚠️ The pictures could not be sent. Please try again in a minute.",
    })
}

/// Telegram did not say whether it took an album.
pub(super) fn pictures_in_doubt(language: Language) -> Message {
    Message::plain(match language {
        Ru => "⚠️ Картинки могли не дойти. Если в чате их нет, запросите их ещё раз.",
        En => "⚠️ The pictures may not have arrived. If they are not in the chat, please ask for them again.",
    })
}
