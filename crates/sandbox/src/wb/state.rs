//! Everything Wildberries knows, behind one lock.

use serde::{Deserialize, Serialize};

use super::board::Board;
use super::drafts::Drafts;
use super::feed::{BoardText, FeedSetting};
use super::limits::RateLimits;
use super::numbers::Numbers;
use super::sellers::Sellers;
use super::stocks::Stocks;
use super::supplies::Orders;
use crate::clock::system_ms;

/// A moment before any world, unix seconds: numbers are as long as Wildberries'.
const BEFORE_NUMBERS_S: i64 = 1_700_000_000;

/// Wildberries' state.
#[derive(Debug, Serialize, Deserialize)]
pub struct Wildberries {
    /// The board of slots.
    pub board: Board,
    /// How the feed behaves.
    pub feed: FeedSetting,
    /// Who sells.
    pub sellers: Sellers,
    /// Their orders and supplies.
    #[serde(default)]
    pub orders: Orders,
    /// Their drafts.
    #[serde(default)]
    pub drafts: Drafts,
    /// Their goods at Wildberries.
    #[serde(default)]
    pub stocks: Stocks,
    /// The numbers of all of these.
    #[serde(default)]
    pub numbers: Numbers,
    /// What each seller may still ask.
    #[serde(skip)]
    pub limits: RateLimits,
    /// The feed's body, kept until the board changes.
    #[serde(skip)]
    pub text: BoardText,
}

impl Wildberries {
    /// The board at its beginning, no sellers. Numbers go on from the machine's time: the bot may remember those of an earlier
    /// world. They are far from the gateway's, so that one taken for the other is found out.
    pub fn seeded() -> Self {
        Self {
            board: Board::seeded(),
            feed: FeedSetting::default(),
            sellers: Sellers::default(),
            orders: Orders::default(),
            drafts: Drafts::default(),
            stocks: Stocks::default(),
            numbers: Numbers::after(system_ms() / 1000 - BEFORE_NUMBERS_S),
            limits: RateLimits::default(),
            text: BoardText::default(),
        }
    }

    /// The board and the limits back to their beginning, no orders, drafts and stock; sellers stay and are in good standing again, and
    /// numbers go on.
    pub fn reset(&mut self) {
        let mut sellers = std::mem::take(&mut self.sellers);
        sellers.pardon();
        *self = Self {
            sellers,
            numbers: self.numbers,
            ..Self::seeded()
        };
    }
}
