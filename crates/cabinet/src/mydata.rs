//! Everything stored about a user as one JSON document, without secrets.

use std::collections::BTreeMap;

use accounts::history::HistoryLine;
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use store::{RawItem, Record, StoreError, Table};
use telegram::{Language, UserId};

use crate::texts::mydata as texts;

/// Most bytes of a document: what the webhook's memory and its call to Telegram bear.
pub const MOST_BYTES: usize = 8 * 1024 * 1024;
/// Fields that hold ciphertext, wherever they are. They are no use to anyone but the vault.
const SEALED: [&str; 1] = ["sealed"];

/// Everything about a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dossier {
    /// The document; `None` when it would be larger than allowed even without history.
    pub json: Option<Vec<u8>>,
    /// Records in it.
    pub records: usize,
    /// Lines of history that were left out because it would have been too large.
    pub lines_left_out: usize,
}

/// Collects everything about the user, in at most `most_bytes`.
///
/// # Errors
/// Those of the table.
pub async fn collect(
    table: &Table,
    user: UserId,
    language: Language,
    now: Timestamp,
    most_bytes: usize,
) -> Result<Dossier, StoreError> {
    let items = table.everything(&format!("USER#{user}")).await?;
    Ok(dossier(items, user, language, now, most_bytes))
}

/// The document of these items. History is what grows without end: if need be the oldest lines are left out, and that is said in it.
fn dossier(items: Vec<RawItem>, user: UserId, language: Language, now: Timestamp, most_bytes: usize) -> Dossier {
    let (mut lines, others): (Vec<RawItem>, Vec<RawItem>) =
        items.into_iter().partition(|item| item.kind == HistoryLine::KIND);
    lines.sort_by(|a, b| b.key.sk.cmp(&a.key.sk));
    let others: Vec<(String, Value)> = others.into_iter().map(told).collect();
    let lines: Vec<Value> = lines.into_iter().map(|line| told(line).1).collect();

    let size = |value: &Value| value.to_string().len() + 64;
    let mut room = most_bytes.saturating_sub(4096 + others.iter().map(|(_, value)| size(value) * 2).sum::<usize>());
    // Twice, because the document is indented for its reader.
    let fitting = lines.iter().take_while(|line| {
        let needed = size(line) * 2;
        let fits = needed <= room;
        room = room.saturating_sub(needed);
        fits
    });
    let kept = fitting.count();
    let lines_left_out = lines.len() - kept;
    let records = others.len() + kept;

    let mut kinds: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for (kind, value) in others {
        kinds.entry(kind).or_default().push(value);
    }
    if kept > 0 {
        kinds.insert(HistoryLine::KIND.to_owned(), lines.into_iter().take(kept).collect());
    }
    let document = json!({
        "user": user.0,
        "made_at": now.to_string(),
        "notes": texts::notes(language, lines_left_out),
        "records": kinds,
    });
    let json = serde_json::to_vec_pretty(&document).ok();
    Dossier {
        json: json.filter(|json| json.len() <= most_bytes),
        records,
        lines_left_out,
    }
}

/// An item as it is told: where it lives, and its fields without ciphertext.
fn told(item: RawItem) -> (String, Value) {
    let mut fields = match without_secrets(item.fields) {
        Value::Object(fields) => fields,
        other => Map::from_iter([("value".to_owned(), other)]),
    };
    fields.insert("_stored_as".to_owned(), item.key.sk.into());
    (item.kind, Value::Object(fields))
}

fn without_secrets(value: Value) -> Value {
    match value {
        Value::Object(fields) => Value::Object(
            fields
                .into_iter()
                .filter(|(name, _)| !SEALED.contains(&name.as_str()))
                .map(|(name, value)| (name, without_secrets(value)))
                .collect(),
        ),
        Value::Array(values) => Value::Array(values.into_iter().map(without_secrets).collect()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use store::Key;

    use super::*;

    fn item(kind: &str, sk: &str, fields: Value) -> RawItem {
        RawItem {
            key: Key::new("USER#1", sk),
            kind: kind.to_owned(),
            fields,
        }
    }

    fn made(items: Vec<RawItem>, most: usize) -> Dossier {
        dossier(items, UserId(1), Language::En, Timestamp::UNIX_EPOCH, most)
    }

    #[test]
    fn ciphertext_is_left_out_however_deep_it_lies() {
        let fields = json!({ "name": "Shop", "sealed": { "data": "CIPHER" }, "more": [{ "sealed": "CIPHER" }] });
        let json = made(vec![item("seller_key", "KEY#1", fields)], MOST_BYTES)
            .json
            .unwrap();
        let document: Value = serde_json::from_slice(&json).unwrap();
        assert_eq!(
            document["records"]["seller_key"],
            json!([{ "_stored_as": "KEY#1", "name": "Shop", "more": [{}] }])
        );
        assert!(!String::from_utf8(json).unwrap().contains("CIPHER"));
    }

    #[test]
    fn the_oldest_lines_are_left_out_when_there_is_no_room_and_that_is_said() {
        let line = |n: usize| {
            item(
                "operation",
                &format!("HISTORY#{n:03}"),
                json!({ "text": "x".repeat(200) }),
            )
        };
        let mut items: Vec<RawItem> = (0..100).map(line).collect();
        items.push(item("user", "PROFILE", json!({ "id": 1 })));
        let dossier = made(items, 20_000);
        let json = dossier.json.unwrap();
        assert!(json.len() <= 20_000);
        let document: Value = serde_json::from_slice(&json).unwrap();
        let lines = document["records"]["operation"].as_array().unwrap();
        assert_eq!(lines[0]["_stored_as"], "HISTORY#099");
        assert_eq!(lines.len() + dossier.lines_left_out, 100);
        assert!(dossier.lines_left_out > 0 && dossier.records == lines.len() + 1);
        assert!(
            document["notes"]
                .to_string()
                .contains(&dossier.lines_left_out.to_string())
        );
    }

    #[test]
    fn what_is_too_large_without_history_is_not_made() {
        let goods = item("goods", "GOODS#1", json!({ "rows": "x".repeat(30_000) }));
        assert_eq!(made(vec![goods], 20_000).json, None);
    }
}
