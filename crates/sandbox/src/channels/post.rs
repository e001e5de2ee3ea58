//! A post, and what its counters show at any instant.

use serde::{Deserialize, Serialize};

use super::dice::{For, roll, share};
use super::kind::HOUR_MS;

/// What a post shows besides its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Media {
    /// A photo; several make an album.
    Photo,
    /// A video.
    Video,
    /// A round video message.
    RoundVideo,
    /// A voice message.
    Voice,
    /// A file.
    Document,
    /// A sticker.
    Sticker,
    /// A poll.
    Poll,
    /// A place on the map.
    Location,
    /// Something the web cannot show.
    Unsupported,
}

/// A notice of the channel itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Service {
    /// The channel was created.
    Created,
    /// A post was pinned.
    Pinned(u32),
    /// The channel has this title now.
    Title(String),
    /// The channel has another photo now.
    Photo,
}

/// Whom a post was taken from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forward {
    /// The title shown.
    pub title: String,
    /// The channel's name; none for a hidden author.
    #[serde(default)]
    pub channel: Option<String>,
    /// The post there.
    #[serde(default)]
    pub post: Option<u32>,
}

/// A post written by hand.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Written {
    /// When.
    pub at_ms: i64,
    /// Its words: `@name`, `#tag`, addresses and `[words](address)` become links.
    pub text: String,
    /// What it shows; several photos or videos are an album.
    pub media: Vec<Media>,
    /// Whom it was taken from.
    pub forward: Option<Forward>,
    /// The post it answers.
    pub reply_to: Option<u32>,
    /// A notice in place of a post.
    pub service: Option<Service>,
    /// The author's signature.
    pub author: Option<String>,
    /// What its views come to; by the channel's habit without it.
    pub views: Option<u64>,
}

/// A post as it stands at an instant.
#[derive(Debug, Clone)]
pub struct Post {
    /// Its number; an album takes as many as it has items.
    pub id: u32,
    /// When it was published.
    pub at_ms: i64,
    /// Its words.
    pub text: String,
    /// What it shows.
    pub media: Vec<Media>,
    /// Whom it was taken from.
    pub forward: Option<Forward>,
    /// The post it answers.
    pub reply_to: Option<u32>,
    /// A notice in place of a post.
    pub service: Option<Service>,
    /// The author's signature.
    pub author: Option<String>,
    /// Whether it was changed since.
    pub edited: bool,
    /// When it was taken out.
    pub deleted_at_ms: Option<i64>,
    /// How its counters grow.
    pub curve: Curve,
}

/// How a post's counters grow.
#[derive(Debug, Clone, Default)]
pub struct Curve {
    /// The seed of the post.
    pub seed: u64,
    /// What the views come to.
    pub views: f64,
    /// The time in which two thirds of them come, in milliseconds.
    pub pace_ms: f64,
    /// What was added or taken by hand, and when.
    pub moves: Vec<(i64, i64)>,
}

/// One kind of reaction on a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reaction {
    /// Its emoji; none is a custom one.
    pub emoji: Option<&'static str>,
    /// Paid with stars.
    pub paid: bool,
    /// How many.
    pub count: u64,
}

const EMOJI: [&str; 6] = ["👍", "🔥", "❤", "😁", "🤔", "👏"];

impl Post {
    /// How many numbers it takes.
    pub fn width(&self) -> u32 {
        u32::try_from(self.media.len()).unwrap_or(1).max(1)
    }

    /// Several photos or videos under one text.
    pub fn is_album(&self) -> bool {
        self.media.len() > 1
    }

    /// Whether it is there at this instant.
    pub fn stands(&self, now_ms: i64) -> bool {
        self.deleted_at_ms.is_none_or(|deleted| deleted > now_ms)
    }

    /// How often it was seen; none for a notice.
    pub fn views(&self, now_ms: i64) -> Option<u64> {
        self.service.is_none().then(|| self.curve.at(now_ms, self.at_ms))
    }

    /// How often it was forwarded.
    pub fn shares(&self, now_ms: i64) -> u64 {
        let habit = 0.004 + 0.01 * share(self.curve.seed, For::Reactions, 90);
        whole(self.seen(now_ms) * habit)
    }

    /// How often it was commented.
    pub fn comments(&self, now_ms: i64) -> u64 {
        let habit = 0.003 * share(self.curve.seed, For::Reactions, 91);
        whole(self.seen(now_ms) * habit)
    }

    /// Its reactions, the most frequent first.
    pub fn reactions(&self, now_ms: i64) -> Vec<Reaction> {
        let seed = self.curve.seed;
        let all = self.seen(now_ms) * (0.004 + 0.014 * share(seed, For::Reactions, 1));
        let kinds = 1 + roll(seed, For::Reactions, 2) % 4;
        let mut reactions: Vec<Reaction> = (0..kinds)
            .map(|place| {
                let emoji = EMOJI[usize::try_from((roll(seed, For::Reactions, 3) + place) % 6).unwrap_or(0)];
                // Each has a third of what the one before it has; custom ones come last.
                let custom = place == 3;
                Reaction {
                    emoji: (!custom).then_some(emoji),
                    paid: false,
                    count: whole(all * 0.66 / 3_f64.powi(i32::try_from(place).unwrap_or(0))),
                }
            })
            .filter(|reaction| reaction.count > 0)
            .collect();
        if roll(seed, For::Reactions, 4).is_multiple_of(19) && all > 30.0 {
            reactions.insert(
                0,
                Reaction {
                    emoji: None,
                    paid: true,
                    count: whole(all / 20.0),
                },
            );
        }
        reactions
    }

    /// All its reactions together.
    pub fn reactions_count(&self, now_ms: i64) -> u64 {
        self.reactions(now_ms).iter().map(|reaction| reaction.count).sum()
    }

    fn seen(&self, now_ms: i64) -> f64 {
        self.views(now_ms).unwrap_or(0) as f64
    }
}

impl Curve {
    fn at(&self, now_ms: i64, posted_ms: i64) -> u64 {
        let age_ms = now_ms.saturating_sub(posted_ms).max(0) as f64;
        let grown = whole(self.views * (1.0 - (-age_ms / self.pace_ms.max(1.0)).exp()));
        let moved: i64 = self
            .moves
            .iter()
            .filter(|(at, _)| *at <= now_ms)
            .map(|(_, by)| by)
            .sum();
        // Whoever posts has seen it.
        grown.saturating_add_signed(moved).max(1)
    }

    /// A post's usual pace: two thirds of all views within 6 to 10 hours.
    pub fn usual_pace_ms(seed: u64) -> f64 {
        (6.0 + 4.0 * share(seed, For::Views, 7)) * HOUR_MS as f64
    }
}

/// A share of something as a count.
pub fn whole(number: f64) -> u64 {
    // Counters of a made-up world are far from the ends of either type.
    number.clamp(0.0, 9e15).round() as u64
}
