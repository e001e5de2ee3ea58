//! The room of the history in words.

mod words;

use accounts::history::HistoryLine;
use clock::{moscow_date, moscow_time};
use telegram::Language::{self, En, Ru};
use telegram::{Button, Keyboard, Message};

pub use self::words::operation;
use super::either;
use crate::dialog::press::HistoryPress;
use crate::history::{Cursor, Filter, HistoryPage};

/// A page; `from` is where it begins, if not with the newest line.
pub fn page(language: Language, filter: Filter, from: Option<Cursor>, page: &HistoryPage) -> Message {
    let title = format!(
        "{} · {}",
        either(language, "🧾 История", "🧾 History"),
        filter_name(language, filter)
    );
    let mut message = Message::new().bold(&title).line("");
    let mut day = None;
    for line in &page.lines {
        let date = moscow_date(line.at);
        if day != Some(date) {
            message = message.blank().bold(&telegram::words::date(date, language)).line("");
            day = Some(date);
        }
        message = message.line(&told(language, line));
    }
    let end = match (page.lines.is_empty(), page.next.is_some(), from.is_some()) {
        (true, false, false) => either(
            language,
            "Здесь пока пусто. Каждая операция появится отдельной строкой.",
            "Nothing here yet. Every operation will be a line of its own.",
        ),
        (true, false, true) => either(language, "Раньше ничего не было.", "There was nothing earlier."),
        (true, true, _) => either(
            language,
            "Среди последних строк таких нет. Нажмите «Раньше», чтобы искать дальше.",
            "None among the latest lines. Press “Earlier” to look further.",
        ),
        (false, true, _) => either(
            language,
            "Возможно, это не всё: нажмите «Раньше».",
            "There may be more: press “Earlier”.",
        ),
        (false, false, _) => either(language, "Это всё.", "That is all."),
    };
    let note = either(language, "Время — московское.", "Times are Moscow's.");
    message
        .blank()
        .text(&format!("{end} {note}"))
        .keyboard(keyboard(language, filter, from, page.next))
}

/// Under the exported file.
pub fn exported(language: Language, lines: usize, is_cut: bool) -> Message {
    let mut text = match language {
        Ru => format!("История в CSV, строк: {lines}. Открывается в Excel и Google Таблицах. Время — московское."),
        En => format!("Your history as CSV, lines: {lines}. Opens in Excel and Google Sheets. Times are Moscow's."),
    };
    if is_cut {
        text.push_str(either(
            language,
            "\n\nВ файле только последние строки: более старые не поместились.",
            "\n\nOnly the newest lines are in the file: older ones did not fit.",
        ));
    }
    Message::plain(text)
}

/// Heads of the exported columns.
pub fn columns(language: Language) -> [&'static str; 13] {
    match language {
        Ru => [
            "Дата (Москва)",
            "Время (Москва)",
            "Вид",
            "Что произошло",
            "Наблюдение, правило или ключ",
            "Склад",
            "Дата поставки",
            "Тип поставки",
            "Коэффициент",
            "Номер",
            "Заняло, мс",
            "Звёзды",
            "Подробности",
        ],
        En => [
            "Date (Moscow)",
            "Time (Moscow)",
            "Kind",
            "What happened",
            "Watch, rule or key",
            "Warehouse",
            "Supply date",
            "Supply type",
            "Coefficient",
            "Number",
            "Took, ms",
            "Stars",
            "Details",
        ],
    }
}

fn filter_name(language: Language, filter: Filter) -> &'static str {
    let (ru, en) = match filter {
        Filter::All => ("Всё", "All"),
        Filter::Watches => ("Наблюдения", "Watches"),
        Filter::Catches => ("Слоты", "Slots"),
        Filter::Keys => ("Ключи", "Keys"),
        Filter::Payments => ("Платежи", "Payments"),
        Filter::Moves => ("Перемещения", "Moves"),
    };
    either(language, ru, en)
}

fn told(language: Language, line: &HistoryLine) -> String {
    format!("{} {}", moscow_time(line.at), operation(language, &line.what))
}

fn keyboard(language: Language, filter: Filter, from: Option<Cursor>, next: Option<Cursor>) -> Keyboard {
    let filters = Filter::ALL.map(|one| {
        let name = filter_name(language, one);
        let label = if one == filter {
            format!("• {name}")
        } else {
            name.to_owned()
        };
        press(&label, HistoryPress::Show(one, None))
    });
    let newest = from.map(|_| {
        press(
            either(language, "⏮ Новые", "⏮ Newest"),
            HistoryPress::Show(filter, None),
        )
    });
    let earlier = next.map(|next| {
        press(
            either(language, "Раньше »", "Earlier »"),
            HistoryPress::Show(filter, Some(next)),
        )
    });
    let turning: Vec<Button> = newest.into_iter().chain(earlier).collect();
    let keyboard = filters
        .chunks(3)
        .fold(Keyboard::new(), |keyboard, row| keyboard.row(row.to_vec()));
    keyboard.row(turning).row([press(
        either(language, "📄 Скачать CSV", "📄 Download CSV"),
        HistoryPress::Export,
    )])
}

fn press(label: &str, press: HistoryPress) -> Button {
    Button::press(label, press.data())
}

#[cfg(test)]
mod tests;
