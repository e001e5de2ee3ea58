//! The warehouses there are, as the feed last named them: what `/watch` offers to choose from.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::{Key, Record};
use wildberries::WarehouseId;

/// A warehouse in the directory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DirectoryEntry {
    /// Wildberries' id.
    pub id: WarehouseId,
    /// Its name.
    pub name: String,
}

/// All warehouses, ordered by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Directory {
    /// Entries, ordered by name.
    pub warehouses: Vec<DirectoryEntry>,
    /// When the list last changed.
    pub updated_at: Timestamp,
}

impl Directory {
    /// The list of the feed's warehouses at `now`.
    pub fn from_feed(warehouses: &[wildberries::Warehouse], now: Timestamp) -> Self {
        let mut entries: Vec<_> = warehouses
            .iter()
            .map(|w| DirectoryEntry {
                id: w.id,
                name: w.name.trim().to_owned(),
            })
            .collect();
        entries.sort_by(|a, b| a.name.cmp(&b.name).then(a.id.cmp(&b.id)));
        Self {
            warehouses: entries,
            updated_at: now,
        }
    }

    /// Table key of the one directory.
    pub fn table_key() -> Key {
        Key::new("DIRECTORY#warehouses", "DIRECTORY")
    }

    /// The entry of a warehouse.
    pub fn get(&self, id: WarehouseId) -> Option<&DirectoryEntry> {
        self.warehouses.iter().find(|w| w.id == id)
    }

    /// Warehouses whose name contains every word of `query`, upper and lower case and «ё» alike; all of them for an empty query.
    pub fn search(&self, query: &str) -> Vec<&DirectoryEntry> {
        let folded = fold(query);
        let words: Vec<&str> = folded.split_whitespace().collect();
        self.warehouses
            .iter()
            .filter(|w| {
                let name = fold(&w.name);
                words.iter().all(|word| name.contains(word))
            })
            .collect()
    }
}

fn fold(text: &str) -> String {
    text.to_lowercase().replace('ё', "е")
}

impl Record for Directory {
    const KIND: &'static str = "directory";

    fn key(&self) -> Key {
        Self::table_key()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn search_folds_case_and_yo_and_wants_every_word() {
        let names = ["Санкт-Петербург Уткина Заводь", "Королёв", "СЦ Санкт-Петербург"];
        let directory = Directory {
            warehouses: (1u32..)
                .zip(names)
                .map(|(id, name)| DirectoryEntry {
                    id: WarehouseId(id),
                    name: name.into(),
                })
                .collect(),
            updated_at: Timestamp::UNIX_EPOCH,
        };
        let found = |query: &str| directory.search(query).iter().map(|w| w.id.0).collect::<Vec<_>>();
        assert_eq!(found("королев"), [2]);
        assert_eq!(found("заводь САНКТ"), [1]);
        assert_eq!(found("  "), [1, 2, 3]);
        assert_eq!(found("москва"), [0u32; 0]);
    }
}
