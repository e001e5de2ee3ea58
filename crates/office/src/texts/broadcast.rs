//! Writing to everybody.

use telegram::Language::{self, En, Ru};
use telegram::{Keyboard, Message};

use super::words::{button, either, give_up, home, tally};
use crate::broadcast::{Broadcast, Stage};
use crate::census::Tally;
use crate::dialog::Press;

/// Asks for the text.
pub fn ask_text(language: Language) -> Message {
    let text = either(
        language,
        "Пришлите текст для всех пользователей одним сообщением. Сначала я покажу, как он выглядит.",
        "Send the text for all users in one message. First I will show what it looks like.",
    );
    Message::plain(text).keyboard(Keyboard::new().row([give_up(language)]))
}

/// Only text can be sent to everybody.
pub fn only_text(language: Language) -> Message {
    Message::plain(either(
        language,
        "Разослать можно только текст, до 4096 знаков.",
        "Only text can be sent to everybody, up to 4096 characters.",
    ))
}

/// Asks whether to send what stands above.
pub fn ask_to_send(language: Language, id: &str, recipients: Tally) -> Message {
    let many = tally(language, recipients);
    let text = match language {
        Ru => format!(
            "👆 Так это увидят все.\n\nПолучателей: {many}. Заблокировавшим бота и тем, кому закрыт доступ, не отправим; кто отключил новости, не увидит."
        ),
        En => format!(
            "👆 This is what everybody will see.\n\nRecipients: {many}. Not those who blocked the bot or are shut out; whoever has muted news will not see it."
        ),
    };
    let yes = either(language, "📣 Отправить всем", "📣 Send to everybody");
    let send = button(yes, &Press::Order(id.to_owned()));
    Message::plain(text).keyboard(Keyboard::new().row([send]).row([give_up(language)]))
}

/// Another one is under way.
pub fn another_runs(language: Language) -> String {
    either(
        language,
        "Другая рассылка ещё идёт: дождитесь её конца или остановите её, потом отправьте эту.",
        "Another broadcast is still under way: wait for its end or stop it, then send this one.",
    )
    .into()
}

/// It is ordered.
pub fn ordered(language: Language) -> Message {
    Message::plain(either(
        language,
        "📣 Рассылка началась. Ход — в отдельном сообщении.",
        "📣 The broadcast has begun. Its progress is in a message of its own.",
    ))
    .keyboard(Keyboard::new().row([home(language)]))
}

/// How far a broadcast is.
pub fn progress(cast: &Broadcast) -> Message {
    let language = cast.language;
    let (queued, passed) = (cast.queued, cast.passed_over);
    let figures = match language {
        Ru => format!("Поставлено в отправку: {queued}, пропущено: {passed}."),
        En => format!("Queued: {queued}, passed over: {passed}."),
    };
    let message = Message::new()
        .bold(&stage(language, cast.stage))
        .text("\n")
        .text(&figures);
    if cast.stage != Stage::Running {
        return message;
    }
    let stop = either(language, "⏹ Остановить", "⏹ Stop");
    message.keyboard(Keyboard::new().row([button(stop, &Press::Stop(cast.id.clone()))]))
}

/// How it stands, in words.
pub fn stage(language: Language, stage: Stage) -> String {
    match stage {
        Stage::Draft => either(language, "📣 Черновик рассылки", "📣 A draft of a broadcast"),
        Stage::Running => either(language, "📣 Рассылка идёт", "📣 The broadcast is under way"),
        Stage::Stopped => either(language, "⏹ Рассылка остановлена", "⏹ The broadcast is stopped"),
        Stage::Done => either(language, "✅ Рассылка закончена", "✅ The broadcast is done"),
    }
    .into()
}

/// It was given up.
pub fn cancelled(language: Language) -> String {
    either(
        language,
        "Рассылка отменена: никто ничего не получил.",
        "The broadcast is cancelled: nobody got anything.",
    )
    .into()
}
