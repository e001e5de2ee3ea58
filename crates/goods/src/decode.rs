//! Bytes become text.

use std::borrow::Cow;

use encoding_rs::{Encoding, WINDOWS_1251};

/// The text of a file: by its byte order mark, else UTF-8, else Windows-1251, in which Excel writes CSV on Russian machines.
/// `None` when it is no text.
pub(crate) fn decode(bytes: &[u8]) -> Option<String> {
    let text = match Encoding::for_bom(bytes) {
        Some((encoding, mark)) => encoding.decode_without_bom_handling(&bytes[mark..]).0,
        None => match str::from_utf8(bytes) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => WINDOWS_1251.decode_without_bom_handling(bytes).0,
        },
    };
    let binary = text
        .chars()
        .any(|letter| letter.is_control() && !matches!(letter, '\t' | '\n' | '\r' | '\u{c}'));
    (!binary).then(|| unix_lines(&text))
}

/// The same lines, each ended by `\n` alone.
pub(crate) fn unix_lines(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn russian_texts_come_in_several_encodings() {
        let text = "Баркод;Кол-во\n46000018;1\n";
        let utf16: Vec<u8> = [0xfeff]
            .into_iter()
            .chain(text.encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect();
        let (windows, ..) = WINDOWS_1251.encode(text);
        let marked = format!("\u{feff}{text}");
        for bytes in [text.as_bytes(), marked.as_bytes(), &utf16, &windows] {
            assert_eq!(decode(bytes).as_deref(), Some(text));
        }
    }

    #[test]
    fn a_picture_is_no_text() {
        assert_eq!(decode(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), None);
        assert_eq!(decode(b"%PDF-1.7\n\x01\x02"), None);
        assert_eq!(decode(b"a\rb\r\nc"), Some("a\nb\nc".to_owned()));
    }
}
