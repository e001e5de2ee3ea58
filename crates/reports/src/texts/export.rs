//! Exports in words: the card, choosing, the caption, what went wrong.

use channels::errands::{ExportFormat, ExportJob};
use channels::{ChannelName, words};
use jiff::civil::Date;
use telegram::Language::{self, En, Ru};
use telegram::{Action, Button, Calendar, CallbackData, Keyboard, Message, page, pager_row};

use super::either;
use super::words::{channels_count, counted, cut, dates, posts_count};
use crate::dialog::choice::{Choice, DAYS, Days, Which};
use crate::dialog::export_words::BadWords;
use crate::dialog::press::ExportPress;
use crate::export::Written;

/// Channels on a page.
const PAGE: usize = 8;
/// The formats, in the order of the buttons.
const FORMATS: [ExportFormat; 3] = [ExportFormat::CsvForExcel, ExportFormat::Csv, ExportFormat::Json];

/// What is chosen, and everything else there is to choose.
pub(crate) fn card(language: Language, choice: &Choice, (from, to): (Date, Date), channels: usize) -> Message {
    let labels = match language {
        Ru => ["📦 Выгрузка данных", "Каналы: ", "Формат: ", "Дни: "],
        En => ["📦 Export", "Channels: ", "Format: ", "Days: "],
    };
    let which = which(language, choice, channels);
    let about = match language {
        Ru => {
            "По строке на канал и день: подписчики, просмотры, посты, упоминания, репосты — у каждой цифры источник и точность. В JSON ещё и посты. Сегодняшний день появится завтра."
        }
        En => {
            "A row for each channel and day: subscribers, views, posts, mentions, forwards, with source and precision of each figure. JSON has the posts too. Today will be there tomorrow."
        }
    };
    let days = match choice.days {
        Days::All => either(language, "все, что есть", "all there are").to_owned(),
        _ => dates(language, from, to),
    };
    Message::new()
        .bold(labels[0])
        .line("")
        .line(&format!("{}{which}", labels[1]))
        .line(&format!("{}{}", labels[2], format_name(language, choice.format)))
        .line(&format!("{}{days}", labels[3]))
        .blank()
        .text(about)
        .keyboard(card_keyboard(language, choice, &which))
}

/// A page of the channels to choose from.
pub(crate) fn channels(language: Language, mine: &[ChannelName], number: usize, choice: &Choice) -> Message {
    let part = page(mine, number, PAGE);
    let button = |text: String, which| Button::press(text, ExportPress::Card(choice.of(which)).data());
    let all = either(language, "📣 Все каналы", "📣 All channels").to_owned();
    let mut keyboard = Keyboard::new().row([button(all, Which::All)]);
    for name in part.items {
        keyboard = keyboard.row([button(name.to_string(), Which::One(name.clone()))]);
    }
    let turn = |number| ExportPress::Channels(number, choice.clone()).data();
    let back = Button::press(
        either(language, "↩️ Назад", "↩️ Back"),
        ExportPress::Card(choice.clone()).data(),
    );
    let keyboard = keyboard.row(pager_row(part.number, part.pages, turn)).row([back]);
    Message::plain(either(language, "📦 Какой канал выгрузить?", "📦 Which channel?")).keyboard(keyboard)
}

/// The calendar to choose days on.
pub(crate) fn calendar(language: Language, calendar: &Calendar) -> Message {
    let text = match language {
        Ru => "📦 Выберите первый и последний день. Можно и написать: 01.11.2026 20.11.2026",
        En => "📦 Choose the first and the last day, or write them: 2026-11-01 2026-11-20",
    };
    Message::plain(text).keyboard(of_ours(calendar.keyboard(language)))
}

/// The calendar's buttons come back to this feature.
fn of_ours(mut keyboard: Keyboard) -> Keyboard {
    for button in keyboard.0.iter_mut().flatten() {
        if let Action::Press(data) = &button.action {
            button.action = Action::Press(CallbackData::of(format_args!("exp:{data}")));
        }
    }
    keyboard
}

/// Under the file.
pub fn caption(job: &ExportJob, channels: &[ChannelName], written: &Written) -> Message {
    let language = job.language;
    let whose = match channels {
        [only] => only.to_string(),
        _ => channels_count(language, written.channels),
    };
    let (from, to) = written.span.unwrap_or((job.from, job.to));
    let rows = counted(language, written.days, ["день", "дня", "дней"], ["day", "days"]);
    let rows = match (channels, language) {
        ([_], _) => rows,
        (_, Ru) => counted(Ru, written.days, ["строка", "строки", "строк"], ["", ""]),
        (_, En) => counted(En, written.days, ["", "", ""], ["row", "rows"]),
    };
    let mut text = Message::new()
        .text("📦 ")
        .bold(&whose)
        .text(&format!(", {}: {rows}", dates(language, from, to)));
    if written.posts > 0 {
        text = text.text(&format!(", {}", posts_count(language, written.posts)));
    }
    text
}

/// There is nothing in these days.
pub fn nothing(job: &ExportJob, channels: &[ChannelName]) -> Message {
    let days = dates(job.language, job.from, job.to);
    let of_one = match channels {
        [only] => format!(" {only}"),
        _ => String::new(),
    };
    Message::plain(match job.language {
        Ru => format!(
            "📦 За {days} данных{of_one} нет: файл был бы пустым. Данные собираются с дня, когда канал добавлен."
        ),
        En => format!(
            "📦 There are no data{of_one} of {days}: the file would be empty. Data are collected from the day a channel is added."
        ),
    })
}

/// Telegram would not take the file.
pub fn too_large(language: Language) -> Message {
    Message::plain(either(
        language,
        "📦 Файл вышел больше 50 МБ — Telegram такие не принимает. Выберите меньше каналов или дней, или CSV вместо JSON: /export",
        "📦 The file would be larger than the 50 MB that Telegram takes. Choose fewer channels or days, or CSV instead of JSON: /export",
    ))
}

/// The words after the command cannot be followed.
pub(crate) fn bad_words(language: Language, bad: &BadWords) -> Message {
    let how = match language {
        Ru => {
            "Например: /export @канал csv 2026-11-01 2026-11-20. Вместо канала можно all, вместо csv — excel или json; без дат — всё, что есть."
        }
        En => {
            "For example: /export @channel csv 2026-11-01 2026-11-20. Instead of a channel: all; instead of csv: excel or json; without days: all there are."
        }
    };
    let why = match (language, bad) {
        (Ru, BadWords::Channel(word)) => format!("«{}» — не название канала.", cut(word, 40)),
        (En, BadWords::Channel(word)) => format!("“{}” names no channel.", cut(word, 40)),
        (Ru, BadWords::Word(word)) => format!("«{}» — не дата и не формат.", cut(word, 40)),
        (En, BadWords::Word(word)) => format!("“{}” is neither a day nor a format.", cut(word, 40)),
        (Ru, BadWords::Backwards) => "Последний день раньше первого.".to_owned(),
        (En, BadWords::Backwards) => "The last day is before the first.".to_owned(),
        (Ru, BadWords::NotOver) => "Этот день ещё не закончился: его данные появятся ночью после него.".to_owned(),
        (En, BadWords::NotOver) => "This day is not over: its data come in the night after it.".to_owned(),
        (Ru, BadWords::TooLong) => "В один файл входит не больше пяти лет.".to_owned(),
        (En, BadWords::TooLong) => "One file holds five years at most.".to_owned(),
    };
    Message::plain(format!("{why} {how}"))
}

/// The user does not follow this channel.
pub(crate) fn not_followed(language: Language, name: &ChannelName) -> Message {
    Message::plain(match language {
        Ru => format!("Вы не следите за {name}: выгрузить можно только свои каналы. Добавить: /add {name}"),
        En => format!("You do not follow {name}: only your own channels can be exported. To add it: /add {name}"),
    })
}

/// Toast: too many channels for one file.
pub(crate) fn too_many_channels(language: Language) -> String {
    either(
        language,
        "В один файл входит не больше 50 каналов: выберите канал",
        "One file holds 50 channels at most: choose a channel",
    )
    .into()
}

/// Toast: the end was before the beginning.
pub(crate) fn restarted(language: Language) -> String {
    either(
        language,
        "Этот день раньше — теперь он первый. Выберите последний",
        "That day is earlier: it is the first one now. Choose the last",
    )
    .into()
}

/// Toast: no file holds this day.
pub(crate) fn too_early(language: Language) -> String {
    either(
        language,
        "В один файл входит не больше пяти лет",
        "One file holds five years at most",
    )
    .into()
}

/// Toast: the day is not over.
pub(crate) fn not_over(language: Language) -> String {
    either(language, "Этот день ещё не закончился", "This day is not over yet").into()
}

/// Toast: no days are chosen.
pub(crate) fn not_chosen(language: Language) -> String {
    either(language, "Сначала выберите дни", "Choose the days first").into()
}

/// What giving up the calendar ends.
pub(crate) fn given_up(language: Language) -> String {
    either(
        language,
        "Выбор дней для выгрузки отменён.",
        "The choice of days is given up.",
    )
    .into()
}

fn card_keyboard(language: Language, choice: &Choice, which: &str) -> Keyboard {
    let option = |text: String, is_chosen: bool, next: Choice| {
        let text = if is_chosen { format!("• {text}") } else { text };
        Button::press(text, ExportPress::Card(next).data())
    };
    let formats = FORMATS.map(|format| {
        let text = match format {
            ExportFormat::CsvForExcel => "Excel",
            ExportFormat::Csv => "CSV",
            ExportFormat::Json => "JSON",
        };
        option(text.to_owned(), format == choice.format, choice.in_format(format))
    });
    let days = DAYS.map(|days| {
        let text = match (language, days) {
            (Ru, 365) => "Год".to_owned(),
            (En, 365) => "Year".to_owned(),
            (Ru, _) => format!("{days} дн."),
            (En, _) => format!("{days} d"),
        };
        let days = Days::Last(days);
        option(text, days == choice.days, choice.over(days))
    });
    let all = either(language, "Всё", "All").to_owned();
    let all = option(all, choice.days == Days::All, choice.over(Days::All));
    let between = matches!(choice.days, Days::Between(..));
    let between = if between { "• 📅 " } else { "📅 " };
    let between = format!("{between}{}", either(language, "Даты", "Days"));
    let between = Button::press(between, ExportPress::Days(choice.clone()).data());
    Keyboard::new()
        .row([Button::press(
            format!("📣 {which}"),
            ExportPress::Channels(0, choice.clone()).data(),
        )])
        .row(formats)
        .row(days)
        .row([all, between])
        .row([Button::press(
            either(language, "⬇️ Выгрузить", "⬇️ Export"),
            ExportPress::Write(choice.clone()).data(),
        )])
}

fn which(language: Language, choice: &Choice, channels: usize) -> String {
    match (&choice.which, language) {
        (Which::One(name), _) => name.to_string(),
        (Which::All, Ru) => format!("все ({})", words::count(Ru, channels as u64)),
        (Which::All, En) => format!("all ({})", words::count(En, channels as u64)),
    }
}

fn format_name(language: Language, format: ExportFormat) -> &'static str {
    match format {
        ExportFormat::CsvForExcel => either(language, "CSV для Excel", "CSV for Excel"),
        ExportFormat::Csv => "CSV",
        ExportFormat::Json => "JSON",
    }
}
