//! Quantities.

use crate::cell::clip;
use crate::{MOST_UNITS, Problem};

/// Words for «pieces» that may follow a number.
pub(crate) const PIECES: [&str; 6] = ["шт", "шт.", "штук", "штуки", "pcs", "pcs."];

/// Reads a quantity: a whole number from 1 to 999,999, also as `1 000`, `10.0` or `10 шт`.
pub(crate) fn read(text: &str) -> Result<u32, Problem> {
    let bad = || Problem::BadQuantity(clip(text));
    let number = without_fraction(without_pieces(text));
    let digits = join_thousands(number).ok_or_else(bad)?;
    let units: u32 = digits.parse().map_err(|_| bad())?;
    if (1..=MOST_UNITS).contains(&units) {
        Ok(units)
    } else {
        Err(bad())
    }
}

fn without_pieces(text: &str) -> &str {
    let end = text.find(|letter: char| letter.is_alphabetic()).unwrap_or(text.len());
    let (number, word) = text.split_at(end);
    if PIECES.contains(&word.to_lowercase().as_str()) {
        number.trim_end()
    } else {
        text
    }
}

/// `10.0` and `10,00` are ten. `1.000` stays as it is: nobody knows whether it is one or a thousand.
fn without_fraction(text: &str) -> &str {
    for nothing in [".0", ",0", ".00", ",00"] {
        if let Some(number) = text.strip_suffix(nothing) {
            return number;
        }
    }
    text
}

/// The digits of a number, whose thousands may stand apart: `1 000`.
fn join_thousands(text: &str) -> Option<String> {
    let groups: Vec<&str> = text.split(char::is_whitespace).collect();
    let digits = groups
        .iter()
        .all(|group| group.bytes().all(|byte| byte.is_ascii_digit()));
    let (first, rest) = groups.split_first()?;
    let apart = rest.is_empty() || ((1..=3).contains(&first.len()) && rest.iter().all(|group| group.len() == 3));
    (digits && apart).then(|| groups.concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantity_may_be_written_in_several_ways() {
        for (text, units) in [
            ("1", 1),
            ("999999", 999_999),
            ("010", 10),
            ("10.0", 10),
            ("10,00", 10),
            ("1 000", 1_000),
            ("12\u{a0}345", 12_345),
            ("10 шт.", 10),
            ("10ШТ", 10),
            ("7 pcs", 7),
        ] {
            assert_eq!(read(text), Ok(units), "{text}");
        }
    }

    #[test]
    fn what_could_be_two_numbers_is_none() {
        for bad in [
            "",
            "0",
            "-1",
            "+5",
            "1000000",
            "99999999999",
            "1.5",
            "1.000",
            "1,000",
            "1 00",
            "10 20",
            "10 коробок",
            "десять",
            "1e3",
            "1 000 000",
            "٣",
        ] {
            assert_eq!(read(bad), Err(Problem::BadQuantity(bad.to_owned())), "{bad}");
        }
    }
}
