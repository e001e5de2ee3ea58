//! `parse_mode` MarkdownV2: the marks of the Bot API, without block quotations.

use serde_json::{Value, json};

use super::entities::{Entity, Formatted};
use super::html::is_link;

/// Characters that must be escaped where they mark nothing.
const RESERVED: &str = "_*[]()~`>#+-=|{}.!";

struct Open {
    mark: &'static str,
    offset: usize,
}

/// The text without its marks, and the entities they stood for; or why not.
pub fn parse(source: &str) -> Result<Formatted, String> {
    let mut reader = Reader {
        source,
        at: 0,
        place: 0,
        done: Formatted::default(),
        open: Vec::new(),
    };
    while let Some(c) = reader.rest().chars().next() {
        reader.step(c)?;
    }
    match reader.open.pop() {
        Some(Open { mark, .. }) => Err(format!("Can't find end of the entity marked by '{mark}'")),
        None => Ok(reader.done),
    }
}

struct Reader<'a> {
    source: &'a str,
    at: usize,
    place: usize,
    done: Formatted,
    open: Vec<Open>,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        &self.source[self.at..]
    }

    fn push(&mut self, c: char) {
        self.done.text.push(c);
        self.place += c.len_utf16();
    }

    fn step(&mut self, c: char) -> Result<(), String> {
        if c == '\\' {
            let escaped = self.rest()[1..]
                .chars()
                .next()
                .filter(|c| c.is_ascii() && !c.is_ascii_alphanumeric());
            self.at += 1 + escaped.map_or(0, char::len_utf8);
            self.push(escaped.unwrap_or('\\'));
            return Ok(());
        }
        if let Some(after) = self.rest().strip_prefix("```") {
            return self.code(after, 3, "```");
        }
        if let Some(after) = self.rest().strip_prefix('`') {
            return self.code(after, 1, "`");
        }
        if let Some(mark) = ["__", "||", "_", "*", "~"]
            .into_iter()
            .find(|mark| self.rest().starts_with(mark))
        {
            return self.toggle(mark);
        }
        if c == '[' {
            self.open.push(Open {
                mark: "[",
                offset: self.place,
            });
            self.at += 1;
            return Ok(());
        }
        if c == ']' && self.open.last().is_some_and(|open| open.mark == "[") {
            return self.link();
        }
        if RESERVED.contains(c) {
            return Err(format!(
                "Character '{c}' is reserved and must be escaped with the preceding '\\'"
            ));
        }
        self.push(c);
        self.at += c.len_utf8();
        Ok(())
    }

    fn toggle(&mut self, mark: &'static str) -> Result<(), String> {
        self.at += mark.len();
        if self.open.last().is_some_and(|open| open.mark == mark) {
            let kind = match mark {
                "*" => "bold",
                "_" => "italic",
                "__" => "underline",
                "~" => "strikethrough",
                _ => "spoiler",
            };
            self.close(json!({ "type": kind }));
            return Ok(());
        }
        if self.open.iter().any(|open| open.mark == mark) {
            return Err(format!(
                "Can't find end of an entity before '{mark}' at byte offset {}",
                self.at - mark.len()
            ));
        }
        self.open.push(Open {
            mark,
            offset: self.place,
        });
        Ok(())
    }

    fn close(&mut self, rest: Value) {
        if let Some(Open { offset, .. }) = self.open.pop()
            && self.place > offset
        {
            self.done.entities.push(Entity {
                offset,
                length: self.place - offset,
                rest,
            });
        }
    }

    fn code(&mut self, after: &str, width: usize, mark: &'static str) -> Result<(), String> {
        let start = self.at;
        self.open.push(Open {
            mark,
            offset: self.place,
        });
        self.at += width;
        let first_line = after.split(['\n', '`']).next().unwrap_or_default();
        let mut rest = json!({ "type": if width == 3 { "pre" } else { "code" } });
        if width == 3 && after[first_line.len()..].starts_with('\n') {
            if !first_line.trim().is_empty() {
                rest["language"] = Value::from(first_line.trim());
            }
            self.at += first_line.len() + 1;
        }
        loop {
            if self.rest().starts_with(mark) {
                self.at += width;
                self.close(rest);
                return Ok(());
            }
            let Some(mut c) = self.rest().chars().next() else {
                return Err(format!("Can't find end of the entity starting at byte offset {start}"));
            };
            if c == '\\'
                && let Some(escaped @ ('`' | '\\')) = self.rest()[1..].chars().next()
            {
                self.at += 1;
                c = escaped;
            }
            self.push(c);
            self.at += c.len_utf8();
        }
    }

    fn link(&mut self) -> Result<(), String> {
        let Some(after) = self.rest().strip_prefix("](") else {
            return Err("Can't find the URL of a link after ']'".to_owned());
        };
        let mut url = String::new();
        let mut length = 2;
        let mut escaped = false;
        for c in after.chars() {
            length += c.len_utf8();
            match c {
                '\\' if !escaped => escaped = true,
                ')' if !escaped => {
                    self.at += length;
                    if is_link(&url) {
                        self.close(json!({"type": "text_link", "url": url}));
                    } else {
                        self.open.pop();
                    }
                    return Ok(());
                }
                c => {
                    escaped = false;
                    url.push(c);
                }
            }
        }
        Err("Can't find end of a URL".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_become_entities() {
        let Formatted { text, entities } =
            parse("*жир _кур_* `a.b` [тут](https://wb.ru/\\)) \\. ```rust\nfn()```").expect("valid MarkdownV2");
        assert_eq!(text, "жир кур a.b тут . fn()");
        let told: Vec<_> = entities
            .iter()
            .map(|e| (e.rest["type"].as_str().unwrap_or(""), e.offset, e.length))
            .collect();
        assert_eq!(
            told,
            [
                ("italic", 4, 3),
                ("bold", 0, 7),
                ("code", 8, 3),
                ("text_link", 12, 3),
                ("pre", 18, 4)
            ]
        );
        assert_eq!(entities[3].rest["url"], "https://wb.ru/)");
        assert_eq!(entities[4].rest["language"], "rust");
    }

    #[test]
    fn reserved_characters_and_open_marks_are_refused() {
        assert_eq!(
            parse("a.b"),
            Err("Character '.' is reserved and must be escaped with the preceding '\\'".to_owned())
        );
        for source in ["*a", "`a", "[a](b", "[a]", "*_a*_"] {
            assert!(parse(source).is_err(), "{source}");
        }
    }
}
