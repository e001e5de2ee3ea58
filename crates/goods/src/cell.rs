//! One cell of a line.

/// The most characters of a cell that are quoted.
const QUOTED_CHARS: usize = 40;

/// The cell without what surrounds its content: blanks, marks that cannot be seen, and what table programs write around a number
/// to keep it text (`'46…`, `="46…"`).
pub(crate) fn content(cell: &str) -> &str {
    let cell = trim(cell);
    let cell = cell.strip_prefix('\'').unwrap_or(cell);
    let inner = cell.strip_prefix("=\"").or_else(|| cell.strip_prefix('"'));
    trim(inner.and_then(|inner| inner.strip_suffix('"')).unwrap_or(cell))
}

/// The beginning of a text, to be quoted.
pub(crate) fn clip(text: &str) -> String {
    text.chars().take(QUOTED_CHARS).collect()
}

fn trim(text: &str) -> &str {
    text.trim_matches(|letter: char| letter.is_whitespace() || letter.is_control() || is_invisible(letter))
}

/// Byte order mark, zero-width and direction marks: copied along from pages and chats.
fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{202a}'..='\u{202e}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_content_is_left() {
        for cell in [
            "4600000000017",
            " 4600000000017\u{a0}",
            "'4600000000017",
            "=\"4600000000017\"",
            "\"4600000000017\"",
            "\u{feff}\u{200e}4600000000017",
        ] {
            assert_eq!(content(cell), "4600000000017", "{cell:?}");
        }
        assert_eq!(content(" \t"), "");
        assert_eq!(content("\""), "\"");
    }
}
