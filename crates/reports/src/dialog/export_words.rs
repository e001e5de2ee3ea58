//! What is written after `/export`: `@channel [csv|excel|json] [from] [to]`.

use channels::ChannelName;
use channels::errands::ExportFormat;
use jiff::civil::Date;

use super::choice::{Choice, Days, Which};
use crate::export::MOST_DAYS;

/// Why the words after a command cannot be followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum BadWords {
    /// The first word names no channel.
    Channel(String),
    /// A word is neither a format nor a day.
    Word(String),
    /// The last day is before the first.
    Backwards,
    /// The first day is not over yet.
    NotOver,
    /// More days than fit in a file.
    TooLong,
}

/// Reads the words; `last` is the last day that is over.
pub(super) fn parse(argument: &str, last: Date) -> Result<Choice, BadWords> {
    let mut words = argument.split_whitespace();
    let first = words.next().unwrap_or_default();
    let which = match first.to_lowercase().as_str() {
        "all" | "все" => Which::All,
        _ => Which::One(ChannelName::try_from(first).map_err(|_| BadWords::Channel(first.to_owned()))?),
    };
    let (mut format, mut days) = (ExportFormat::Csv, Vec::new());
    for word in words {
        match word.to_lowercase().as_str() {
            "csv" => format = ExportFormat::Csv,
            "excel" | "xls" | "xlsx" => format = ExportFormat::CsvForExcel,
            "json" => format = ExportFormat::Json,
            _ if days.len() < 2 => days.push(day(word).ok_or_else(|| BadWords::Word(word.to_owned()))?),
            _ => return Err(BadWords::Word(word.to_owned())),
        }
    }
    let days = match days[..] {
        [] => Days::All,
        [from] => between(from, last, last)?,
        [from, to, ..] => between(from, to, last)?,
    };
    Ok(Choice { which, format, days })
}

/// Reads one or two days typed while the calendar is open.
pub(super) fn parse_days(text: &str, last: Date) -> Result<Days, BadWords> {
    let words = text.split(|c: char| c.is_whitespace() || matches!(c, '–' | '—' | ','));
    let mut days = Vec::new();
    for word in words.filter(|word| !word.is_empty() && *word != "-") {
        days.push(day(word).ok_or_else(|| BadWords::Word(word.to_owned()))?);
    }
    match days[..] {
        [from] => between(from, from, last),
        [from, to] => between(from, to, last),
        _ => Err(BadWords::Word(text.to_owned())),
    }
}

fn between(from: Date, to: Date, last: Date) -> Result<Days, BadWords> {
    if from > last {
        return Err(BadWords::NotOver);
    }
    if from > to {
        return Err(BadWords::Backwards);
    }
    let to = to.min(last);
    let is_too_long = from.until(to).is_ok_and(|span| i64::from(span.get_days()) >= MOST_DAYS);
    if is_too_long {
        return Err(BadWords::TooLong);
    }
    Ok(Days::Between(from, to))
}

/// A day as people write it: `2026-11-01`, `01.11.2026`, `1.11.26`.
fn day(word: &str) -> Option<Date> {
    let formats = ["%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y"];
    let mut read = formats.iter().filter_map(|format| Date::strptime(format, word).ok());
    // A year of two digits is read as the year 26 by the formats that want four.
    read.find(|date| (2000..=2100).contains(&date.year()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use jiff::civil::date;

    use super::*;

    const LAST: Date = Date::constant(2026, 11, 20);

    fn read(words: &str) -> Result<String, BadWords> {
        parse(words, LAST).map(|choice| choice.to_string())
    }

    #[test]
    fn words_come_in_any_order_after_the_channel() {
        assert_eq!(read("@Durov").unwrap(), "c.all.durov");
        assert_eq!(read("t.me/durov json").unwrap(), "j.all.durov");
        assert_eq!(
            read("all excel 2026-11-01 2026-11-10").unwrap(),
            "x.20261101-20261110.*"
        );
        assert_eq!(read("Все 1.11.2026 csv 10.11.26").unwrap(), "c.20261101-20261110.*");
        assert_eq!(read("all 2026-11-01").unwrap(), "c.20261101-20261120.*");
        assert_eq!(read("all 2026-11-01 2027-01-01").unwrap(), "c.20261101-20261120.*");
    }

    #[test]
    fn what_cannot_be_followed_is_named() {
        assert_eq!(read("12"), Err(BadWords::Channel("12".into())));
        assert_eq!(read("all xml"), Err(BadWords::Word("xml".into())));
        assert_eq!(read("all 2026-02-30"), Err(BadWords::Word("2026-02-30".into())));
        assert_eq!(read("all 2026-11-10 2026-11-01"), Err(BadWords::Backwards));
        assert_eq!(read("all 2026-11-21"), Err(BadWords::NotOver));
        assert_eq!(read("all 2021-11-01"), Err(BadWords::TooLong));
        assert_eq!(
            read("all 2026-11-01 2026-11-02 2026-11-03"),
            Err(BadWords::Word("2026-11-03".into()))
        );
    }

    #[test]
    fn days_may_be_typed_on_the_calendar() {
        let days = |text| parse_days(text, LAST);
        assert_eq!(
            days("01.11.2026 – 10.11.2026").unwrap(),
            Days::Between(date(2026, 11, 1), date(2026, 11, 10))
        );
        assert_eq!(
            days("2026-11-01").unwrap(),
            Days::Between(date(2026, 11, 1), date(2026, 11, 1))
        );
        assert!(matches!(days("вчера"), Err(BadWords::Word(_))));
        assert!(matches!(days("  "), Err(BadWords::Word(_))));
    }
}
