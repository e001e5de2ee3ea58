//! Errors and the audit trail.

use telegram::Language::{self, En, Ru};
use telegram::{Button, Keyboard, Message, UserId};

use super::words::{button, cut, either, home, moment};
use crate::dialog::Press;
use crate::mishaps::Errors;
use crate::trail::{Lines, MOST_EXPORTED};

/// Characters of an error that are shown.
const MOST_OF_ERROR: usize = 260;
/// Characters of a line's parts that are shown.
const MOST_OF_LINE: usize = 90;

/// A page of errors.
pub fn errors(language: Language, page: &Errors, is_first: bool) -> Message {
    let mut message = Message::new()
        .bold(either(language, "⚠️ Ошибки за неделю", "⚠️ Errors of a week"))
        .text("\n");
    if page.lines.is_empty() {
        message = message.text("\n").text(match is_first {
            true => either(language, "Ошибок нет.", "There are none."),
            false => either(language, "Старше ничего нет.", "Nothing is older."),
        });
    }
    for line in &page.lines {
        message = message
            .text(&format!("\n{} · {}\n", moment(line.at), line.function))
            .text(&cut(&line.message, MOST_OF_ERROR));
        if let Some(trace) = &line.trace {
            message = message.text("\n").code(&cut(trace, MOST_OF_LINE));
        }
        message = message.text("\n");
    }
    let older = page.next.clone().map(|place| Press::Errors(Some(place)));
    let newest = (!is_first).then_some(Press::Errors(None));
    message.keyboard(leafing(language, newest, older).row([home(language)]))
}

/// A page of the trail.
pub fn trail(language: Language, page: &Lines, about: Option<UserId>, is_first: bool) -> Message {
    let mut message = Message::new().bold(either(language, "📜 Журнал действий", "📜 Audit trail"));
    if let Some(user) = about {
        message = message.text(" · ").code(&user.to_string());
    }
    message = message.text("\n");
    if page.lines.is_empty() {
        message = message.text("\n").text(match page.next {
            None => either(language, "Записей нет.", "There are no lines."),
            Some(_) => either(
                language,
                "Среди просмотренных записей ничего нет; можно искать дальше.",
                "Nothing among the lines looked through; the search may go on.",
            ),
        });
    }
    for line in &page.lines {
        message = message
            .text(&format!("\n{} · {} · ", moment(line.at), line.who))
            .bold(&line.act.name())
            .text("\n")
            .text(&cut(&line.what, MOST_OF_LINE));
        if !line.detail.is_empty() {
            message = message.text(" — ").text(&cut(&line.detail, MOST_OF_LINE));
        }
        message = message.text("\n");
    }
    let older = page.next.map(|place| Press::Trail {
        about,
        from: Some(place),
    });
    let newest = (!is_first).then_some(Press::Trail { about, from: None });
    let export = button(either(language, "⬇️ CSV", "⬇️ CSV"), &Press::Export(about));
    message.keyboard(leafing(language, newest, older).row([export]).row([home(language)]))
}

/// The words under the exported trail.
pub fn exported(language: Language, lines: usize, is_cut: bool) -> Message {
    let text = match language {
        Ru => format!("📜 Журнал действий, записей: {lines}."),
        En => format!("📜 Audit trail, lines: {lines}."),
    };
    let message = Message::plain(text);
    if !is_cut {
        return message;
    }
    message.text(&match language {
        Ru => format!(" Это не всё: за один раз выгружается не больше {MOST_EXPORTED}, новые первыми."),
        En => format!(" This is not all: at most {MOST_EXPORTED} at once, the newest first."),
    })
}

fn leafing(language: Language, newest: Option<Press>, older: Option<Press>) -> Keyboard {
    let newest: Option<Button> = newest.map(|press| button(either(language, "« Новые", "« Newest"), &press));
    let older = older.map(|press| button(either(language, "Старше ›", "Older ›"), &press));
    Keyboard::new().row(newest.into_iter().chain(older))
}
