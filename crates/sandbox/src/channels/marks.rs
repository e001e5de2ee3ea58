//! Links in a post's words: `@name`, `#tag`, addresses, and `[words](address)`.

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece<'t> {
    /// Words.
    Plain(&'t str),
    /// Words that lead somewhere.
    Link {
        /// What is shown.
        words: &'t str,
        /// Where it leads.
        address: String,
    },
    /// A hashtag, without its mark.
    Tag(&'t str),
    /// The end of a line.
    Break,
}

/// The pieces of a text, in order.
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut plain = 0;
    let mut at = 0;
    let mut before = ' ';
    while let Some(char) = text[at..].chars().next() {
        let begins = !before.is_alphanumeric() && !matches!(before, '_' | '/' | '@');
        match marked(&text[at..]).filter(|(_, piece)| begins || *piece == Piece::Break) {
            Some((length, piece)) => {
                if plain < at {
                    pieces.push(Piece::Plain(&text[plain..at]));
                }
                pieces.push(piece);
                at += length;
                plain = at;
                before = text[..at].chars().next_back().unwrap_or(' ');
            }
            None => {
                before = char;
                at += char.len_utf8();
            }
        }
    }
    if plain < text.len() {
        pieces.push(Piece::Plain(&text[plain..]));
    }
    pieces
}

/// The channels a text leads to, with the post where the link names one.
pub fn mentions(text: &str) -> Vec<(String, Option<u32>)> {
    let links = pieces(text).into_iter().filter_map(|piece| match piece {
        Piece::Link { address, .. } => Some(address),
        _ => None,
    });
    links.filter_map(|address| place(&address)).collect()
}

/// `https://t.me/name/123`
fn place(address: &str) -> Option<(String, Option<u32>)> {
    let path = address.strip_prefix("https://t.me/")?;
    let mut parts = path.split(['/', '?', '#']);
    let name = parts.next().filter(|name| is_name(name))?;
    Some((name.to_ascii_lowercase(), parts.next().and_then(|id| id.parse().ok())))
}

/// Whether this can be a name in Telegram.
pub fn is_name(name: &str) -> bool {
    (4..=32).contains(&name.len())
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'_')
        && !name.ends_with('_')
        && !name.contains("__")
}

/// The marked piece at the beginning of a text, and its length in bytes.
fn marked(text: &str) -> Option<(usize, Piece<'_>)> {
    if text.starts_with('\n') {
        return Some((1, Piece::Break));
    }
    if let Some(rest) = text.strip_prefix('@') {
        let name = &rest[..rest
            .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
            .unwrap_or(rest.len())];
        return is_name(name).then(|| {
            let words = &text[..=name.len()];
            (
                words.len(),
                Piece::Link {
                    words,
                    address: format!("https://t.me/{name}"),
                },
            )
        });
    }
    if let Some(rest) = text.strip_prefix('#') {
        let tag = &rest[..rest
            .find(|c: char| !c.is_alphanumeric() && c != '_')
            .unwrap_or(rest.len())];
        return (!tag.is_empty()).then_some((tag.len() + 1, Piece::Tag(tag)));
    }
    if let Some(rest) = text.strip_prefix('[') {
        let (words, after) = rest.split_once("](")?;
        let (address, _) = after.split_once(')')?;
        if words.contains(['\n', '[']) || address.contains(char::is_whitespace) {
            return None;
        }
        let length = words.len() + address.len() + 4;
        return Some((
            length,
            Piece::Link {
                words,
                address: whole(address),
            },
        ));
    }
    let beginnings = ["https://", "http://", "t.me/", "tg://"];
    if beginnings.iter().any(|beginning| text.starts_with(beginning)) {
        let end = text.find(char::is_whitespace).unwrap_or(text.len());
        let words = text[..end].trim_end_matches(['.', ',', '!', '?', ')', ';', ':', '»']);
        return Some((
            words.len(),
            Piece::Link {
                words,
                address: whole(words),
            },
        ));
    }
    None
}

fn whole(address: &str) -> String {
    if address.starts_with("t.me/") {
        format!("https://{address}")
    } else {
        address.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_tags_and_lines_are_found_and_the_rest_stays() {
        let link = |words, address: &str| Piece::Link {
            words,
            address: address.to_owned(),
        };
        assert_eq!(
            pieces("См. @ryad_news, [тут](t.me/a_b_c/7)\n#wb a@mail.ru https://x.ru/1."),
            [
                Piece::Plain("См. "),
                link("@ryad_news", "https://t.me/ryad_news"),
                Piece::Plain(", "),
                link("тут", "https://t.me/a_b_c/7"),
                Piece::Break,
                Piece::Tag("wb"),
                Piece::Plain(" a@mail.ru "),
                link("https://x.ru/1", "https://x.ru/1"),
                Piece::Plain("."),
            ]
        );
        assert_eq!(
            mentions("@ryad_news и [тут](t.me/a_b_c/7), https://x.ru"),
            [("ryad_news".to_owned(), None), ("a_b_c".to_owned(), Some(7))]
        );
    }
}
