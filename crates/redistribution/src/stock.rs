//! What lies in a shop's warehouses, as stored: packed, because a shop may have tens of thousands of sizes.

use std::io::{Read, Write};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use store::{Key, Record};
use telegram::UserId;
use wildberries::redistribution_rules::LEAST_UNITS;
use wildberries::{ChrtId, NmId, OfficeId, SellerId, StockPlace, StockRow};

/// Most bytes that stored stock may unpack to.
const LIMIT: u64 = 8 * 1024 * 1024;
/// Most shelves that are stored, those with the most units: far below an item's greatest size.
const MOST_SHELVES: usize = 25_000;
/// Stock older than this says nothing about an opening.
pub(crate) const FRESH: SignedDuration = SignedDuration::from_mins(3);
/// How long stock is worth showing.
const KEPT: SignedDuration = SignedDuration::from_hours(24 * 7);

/// A size in a place, with at least five units: fewer are never moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shelf {
    /// The card.
    #[serde(rename = "n")]
    pub nm: NmId,
    /// The size.
    #[serde(rename = "c")]
    pub chrt: ChrtId,
    /// The warehouse; `None` where Wildberries told of all of them together.
    #[serde(rename = "o", default, skip_serializing_if = "Option::is_none")]
    pub office: Option<OfficeId>,
    /// Units.
    #[serde(rename = "u")]
    pub units: u32,
}

/// What lies in a shop's warehouses.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Shelves(pub Vec<Shelf>);

/// A shop's stock as one of its users last looked at it. What requests go by is [`RulesStock`](crate::rules_stock::RulesStock).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShopStock {
    /// Whose key asked.
    pub user: UserId,
    /// The shop.
    pub seller: SellerId,
    /// When.
    pub taken_at: Timestamp,
    /// Whether all of it is here.
    pub is_whole: bool,
    /// The shelves.
    packed: Packed,
}

/// Shelves as stored: JSON, zlib, base64.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Packed(String);

/// Stored stock that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("the stored stock cannot be read: {0}")]
pub struct StockError(String);

impl Shelves {
    /// The shelves that Wildberries' rows tell of.
    pub fn of(rows: &[StockRow]) -> Self {
        let shelf = |row: &StockRow| {
            let office = match row.place {
                StockPlace::Everywhere => None,
                // Warehouses have the same numbers in both places.
                StockPlace::Warehouse(id) => Some(OfficeId(id.0)),
                StockPlace::Unknown => return None,
            };
            (row.quantity >= LEAST_UNITS).then_some(Shelf {
                nm: row.nm,
                chrt: row.chrt,
                office,
                units: row.quantity,
            })
        };
        Self(rows.iter().filter_map(shelf).collect())
    }

    /// Most units of a size that can lie in a warehouse.
    pub fn units(&self, chrt: ChrtId, office: OfficeId) -> u32 {
        let there = self
            .0
            .iter()
            .filter(|shelf| shelf.chrt == chrt && shelf.office.is_none_or(|known| known == office));
        there.fold(0, |sum, shelf| sum.saturating_add(shelf.units))
    }

    /// Whether Wildberries told of this card's stock by warehouse.
    pub fn tells_warehouses(&self, nm: NmId) -> bool {
        self.of_card(nm).any(|shelf| shelf.office.is_some())
    }

    /// Whether Wildberries told of this size's stock by warehouse.
    pub fn tells_warehouse_of(&self, chrt: ChrtId) -> bool {
        self.0.iter().any(|shelf| shelf.chrt == chrt && shelf.office.is_some())
    }

    /// Units of these sizes that were told to lie in just this warehouse.
    pub fn units_in(&self, office: OfficeId, sizes: &[ChrtId]) -> u64 {
        let there = self.0.iter();
        let there = there.filter(|shelf| shelf.office == Some(office) && sizes.contains(&shelf.chrt));
        there.map(|shelf| u64::from(shelf.units)).sum()
    }

    /// The shelves of a card.
    pub fn of_card(&self, nm: NmId) -> impl Iterator<Item = &Shelf> {
        self.0.iter().filter(move |shelf| shelf.nm == nm)
    }

    /// The cards, those with the most units first, each with its sizes and units.
    pub fn cards(&self) -> Vec<(NmId, usize, u64)> {
        let mut by_card: std::collections::BTreeMap<NmId, (std::collections::BTreeSet<ChrtId>, u64)> =
            std::collections::BTreeMap::new();
        for shelf in &self.0 {
            let card = by_card.entry(shelf.nm).or_default();
            card.0.insert(shelf.chrt);
            card.1 += u64::from(shelf.units);
        }
        let cards = by_card.into_iter();
        let mut cards: Vec<_> = cards.map(|(nm, (sizes, units))| (nm, sizes.len(), units)).collect();
        cards.sort_by_key(|(nm, _, units)| (std::cmp::Reverse(*units), *nm));
        cards
    }

    /// The sizes of a card, in their order, each with its units in all places.
    pub fn sizes(&self, nm: NmId) -> Vec<(ChrtId, u64)> {
        let mut sizes: std::collections::BTreeMap<ChrtId, u64> = std::collections::BTreeMap::new();
        for shelf in self.of_card(nm) {
            *sizes.entry(shelf.chrt).or_default() += u64::from(shelf.units);
        }
        sizes.into_iter().collect()
    }
}

impl Packed {
    /// Packs shelves; false with them when there were more than can be stored, and those with the fewest units were left out.
    ///
    /// # Errors
    /// Only if packing in memory fails.
    pub fn of(mut shelves: Shelves) -> Result<(Self, bool), StockError> {
        let is_whole = shelves.0.len() <= MOST_SHELVES;
        shelves.0.sort_by_key(|shelf| std::cmp::Reverse(shelf.units));
        shelves.0.truncate(MOST_SHELVES);
        shelves.0.sort_by_key(|shelf| (shelf.nm, shelf.chrt, shelf.office));
        let json = serde_json::to_vec(&shelves).map_err(unreadable)?;
        let mut packer = ZlibEncoder::new(Vec::new(), Compression::default());
        packer.write_all(&json).map_err(unreadable)?;
        let packed = BASE64.encode(packer.finish().map_err(unreadable)?);
        Ok((Self(packed), is_whole))
    }

    /// The shelves.
    ///
    /// # Errors
    /// The stored text is damaged or absurdly large.
    pub fn unpack(&self) -> Result<Shelves, StockError> {
        let packed = BASE64.decode(&self.0).map_err(unreadable)?;
        let mut json = Vec::new();
        ZlibDecoder::new(packed.as_slice())
            .take(LIMIT)
            .read_to_end(&mut json)
            .map_err(unreadable)?;
        serde_json::from_slice(&json).map_err(unreadable)
    }
}

impl ShopStock {
    /// Packs a shop's stock. `is_whole` is false when there was more than is given here.
    ///
    /// # Errors
    /// Only if packing in memory fails.
    pub fn pack(
        user: UserId,
        seller: SellerId,
        shelves: Shelves,
        is_whole: bool,
        taken_at: Timestamp,
    ) -> Result<Self, StockError> {
        let (packed, fits) = Packed::of(shelves)?;
        Ok(Self {
            user,
            seller,
            taken_at,
            is_whole: is_whole && fits,
            packed,
        })
    }

    /// What lay there.
    ///
    /// # Errors
    /// The stored text is damaged or absurdly large.
    pub fn unpack(&self) -> Result<Shelves, StockError> {
        self.packed.unpack()
    }

    /// Whether it was read so lately that it need not be asked for anew.
    pub fn is_fresh(&self, now: Timestamp) -> bool {
        now.duration_since(self.taken_at) <= FRESH
    }

    /// Table key of a shop's stock, as one of its users asked for it.
    pub fn key_of(user: UserId, seller: &SellerId) -> Key {
        Key::new(format!("USER#{user}"), format!("STOCK#{seller}"))
    }
}

impl Record for ShopStock {
    const KIND: &'static str = "shop_stock";

    fn key(&self) -> Key {
        Self::key_of(self.user, &self.seller)
    }

    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.taken_at + KEPT)
    }
}

fn unreadable(error: impl std::fmt::Display) -> StockError {
    StockError(error.to_string())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::rules::samples::{self, NOW};

    fn row(nm: u64, chrt: u64, place: StockPlace, quantity: u32) -> StockRow {
        StockRow {
            nm: NmId(nm),
            chrt: ChrtId(chrt),
            place,
            place_name: String::new(),
            quantity,
            to_client: 0,
            from_client: 0,
        }
    }

    fn packed(shelves: Shelves) -> ShopStock {
        ShopStock::pack(UserId(1), samples::seller(), shelves, true, NOW).unwrap()
    }

    #[test]
    fn stock_is_told_by_warehouse_where_wildberries_tells_it_and_else_of_all_together() {
        let here = StockPlace::Warehouse(wildberries::WarehouseId(507));
        let rows = [
            row(1, 10, StockPlace::Everywhere, 40),
            row(1, 11, here, 7),
            row(1, 12, here, 4),
            row(2, 20, StockPlace::Unknown, 90),
        ];
        let shelves = packed(Shelves::of(&rows)).unpack().unwrap();
        let units = |chrt, office| shelves.units(ChrtId(chrt), OfficeId(office));
        assert_eq!((units(10, 507), units(10, 686)), (40, 40));
        assert_eq!((units(11, 507), units(11, 686)), (7, 0));
        assert_eq!((units(12, 507), units(20, 507)), (0, 0), "too few, and nowhere");
        assert_eq!(shelves.cards(), [(NmId(1), 2, 47)]);
        assert!(shelves.tells_warehouses(NmId(1)) && !shelves.tells_warehouses(NmId(2)));
        assert_eq!(shelves.units_in(OfficeId(507), &[ChrtId(10), ChrtId(11)]), 7);
        assert_eq!(shelves.sizes(NmId(1)), [(ChrtId(10), 40), (ChrtId(11), 7)]);
    }

    #[test]
    fn a_huge_shop_fits_into_an_item_and_says_that_it_is_not_whole() {
        let shelves: Vec<Shelf> = (0..60_000u64)
            .map(|n| Shelf {
                nm: NmId(200_000_000 + n / 5 * 7919),
                chrt: ChrtId(500_000_000 + n * 104_729 % 99_999_989),
                office: None,
                units: 5 + u32::try_from(n % 997).unwrap(),
            })
            .collect();
        let stored = packed(Shelves(shelves));
        assert!(!stored.is_whole);
        assert!(stored.packed.0.len() < 350_000, "{} bytes", stored.packed.0.len());
        assert_eq!(stored.unpack().unwrap().0.len(), MOST_SHELVES);
    }

    #[test]
    fn damage_is_an_error_not_an_empty_shop() {
        let mut stored = packed(Shelves::default());
        stored.packed = Packed("AAAA".to_owned());
        assert!(stored.unpack().is_err());
    }
}
