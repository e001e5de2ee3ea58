//! Parameters that several of Wildberries' calls share.

use serde_json::{Map, Value};

/// `limit` and `offset` of a list; the limit is at least 1, at most `most`, and `usual` when not named.
pub fn page(query: &Map<String, Value>, usual: usize, most: usize) -> Result<(usize, usize), String> {
    let number = |name: &str| match query.get(name).and_then(Value::as_str) {
        None | Some("") => Ok(None),
        Some(text) => text.parse().map(Some).map_err(|_| format!("Неверный формат {name}")),
    };
    let limit = number("limit")?.unwrap_or(usual);
    if !(1..=most).contains(&limit) {
        return Err(format!("limit должен быть от 1 до {most}"));
    }
    Ok((limit, number("offset")?.unwrap_or_default()))
}
