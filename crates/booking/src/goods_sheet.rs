//! A list of goods that a seller has sent, kept until its draft is made. It is named by what is in it, so the same list is the same item.

use std::collections::BTreeMap;
use std::collections::HashMap;

use goods::GoodsList;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use store::{Key, Record};
use telegram::UserId;
use wildberries::{DraftContent, DraftItem, RefusedItem};

/// How long a list is kept. A wizard is not open for as long.
const KEPT: SignedDuration = SignedDuration::from_hours(48);

/// A list of goods as stored: at most 1000 rows, some 60 KB.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoodsSheet {
    /// Whose.
    pub user: UserId,
    /// Its name: a hash of what is in it.
    pub id: String,
    /// The goods, each barcode once.
    pub rows: Vec<SheetRow>,
    /// When it was sent.
    pub sent_at: Timestamp,
}

/// One good.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetRow {
    /// Its barcode.
    pub sku: String,
    /// Units, 1 to 999,999.
    pub units: u32,
    /// The lines of the list that it stands in.
    pub lines: Vec<u32>,
}

/// What is said of a list without showing it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetFacts {
    /// The list's name.
    pub id: String,
    /// Different goods.
    pub positions: u32,
    /// Units of them together.
    pub units: u64,
    /// Barcodes that stood in several lines and were added up.
    pub doubled: u32,
}

/// A good that Wildberries does not take, where it stands in the seller's list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedRow {
    /// The lines; none when the barcode is not in the list.
    pub lines: Vec<u32>,
    /// The barcode.
    pub sku: String,
    /// Wildberries' own words; empty when there were none.
    pub detail: String,
}

impl GoodsSheet {
    /// The list of a user, sent now.
    pub fn new(user: UserId, list: GoodsList, now: Timestamp) -> Self {
        let rows = list.goods.into_iter().map(|good| SheetRow {
            sku: good.barcode.into(),
            units: good.quantity,
            lines: good.lines,
        });
        let rows: Vec<SheetRow> = rows.collect();
        let json = serde_json::to_vec(&rows).expect("rows are plain data");
        Self {
            user,
            id: hex::encode(&Sha256::digest(json)[..12]),
            rows,
            sent_at: now,
        }
    }

    /// Table key of a user's list.
    pub fn key_of(user: UserId, id: &str) -> Key {
        Key::new(format!("USER#{user}"), format!("GOODS#{id}"))
    }

    /// What is said of it.
    pub fn facts(&self) -> SheetFacts {
        let doubled = self.rows.iter().filter(|row| row.lines.len() > 1).count();
        SheetFacts {
            id: self.id.clone(),
            positions: self.positions(),
            units: self.units(),
            doubled: u32::try_from(doubled).unwrap_or(u32::MAX),
        }
    }

    /// Different goods.
    pub fn positions(&self) -> u32 {
        u32::try_from(self.rows.len()).unwrap_or(u32::MAX)
    }

    /// Units of all goods together.
    pub fn units(&self) -> u64 {
        self.rows.iter().map(|row| u64::from(row.units)).sum()
    }

    /// The goods as Wildberries takes them.
    pub fn items(&self) -> Vec<DraftItem> {
        let items = self.rows.iter().map(|row| DraftItem {
            sku: row.sku.clone(),
            quantity: row.units,
        });
        items.collect()
    }

    /// Whether a draft holds just these goods.
    pub fn is_in(&self, draft: &DraftContent) -> bool {
        let mut there: BTreeMap<&str, u64> = BTreeMap::new();
        for good in &draft.items {
            *there.entry(&good.sku).or_default() += u64::from(good.quantity);
        }
        let wanted: BTreeMap<&str, u64> = self.rows.iter().map(|row| (&*row.sku, row.units.into())).collect();
        there == wanted
    }

    /// Where refused goods stand in the list, in its order.
    pub fn locate(&self, refused: Vec<RefusedItem>) -> Vec<RefusedRow> {
        let lines: HashMap<&str, &Vec<u32>> = self.rows.iter().map(|row| (&*row.sku, &row.lines)).collect();
        let mut located: Vec<RefusedRow> = refused
            .into_iter()
            .map(|item| RefusedRow {
                lines: lines.get(&*item.sku).copied().cloned().unwrap_or_default(),
                sku: item.sku,
                detail: item.detail,
            })
            .collect();
        located.sort_by_key(|row| row.lines.first().copied().unwrap_or(u32::MAX));
        located
    }
}

impl Record for GoodsSheet {
    const KIND: &'static str = "goods";

    fn key(&self) -> Key {
        Self::key_of(self.user, &self.id)
    }

    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.sent_at + KEPT)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use wildberries::DraftGood;

    fn sheet(text: &str) -> GoodsSheet {
        GoodsSheet::new(UserId(7), goods::read_text(text).unwrap(), Timestamp::UNIX_EPOCH)
    }

    fn content(items: &[(&str, u32)]) -> DraftContent {
        let good = |&(sku, quantity): &(&str, u32)| DraftGood {
            sku: sku.into(),
            quantity,
            nm: None,
            title: None,
            vendor_code: None,
            tech_size: None,
        };
        DraftContent {
            goods: 0,
            units: 0,
            items: items.iter().map(good).collect(),
        }
    }

    #[test]
    fn the_same_list_is_the_same_item_and_another_is_another() {
        let one = sheet("4600000000017;10\n4600000000024;5\n4600000000017;2");
        assert_eq!(one.id, sheet("4600000000017 10\n4600000000024 5\n4600000000017 2").id);
        assert_ne!(one.id, sheet("4600000000017;12\n4600000000024;6").id);
        let facts = one.facts();
        assert_eq!((facts.positions, facts.units, facts.doubled), (2, 17, 1));
    }

    #[test]
    fn a_draft_holds_the_list_only_if_it_holds_all_of_it_and_nothing_else() {
        let sheet = sheet("4600000000017;10\n4600000000024;5");
        assert!(sheet.is_in(&content(&[("4600000000024", 5), ("4600000000017", 10)])));
        for other in [
            &[][..],
            &[("4600000000017", 10)],
            &[("4600000000017", 20), ("4600000000024", 10)],
            &[("4600000000017", 10), ("4600000000024", 5), ("4600000000031", 1)],
        ] {
            assert!(!sheet.is_in(&content(other)), "{other:?}");
        }
    }

    #[test]
    fn refused_goods_are_found_in_the_list() {
        let sheet = sheet("4600000000017;10\n4600000000024;5\n4600000000017;2");
        let refused = ["чужой", "4600000000024", "4600000000017"].map(|sku| RefusedItem {
            sku: sku.into(),
            detail: String::new(),
        });
        let located = sheet.locate(refused.to_vec());
        let lines: Vec<_> = located.iter().map(|row| row.lines.clone()).collect();
        assert_eq!(lines, [vec![1, 3], vec![2], vec![]]);
    }

    #[test]
    fn the_largest_list_fits_into_an_item() {
        let longest = (0..goods::MOST_ROWS).map(|n| format!("{n:030};999999\n"));
        let json = serde_json::to_vec(&sheet(&longest.collect::<String>())).unwrap();
        assert!(json.len() < 100_000, "{} bytes", json.len());
    }
}
