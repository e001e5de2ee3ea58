//! Numbers as people of a language write them.

use crate::{Language, Point, Unit};

/// A space that neither breaks nor takes much room.
const THIN: char = '\u{202f}';
/// From here on numbers are shortened: a phone has no room for more digits.
const SHORTENED_FROM: f64 = 10_000.0;
/// Exact whole numbers up to here are written out where there is room.
const WRITTEN_OUT_BELOW: f64 = 1e6;

/// How all labels of one axis are written, so that they differ from each other and from nothing else.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Notation {
    language: Language,
    unit: Unit,
    power: usize,
    decimals: usize,
}

impl Notation {
    /// The notation of labels up to `largest` in steps of `step`.
    pub(crate) fn of_axis(largest: f64, step: f64, unit: Unit, language: Language) -> Self {
        let power = power_of(largest);
        let decimals = decimals_of(step / 1000_f64.powi(power as i32));
        Self {
            language,
            unit,
            power,
            decimals,
        }
    }

    /// A label.
    pub(crate) fn write(&self, value: f64) -> String {
        if value == 0.0 {
            return with_unit("0", self.unit, self.language);
        }
        let scaled = value / 1000_f64.powi(self.power as i32);
        let digits = fixed(scaled, self.decimals, self.language);
        with_unit(
            &(digits + power_name(self.power, self.language)),
            self.unit,
            self.language,
        )
    }
}

/// One value on its own: three digits are enough to compare, whole numbers below ten thousand stay whole.
pub(crate) fn figure(value: f64, unit: Unit, language: Language) -> String {
    let mut power = power_of(value);
    let mut scaled = value / 1000_f64.powi(power as i32);
    // 999 960 is a million, not «1 000 тыс.».
    if power > 0 && power < 4 && (scaled.abs() * 10.0).round() >= 10_000.0 {
        power += 1;
        scaled /= 1000.0;
    }
    let digits = fixed(scaled, decimals_shown(scaled, power, unit), language);
    let digits = trim_zeros(&digits, language);
    with_unit(&(digits + power_name(power, language)), unit, language)
}

/// One whole number on its own, every digit of it as long as people read digits.
pub(crate) fn exact(value: f64, unit: Unit, language: Language) -> String {
    if value.fract() != 0.0 || value.abs() >= WRITTEN_OUT_BELOW {
        return figure(value, unit, language);
    }
    with_unit(&fixed(value, 0, language), unit, language)
}

/// A point on its own: what is not exact says so, and has no more digits than it deserves. Nothing for a missing one.
pub(crate) fn point(point: Point, unit: Unit, language: Language) -> Option<String> {
    match point {
        Point::Missing => None,
        Point::Exact(value) => Some(exact(value, unit, language)),
        Point::Rounded(_) | Point::Estimated(_) => short_point(point, unit, language),
    }
}

/// The same where there is little room.
pub(crate) fn short_point(point: Point, unit: Unit, language: Language) -> Option<String> {
    let written = figure(point.value()?, unit, language);
    Some(format!("{}{written}", spaced_mark(point)))
}

/// What stands before a value that is not exact.
pub(crate) const fn spaced_mark(point: Point) -> &'static str {
    match point {
        Point::Rounded(_) => "≈\u{202f}",
        Point::Estimated(_) => "~\u{202f}",
        Point::Exact(_) | Point::Missing => "",
    }
}

/// A change: always with its sign.
pub(crate) fn change(by: f64, unit: Unit, language: Language) -> String {
    let written = exact(by, unit, language);
    if by > 0.0 && written.contains(|c: char| ('1'..='9').contains(&c)) {
        format!("+{written}")
    } else {
        written
    }
}

fn power_of(largest: f64) -> usize {
    let size = largest.abs();
    match size {
        _ if size < SHORTENED_FROM => 0,
        _ if size < 1e6 => 1,
        _ if size < 1e9 => 2,
        _ if size < 1e12 => 3,
        _ => 4,
    }
}

fn decimals_shown(scaled: f64, power: usize, unit: Unit) -> usize {
    let whole_things = power == 0 && matches!(unit, Unit::Count | Unit::Roubles | Unit::Milliseconds);
    match scaled.abs() {
        _ if whole_things && scaled.fract() == 0.0 => 0,
        size if size < 10.0 => 2,
        size if size < 1000.0 => 1,
        _ => 0,
    }
}

/// The decimals without which two neighbouring labels would read the same.
fn decimals_of(step: f64) -> usize {
    (0..9)
        .find(|decimals| is_whole(step * 10_f64.powi(*decimals)))
        .unwrap_or(9) as usize
}

fn is_whole(value: f64) -> bool {
    (value - value.round()).abs() < 1e-6 && value.round() != 0.0
}

fn power_name(power: usize, language: Language) -> &'static str {
    let names = match language {
        Language::Russian => ["", "\u{202f}тыс.", "\u{202f}млн", "\u{202f}млрд", "\u{202f}трлн"],
        Language::English => ["", "K", "M", "B", "T"],
    };
    names[power.min(4)]
}

fn with_unit(number: &str, unit: Unit, language: Language) -> String {
    match (unit, language) {
        (Unit::Count, _) => number.to_owned(),
        (Unit::Percent, Language::Russian) => format!("{number}{THIN}%"),
        (Unit::Percent, Language::English) => format!("{number}%"),
        (Unit::Roubles, Language::Russian) => format!("{number}{THIN}₽"),
        (Unit::Roubles, Language::English) => match number.strip_prefix('−') {
            Some(size) => format!("−₽{size}"),
            None => format!("₽{number}"),
        },
        (Unit::Seconds, Language::Russian) => format!("{number}{THIN}с"),
        (Unit::Seconds, Language::English) => format!("{number}{THIN}s"),
        (Unit::Milliseconds, Language::Russian) => format!("{number}{THIN}мс"),
        (Unit::Milliseconds, Language::English) => format!("{number}{THIN}ms"),
    }
}

/// Digits with the language's separators and a real minus; never a minus before a zero.
fn fixed(value: f64, decimals: usize, language: Language) -> String {
    let written = format!("{:.decimals$}", value.abs());
    let negative = value < 0.0 && written.contains(|c: char| ('1'..='9').contains(&c));
    let (whole, fraction) = written.split_once('.').unwrap_or((&written, ""));
    let (group, mark) = match language {
        Language::Russian => (THIN, ','),
        Language::English => (',', '.'),
    };
    let mut text = String::from(if negative { "−" } else { "" });
    // A four-digit number is one glance, a group of one digit is two.
    let grouped = whole.len() > 4 || (whole.len() == 4 && language == Language::English);
    for (at, digit) in whole.chars().enumerate() {
        if grouped && at > 0 && (whole.len() - at).is_multiple_of(3) {
            text.push(group);
        }
        text.push(digit);
    }
    if !fraction.is_empty() {
        text.push(mark);
        text.push_str(fraction);
    }
    text
}

fn trim_zeros(digits: &str, language: Language) -> String {
    let mark = if language == Language::Russian { ',' } else { '.' };
    if !digits.contains(mark) {
        return digits.to_owned();
    }
    digits.trim_end_matches('0').trim_end_matches(mark).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ru(value: f64) -> String {
        figure(value, Unit::Count, Language::Russian).replace(THIN, " ")
    }

    fn en(value: f64) -> String {
        figure(value, Unit::Count, Language::English)
    }

    #[test]
    fn numbers_read_as_in_russian() {
        let written = [0.0, 7.0, 9876.0, 12_345.0, 1_250_000.0, -15_000.0, 0.25, 3e9, 1e15].map(ru);
        assert_eq!(
            written,
            [
                "0",
                "7",
                "9876",
                "12,3 тыс.",
                "1,25 млн",
                "−15 тыс.",
                "0,25",
                "3 млрд",
                "1000 трлн"
            ]
        );
    }

    #[test]
    fn numbers_read_as_in_english() {
        let written = [0.0, 9876.0, 12_345.0, 1_250_000.0, -15_000.0, 0.25].map(en);
        assert_eq!(written, ["0", "9,876", "12.3K", "1.25M", "−15K", "0.25"]);
    }

    #[test]
    fn almost_a_million_is_a_million() {
        assert_eq!(ru(999_960.0), "1 млн");
        assert_eq!(ru(999_940.0), "999,9 тыс.");
        assert_eq!(en(999_999_999.0), "1B");
    }

    #[test]
    fn labels_of_an_axis_have_as_many_decimals_as_they_need() {
        let axis = Notation::of_axis(12_480.0, 50.0, Unit::Count, Language::Russian);
        assert_eq!(axis.write(12_350.0).replace(THIN, " "), "12,35 тыс.");
        let axis = Notation::of_axis(1.0, 0.25, Unit::Seconds, Language::English);
        assert_eq!(axis.write(0.5), "0.50\u{202f}s");
        assert_eq!(axis.write(0.0), "0\u{202f}s");
    }

    #[test]
    fn units_stand_where_the_language_puts_them() {
        assert_eq!(figure(-5.0, Unit::Roubles, Language::English), "−₽5");
        assert_eq!(figure(5.5, Unit::Percent, Language::Russian), "5,5\u{202f}%");
        assert_eq!(figure(180.0, Unit::Milliseconds, Language::Russian), "180\u{202f}мс");
    }

    #[test]
    fn a_change_has_a_sign_and_nothing_has_none() {
        assert_eq!(change(12.0, Unit::Count, Language::Russian), "+12");
        assert_eq!(change(-12.0, Unit::Count, Language::Russian), "−12");
        assert_eq!(change(0.0001, Unit::Percent, Language::English), "0%");
        assert_eq!(change(-0.0, Unit::Count, Language::English), "0");
    }

    #[test]
    fn what_is_not_exact_says_so() {
        assert_eq!(
            point(Point::Rounded(12_300.0), Unit::Count, Language::English).as_deref(),
            Some("≈\u{202f}12.3K")
        );
        assert_eq!(
            point(Point::Estimated(12_300.0), Unit::Count, Language::Russian).as_deref(),
            Some("~\u{202f}12,3\u{202f}тыс.")
        );
        assert_eq!(
            point(Point::Exact(12_345.0), Unit::Count, Language::English).as_deref(),
            Some("12,345")
        );
        assert_eq!(point(Point::Missing, Unit::Count, Language::English), None);
    }
}
