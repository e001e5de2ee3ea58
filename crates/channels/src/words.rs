//! Figures in words: an exact one plain, a rounded one with `≈`, an estimated one with `~`. The same everywhere.

use channel_sources::{Figure, Precision, Source};
use jiff::Timestamp;
use telegram::Language::{self, En, Ru};

use crate::measures::Measure;
use crate::post::float;

/// A space that neither breaks nor takes much room.
const THIN: char = '\u{202f}';
/// A minus sign as wide as a plus.
const MINUS: char = '\u{2212}';

/// What stands in front of a value of this precision.
pub fn mark(precision: Precision) -> &'static str {
    match precision {
        Precision::Exact => "",
        Precision::Rounded { .. } => "≈",
        Precision::Estimated => "~",
    }
}

/// A whole number, its digits in threes: `12 345`, `12,345`.
pub fn count(language: Language, n: u64) -> String {
    let digits = n.to_string();
    let separator = match language {
        Ru => THIN,
        En => ',',
    };
    let mut written = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            written.push(separator);
        }
        written.push(digit);
    }
    written
}

/// A change, with its sign: `+12`, `−3`, `0`.
pub fn change(language: Language, by: i64) -> String {
    let digits = count(language, by.unsigned_abs());
    match by {
        1.. => format!("+{digits}"),
        0 => digits,
        _ => format!("{MINUS}{digits}"),
    }
}

/// A figure: `12 345`, `≈12,3 тыс.`, `~12 345`.
pub fn figure(language: Language, figure: &Figure<u64>) -> String {
    let mark = mark(figure.precision);
    match figure.precision {
        Precision::Rounded { .. } => format!("{mark}{}", short(language, float(figure.value))),
        Precision::Exact | Precision::Estimated => format!("{mark}{}", count(language, figure.value)),
    }
}

/// A mean number of views: `3 412`, `≈3,4 тыс.`, `~3 412`.
pub fn views(language: Language, measure: &Measure) -> String {
    let mark = mark(measure.precision);
    match measure.precision {
        Precision::Rounded { .. } => format!("{mark}{}", short(language, measure.value)),
        Precision::Exact | Precision::Estimated => format!("{mark}{}", count(language, whole(measure.value))),
    }
}

/// A share in percent, one digit after the point: `27,6 %`, `27.6%`.
pub fn percent(language: Language, value: f64) -> String {
    let value = one_digit(value);
    match language {
        Ru => format!("{}{THIN}%", value.replace('.', ",")),
        En => format!("{value}%"),
    }
}

/// A change in percent, with its sign.
pub fn percent_change(language: Language, value: f64) -> String {
    let size = percent(language, value.abs());
    if one_digit(value.abs()) == "0.0" {
        size
    } else if value < 0.0 {
        format!("{MINUS}{size}")
    } else {
        format!("+{size}")
    }
}

/// A share reckoned from figures, with the mark of its precision.
pub fn rate(language: Language, measure: &Measure) -> String {
    format!("{}{}", mark(measure.precision), percent(language, measure.value))
}

/// A number in three digits: `950`, `12,3 тыс.`, `12.3K`.
pub fn short(language: Language, value: f64) -> String {
    let units = match language {
        Ru => ["", " тыс.", " млн", " млрд"],
        En => ["", "K", "M", "B"],
    };
    let (mut scaled, mut power) = (value, 0);
    while scaled >= 999.95 && power + 1 < units.len() {
        scaled /= 1000.0;
        power += 1;
    }
    let digits = match (power, scaled) {
        (0, _) => format!("{scaled:.0}"),
        (_, 100.0..) => format!("{scaled:.0}"),
        _ => one_digit(scaled).trim_end_matches(".0").to_owned(),
    };
    let digits = match language {
        Ru => digits.replace('.', ","),
        En => digits,
    };
    format!("{digits}{}", units[power].replace(' ', &THIN.to_string()))
}

/// What a source is called.
pub fn source(source: Source) -> &'static str {
    match source {
        Source::BotApi => "Bot API",
        Source::Preview => "t.me",
        Source::TgStat => "TGStat",
        Source::Telemetr => "Telemetr",
        Source::MtProto => "MTProto",
    }
}

/// Where a figure comes from: `точно, Bot API, 21.11 в 05:00`.
pub fn origin<T>(language: Language, figure: &Figure<T>) -> String {
    let how = match (figure.precision, language) {
        (Precision::Exact, Ru) => "точно",
        (Precision::Exact, En) => "exact",
        (Precision::Rounded { .. }, Ru) => "округлено",
        (Precision::Rounded { .. }, En) => "rounded",
        (Precision::Estimated, Ru) => "оценка",
        (Precision::Estimated, En) => "estimate",
    };
    format!(
        "{how}, {}, {}",
        source(figure.source),
        moment(language, figure.observed_at)
    )
}

/// A moment by Moscow's clock: `21.11 в 05:00`, `21 Nov at 05:00`.
pub fn moment(language: Language, at: Timestamp) -> String {
    let (date, time) = (clock::moscow_date(at), clock::moscow_time(at));
    match language {
        Ru => format!("{:02}.{:02} в {time}", date.day(), date.month()),
        En => {
            let month: String = telegram::words::month_of(date.month(), En).chars().take(3).collect();
            format!("{} {month} at {time}", date.day())
        }
    }
}

fn one_digit(value: f64) -> String {
    format!("{value:.1}")
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a mean of views is not negative and far below 2^53"
)]
fn whole(value: f64) -> u64 {
    value.round().max(0.0) as u64
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn of(value: u64, precision: Precision) -> Figure<u64> {
        Figure {
            precision,
            ..Figure::exact(value, Source::BotApi, "2026-11-21T02:00:00Z".parse().unwrap())
        }
    }

    #[test]
    fn a_figure_shows_how_exact_it_is() {
        let rounded = of(12_300, Precision::Rounded { step: 100 });
        assert_eq!(figure(Ru, &of(12_345, Precision::Exact)), "12\u{202f}345");
        assert_eq!(figure(Ru, &rounded), "≈12,3\u{202f}тыс.");
        assert_eq!(figure(En, &rounded), "≈12.3K");
        assert_eq!(figure(En, &of(12_345, Precision::Estimated)), "~12,345");
        assert_eq!(origin(Ru, &rounded), "округлено, Bot API, 21.11 в 05:00");
        assert_eq!(origin(En, &of(1, Precision::Exact)), "exact, Bot API, 21 Nov at 05:00");
    }

    #[test]
    fn short_numbers_have_three_digits_at_most() {
        let written = |value| short(En, value);
        assert_eq!(written(0.0), "0");
        assert_eq!(written(999.0), "999");
        assert_eq!(written(999.96), "1K");
        assert_eq!(written(1_000.0), "1K");
        assert_eq!(written(10_900_000.0), "10.9M");
        assert_eq!(written(999_960.0), "1M");
        assert_eq!(written(123_456.0), "123K");
    }

    #[test]
    fn changes_have_signs_and_nothing_has_none() {
        assert_eq!(change(En, 1_234), "+1,234");
        assert_eq!(change(En, -5), "\u{2212}5");
        assert_eq!(change(Ru, 0), "0");
        assert_eq!(percent_change(Ru, -3.25), "\u{2212}3,2\u{202f}%");
        assert_eq!(percent_change(En, -0.01), "0.0%");
    }
}
