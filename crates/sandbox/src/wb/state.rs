//! Everything Wildberries knows, behind one lock.

use serde::{Deserialize, Serialize};

use super::board::Board;
use super::feed::{BoardText, FeedSetting};
use super::limits::RateLimits;
use super::sellers::Sellers;

/// Wildberries' state.
#[derive(Debug, Serialize, Deserialize)]
pub struct Wildberries {
    /// The board of slots.
    pub board: Board,
    /// How the feed behaves.
    pub feed: FeedSetting,
    /// Who sells.
    pub sellers: Sellers,
    /// What each seller may still ask.
    #[serde(skip)]
    pub limits: RateLimits,
    /// The feed's body, kept until the board changes.
    #[serde(skip)]
    pub text: BoardText,
}

impl Wildberries {
    /// The board at its beginning, no sellers.
    pub fn seeded() -> Self {
        Self {
            board: Board::seeded(),
            feed: FeedSetting::default(),
            sellers: Sellers::default(),
            limits: RateLimits::default(),
            text: BoardText::default(),
        }
    }

    /// The board and the limits back to their beginning; sellers stay and are in good standing again.
    pub fn reset(&mut self) {
        let mut sellers = std::mem::take(&mut self.sellers);
        sellers.pardon();
        *self = Self {
            sellers,
            ..Self::seeded()
        };
    }
}
