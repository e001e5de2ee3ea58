//! `parse_mode` HTML: the tags Telegram knows, everything else refused.

use serde_json::{Value, json};

use super::entities::{Entity, Formatted, utf16};

struct Open {
    tag: String,
    offset: usize,
    rest: Option<Value>,
}

/// The text without its tags, and the entities they stood for; or why not.
pub fn parse(source: &str) -> Result<Formatted, String> {
    let mut done = Formatted::default();
    let mut open: Vec<Open> = Vec::new();
    let mut place = 0;
    let mut at = 0;
    while let Some(c) = source[at..].chars().next() {
        match c {
            '<' => {
                let end = source[at..]
                    .find('>')
                    .ok_or_else(|| format!("Unclosed start tag at byte offset {at}"))?
                    + at;
                let inside = &source[at + 1..end];
                match inside.strip_prefix('/') {
                    Some(name) => close(&mut done, &mut open, name.trim(), place, at)?,
                    None => open.push(start(inside, place, at)?),
                }
                at = end + 1;
            }
            '&' => {
                let (text, length) = reference(&source[at..]);
                place += utf16(&text);
                done.text.push_str(&text);
                at += length;
            }
            other => {
                done.text.push(other);
                place += other.len_utf16();
                at += other.len_utf8();
            }
        }
    }
    match open.pop() {
        Some(Open { tag, .. }) => Err(format!("Can't find end tag corresponding to start tag \"{tag}\"")),
        None => Ok(done),
    }
}

/// Whether a text can be opened as a link.
pub fn is_link(text: &str) -> bool {
    let parsed = url::Url::parse(text).or_else(|_| url::Url::parse(&format!("http://{text}")));
    !text.is_empty() && parsed.is_ok_and(|url| matches!(url.scheme(), "http" | "https" | "tg" | "ton" | "mailto"))
}

fn start(inside: &str, offset: usize, at: usize) -> Result<Open, String> {
    let (name, attributes) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
    let tag = name.to_ascii_lowercase();
    let kind = |kind: &str| Some(json!({ "type": kind }));
    let rest = match tag.as_str() {
        "b" | "strong" => kind("bold"),
        "i" | "em" => kind("italic"),
        "u" | "ins" => kind("underline"),
        "s" | "strike" | "del" => kind("strikethrough"),
        "tg-spoiler" => kind("spoiler"),
        "span" if attribute(attributes, "class").as_deref() == Some("tg-spoiler") => kind("spoiler"),
        "span" => {
            return Err(format!(
                "Tag \"span\" must have class \"tg-spoiler\" at byte offset {at}"
            ));
        }
        "code" => {
            let class = attribute(attributes, "class");
            let language = class.as_deref().and_then(|class| class.strip_prefix("language-"));
            Some(language.map_or_else(
                || json!({"type": "code"}),
                |name| json!({"type": "code", "language": name}),
            ))
        }
        "pre" => kind("pre"),
        "blockquote" if attributes.split_whitespace().any(|word| word == "expandable") => kind("expandable_blockquote"),
        "blockquote" => kind("blockquote"),
        // A link without an address is shown as plain text.
        "a" => attribute(attributes, "href")
            .filter(|url| is_link(url))
            .map(|url| json!({"type": "text_link", "url": url})),
        "tg-emoji" => {
            let id = attribute(attributes, "emoji-id").filter(|id| !id.is_empty());
            let id = id.ok_or_else(|| "Custom emoji identifier is not specified".to_owned())?;
            Some(json!({"type": "custom_emoji", "custom_emoji_id": id}))
        }
        other => return Err(format!("Unsupported start tag \"{other}\" at byte offset {at}")),
    };
    Ok(Open { tag, offset, rest })
}

fn close(done: &mut Formatted, open: &mut Vec<Open>, name: &str, place: usize, at: usize) -> Result<(), String> {
    let name = name.to_ascii_lowercase();
    let Some(Open { tag, offset, rest }) = open.pop() else {
        return Err(format!("Unexpected end tag at byte offset {at}"));
    };
    if !name.is_empty() && name != tag {
        return Err(format!(
            "Unmatched end tag at byte offset {at}, expected \"</{tag}>\", found \"</{name}>\""
        ));
    }
    let Some(mut rest) = rest.filter(|_| place > offset) else {
        return Ok(());
    };
    // <pre><code class="language-x">…</code></pre> is one entity with a language.
    if tag == "pre"
        && let Some(inner) = done.entities.last()
        && inner.rest["type"] == "code"
        && (inner.offset, inner.length) == (offset, place - offset)
    {
        if let Some(language) = inner.rest.get("language") {
            rest["language"] = language.clone();
        }
        done.entities.pop();
    } else if tag == "code"
        && !open.iter().any(|outer| outer.tag == "pre")
        && let Some(fields) = rest.as_object_mut()
    {
        fields.remove("language");
    }
    done.entities.push(Entity {
        offset,
        length: place - offset,
        rest,
    });
    Ok(())
}

fn attribute(attributes: &str, wanted: &str) -> Option<String> {
    let mut rest = attributes.trim();
    while let Some((name, after)) = rest.split_once('=') {
        let after = after.trim_start();
        let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''));
        let (value, next) = match quote {
            Some(quote) => after[1..].split_once(quote)?,
            None => after.split_once(char::is_whitespace).unwrap_or((after, "")),
        };
        if name.trim().eq_ignore_ascii_case(wanted) {
            return Some(plain(value));
        }
        rest = next.trim_start();
    }
    None
}

fn plain(mut text: &str) -> String {
    let mut plain = String::new();
    while let Some(start) = text.find('&') {
        plain.push_str(&text[..start]);
        let (meant, length) = reference(&text[start..]);
        plain.push_str(&meant);
        text = &text[start + length..];
    }
    plain + text
}

/// What a character reference at the text's beginning means, and how many bytes it takes.
fn reference(text: &str) -> (String, usize) {
    let itself = || ("&".to_owned(), 1);
    let Some(end) = text
        .char_indices()
        .take(12)
        .find(|(_, c)| *c == ';')
        .map(|(end, _)| end)
    else {
        return itself();
    };
    let meant = match &text[1..end] {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        number => {
            let code = match number.strip_prefix("#x") {
                Some(hex) => u32::from_str_radix(hex, 16).ok(),
                None => number.strip_prefix('#').and_then(|decimal| decimal.parse().ok()),
            };
            let Some(c) = code.and_then(char::from_u32) else {
                return itself();
            };
            c
        }
    };
    (meant.to_string(), end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(source: &str) -> (String, Vec<String>) {
        let Formatted { text, entities } = parse(source).expect("valid HTML");
        (
            text,
            entities
                .iter()
                .map(|e| format!("{} {}+{}", e.rest, e.offset, e.length))
                .collect(),
        )
    }

    #[test]
    fn nested_tags_become_entities() {
        let (text, entities) = told("😀 <b>жир <i>кур</i></b> &lt;3 <a href=\"https://wb.ru?a=1&amp;b\">тут</a>");
        assert_eq!(text, "😀 жир кур <3 тут");
        assert_eq!(
            entities,
            [
                r#"{"type":"italic"} 7+3"#,
                r#"{"type":"bold"} 3+7"#,
                r#"{"type":"text_link","url":"https://wb.ru?a=1&b"} 14+3"#,
            ]
        );
    }

    #[test]
    fn code_in_pre_is_one_entity_with_its_language() {
        let (_, entities) = told("<pre><code class=\"language-rust\">fn</code></pre><code class='language-x'>a</code>");
        assert_eq!(
            entities,
            [r#"{"language":"rust","type":"pre"} 0+2"#, r#"{"type":"code"} 2+1"#]
        );
    }

    #[test]
    fn wrong_markup_is_refused_in_telegrams_words() {
        for (source, why) in [
            ("<x>a</x>", "Unsupported start tag \"x\" at byte offset 0"),
            ("a<b>c", "Can't find end tag corresponding to start tag \"b\""),
            (
                "<b>a</i>",
                "Unmatched end tag at byte offset 4, expected \"</b>\", found \"</i>\"",
            ),
            ("a</b>", "Unexpected end tag at byte offset 1"),
            ("2 < 3", "Unclosed start tag at byte offset 2"),
        ] {
            assert_eq!(parse(source), Err(why.to_owned()), "{source}");
        }
        assert_eq!(told("a & b &copy;").0, "a & b &copy;");
    }
}
