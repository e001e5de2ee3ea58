//! Recognising a Wildberries key in what a user sends: wherever it turns up it must be treated as one, and not stay in the chat.

use wildberries::SellerKey;

/// The shortest text taken for a key, bytes. Real ones have about 400.
const SHORTEST: usize = 100;
/// What people put around a key when they copy or quote it.
const WRAPPING: &[char] = &[
    '"', '\'', '`', '«', '»', '“', '”', '<', '>', '(', ')', '[', ']', ',', ';', ':', '.', '!',
];

/// Whether a Wildberries key is in this text, alone or among other words.
pub fn looks_like_key(text: &str) -> bool {
    find(text).is_some()
}

/// The first key in a text.
pub(crate) fn key_in(text: &str) -> Option<SellerKey> {
    find(text).map(SellerKey::new)
}

fn find(text: &str) -> Option<&str> {
    text.split_whitespace()
        .map(|word| word.trim_matches(WRAPPING))
        .find(|word| is_token(word))
}

fn is_token(word: &str) -> bool {
    let base64url = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'='))
    };
    word.len() >= SHORTEST && word.starts_with("ey") && word.split('.').count() == 3 && word.split('.').all(base64url)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn token() -> String {
        format!("eyJhbGciOiJFUzI1NiJ9.{}.c2ln_-A", "a".repeat(100))
    }

    #[test]
    fn a_key_is_found_however_it_was_pasted() {
        let token = token();
        for text in [
            token.clone(),
            format!("Bearer {token}"),
            format!("  {token}\n"),
            format!("мой ключ: «{token}», проверьте"),
            format!("Authorization:\tBearer {token}"),
        ] {
            assert_eq!(
                key_in(&text).map(|key| key.expose().to_owned()),
                Some(token.clone()),
                "{text}"
            );
        }
    }

    #[test]
    fn other_texts_are_no_keys() {
        let token = token();
        for text in [
            "",
            "Коледино",
            "ey.a.b",
            &token[2..],
            &token.replacen('.', "", 1),
            &format!("{token}.x"),
            &token.replace("aaa", "жжж"),
        ] {
            assert!(!looks_like_key(text), "{text}");
        }
    }
}
