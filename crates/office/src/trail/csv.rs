//! The trail as a file for a spreadsheet.

use accounts::audit::AuditLine;

/// What a spreadsheet may take for a formula when a cell begins with it.
const FORMULAS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// The lines with a heading, comma separated, in UTF-8 with the mark that spreadsheets know it by.
pub fn csv(lines: &[AuditLine]) -> Vec<u8> {
    let mut text = String::from("\u{feff}at,who,act,what,detail\r\n");
    for line in lines {
        let cells = [
            line.at.to_string(),
            line.who.to_string(),
            line.act.name(),
            line.what.clone(),
            line.detail.clone(),
        ];
        text.push_str(&cells.map(|cell| quoted(&cell)).join(","));
        text.push_str("\r\n");
    }
    text.into_bytes()
}

/// A cell that is a text and nothing else, whatever it begins with.
fn quoted(cell: &str) -> String {
    let guard = if cell.starts_with(FORMULAS) { "'" } else { "" };
    format!("\"{guard}{}\"", cell.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use accounts::audit::Act;
    use telegram::UserId;

    use super::*;

    #[test]
    fn no_cell_is_a_formula_and_none_breaks_out_of_its_quotes() {
        let at = "2026-11-18T06:00:00Z".parse().unwrap();
        let line = AuditLine::new(at, UserId(7), Act::KeyAdded, "=1+1", "a \"b\",\nc");
        let text = String::from_utf8(csv(&[line])).unwrap();
        assert_eq!(
            text,
            "\u{feff}at,who,act,what,detail\r\n\"2026-11-18T06:00:00Z\",\"7\",\"key_added\",\"'=1+1\",\"a \"\"b\"\",\nc\"\r\n"
        );
    }
}
