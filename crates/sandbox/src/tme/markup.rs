//! Words as markup.

use crate::channels::marks::{Piece, pieces};

/// Text with the characters of markup written out.
pub fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

/// A post's words with their links.
pub fn words(text: &str) -> String {
    let mut html = String::with_capacity(text.len() * 2);
    for piece in pieces(text) {
        match piece {
            Piece::Plain(words) => html.push_str(&plain(words)),
            Piece::Break => html.push_str("<br/>"),
            Piece::Tag(tag) => {
                let query: String = url::form_urlencoded::byte_serialize(format!("#{tag}").as_bytes()).collect();
                html.push_str(&format!("<a href=\"?q={query}\">#{}</a>", escaped(tag)));
            }
            Piece::Link { words, address } if words.starts_with('@') => {
                html.push_str(&format!(
                    "<a href=\"{}\" target=\"_blank\">{}</a>",
                    escaped(&address),
                    escaped(words)
                ));
            }
            Piece::Link { words, address } => html.push_str(&format!(
                "<a href=\"{}\" target=\"_blank\" rel=\"noopener\">{}</a>",
                escaped(&address),
                escaped(words)
            )),
        }
    }
    html
}

/// Words with their emoji as t.me writes them.
fn plain(words: &str) -> String {
    let mut html = String::with_capacity(words.len() + 16);
    for char in words.chars() {
        if is_emoji(char) {
            html.push_str(&emoji(&char.to_string()));
        } else {
            html.push_str(&escaped(char.encode_utf8(&mut [0; 4])));
        }
    }
    html
}

/// `<tg-emoji><i class="emoji"><b>🔄</b></i></tg-emoji>`
fn emoji(char: &str) -> String {
    format!(
        "<tg-emoji emoji-id=\"5231200819986047254\">{}</tg-emoji>",
        picture(char)
    )
}

/// An emoji as a picture with the character inside.
pub fn picture(char: &str) -> String {
    format!(
        "<i class=\"emoji\" style=\"background-image:url('//telegram.org/img/emoji/40/{}.png')\"><b>{char}</b></i>",
        hex::encode_upper(char.as_bytes())
    )
}

fn is_emoji(char: char) -> bool {
    matches!(u32::from(char), 0x1_F300..=0x1_FAFF | 0x2600..=0x27BF)
}
