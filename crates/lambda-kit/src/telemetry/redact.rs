//! The last net: what looks like a secret never leaves in a log line or a report, whoever let it slip into an error's text.
//!
//! Code keeps secrets out by type; this catches what a library quotes. A redaction that shows up is a fault to mend.

use std::borrow::Cow;
use std::ops::Range;

/// What stands where a secret stood.
pub const REDACTED: &str = "[redacted]";

/// Shorter things that begin like a signed token are words.
const SHORTEST_JWT: usize = 40;
/// A bot token is its bot's number, a colon and 35 letters.
const SHORTEST_BOT_ID: usize = 6;
const SHORTEST_BOT_SECRET: usize = 30;

/// The text with bot tokens and signed tokens (JSON Web Tokens, as Wildberries' keys are) taken out.
pub fn redact(text: &str) -> Cow<'_, str> {
    let mut clean = String::new();
    let mut copied = 0;
    for word in words(text) {
        if let Some(secret) = secret_in(&text[word.clone()]) {
            clean.push_str(&text[copied..word.start + secret.start]);
            clean.push_str(REDACTED);
            copied = word.start + secret.end;
        }
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    clean.push_str(&text[copied..]);
    Cow::Owned(clean)
}

/// Places of all runs of characters that tokens are made of.
fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    text.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | ':')))
        .map(move |word| {
            // Where this word stands in the text: split gives slices of it, in order.
            let start = at + text[at..].find(word).unwrap_or(0);
            at = start + word.len();
            start..at
        })
        .filter(|word| !word.is_empty())
}

fn secret_in(word: &str) -> Option<Range<usize>> {
    jwt_in(word).or_else(|| bot_token_in(word))
}

fn jwt_in(word: &str) -> Option<Range<usize>> {
    let start = word.find("eyJ")?;
    let token = &word[start..];
    (token.len() >= SHORTEST_JWT && token.contains('.')).then_some(start..word.len())
}

/// Digits, a colon, letters; the digits at the word's start or behind a letter ("bot"), unlike an account's number in an ARN.
fn bot_token_in(word: &str) -> Option<Range<usize>> {
    for (colon, _) in word.match_indices(':') {
        let (before, after) = (&word.as_bytes()[..colon], &word.as_bytes()[colon + 1..]);
        let digits = before.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
        let is_secret = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        let secret = after.iter().take_while(is_secret).count();
        let start = colon - digits;
        let stands_alone = start == 0 || before[start - 1].is_ascii_alphabetic();
        if digits >= SHORTEST_BOT_ID && secret >= SHORTEST_BOT_SECRET && stands_alone {
            return Some(start..colon + 1 + secret);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const JWT: &str = "eyJhbGciOiJFUzI1NiJ9.eyJzaWQiOiJhYmMiLCJleHAiOjE3OTV9.c2lnbmF0dXJl";

    /// A bot's token; put together here, so that nobody who searches for leaked tokens finds one.
    fn bot() -> String {
        format!("123456789:{}", "AAE_x-9bQ".repeat(4))
    }

    #[test]
    fn tokens_are_taken_out_wherever_they_stand() {
        let bot = bot();
        let url = format!("error sending request for url (https://api.telegram.org/bot{bot}/sendMessage)");
        assert_eq!(
            redact(&url),
            "error sending request for url (https://api.telegram.org/bot[redacted]/sendMessage)"
        );
        assert_eq!(redact(&bot), "[redacted]");
        assert_eq!(redact(&format!("«{bot}», «{JWT}»")), "«[redacted]», «[redacted]»");
        assert_eq!(
            redact(&format!("Authorization: {JWT}\nnext")),
            "Authorization: [redacted]\nnext"
        );
    }

    #[test]
    fn the_same_word_twice_is_found_twice() {
        assert_eq!(redact(&format!("a {JWT} a {JWT} a")), "a [redacted] a [redacted] a");
    }

    #[test]
    fn what_an_operator_needs_stays() {
        for text in [
            "",
            "booking.over: an attempt has ended",
            "2026-11-21T05:23:26.486100Z",
            "arn:aws:sqs:eu-central-1:123456789012:sellergram-staging-notifications-failed.fifo",
            "arn:aws:kms:eu-central-1:123456789012:key/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0",
            "update-123456789:1",
            "the key that begins with eyJhb is short",
            "Коледино, 25.11.2026",
        ] {
            assert!(matches!(redact(text), Cow::Borrowed(same) if same == text), "{text}");
        }
    }
}
