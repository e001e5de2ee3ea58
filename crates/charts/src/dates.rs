//! Days and hours as labels of an axis.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime};

use crate::{ChartError, Language, Steps};

/// A label below a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StepLabel {
    /// The step, counted from zero.
    pub(crate) step: usize,
    /// What it says.
    pub(crate) text: String,
}

/// Ways to label the same steps, from the closest to the sparsest. The reader gets the first that fits.
pub(crate) fn labellings(steps: &Steps, count: usize, language: Language) -> Result<Vec<Vec<StepLabel>>, ChartError> {
    match steps {
        Steps::Days { first } => days(*first, count, language),
        Steps::Hours { first } => hours(*first, count, language),
        Steps::Named(names) => Ok(vec![named(names)]),
    }
}

/// «21 нояб» or "21 Nov".
pub(crate) fn day(date: Date, language: Language) -> String {
    format!("{} {}", date.day(), month_of_day(date.month(), language))
}

fn days(first: Date, count: usize, language: Language) -> Result<Vec<Vec<StepLabel>>, ChartError> {
    let dates = (0..count)
        .map(|step| {
            first
                .checked_add((step as i64).days())
                .map_err(|_| ChartError::BeyondCalendar)
        })
        .collect::<Result<Vec<_>, _>>()?;
    let by_day = |keep: &dyn Fn(usize, Date) -> bool| -> Vec<StepLabel> {
        let kept = dates
            .iter()
            .copied()
            .enumerate()
            .filter(|(step, date)| keep(*step, *date));
        kept.map(|(step, date)| StepLabel {
            step,
            text: day(date, language),
        })
        .collect()
    };
    // Counted from the last day, which is the one people look for.
    let mut ways: Vec<_> = [1, 2, 3]
        .map(|every| by_day(&|step, _| (count - 1 - step).is_multiple_of(every)))
        .into();
    ways.push(by_day(&|_, date| is_monday(date)));
    ways.push(by_day(&|step, date| is_monday(date) && (step / 7).is_multiple_of(2)));
    for every in [1, 2, 3, 6, 12] {
        ways.push(months(&dates, every, language));
    }
    // Short spans may hold no first of a month, and one label tells no scale.
    ways.retain(|labels| labels.len() > 1);
    let ends = [0, count.saturating_sub(1)];
    let ends = ends.iter().filter_map(|step| {
        Some(StepLabel {
            step: *step,
            text: day(*dates.get(*step)?, language),
        })
    });
    let mut ends: Vec<_> = ends.collect();
    ends.dedup();
    ways.push(ends);
    Ok(ways)
}

/// The first days of every so many months; the year where it begins.
fn months(dates: &[Date], every: i8, language: Language) -> Vec<StepLabel> {
    let firsts = dates
        .iter()
        .enumerate()
        .filter(|(_, date)| date.day() == 1 && (date.month() - 1) % every == 0);
    let mut year = None;
    firsts
        .map(|(step, date)| {
            let name = month_alone(date.month(), language);
            let known = year.replace(date.year()) == Some(date.year());
            let text = if known {
                name.to_owned()
            } else {
                format!("{name} {}", date.year())
            };
            StepLabel { step, text }
        })
        .collect()
}

fn hours(first: DateTime, count: usize, language: Language) -> Result<Vec<Vec<StepLabel>>, ChartError> {
    let times = (0..count)
        .map(|step| {
            first
                .checked_add((step as i64).hours())
                .map_err(|_| ChartError::BeyondCalendar)
        })
        .collect::<Result<Vec<_>, _>>()?;
    let every = |hours: i8| -> Vec<StepLabel> {
        let kept = times.iter().enumerate().filter(|(_, time)| time.hour() % hours == 0);
        kept.map(|(step, time)| StepLabel {
            step,
            text: hour(*time, language),
        })
        .collect()
    };
    let midnights = |days: usize| -> Vec<StepLabel> { every(24).into_iter().step_by(days).collect() };
    let mut ways: Vec<_> = [1, 2, 3, 6, 12, 24].map(every).into();
    ways.extend([2, 7].map(midnights));
    ways.retain(|labels| labels.len() > 1);
    ways.extend(times.last().map(|last| {
        vec![StepLabel {
            step: count - 1,
            text: hour(*last, language),
        }]
    }));
    Ok(ways)
}

fn hour(time: DateTime, language: Language) -> String {
    match time.hour() {
        0 => day(time.date(), language),
        hour => format!("{hour:02}:00"),
    }
}

fn named(names: &[String]) -> Vec<StepLabel> {
    names
        .iter()
        .enumerate()
        .map(|(step, name)| StepLabel {
            step,
            text: name.clone(),
        })
        .collect()
}

fn is_monday(date: Date) -> bool {
    date.weekday() == jiff::civil::Weekday::Monday
}

fn month_of_day(month: i8, language: Language) -> &'static str {
    match (month, language) {
        (3, Language::Russian) => "марта",
        (5, Language::Russian) => "мая",
        (6, Language::Russian) => "июня",
        (7, Language::Russian) => "июля",
        _ => month_alone(month, language),
    }
}

fn month_alone(month: i8, language: Language) -> &'static str {
    const RUSSIAN: [&str; 12] = [
        "янв", "фев", "март", "апр", "май", "июнь", "июль", "авг", "сент", "окт", "нояб", "дек",
    ];
    const ENGLISH: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let names = if language == Language::Russian {
        RUSSIAN
    } else {
        ENGLISH
    };
    names[(month - 1).rem_euclid(12) as usize]
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use jiff::civil::date;

    use super::*;

    fn texts(labels: &[StepLabel]) -> Vec<&str> {
        labels.iter().map(|label| label.text.as_str()).collect()
    }

    #[test]
    fn days_read_as_people_say_them() {
        assert_eq!(day(date(2026, 11, 21), Language::Russian), "21 нояб");
        assert_eq!(day(date(2026, 5, 1), Language::Russian), "1 мая");
        assert_eq!(day(date(2026, 11, 21), Language::English), "21 Nov");
    }

    #[test]
    fn a_thinned_week_keeps_its_last_day() {
        let steps = Steps::Days {
            first: date(2026, 11, 15),
        };
        let ways = labellings(&steps, 7, Language::English).unwrap();
        assert_eq!(ways[0].len(), 7);
        assert_eq!(texts(&ways[1]), ["15 Nov", "17 Nov", "19 Nov", "21 Nov"]);
    }

    #[test]
    fn a_year_is_told_by_months_and_the_year_once() {
        let steps = Steps::Days {
            first: date(2026, 10, 20),
        };
        let ways = labellings(&steps, 160, Language::Russian).unwrap();
        let months = ways.iter().find(|labels| labels[0].text.starts_with("нояб")).unwrap();
        assert_eq!(texts(months), ["нояб 2026", "дек", "янв 2027", "фев", "март"]);
    }

    #[test]
    fn midnight_is_told_by_its_date() {
        let steps = Steps::Hours {
            first: date(2026, 11, 20).at(18, 0, 0, 0),
        };
        let ways = labellings(&steps, 13, Language::Russian).unwrap();
        assert!(
            ways.iter().any(|labels| texts(labels) == ["18:00", "21 нояб", "06:00"]),
            "{ways:?}"
        );
    }

    #[test]
    fn days_beyond_the_calendar_are_refused() {
        let steps = Steps::Days { first: Date::MAX };
        assert_eq!(labellings(&steps, 1, Language::English).unwrap().len(), 1);
        assert_eq!(
            labellings(&steps, 2, Language::English),
            Err(ChartError::BeyondCalendar)
        );
    }
}
