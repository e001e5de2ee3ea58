//! The calendar as a user presses it.
#![allow(clippy::unwrap_used)]

use jiff::ToSpan;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use telegram::{Action, Button, Calendar, CalendarAction, CalendarPress, Keyboard, Language, Outcome, Selection};

fn data(button: &Button) -> &str {
    match &button.action {
        Action::Press(data) => data.as_str(),
        Action::Open(url) => panic!("a calendar opens nothing: {url}"),
    }
}

fn pressed(button: &Button) -> CalendarPress {
    let data = data(button);
    assert!(data.len() <= 64, "{data}");
    CalendarPress::parse(data).unwrap_or_else(|| panic!("not read back: {data}"))
}

fn press(calendar: &mut Calendar, data: &str) -> Outcome {
    calendar.press(CalendarPress::parse(data).unwrap())
}

fn screen(keyboard: &Keyboard) -> String {
    let rows = keyboard.0.iter().map(|row| {
        let labels: Vec<&str> = row.iter().map(|button| button.text.as_str()).collect();
        labels.join("|")
    });
    // The blank label that Telegram does not trim, as the space it looks like.
    rows.collect::<Vec<_>>().join("\n").replace('\u{2800}', " ")
}

/// The weeks of the month: without the title, the weekdays and the bottom row.
fn grid(keyboard: &Keyboard) -> &[Vec<Button>] {
    &keyboard.0[2..keyboard.0.len() - 1]
}

/// 21 November 2026, a Saturday, with four weeks to choose from.
fn november() -> Calendar {
    Calendar::open(date(2026, 11, 21), date(2026, 12, 18))
}

#[test]
fn a_user_chooses_a_range_and_confirms() {
    let mut calendar = november();
    assert_eq!(press(&mut calendar, "cal:day:2026:11:25"), Outcome::Changed);
    assert_eq!(calendar.selection(), Selection::Start(date(2026, 11, 25)));
    assert_eq!(press(&mut calendar, "cal:day:2026:11:30"), Outcome::Changed);
    let keyboard = calendar.keyboard(Language::Ru);
    assert_eq!(
        screen(&keyboard),
        " |Ноябрь 2026|›\n\
         Пн|Вт|Ср|Чт|Пт|Сб|Вс\n \
          | | | | | |·\n\
         ·|·|·|·|·|·|·\n\
         ·|·|·|·|·|·|·\n\
         ·|·|·|·|·|•21|22\n\
         23|24|[25|·26·|·27·|·28·|·29·\n\
         30]| | | | | | \n\
         ✅ Готово|↩️ Назад"
    );
    assert_eq!(data(&keyboard.0[0][2]), "cal:next:2026:12:0");
    assert_eq!(data(&keyboard.0[6][2]), "cal:day:2026:11:25");
    assert_eq!(data(&keyboard.0[3][0]), "cal:ignore:2026:11:0");
    assert_eq!(
        press(&mut calendar, "cal:done:2026:11:0"),
        Outcome::Done {
            from: date(2026, 11, 25),
            to: date(2026, 11, 30)
        }
    );
}

#[test]
fn a_fresh_calendar_in_english() {
    let screen = screen(&november().keyboard(Language::En));
    assert!(screen.starts_with(" |November 2026|›\nMo|Tu|We|Th|Fr|Sa|Su\n"));
    assert!(screen.ends_with("30| | | | | | \n↩️ Back"));
}

#[test]
fn one_day_is_a_range_too() {
    let mut calendar = november();
    press(&mut calendar, "cal:day:2026:11:25");
    assert_eq!(press(&mut calendar, "cal:day:2026:11:25"), Outcome::Changed);
    assert!(screen(&calendar.keyboard(Language::Ru)).contains("|[25]|"));
    let day = date(2026, 11, 25);
    assert_eq!(
        press(&mut calendar, "cal:done:2026:11:0"),
        Outcome::Done { from: day, to: day }
    );
}

#[test]
fn an_end_before_the_start_starts_again_there() {
    let mut calendar = november();
    press(&mut calendar, "cal:day:2026:11:25");
    assert_eq!(press(&mut calendar, "cal:day:2026:11:23"), Outcome::Restarted);
    assert_eq!(calendar.selection(), Selection::Start(date(2026, 11, 23)));
}

#[test]
fn a_third_day_starts_anew() {
    let mut calendar = november();
    for day in ["cal:day:2026:11:25", "cal:day:2026:11:28"] {
        press(&mut calendar, day);
    }
    assert_eq!(press(&mut calendar, "cal:day:2026:11:27"), Outcome::Changed);
    assert_eq!(calendar.selection(), Selection::Start(date(2026, 11, 27)));
}

#[test]
fn days_outside_are_refused_and_nothing_changes() {
    let mut calendar = november();
    let before = calendar;
    for (data, outcome) in [
        ("cal:day:2026:11:20", Outcome::PastDay),
        ("cal:day:2026:12:19", Outcome::TooFar),
        ("cal:done:2026:11:0", Outcome::NotChosen),
        ("cal:ignore:2026:11:0", Outcome::Unchanged),
        ("cal:back:2026:11:0", Outcome::Back),
        ("cal:prev:2026:10:0", Outcome::Unchanged),
    ] {
        assert_eq!(press(&mut calendar, data), outcome, "{data}");
        assert_eq!(calendar, before, "{data}");
    }
    press(&mut calendar, "cal:day:2026:12:18");
    assert_eq!(press(&mut calendar, "cal:done:2026:11:0"), Outcome::NotChosen);
}

#[test]
fn months_turn_only_where_days_are() {
    let mut calendar = november();
    assert_eq!(press(&mut calendar, "cal:next:2026:12:0"), Outcome::Changed);
    let december = calendar.keyboard(Language::Ru);
    assert!(screen(&december).starts_with("‹|Декабрь 2026| \n"));
    assert_eq!(data(&december.0[0][0]), "cal:prev:2026:11:0");
    // A press from an old keyboard goes no further than the last month.
    assert_eq!(press(&mut calendar, "cal:next:2027:5:0"), Outcome::Unchanged);
    assert_eq!(press(&mut calendar, "cal:prev:2020:1:0"), Outcome::Changed);
    assert_eq!(calendar.month().month, 11);
}

#[test]
fn the_year_turns_in_both_directions() {
    let mut calendar = Calendar::open(date(2026, 12, 30), date(2027, 1, 12));
    assert_eq!(data(&calendar.keyboard(Language::Ru).0[0][2]), "cal:next:2027:1:0");
    press(&mut calendar, "cal:day:2026:12:31");
    press(&mut calendar, "cal:next:2027:1:0");
    assert_eq!(data(&calendar.keyboard(Language::Ru).0[0][0]), "cal:prev:2026:12:0");
    press(&mut calendar, "cal:day:2027:1:2");
    assert_eq!(
        press(&mut calendar, "cal:done:2027:1:0"),
        Outcome::Done {
            from: date(2026, 12, 31),
            to: date(2027, 1, 2)
        }
    );
}

#[test]
fn after_midnight_yesterday_is_no_longer_chosen() {
    let mut calendar = november();
    press(&mut calendar, "cal:day:2026:11:21");
    let tomorrow = calendar.moved_to(date(2026, 11, 22), date(2026, 12, 19));
    assert_eq!(tomorrow.selection(), Selection::None);
    let mut calendar = november();
    press(&mut calendar, "cal:day:2026:11:25");
    press(&mut calendar, "cal:next:2026:12:0");
    let tomorrow = calendar.moved_to(date(2026, 11, 22), date(2026, 12, 19));
    assert_eq!(tomorrow.selection(), calendar.selection());
    assert_eq!(tomorrow.month(), calendar.month());
    let later = calendar.moved_to(date(2027, 3, 1), date(2027, 2, 1));
    assert_eq!(later, Calendar::open(date(2027, 3, 1), date(2027, 3, 1)));
}

#[test]
fn the_state_survives_the_dialog() {
    let mut calendar = november();
    press(&mut calendar, "cal:day:2026:11:25");
    press(&mut calendar, "cal:day:2026:12:2");
    let state = serde_json::to_value(calendar).unwrap();
    assert_eq!(serde_json::from_value::<Calendar>(state).unwrap(), calendar);
}

#[test]
fn every_month_shows_every_day_once_under_its_weekday() {
    let mut first = date(2024, 1, 1);
    while first < date(2031, 1, 1) {
        let keyboard = Calendar::open(first, date(2031, 12, 31)).keyboard(Language::Ru);
        let mut days = Vec::new();
        for row in grid(&keyboard) {
            assert_eq!(row.len(), 7, "{first}");
            for (column, button) in row.iter().enumerate() {
                let press = pressed(button);
                if press.action != CalendarAction::Day {
                    assert_eq!(button.text, "\u{2800}", "{first}");
                    continue;
                }
                let day = Date::new(press.year, press.month, press.day).unwrap();
                assert_eq!(day.weekday().to_monday_zero_offset() as usize, column);
                assert_eq!(button.text.trim_start_matches('•'), day.day().to_string());
                days.push(day);
            }
        }
        let expected: Vec<Date> = first.series(1.day()).take(first.days_in_month() as usize).collect();
        assert_eq!(days, expected);
        first = first.checked_add(1.month()).unwrap();
    }
}

/// Either a button on the screen, or anything an old keyboard might still send.
#[derive(Clone, Debug)]
enum Tap {
    Shown(usize),
    Stale(String),
}

fn any_tap() -> impl Strategy<Value = Tap> {
    let action = prop::sample::select(vec!["day", "prev", "next", "done", "back", "ignore"]);
    let stale = (action, 2023..2028i16, 1..13i8, 0..32i8).prop_map(|(action, year, month, day)| {
        let day = if action == "day" { day } else { 0 };
        Tap::Stale(format!("cal:{action}:{year}:{month}:{day}"))
    });
    prop_oneof![3 => any::<usize>().prop_map(Tap::Shown), 1 => stale]
}

fn tapped(tap: &Tap, keyboard: &Keyboard) -> Option<CalendarPress> {
    match tap {
        Tap::Stale(data) => CalendarPress::parse(data),
        Tap::Shown(place) => {
            let buttons: Vec<&Button> = keyboard.0.iter().flatten().collect();
            Some(pressed(buttons[place % buttons.len()]))
        }
    }
}

fn chosen(selection: Selection) -> Vec<Date> {
    match selection {
        Selection::None => vec![],
        Selection::Start(day) => vec![day],
        Selection::Range { from, to } => vec![from, to],
    }
}

proptest! {
    #[test]
    fn whatever_is_pressed_the_calendar_keeps_its_word(
        start in 0..1200i32,
        length in 0..90i32,
        taps in prop::collection::vec(any_tap(), 1..30),
    ) {
        let today = date(2024, 1, 1).checked_add(start.days()).unwrap();
        let last = today.checked_add(length.days()).unwrap();
        let mut calendar = Calendar::open(today, last);
        for tap in &taps {
            let before = calendar.keyboard(Language::Ru);
            let Some(press) = tapped(tap, &before) else { continue };
            let outcome = calendar.press(press);
            let after = calendar.keyboard(Language::Ru);
            match outcome {
                Outcome::Changed | Outcome::Restarted => prop_assert_ne!(&before, &after),
                _ => prop_assert_eq!(&before, &after),
            }
            if let Outcome::Done { from, to } = outcome {
                prop_assert!(today <= from && from <= to && to <= last);
            }
            if let Tap::Shown(_) = tap {
                prop_assert!(!matches!(outcome, Outcome::PastDay | Outcome::TooFar | Outcome::NotChosen));
            }
            for day in chosen(calendar.selection()) {
                prop_assert!(today <= day && day <= last);
            }
            prop_assert!(grid(&after).iter().all(|row| row.len() == 7));
            after.0.iter().flatten().for_each(|button| { pressed(button); });
        }
    }

    #[test]
    fn any_text_is_read_or_refused(data in "(cal:)?[a-z]{0,6}(:-?[0-9]{0,6}){0,5}") {
        if let Some(press) = CalendarPress::parse(&data) {
            prop_assert_eq!(press.to_string(), data);
        }
    }
}
