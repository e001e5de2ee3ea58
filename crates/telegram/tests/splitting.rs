//! Long texts in parts that Telegram accepts.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use telegram::{Button, CallbackData, Entity, EntityKind, Keyboard, Message, split};

fn texts(text: &str, limit: usize) -> Vec<String> {
    split(Message::plain(text), limit)
        .into_iter()
        .map(|part| part.text)
        .collect()
}

#[test]
fn a_message_that_fits_is_one_part() {
    let message = Message::new()
        .bold("ab")
        .keyboard(Keyboard::new().row([Button::press("x", CallbackData::of("x"))]));
    assert_eq!(split(message.clone(), 2), [message]);
    assert_eq!(texts("", 10), [""]);
}

#[test]
fn a_part_ends_at_the_best_boundary_near_its_end() {
    assert_eq!(texts("aa\n\nbb\ncc dd", 9), ["aa\n\nbb", "cc dd"]);
    assert_eq!(texts("aa bb\n\ncc\ndd", 10), ["aa bb", "cc\ndd"]);
    assert_eq!(texts("aaa bbb ccc", 8), ["aaa bbb", "ccc"]);
    assert_eq!(texts("aaa bbb", 3), ["aaa", "bbb"]);
    assert_eq!(texts("abcdef", 4), ["abcd", "ef"]);
    assert_eq!(texts("aaaa\nbbbb\ncccc", 9), ["aaaa\nbbbb", "cccc"]);
}

#[test]
fn an_early_paragraph_does_not_leave_a_stub() {
    assert_eq!(texts("a\n\nbb bb bb bb", 12), ["a\n\nbb bb bb", "bb"]);
}

#[test]
fn a_surrogate_pair_stays_whole() {
    assert_eq!(texts("a🎯🎯", 4), ["a🎯", "🎯"]);
    assert_eq!(texts("🎯🎯", 1), ["🎯", "🎯"]);
}

#[test]
fn formatting_and_silence_go_on_in_the_next_part_and_the_buttons_stay_under_the_last() {
    let keyboard = Keyboard::new().row([Button::press("x", CallbackData::of("x"))]);
    let message = Message::new()
        .text("🎯 ")
        .bold("aaa bbb")
        .keyboard(keyboard.clone())
        .silently();
    let parts = split(message, 7);
    let bold = |offset, length| Entity {
        kind: EntityKind::Bold,
        offset,
        length,
    };
    assert_eq!(
        parts,
        [
            Message {
                text: "🎯 aaa".to_owned(),
                entities: vec![bold(3, 3)],
                keyboard: Keyboard::new(),
                silent: true,
            },
            Message {
                text: "bbb".to_owned(),
                entities: vec![bold(0, 3)],
                keyboard,
                silent: true,
            },
        ]
    );
}

/// Each character that is not white space, with the marks that cover it.
fn marked(parts: &[Message]) -> Vec<(char, Vec<String>)> {
    let mut marked = Vec::new();
    for part in parts {
        let mut at = 0;
        for c in part.text.chars() {
            let covers =
                |entity: &&Entity| entity.offset <= at && at + c.len_utf16() as u32 <= entity.offset + entity.length;
            let mut marks: Vec<String> = part
                .entities
                .iter()
                .filter(covers)
                .map(|entity| format!("{:?}", entity.kind))
                .collect();
            marks.sort();
            if !c.is_whitespace() {
                marked.push((c, marks));
            }
            at += c.len_utf16() as u32;
        }
    }
    marked
}

fn any_message() -> impl Strategy<Value = Message> {
    let piece = ("[a-cж🎯 \n]{0,12}", 0..5u8);
    prop::collection::vec(piece, 0..20).prop_map(|pieces| {
        let add = |message: Message, (text, style): (String, u8)| match style {
            0 => message.bold(&text),
            1 => message.italic(&text),
            2 => message.code(&text),
            3 => message.link(&text, "https://x.ru/"),
            _ => message.text(&text),
        };
        pieces.into_iter().fold(Message::new(), add)
    })
}

proptest! {
    #[test]
    fn no_character_is_lost_moved_or_marked_otherwise(message in any_message(), limit in 2..60usize) {
        let parts = split(message.clone(), limit);
        prop_assert!(!parts.is_empty());
        prop_assert_eq!(marked(&parts), marked(&[message]));
    }

    #[test]
    fn the_parts_are_pieces_of_the_text_with_only_white_space_between(message in any_message(), limit in 2..60usize) {
        let mut rest = message.text.as_str();
        for part in split(message.clone(), limit) {
            let at = rest.find(&part.text).unwrap();
            prop_assert!(rest[..at].trim().is_empty());
            rest = &rest[at + part.text.len()..];
        }
        prop_assert!(rest.trim().is_empty());
    }

    #[test]
    fn every_part_fits_and_every_entity_lies_in_its_part(message in any_message(), limit in 2..60usize) {
        for part in split(message, limit) {
            let units = part.utf16_len();
            prop_assert!(units <= limit);
            for entity in part.entities {
                prop_assert!(entity.length > 0);
                prop_assert!((entity.offset + entity.length) as usize <= units);
            }
        }
    }
}
