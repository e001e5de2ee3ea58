//! The calendar on the screen. Labels stay within four characters, so that seven fit a phone.

use jiff::civil::Date;

use super::{Calendar, CalendarAction, CalendarPress, Month, Selection};
use crate::{Button, Keyboard, Language, words};

const COLUMNS: usize = 7;
/// A cell with nothing in it. Telegram refuses an empty label, and a label of mere white space counts as empty where it is trimmed:
/// this is the Braille pattern without dots, which is a letter to everybody and shows nothing.
const EMPTY: &str = "\u{2800}";
/// A day that cannot be chosen.
const CLOSED: &str = "·";

pub(super) fn keyboard(calendar: &Calendar, language: Language) -> Keyboard {
    let mut keyboard = Keyboard::new()
        .row(header(calendar, language))
        .row(weekdays(calendar, language));
    for week in weeks(calendar) {
        keyboard = keyboard.row(week);
    }
    keyboard.row(footer(calendar, language))
}

fn header(calendar: &Calendar, language: Language) -> [Button; 3] {
    let month = calendar.month;
    let title = format!("{} {}", words::month(month.month, language), month.year);
    let earlier = (month > Month::of(calendar.today)).then(|| {
        let press = CalendarPress::of_month(CalendarAction::Prev, month.previous());
        Button::press("‹", press.data())
    });
    let later = (month < Month::of(calendar.last)).then(|| {
        let press = CalendarPress::of_month(CalendarAction::Next, month.next());
        Button::press("›", press.data())
    });
    [
        earlier.unwrap_or_else(|| idle(EMPTY, month)),
        idle(&title, month),
        later.unwrap_or_else(|| idle(EMPTY, month)),
    ]
}

fn weekdays(calendar: &Calendar, language: Language) -> Vec<Button> {
    jiff::civil::Weekday::Monday
        .cycle_forward()
        .take(COLUMNS)
        .map(|day| idle(words::weekday_column(day, language), calendar.month))
        .collect()
}

fn weeks(calendar: &Calendar) -> Vec<Vec<Button>> {
    let month = calendar.month;
    let first = month.first_day();
    let before = usize::from(first.weekday().to_monday_zero_offset().unsigned_abs());
    let mut cells: Vec<Button> = (0..before).map(|_| idle(EMPTY, month)).collect();
    cells.extend(month.days().map(|day| day_cell(calendar, day)));
    while !cells.len().is_multiple_of(COLUMNS) {
        cells.push(idle(EMPTY, month));
    }
    cells.chunks(COLUMNS).map(<[Button]>::to_vec).collect()
}

fn day_cell(calendar: &Calendar, day: Date) -> Button {
    if !calendar.offers(day) {
        return idle(CLOSED, calendar.month);
    }
    Button::press(label(calendar, day), CalendarPress::of_day(day).data())
}

fn label(calendar: &Calendar, day: Date) -> String {
    let number = day.day();
    match calendar.selection {
        Selection::Start(from) if day == from => format!("[{number}"),
        Selection::Range { from, to } if day == from && day == to => format!("[{number}]"),
        Selection::Range { from, .. } if day == from => format!("[{number}"),
        Selection::Range { to, .. } if day == to => format!("{number}]"),
        Selection::Range { from, to } if from < day && day < to => format!("·{number}·"),
        _ if day == calendar.today => format!("•{number}"),
        _ => number.to_string(),
    }
}

fn footer(calendar: &Calendar, language: Language) -> Vec<Button> {
    let (done, back) = match language {
        Language::Ru => ("✅ Готово", "↩️ Назад"),
        Language::En => ("✅ Done", "↩️ Back"),
    };
    let button = |text, action| Button::press(text, CalendarPress::of_month(action, calendar.month).data());
    let mut row = Vec::with_capacity(2);
    if let Selection::Range { .. } = calendar.selection {
        row.push(button(done, CalendarAction::Done));
    }
    row.push(button(back, CalendarAction::Back));
    row
}

fn idle(text: &str, month: Month) -> Button {
    let press = CalendarPress::of_month(CalendarAction::Ignore, month);
    Button::press(text, press.data())
}
