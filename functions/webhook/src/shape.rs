//! What a body looks like that could not be read: names and kinds of its fields, never what is in them.

use serde_json::Value;

/// Fields named at most, of an object.
const MOST_FIELDS: usize = 16;
/// How deep it is looked.
const DEPTH: usize = 2;
/// The longest field name of the Bot API is far shorter; what is longer may be content.
const LONGEST_NAME: usize = 40;

/// The shape of a body, for the log.
pub fn of(body: &[u8]) -> String {
    match serde_json::from_slice::<Value>(body) {
        Ok(value) => format!("{} bytes of JSON: {}", body.len(), shape(&value, DEPTH)),
        Err(error) => format!("{} bytes, no JSON from line {} on", body.len(), error.line()),
    }
}

fn shape(value: &Value, depth: usize) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(_) => "bool".to_owned(),
        Value::Number(_) => "number".to_owned(),
        Value::String(_) => "text".to_owned(),
        Value::Array(all) => format!("list of {}", all.len()),
        Value::Object(_) if depth == 0 => "object".to_owned(),
        Value::Object(fields) => {
            let named = fields.iter().take(MOST_FIELDS);
            let named = named.map(|(name, value)| format!("{}: {}", safe(name), shape(value, depth - 1)));
            let mut named: Vec<String> = named.collect();
            if fields.len() > MOST_FIELDS {
                named.push(format!("{} more", fields.len() - MOST_FIELDS));
            }
            format!("{{{}}}", named.join(", "))
        }
    }
}

/// A name as the Bot API has them; of another one only its length.
fn safe(name: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    match name.len() <= LONGEST_NAME && name.bytes().all(is_plain) {
        true => name.to_owned(),
        false => format!("a name of {} bytes", name.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_kinds_are_told_and_no_content() {
        let body = br#"{"update_id":"7","message":{"text":"eyJhbGciOi.secret","chat":{"id":1},"entities":[1,2]},"Eyj.A":null}"#;
        let told = of(body);
        assert!(told.starts_with(&format!("{} bytes of JSON: {{", body.len())), "{told}");
        for part in [
            "update_id: text",
            "message: {",
            "text: text",
            "entities: list of 2",
            "chat: object",
        ] {
            assert!(told.contains(part), "{part} in {told}");
        }
        assert!(!told.contains("secret") && !told.contains("Eyj"), "{told}");
        assert_eq!(of(b"not json"), "8 bytes, no JSON from line 1 on");
    }

    #[test]
    fn a_large_object_is_cut_short() {
        let fields: Vec<String> = (0..40).map(|n| format!("\"f{n:02}\":1")).collect();
        let told = of(format!("{{{}}}", fields.join(",")).as_bytes());
        assert!(told.contains("24 more") && told.len() < 400, "{told}");
    }
}
