//! The kinds of histories, and what they do to the number of members.

use serde::{Deserialize, Serialize};

use super::dice::{For, share};

/// An hour in milliseconds.
pub const HOUR_MS: i64 = 3_600_000;
/// A day in milliseconds.
pub const DAY_MS: i64 = 24 * HOUR_MS;

/// How a channel lives when nobody interferes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// It grows steadily, and so do its views.
    #[default]
    Growth,
    /// Members were bought at the turn; nobody of them reads.
    Jump,
    /// From the turn on nothing is posted.
    Silence,
    /// Every fourth post is taken out within two days.
    Deletion,
    /// Views are bought: every post soon has the same number.
    Flat,
    /// Thirty posts a day and more.
    Busy,
    /// Nothing happens but what is done by hand.
    Empty,
}

impl Kind {
    /// The fewest posts a day, and how many more there may be.
    pub fn posts_a_day(self) -> (u64, u64) {
        match self {
            Self::Growth | Self::Silence => (2, 2),
            Self::Jump | Self::Flat => (2, 1),
            Self::Deletion => (3, 2),
            Self::Busy => (30, 6),
            Self::Empty => (0, 0),
        }
    }

    /// How many days before the channel was made its turn was, unless told otherwise.
    pub fn usual_turn_days(self) -> i64 {
        match self {
            Self::Jump => 6,
            _ => 9,
        }
    }

    /// What a post's views come to, as a share of those who read the channel.
    pub fn reach(self) -> f64 {
        match self {
            Self::Busy => 0.14,
            _ => 0.34,
        }
    }

    /// The growth of a day.
    fn growth(self) -> f64 {
        match self {
            Self::Growth => 0.006,
            Self::Jump => 0.002,
            Self::Silence => -0.0015,
            Self::Deletion => 0.001,
            Self::Flat => 0.0008,
            Self::Busy => 0.003,
            Self::Empty => 0.0,
        }
    }

    /// Members who came by themselves, `members` of them at the anchor.
    pub fn readers(self, members: u64, seed: u64, anchor_ms: i64, at_ms: i64) -> f64 {
        let members = members as f64;
        if self == Self::Empty {
            return members;
        }
        let days = (at_ms.saturating_sub(anchor_ms)) as f64 / DAY_MS as f64;
        let swing = 2.0 + 3.0 * share(seed, For::Wobble, 0);
        let wobble = 1.0 + 0.0012 * (days / swing * std::f64::consts::TAU).sin();
        // Some years in either direction are as far as a clock is ever moved.
        members * (self.growth() * days).clamp(-6.0, 6.0).exp() * wobble
    }

    /// Members who were bought at the turn: they come within three hours, and leave over weeks.
    pub fn bought(self, readers_at_turn: f64, turn_ms: i64, at_ms: i64) -> f64 {
        if self != Self::Jump || at_ms <= turn_ms {
            return 0.0;
        }
        let days = (at_ms - turn_ms) as f64 / DAY_MS as f64;
        0.45 * readers_at_turn * (days * 8.0).min(1.0) * (-days / 60.0).exp()
    }
}
