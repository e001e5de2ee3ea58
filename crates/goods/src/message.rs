//! Goods as people write them: one a line, each line with the separator it has.

use crate::assembly::Assembly;
use crate::quantity::PIECES;
use crate::{GoodsList, Unread};

/// Separators, the surest first.
const SEPARATORS: [char; 4] = ['\t', ';', ',', '|'];
/// What stands between the two and means nothing: «46… - 10».
const FILLERS: [&str; 9] = ["-", "–", "—", ":", "=", "*", "×", "x", "х"];

/// Reads lines.
pub(crate) fn read(text: &str) -> Result<GoodsList, Unread> {
    let mut assembly = Assembly::default();
    for (number, line) in (1..).zip(text.lines()) {
        assembly.line(number, &split(line))?;
    }
    assembly.finish()
}

/// The cells of a line.
fn split(line: &str) -> Vec<&str> {
    let Some(separator) = SEPARATORS.into_iter().find(|separator| line.contains(*separator)) else {
        return words(line);
    };
    let cells: Vec<&str> = line.split(separator).collect();
    let mut filled = cells.iter().filter(|cell| !cell.trim().is_empty());
    match (filled.next(), filled.next()) {
        // The mark only ends the line: «46… 10,».
        (Some(only), None) if !cells[0].trim().is_empty() => words(only),
        _ => cells,
    }
}

fn words(line: &str) -> Vec<&str> {
    let means_something = |word: &&str| {
        let word = word.to_lowercase();
        !FILLERS.contains(&word.as_str()) && !PIECES.contains(&word.as_str())
    };
    let words: Vec<&str> = line.split_whitespace().filter(means_something).collect();
    // «шт» alone may be a column's name.
    if words.len() < 2 {
        line.split_whitespace().collect()
    } else {
        words
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_has_its_own_separator() {
        for line in [
            "46000018;10",
            "46000018\t10",
            "46000018,10",
            "46000018|10",
            "46000018 10",
            "46000018   10",
            "46000018 - 10",
            "46000018 × 10 шт",
            "46000018 10,",
        ] {
            assert_eq!(split(line), ["46000018", "10"], "{line}");
        }
        assert_eq!(split(";10"), ["", "10"]);
        assert_eq!(split("46000018; 1 000"), ["46000018", " 1 000"]);
        assert_eq!(split("баркод шт"), ["баркод", "шт"]);
    }
}
