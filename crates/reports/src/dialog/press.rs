//! What the buttons send, as types: each is written and read here only.

use std::fmt::{self, Display, Formatter};

use channels::errands::Period;
use telegram::{CalendarPress, CallbackData};

use super::choice::Choice;

/// A press of one of the feature's buttons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Press {
    /// In the room of the reports.
    Report(ReportPress),
    /// In the room of the exports.
    Export(ExportPress),
}

/// A press in the room of the reports. Each says what is to be, never "the other way round": pressed twice it means the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ReportPress {
    /// The card.
    Show,
    /// Write one.
    Write(Asked),
    /// Whether a period's report comes by itself.
    Send(Period, bool),
    /// Whether pictures are dark.
    Dark(bool),
}

/// A report that is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked {
    /// Of the last seven days.
    Now,
    /// Of the last whole week.
    Week,
    /// Of the last whole month.
    Month,
}

/// A press in the room of the exports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ExportPress {
    /// The card with this choice.
    Card(Choice),
    /// A page of the channels to choose from.
    Channels(usize, Choice),
    /// The calendar to choose days on.
    Days(Choice),
    /// On the calendar.
    Calendar(CalendarPress),
    /// Write it.
    Write(Choice),
}

impl Press {
    /// Reads callback data; `None` for what no button of this version sends.
    pub(crate) fn parse(data: &str) -> Option<Self> {
        let (prefix, rest) = data.split_once(':')?;
        match prefix {
            "rep" => ReportPress::parse(rest).map(Self::Report),
            "exp" => ExportPress::parse(rest).map(Self::Export),
            _ => None,
        }
    }
}

impl Asked {
    /// Reads the word after `/report`, or of a button.
    pub(crate) fn parse(word: &str) -> Option<Self> {
        Some(match word.to_lowercase().as_str() {
            "now" | "сейчас" => Self::Now,
            "week" | "weekly" | "неделя" => Self::Week,
            "month" | "monthly" | "месяц" => Self::Month,
            _ => return None,
        })
    }

    fn name(self) -> &'static str {
        match self {
            Self::Now => "now",
            Self::Week => "week",
            Self::Month => "month",
        }
    }
}

impl ReportPress {
    /// As callback data.
    pub(crate) fn data(self) -> CallbackData {
        CallbackData::of(self)
    }

    fn parse(rest: &str) -> Option<Self> {
        let (what, rest) = rest.split_once(':').unwrap_or((rest, ""));
        Some(match what {
            "show" => Self::Show,
            "write" => Self::Write(Asked::parse(rest)?),
            "dark" => Self::Dark(switch(rest)?),
            "send" => {
                let (period, on) = rest.split_once(':')?;
                let period = [Period::Week, Period::Month]
                    .into_iter()
                    .find(|one| one.name() == period)?;
                Self::Send(period, switch(on)?)
            }
            _ => return None,
        })
    }
}

impl ExportPress {
    /// As callback data.
    pub(crate) fn data(&self) -> CallbackData {
        CallbackData::of(self)
    }

    fn parse(rest: &str) -> Option<Self> {
        if rest.starts_with("cal:") {
            return CalendarPress::parse(rest).map(Self::Calendar);
        }
        let (what, choice) = rest.split_once(':')?;
        let choice = Choice::parse(choice)?;
        Some(match what {
            "card" => Self::Card(choice),
            "days" => Self::Days(choice),
            "go" => Self::Write(choice),
            page => Self::Channels(page.strip_prefix("ch")?.parse().ok()?, choice),
        })
    }
}

fn switch(text: &str) -> Option<bool> {
    match text {
        "on" => Some(true),
        "off" => Some(false),
        _ => None,
    }
}

impl Display for ReportPress {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let switched = |on: bool| if on { "on" } else { "off" };
        match self {
            Self::Show => f.write_str("rep:show"),
            Self::Write(asked) => write!(f, "rep:write:{}", asked.name()),
            Self::Send(period, on) => write!(f, "rep:send:{}:{}", period.name(), switched(*on)),
            Self::Dark(on) => write!(f, "rep:dark:{}", switched(*on)),
        }
    }
}

impl Display for ExportPress {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Card(choice) => write!(f, "exp:card:{choice}"),
            Self::Channels(page, choice) => write!(f, "exp:ch{page}:{choice}"),
            Self::Days(choice) => write!(f, "exp:days:{choice}"),
            Self::Calendar(press) => write!(f, "exp:{press}"),
            Self::Write(choice) => write!(f, "exp:go:{choice}"),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use channels::errands::ExportFormat;
    use jiff::civil::date;

    use super::super::choice::{DAYS, Days, Which};
    use super::*;

    #[test]
    fn every_press_of_the_reports_is_read_as_it_was_written() {
        let asked = [Asked::Now, Asked::Week, Asked::Month].map(ReportPress::Write);
        let switched = [true, false].into_iter().flat_map(|on| {
            [
                ReportPress::Send(Period::Week, on),
                ReportPress::Send(Period::Month, on),
                ReportPress::Dark(on),
            ]
        });
        for press in asked.into_iter().chain(switched).chain([ReportPress::Show]) {
            assert_eq!(
                Press::parse(press.data().as_str()),
                Some(Press::Report(press)),
                "{press}"
            );
        }
    }

    #[test]
    fn every_press_of_the_exports_is_read_as_it_was_written_and_fits() {
        let longest = Which::One("a".repeat(32).try_into().unwrap());
        let days = DAYS
            .map(Days::Last)
            .into_iter()
            .chain([Days::All, Days::Between(date(2026, 11, 1), date(2026, 11, 20))]);
        for days in days {
            for format in [ExportFormat::Csv, ExportFormat::CsvForExcel, ExportFormat::Json] {
                for which in [Which::All, longest.clone()] {
                    let choice = Choice { which, format, days };
                    let presses = [
                        ExportPress::Card(choice.clone()),
                        ExportPress::Channels(9, choice.clone()),
                        ExportPress::Days(choice.clone()),
                        ExportPress::Write(choice),
                    ];
                    for press in presses {
                        assert_eq!(Press::parse(press.data().as_str()), Some(Press::Export(press)));
                    }
                }
            }
        }
        let day = ExportPress::Calendar(CalendarPress::of_day(date(2026, 11, 20)));
        assert_eq!(Press::parse(day.data().as_str()), Some(Press::Export(day)));
    }

    #[test]
    fn what_no_button_sends_is_nothing() {
        for data in [
            "rep",
            "rep:write:year",
            "rep:send:week",
            "rep:send:day:on",
            "rep:dark:x",
            "exp:card",
            "exp:card:x.31.*",
            "exp:card:z.30.*",
            "exp:card:x.20261120-20261101.*",
            "exp:card:x.30.abc",
            "exp:chx:x.30.*",
            "exp:cal:day:1",
            "set:show",
        ] {
            assert_eq!(Press::parse(data), None, "{data}");
        }
    }
}
