//! Counts as t.me writes them: short on the pages of posts, whole on the landing.

/// `577`, `1.2K`, `9.61M`, `12.5M`: two digits behind the point below ten, one from there on, without idle zeros.
pub fn short(count: u64) -> String {
    // What would be a thousand thousands is written with the larger unit.
    let units: [(u64, u64, &str); 3] = [
        (999_950_000, 1_000_000_000, "B"),
        (999_950, 1_000_000, "M"),
        (1_000, 1_000, "K"),
    ];
    let Some((_, unit, letter)) = units.into_iter().find(|(first, ..)| count >= *first) else {
        return count.to_string();
    };
    let digits = if count < unit * 10 - unit / 200 { 2 } else { 1 };
    let step = unit / 10_u64.pow(digits);
    let steps = (count + step / 2) / step;
    let (whole, rest) = (steps / 10_u64.pow(digits), steps % 10_u64.pow(digits));
    let width = usize::try_from(digits).unwrap_or(1);
    let text = format!("{whole}.{rest:0width$}");
    format!("{}{letter}", text.trim_end_matches('0').trim_end_matches('.'))
}

/// `11 110 268`, with this between the groups.
pub fn whole(count: u64, space: char) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() + 4);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(space);
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_counts_are_written_short() {
        for (count, text) in [
            (0, "0"),
            (577, "577"),
            (999, "999"),
            (1_000, "1K"),
            (1_200, "1.2K"),
            (4_440, "4.44K"),
            (9_999, "10K"),
            (19_812, "19.8K"),
            (436_600, "436.6K"),
            (999_940, "999.9K"),
            (999_960, "1M"),
            (9_612_000, "9.61M"),
            (10_856_423, "10.9M"),
            (12_500_000, "12.5M"),
            (1_050_000_000, "1.05B"),
        ] {
            assert_eq!(short(count), text, "{count}");
        }
    }

    #[test]
    fn whole_counts_have_groups() {
        assert_eq!(whole(705, ' '), "705");
        assert_eq!(whole(11_110_268, '\u{a0}'), "11\u{a0}110\u{a0}268");
    }
}
