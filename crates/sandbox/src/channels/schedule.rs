//! The posts that a seed makes: when, and what they are. Days are Moscow's.

use super::channel::Channel;
use super::dice::{For, roll, share};
use super::kind::{DAY_MS, HOUR_MS, Kind};
use super::post::{Curve, Media, whole};

/// A seeded post before it has its number.
#[derive(Debug, Clone, Copy)]
pub struct Stub {
    /// When it is published.
    pub at_ms: i64,
    /// What its content follows from.
    pub seed: u64,
    /// How many numbers it takes.
    pub width: u32,
}

/// What a seeded post is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// Words, perhaps with something to see.
    Own,
    /// Taken from a partner, or from somebody hidden.
    Forwarded,
    /// Names a partner.
    Naming,
    /// The channel pinned the post before.
    Pinning,
}

/// The first moment of a Moscow day.
pub fn day_start_ms(at_ms: i64) -> i64 {
    const MOSCOW_MS: i64 = 3 * HOUR_MS;
    (at_ms + MOSCOW_MS).div_euclid(DAY_MS) * DAY_MS - MOSCOW_MS
}

/// Everything a channel's seed has published by now, oldest first.
pub fn stubs(channel: &Channel, now_ms: i64) -> Vec<Stub> {
    let mut stubs = Vec::new();
    let end_ms = match channel.kind {
        Kind::Silence => now_ms.min(channel.turn_ms - 1),
        _ => now_ms,
    };
    let (fewest, more) = channel.kind.posts_a_day();
    if fewest == 0 {
        return stubs;
    }
    let mut day_ms = day_start_ms(channel.created_ms) + DAY_MS;
    while day_ms <= end_ms {
        let day = u64::try_from(day_ms / HOUR_MS).unwrap_or(0);
        let count = fewest + roll(channel.seed, For::DayPosts, day) % (more + 1);
        for nth in 0..count {
            let place = day * 100 + nth;
            // From eight in the morning to ten in the evening, one after another.
            let part = (nth as f64 + share(channel.seed, For::Moment, place)) / count as f64;
            let at_ms = day_ms + 8 * HOUR_MS + (part * 14.0 * HOUR_MS as f64) as i64;
            if at_ms > end_ms {
                return stubs;
            }
            let seed = roll(channel.seed, For::Post, place);
            stubs.push(Stub {
                at_ms,
                seed,
                width: u32::try_from(media(seed).len()).unwrap_or(1).max(1),
            });
        }
        day_ms += DAY_MS;
    }
    stubs
}

/// What a post is, by its seed.
pub fn sort(seed: u64) -> Sort {
    match seed % 41 {
        0 => Sort::Pinning,
        1..=4 => Sort::Forwarded,
        5..=10 => Sort::Naming,
        _ => Sort::Own,
    }
}

/// What a post shows, by its seed.
pub fn media(seed: u64) -> Vec<Media> {
    if sort(seed) == Sort::Pinning {
        return Vec::new();
    }
    let roll = roll(seed, For::Post, 1);
    match roll % 100 {
        0..=34 => vec![Media::Photo],
        35..=42 => vec![Media::Photo; 2 + usize::try_from(roll / 100 % 4).unwrap_or(0)],
        43..=50 => vec![Media::Video],
        51..=53 => vec![Media::Document],
        54..=56 => vec![Media::Poll],
        57 => vec![Media::Voice],
        58 => vec![Media::RoundVideo],
        59 => vec![Media::Sticker],
        60 => vec![Media::Location],
        61 => vec![Media::Unsupported],
        _ => Vec::new(),
    }
}

/// When a post is taken out, if ever.
pub fn deleted_at_ms(channel: &Channel, seed: u64, at_ms: i64) -> Option<i64> {
    let doomed = channel.kind == Kind::Deletion && roll(seed, For::Deletion, 1).is_multiple_of(4);
    let hours = 6.0 + 40.0 * share(seed, For::Deletion, 2);
    doomed.then(|| at_ms + (hours * HOUR_MS as f64) as i64)
}

/// How a post's counters grow.
pub fn curve(channel: &Channel, seed: u64, at_ms: i64) -> Curve {
    if channel.kind == Kind::Flat {
        return Curve {
            seed,
            views: (channel.members as f64 * 0.31).round(),
            pace_ms: HOUR_MS as f64 / 4.0,
            moves: Vec::new(),
        };
    }
    let luck = 0.75 + 0.5 * share(seed, For::Views, 1);
    let views = channel.readers(at_ms) * channel.kind.reach() * luck;
    Curve {
        seed,
        views: whole(views) as f64,
        pace_ms: Curve::usual_pace_ms(seed),
        moves: Vec::new(),
    }
}
