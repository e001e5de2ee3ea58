//! Everything stored about a user as one JSON document, without secrets.

use std::collections::{BTreeMap, VecDeque};

use accounts::history::HistoryLine;
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use store::{RawItem, Record, StoreError, Table};
use telegram::{Language, UserId};

use crate::texts::mydata as texts;

/// Most bytes of a document: what the webhook's memory and its call to Telegram bear.
pub const MOST_BYTES: usize = 8 * 1024 * 1024;
/// Bytes of a document around its records.
const FRAME_BYTES: usize = 4096;
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

/// Collects everything about the user, in at most `most_bytes`. It is read page by page, and no more than fits is kept in memory.
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
    let pk = format!("USER#{user}");
    let mut gathered = Gathered::within(most_bytes);
    let mut after = None::<String>;
    loop {
        let (items, next) = table.some(&pk, after.as_deref()).await?;
        for item in items {
            gathered.take(item);
        }
        match next {
            Some(next) => after = Some(next),
            None => break,
        }
    }
    Ok(gathered.dossier(user, language, now))
}

/// What was read so far, never more than fits: history is what grows without end, and its oldest lines go first.
struct Gathered {
    most_bytes: usize,
    /// Bytes of what is no history, as they will stand in the document.
    needed: usize,
    kinds: BTreeMap<String, Vec<Value>>,
    others: usize,
    /// Lines of history with their bytes, the oldest first.
    lines: VecDeque<(usize, Value)>,
    lines_bytes: usize,
    lines_left_out: usize,
}

impl Gathered {
    fn within(most_bytes: usize) -> Self {
        Self {
            most_bytes,
            needed: FRAME_BYTES,
            kinds: BTreeMap::new(),
            others: 0,
            lines: VecDeque::new(),
            lines_bytes: 0,
            lines_left_out: 0,
        }
    }

    fn take(&mut self, item: RawItem) {
        let is_history = item.kind == HistoryLine::KIND;
        let (kind, value) = told(item);
        // Twice, because the document is indented for its reader.
        let size = (value.to_string().len() + 64) * 2;
        if is_history {
            self.lines_bytes += size;
            self.lines.push_back((size, value));
        } else {
            self.needed += size;
            self.others += 1;
            // What is too large without its history is only counted.
            if !self.is_too_large() {
                self.kinds.entry(kind).or_default().push(value);
            }
        }
        while self.needed + self.lines_bytes > self.most_bytes {
            let Some((size, _)) = self.lines.pop_front() else { break };
            self.lines_bytes -= size;
            self.lines_left_out += 1;
        }
    }

    fn is_too_large(&self) -> bool {
        self.needed > self.most_bytes
    }

    fn dossier(mut self, user: UserId, language: Language, now: Timestamp) -> Dossier {
        let (records, lines_left_out) = (self.others + self.lines.len(), self.lines_left_out);
        if self.is_too_large() {
            return Dossier {
                json: None,
                records,
                lines_left_out,
            };
        }
        if !self.lines.is_empty() {
            let newest_first = self.lines.into_iter().rev().map(|(_, line)| line);
            self.kinds.insert(HistoryLine::KIND.to_owned(), newest_first.collect());
        }
        let document = json!({
            "user": user.0,
            "made_at": now.to_string(),
            "notes": texts::notes(language, lines_left_out),
            "records": self.kinds,
        });
        let json = serde_json::to_vec_pretty(&document).ok();
        Dossier {
            json: json.filter(|json| json.len() <= self.most_bytes),
            records,
            lines_left_out,
        }
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
        let mut gathered = Gathered::within(most);
        for item in items {
            gathered.take(item);
            assert!(gathered.lines_bytes <= most, "no more is kept than fits");
        }
        gathered.dossier(UserId(1), Language::En, Timestamp::UNIX_EPOCH)
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
