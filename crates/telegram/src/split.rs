//! Long texts, in parts that Telegram accepts.

use crate::message::utf16_units;
use crate::{Keyboard, Message};

/// A cut before this share of what fits would leave a stub: a lesser kind of boundary is better.
const LEAST_SHARE: usize = 2;

/// Cuts a message into parts of at most `limit` UTF-16 units (at least 2, so that every character fits).
///
/// A part ends at a paragraph, else a line, else a word, else between two characters; white space at a cut and at the end is dropped.
/// Formatting goes on in the next part, the buttons stay under the last; all parts of a silent message are silent. There is always at least one part.
pub fn split(message: Message, limit: usize) -> Vec<Message> {
    let limit = limit.max(2);
    let message = message.trimmed();
    if message.utf16_len() <= limit {
        return vec![message];
    }
    let text = message.text.as_str();
    let mut parts = Vec::new();
    let mut start = 0;
    while let Some(fits) = fitting(&text[start..], limit) {
        let (head, next) = text[start..].split_at(fits);
        let cut = start + boundary(head, next);
        parts.extend(part(&message, start, cut));
        start = text.len() - text[cut..].trim_start().len();
    }
    parts.extend(part(&message, start, text.len()));
    if let Some(last) = parts.last_mut() {
        last.keyboard = message.keyboard;
    }
    parts
}

/// How many bytes of `text` fit into `limit` units; `None` when all of it does.
fn fitting(text: &str, limit: usize) -> Option<usize> {
    let mut units = 0;
    for (at, c) in text.char_indices() {
        units += c.len_utf16();
        if units > limit {
            return Some(at);
        }
    }
    None
}

/// Where to end a part that may hold all of `head` and is followed by `next`.
fn boundary(head: &str, next: &str) -> usize {
    for separator in ["\n\n", "\n"] {
        if next.starts_with(separator) {
            return head.len();
        }
        let late = |at: &usize| *at >= head.len() / LEAST_SHARE;
        if let Some(at) = head.rfind(separator).filter(late) {
            return at;
        }
    }
    if next.starts_with(char::is_whitespace) {
        return head.len();
    }
    // Words are short: any space will do, however early.
    let word = head.rfind(char::is_whitespace).filter(|at| *at > 0);
    word.unwrap_or(head.len())
}

/// The bytes from `start` to `end` as a message, without white space at its end; `None` when nothing else is there.
fn part(message: &Message, start: usize, end: usize) -> Option<Message> {
    let text = message.text[start..end].trim_end();
    if text.is_empty() {
        return None;
    }
    let from = utf16_units(&message.text[..start]);
    let to = from + utf16_units(text);
    let entities = message.entities.iter().cloned();
    Some(Message {
        text: text.to_owned(),
        entities: entities.filter_map(|entity| entity.within(from, to)).collect(),
        keyboard: Keyboard::default(),
        silent: message.silent,
    })
}
