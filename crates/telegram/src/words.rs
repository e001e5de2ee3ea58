//! Dates, plurals and what every room says alike, in the bot's languages.

use jiff::civil::{Date, Weekday};

use crate::{Language, Message};

/// One of two texts, for short ones.
pub fn either(language: Language, ru: &'static str, en: &'static str) -> &'static str {
    match language {
        Language::Ru => ru,
        Language::En => en,
    }
}

/// Toast: a button that means nothing any more.
pub fn stale_button(language: Language) -> String {
    match language {
        Language::Ru => "Эта кнопка устарела. Откройте меню: /menu",
        Language::En => "This button is out of date. Open the menu: /menu",
    }
    .to_owned()
}

/// Answer to a text or a picture when nothing is being asked.
pub fn nothing_asked(language: Language) -> Message {
    Message::plain(either(
        language,
        "Здесь помогут кнопки под сообщением. Все команды: /help",
        "The buttons under the message will help. All commands: /help",
    ))
}

/// A day with its weekday: `25 ноября 2026, ср`, `25 Nov 2026, Wed`.
pub fn date(date: Date, language: Language) -> String {
    let (day, year) = (date.day(), date.year());
    let month = match language {
        Language::Ru => month_of(date.month(), language).to_owned(),
        Language::En => month_of(date.month(), language).chars().take(3).collect(),
    };
    format!("{day} {month} {year}, {}", weekday(date.weekday(), language))
}

/// A month's name standing alone: `Ноябрь`, `November`. A number outside 1 to 12 is taken for the nearest month.
pub fn month(number: i8, language: Language) -> &'static str {
    let names: &[&str; 12] = match language {
        Language::Ru => &[
            "Январь",
            "Февраль",
            "Март",
            "Апрель",
            "Май",
            "Июнь",
            "Июль",
            "Август",
            "Сентябрь",
            "Октябрь",
            "Ноябрь",
            "Декабрь",
        ],
        Language::En => &ENGLISH_MONTHS,
    };
    names[month_index(number)]
}

/// A month's name after a day: `ноября`, `November`. A number outside 1 to 12 is taken for the nearest month.
pub fn month_of(number: i8, language: Language) -> &'static str {
    let names: &[&str; 12] = match language {
        Language::Ru => &[
            "января",
            "февраля",
            "марта",
            "апреля",
            "мая",
            "июня",
            "июля",
            "августа",
            "сентября",
            "октября",
            "ноября",
            "декабря",
        ],
        Language::En => &ENGLISH_MONTHS,
    };
    names[month_index(number)]
}

/// A weekday in running text: `ср`, `Wed`.
pub fn weekday(day: Weekday, language: Language) -> &'static str {
    let names: [&str; 7] = match language {
        Language::Ru => ["пн", "вт", "ср", "чт", "пт", "сб", "вс"],
        Language::En => ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
    };
    names[weekday_index(day)]
}

/// A weekday at the head of a calendar's column: `Ср`, `We`.
pub fn weekday_column(day: Weekday, language: Language) -> &'static str {
    let names: [&str; 7] = match language {
        Language::Ru => ["Пн", "Вт", "Ср", "Чт", "Пт", "Сб", "Вс"],
        Language::En => ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"],
    };
    names[weekday_index(day)]
}

/// The Russian form for a number, of `[один, два, пять]`: `1 слот`, `3 слота`, `11 слотов`.
pub fn plural_ru<T>(n: u64, [one, few, many]: [T; 3]) -> T {
    match (n % 10, n % 100) {
        (_, 11..=14) => many,
        (1, _) => one,
        (2..=4, _) => few,
        _ => many,
    }
}

const ENGLISH_MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

fn month_index(number: i8) -> usize {
    usize::from(number.clamp(1, 12).unsigned_abs()) - 1
}

fn weekday_index(day: Weekday) -> usize {
    usize::from(day.to_monday_zero_offset().unsigned_abs())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date as day;

    use super::*;

    #[test]
    fn dates_are_written_as_people_write_them() {
        let wednesday = day(2026, 11, 25);
        assert_eq!(date(wednesday, Language::Ru), "25 ноября 2026, ср");
        assert_eq!(date(wednesday, Language::En), "25 Nov 2026, Wed");
        assert_eq!(date(day(2027, 5, 2), Language::Ru), "2 мая 2027, вс");
    }

    #[test]
    fn plurals_follow_the_last_digits() {
        let slots = |n| plural_ru(n, ["слот", "слота", "слотов"]);
        let forms: Vec<_> = [0, 1, 2, 4, 5, 11, 12, 14, 21, 22, 25, 101, 111, 112]
            .map(slots)
            .to_vec();
        assert_eq!(
            forms,
            [
                "слотов",
                "слот",
                "слота",
                "слота",
                "слотов",
                "слотов",
                "слотов",
                "слотов",
                "слот",
                "слота",
                "слотов",
                "слот",
                "слотов",
                "слотов"
            ]
        );
    }

    #[test]
    fn months_have_two_russian_forms() {
        assert_eq!(month(11, Language::Ru), "Ноябрь");
        assert_eq!(month_of(11, Language::Ru), "ноября");
        assert_eq!(month(1, Language::En), "January");
        assert_eq!(month(0, Language::En), "January");
        assert_eq!(month(99, Language::En), "December");
    }

    #[test]
    fn weeks_start_on_monday() {
        assert_eq!(weekday_column(Weekday::Monday, Language::Ru), "Пн");
        assert_eq!(weekday_column(Weekday::Sunday, Language::En), "Su");
    }
}
