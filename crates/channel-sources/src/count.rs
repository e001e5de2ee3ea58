//! Counts as pages write them: `577`, `12.5M`, `11 110 268 subscribers`.

/// A count and its granularity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) value: u64,
    /// The unit of the last digit written: 1 is exact, `12.5M` has 100 000.
    pub(crate) step: u64,
}

/// Reads a count that makes up the whole text.
pub(crate) fn read(text: &str) -> Option<Count> {
    let (count, rest) = leading(text)?;
    rest.trim().is_empty().then_some(count)
}

/// Reads the count at the beginning of a text, and what stands behind it.
pub(crate) fn leading(text: &str) -> Option<(Count, &str)> {
    let text = text.trim();
    let end = number_end(text);
    let number = &text[..end];
    let (scale, rest) = suffix(&text[end..]);
    let count = match scale {
        Some(scale) => scaled(number, scale)?,
        None => Count {
            value: whole(number)?,
            step: 1,
        },
    };
    Some((count, rest))
}

/// Where the digits end; the last character is a digit.
fn number_end(text: &str) -> usize {
    let mut end = 0;
    for (place, char) in text.char_indices() {
        if char.is_ascii_digit() {
            end = place + 1;
        } else if !is_group(char) && !is_mark(char) {
            break;
        }
    }
    end
}

fn suffix(text: &str) -> (Option<u64>, &str) {
    let trimmed = text.trim_start_matches(is_group);
    let mut chars = trimmed.chars();
    let scale = match chars.next() {
        Some('K' | 'k' | 'К' | 'к') => 1_000,
        Some('M' | 'm' | 'М' | 'м') => 1_000_000,
        Some('B' | 'b') => 1_000_000_000,
        _ => return (None, text),
    };
    let rest = chars.as_str();
    // `705 members` begins with no suffix, but with a word.
    if rest.chars().next().is_some_and(char::is_alphanumeric) {
        return (None, text);
    }
    (Some(scale), rest)
}

/// `12.5` or `3,4` of a thousand or a million.
fn scaled(number: &str, scale: u64) -> Option<Count> {
    let (whole_part, fraction) = number.split_once(is_mark).unwrap_or((number, ""));
    let whole_part = digits(whole_part)?;
    let places = u32::try_from(fraction.len()).ok()?;
    let unit = 10_u64.checked_pow(places)?;
    if !scale.is_multiple_of(unit) {
        return None;
    }
    let step = scale / unit;
    let fraction = if fraction.is_empty() { 0 } else { digits(fraction)? };
    let value = whole_part
        .checked_mul(scale)?
        .checked_add(fraction.checked_mul(step)?)?;
    Some(Count { value, step })
}

/// `577`, `11 110 268`, `1,234,567`: groups have three digits, except the first.
fn whole(number: &str) -> Option<u64> {
    let mut groups = number.split(|char| is_group(char) || is_mark(char));
    let first = groups.next()?;
    let rest: Vec<&str> = groups.collect();
    if rest.iter().any(|group| group.len() != 3) || (!rest.is_empty() && first.len() > 3) {
        return None;
    }
    digits(&std::iter::once(first).chain(rest).collect::<String>())
}

fn digits(text: &str) -> Option<u64> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

/// A space of any width, or an apostrophe, between groups of digits.
fn is_group(char: char) -> bool {
    char.is_whitespace() || matches!(char, '\'' | '’' | '\u{2060}' | '\u{feff}')
}

fn is_mark(char: char) -> bool {
    matches!(char, '.' | ',')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_counts_are_exact() {
        for (text, value) in [
            ("577", 577),
            (" 0 ", 0),
            ("11 110 268", 11_110_268),
            ("11\u{a0}110\u{a0}268", 11_110_268),
            ("11\u{2009}110\u{202f}268", 11_110_268),
            ("1,234,567", 1_234_567),
            ("1.234", 1_234),
            ("1'234", 1_234),
        ] {
            assert_eq!(read(text), Some(Count { value, step: 1 }), "{text}");
        }
    }

    #[test]
    fn large_counts_say_how_coarse_they_are() {
        for (text, value, step) in [
            ("1K", 1_000, 1_000),
            ("1.2K", 1_200, 100),
            ("436.6K", 436_600, 100),
            ("12.5M", 12_500_000, 100_000),
            ("9.61M", 9_610_000, 10_000),
            ("3,4M", 3_400_000, 100_000),
            ("3,4\u{a0}M", 3_400_000, 100_000),
            ("3,4 К", 3_400, 100),
            ("1.05B", 1_050_000_000, 10_000_000),
            ("4.44k", 4_440, 10),
        ] {
            assert_eq!(read(text), Some(Count { value, step }), "{text}");
        }
    }

    #[test]
    fn words_behind_a_count_are_handed_back() {
        let (count, rest) = leading("11\u{a0}110\u{2009}268 subscribers").expect("a count");
        assert_eq!((count.value, rest.trim()), (11_110_268, "subscribers"));
        let (count, rest) = leading("705 members, 12 online").expect("a count");
        assert_eq!((count.value, count.step, rest.trim()), (705, 1, "members, 12 online"));
        let (count, rest) = leading("10.9M subscribers").expect("a count");
        assert_eq!((count.value, rest.trim()), (10_900_000, "subscribers"));
    }

    #[test]
    fn what_is_no_count_is_none() {
        for text in [
            "",
            " ",
            "K",
            ".5K",
            "1.K2",
            "1.2.3K",
            "12.34",
            "1 23",
            "1234 567",
            "1.23456K",
            "-5",
            "1e3",
            "5x",
            "٣",
            "99999999999999999999",
            "99999999999999999B",
            "@durov",
            "12.5MK",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
