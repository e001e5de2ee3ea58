//! Secrets never reach the ledger: seller keys and bot tokens are recognised by their look.

use serde_json::Value;

/// Replaces everything that looks like a seller key in every text of a value.
/// Fields that carry a secret by their name lose it whole.
pub fn mask(value: &mut Value) {
    match value {
        Value::String(text) => {
            if let Some(masked) = masked_text(text) {
                *text = masked;
            }
        }
        Value::Array(items) => items.iter_mut().for_each(mask),
        Value::Object(fields) => {
            for (name, field) in fields {
                if name == "secret_token" && field.is_string() {
                    *field = Value::from("***");
                } else {
                    mask(field);
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The text with its seller keys masked, or None when there is none in it.
pub fn masked_text(text: &str) -> Option<String> {
    let mut rest = text;
    let mut masked = String::new();
    let mut found = false;
    while let Some(start) = rest.find("eyJ") {
        let (before, candidate) = rest.split_at(start);
        masked.push_str(before);
        let end = candidate
            .find(|c: char| !is_key_character(c))
            .unwrap_or(candidate.len());
        let (key, after) = candidate.split_at(end);
        if key.len() >= 40 && key.matches('.').count() >= 2 {
            found = true;
            masked.push_str("***");
            masked.push_str(last4(key));
        } else {
            masked.push_str(key);
        }
        rest = after;
    }
    masked.push_str(rest);
    found.then_some(masked)
}

/// The last four characters of a key, all that may be shown of it.
pub fn last4(key: &str) -> &str {
    key.char_indices().rev().nth(3).map_or(key, |(start, _)| &key[start..])
}

fn is_key_character(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "eyJhbGciOiJFUzI1NiJ9.eyJpZCI6IjEiLCJzIjoxfQ.c2lnbmF0dXJlc2lnbmF0dXJlAbCd";

    #[test]
    fn a_key_inside_a_sentence_is_masked_and_the_sentence_stays() {
        assert_eq!(
            masked_text(&format!("ключ {KEY} готов")).as_deref(),
            Some("ключ ***AbCd готов")
        );
        assert_eq!(masked_text("eyJ is how keys begin"), None);
    }

    #[test]
    fn keys_are_found_at_any_depth_and_named_secrets_are_hidden() {
        let mut value = serde_json::json!({"a": [{"text": KEY}], "secret_token": "s3"});
        mask(&mut value);
        assert_eq!(
            value,
            serde_json::json!({"a": [{"text": "***AbCd"}], "secret_token": "***"})
        );
    }
}
