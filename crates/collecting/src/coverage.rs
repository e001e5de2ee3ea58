//! From when to when no post of a channel is missing from the table.

use channel_sources::{ChannelName, PostId};
use channels::channel::partition;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use store::{Key, Record, StoreError, Table, WorkKey};

/// Partition of the index of work with the channels whose older posts are still to be looked at.
pub(crate) const LOOKS_BACK: &str = "CHANNELLOOKBACK#OPEN";

/// What the collector must remember of a channel to judge the next page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    /// Which channel.
    pub channel: ChannelName,
    /// The number that it had when it was first looked at: its figures are those of this number only.
    #[serde(default)]
    pub chat_id: Option<i64>,
    /// The stretch in which every post was seen; `None` before the first page.
    #[serde(default)]
    pub posts: Option<Stretch>,
    /// A reading from the newest page back that has not come far enough yet: the next try goes on from it.
    #[serde(default)]
    pub reading: Option<Reading>,
    /// The rest of a night's reading: older posts whose counters are to be looked at again.
    #[serde(default)]
    pub look_back: Option<LookBack>,
    /// The first day whose views are to be reckoned again, because posts were looked at that had not been looked at for longer.
    #[serde(default)]
    pub reckon_from: Option<Date>,
    /// The version that was read; `None` when nothing is stored yet.
    #[serde(skip)]
    pub(crate) version: Option<u64>,
}

/// A reading that is not over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// What its pages have proven together.
    pub stretch: Stretch,
    /// The page to read next: the posts before this one.
    pub before: PostId,
    /// Pages read.
    pub pages: u32,
}

/// A look back that is not over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LookBack {
    /// The day in whose night it is.
    pub day: Date,
    /// The page to read next: the posts before this one.
    pub before: PostId,
    /// Pages read in this night.
    pub pages: u32,
}

/// A stretch of a channel's history in which every post was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stretch {
    /// Its beginning; the epoch when it is the channel's own.
    pub from: Timestamp,
    /// When the newest page in it was proven good.
    pub proven_at: Timestamp,
    /// The highest number seen on that page; 0 in a channel without posts.
    pub top: PostId,
    /// The number from which on every post was seen, 0 from the channel's beginning on; `None` in records of before this was kept.
    #[serde(default)]
    pub low: Option<PostId>,
}

/// What one page proves: every post from here on, up to what the page was asked for, is on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// The lowest number; 0 at the channel's beginning.
    pub low: PostId,
    /// When that post was published; the epoch at the channel's beginning.
    pub from: Timestamp,
}

impl Piece {
    /// The channel's beginning.
    pub const BEGINNING: Self = Self {
        low: PostId(0),
        from: Timestamp::UNIX_EPOCH,
    };
}

impl Stretch {
    /// What the newest page proves, whose highest number is `top`.
    pub fn newest(piece: Piece, top: PostId, proven_at: Timestamp) -> Self {
        Self {
            from: piece.from,
            proven_at,
            top,
            low: Some(piece.low),
        }
    }

    /// Together with the page of the posts before `before`. One that does not begin where this ends, or above, adds nothing: between
    /// them posts may be missing.
    #[must_use]
    pub fn and_older(self, before: PostId, piece: Piece) -> Self {
        match self.low {
            Some(low) if low <= before && piece.low <= low => Self {
                from: self.from.min(piece.from),
                low: Some(piece.low),
                ..self
            },
            _ => self,
        }
    }

    /// Whether nothing can be missing between this and an older one.
    pub fn joins(&self, older: &Self) -> bool {
        self.low.is_some_and(|low| low <= older.top || low == PostId(0))
    }

    /// Both together; of two with a hole between them, the newer.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        let (newer, older) = match self.proven_at >= other.proven_at {
            true => (self, other),
            false => (other, self),
        };
        if !newer.joins(&older) {
            return newer;
        }
        Self {
            from: newer.from.min(older.from),
            low: newer.low.map(|low| older.low.map_or(low, |other| low.min(other))),
            ..newer
        }
    }
}

impl Coverage {
    fn key_of(channel: &ChannelName) -> Key {
        Key::new(partition(channel), "COVERAGE")
    }

    /// What is remembered of a channel; nothing yet when it is not stored.
    ///
    /// # Errors
    /// Those of the table.
    pub async fn load(table: &Table, channel: &ChannelName) -> Result<Self, StoreError> {
        let stored = table.get::<Self>(&Self::key_of(channel)).await?;
        Ok(stored.map_or_else(
            || Self {
                channel: channel.clone(),
                chat_id: None,
                posts: None,
                reading: None,
                look_back: None,
                reckon_from: None,
                version: None,
            },
            |stored| Self {
                version: Some(stored.version),
                ..stored.record
            },
        ))
    }

    /// Stores it over what was read.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when somebody else did so since.
    pub async fn save(&mut self, table: &Table) -> Result<(), StoreError> {
        let version = match self.version {
            Some(version) => table.replace(self, version).await?,
            None => {
                table.insert(self).await?;
                1
            }
        };
        self.version = Some(version);
        Ok(())
    }

    /// Whether every post published from `from` to before `to` was seen.
    pub fn covers(&self, from: Timestamp, to: Timestamp) -> bool {
        self.posts
            .is_some_and(|posts| posts.from <= from && posts.proven_at >= to)
    }

    /// Adds what was seen to what is known.
    pub fn adopt(&mut self, seen: Stretch) {
        self.posts = Some(self.posts.map_or(seen, |known| seen.with(known)));
    }
}

impl Record for Coverage {
    const KIND: &'static str = "channel_coverage";

    fn key(&self) -> Key {
        Self::key_of(&self.channel)
    }

    fn work(&self) -> Option<WorkKey> {
        let open = self.look_back.is_some();
        open.then(|| WorkKey::new(LOOKS_BACK, self.channel.as_str()))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    /// Numbers are seconds here: post 5 was published at second 5.
    fn stretch(low: u32, top: u32, proven_at: i64) -> Stretch {
        Stretch::newest(piece(low), PostId(top), at(proven_at))
    }

    fn piece(low: u32) -> Piece {
        Piece {
            low: PostId(low),
            from: at(low.into()),
        }
    }

    #[test]
    fn a_page_that_ends_below_a_stretch_does_not_lengthen_it() {
        let known = stretch(50, 70, 75);
        assert_eq!(known.and_older(PostId(50), piece(31)), stretch(31, 70, 75));
        assert_eq!(known.and_older(PostId(60), piece(41)), stretch(41, 70, 75));
        assert_eq!(
            known.and_older(PostId(40), piece(21)),
            known,
            "posts 40 to 49 were not seen"
        );
        let unknown = Stretch { low: None, ..known };
        assert_eq!(unknown.and_older(PostId(50), piece(31)), unknown);
        let whole = known.and_older(PostId(50), Piece::BEGINNING);
        assert_eq!((whole.from, whole.low), (Timestamp::UNIX_EPOCH, Some(PostId(0))));
    }

    #[test]
    fn of_two_stretches_with_a_hole_between_the_newer_is_kept() {
        let older = stretch(10, 40, 45);
        for (newer, both) in [
            (stretch(35, 60, 65), stretch(10, 60, 65)),
            (stretch(40, 60, 65), stretch(10, 60, 65)),
            (stretch(41, 60, 65), stretch(41, 60, 65)),
        ] {
            assert_eq!(newer.with(older), both);
            assert_eq!(older.with(newer), both, "whichever is told last");
        }
    }
}
