//! What lies in a shop of the cards that its rules speak of: what requests go by. It belongs to the shop, whoever of its users asked, so
//! that their rules share one stock; nobody is shown it.

use accounts::ids::KeyId;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use store::{Key, Record};
use wildberries::{NmId, SellerId};

use crate::stock::{FRESH, Packed, Shelves, StockError};

/// How long it is worth anything: whether the shop's keys may ask at all stays true for a while.
const KEPT: SignedDuration = SignedDuration::from_hours(24 * 7);

/// A shop's stock of some cards when it was last asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RulesStock {
    /// The shop.
    pub seller: SellerId,
    /// When it was asked for.
    pub taken_at: Timestamp,
    /// Whether all of these cards' stock is here.
    pub is_whole: bool,
    /// The cards that were asked for.
    pub cards: Vec<NmId>,
    /// Whether no key of the shop may ask for stock: then there are neither cards nor shelves.
    #[serde(default)]
    pub is_denied: bool,
    /// The key that could ask.
    #[serde(default)]
    pub asked_with: Option<KeyId>,
    /// What lay there.
    pub shelves: Packed,
}

impl RulesStock {
    /// The stock of these cards. `is_whole` is false when there was more than is given here.
    ///
    /// # Errors
    /// Only if packing in memory fails.
    pub fn pack(
        seller: SellerId,
        cards: Vec<NmId>,
        shelves: Shelves,
        is_whole: bool,
        taken_at: Timestamp,
    ) -> Result<Self, StockError> {
        let (shelves, fits) = Packed::of(shelves)?;
        Ok(Self {
            seller,
            taken_at,
            is_whole: is_whole && fits,
            cards,
            is_denied: false,
            asked_with: None,
            shelves,
        })
    }

    /// The same, read with this key.
    pub fn asked_with(mut self, key: KeyId) -> Self {
        self.asked_with = Some(key);
        self
    }

    /// The word that no key of the shop may ask.
    ///
    /// # Errors
    /// Only if packing in memory fails.
    pub fn denied(seller: SellerId, at: Timestamp) -> Result<Self, StockError> {
        let nothing = Self::pack(seller, Vec::new(), Shelves::default(), false, at)?;
        Ok(Self {
            is_denied: true,
            ..nothing
        })
    }

    /// Whether it was read so lately that a request may go by it.
    pub fn is_fresh(&self, now: Timestamp) -> bool {
        now.duration_since(self.taken_at) <= FRESH
    }

    /// Table key of a shop's stock.
    pub fn key_of(seller: &SellerId) -> Key {
        Key::new(format!("SELLER#{seller}"), "STOCK")
    }
}

impl Record for RulesStock {
    const KIND: &'static str = "rules_stock";

    fn key(&self) -> Key {
        Self::key_of(&self.seller)
    }

    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.taken_at + KEPT)
    }
}
