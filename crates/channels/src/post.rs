//! A post of a followed channel, and how its counters grew.

use std::time::Duration;

use channel_sources::{ChannelName, Figure, Post, PostId, Precision, Source};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::{Key, Record};

use crate::channel::partition;

/// Most observations that are kept of a post. Its first days matter most; later ones are thinned.
pub const MOST_SEEN: usize = 40;
/// A post that was younger than this at its first look is known from its beginning, when it had no views.
const KNOWN_FROM_BIRTH: Duration = Duration::from_secs(48 * 60 * 60);
/// Two looks nearer to each other than this are one: the later counts.
const NEAREST: Duration = Duration::from_secs(10 * 60);

/// A post with everything that was seen of its counters.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChannelPost {
    /// Whose.
    pub channel: ChannelName,
    /// The post as it was last seen.
    pub post: Post,
    /// Its counters, oldest first.
    pub seen: Vec<Seen>,
    /// When a page that must have shown it did not.
    #[serde(default)]
    pub gone_at: Option<Timestamp>,
}

/// A post's counters at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Seen {
    /// When.
    pub at: Timestamp,
    /// Views.
    pub views: u64,
    /// How exact the views are.
    pub precision: Precision,
    /// Who says so.
    pub source: Source,
    /// Forwards.
    #[serde(default)]
    pub shares: Option<u64>,
    /// Reactions.
    #[serde(default)]
    pub reactions: Option<u64>,
    /// Comments.
    #[serde(default)]
    pub comments: Option<u64>,
}

impl ChannelPost {
    /// What the sort keys of a channel's posts begin with.
    pub const PREFIX: &'static str = "POST#";

    /// A post that was seen for the first time.
    pub fn first_seen(channel: ChannelName, post: Post) -> Self {
        let seen = Seen::of(&post).into_iter().collect();
        Self {
            channel,
            post,
            seen,
            gone_at: None,
        }
    }

    /// The same post, seen again.
    #[must_use]
    pub fn seen_again(mut self, post: Post) -> Self {
        if let Some(seen) = Seen::of(&post) {
            self.note(seen);
        }
        self.gone_at = None;
        self.post = post;
        self
    }

    /// Table key of a channel's post.
    pub fn key_of(channel: &ChannelName, id: PostId) -> Key {
        Key::new(partition(channel), Self::order(id))
    }

    /// Sort key of a post: in the order of publication.
    pub fn order(id: PostId) -> String {
        format!("{}{:010}", Self::PREFIX, id.0)
    }

    /// Its views when it was `age` old: read between the looks before and after that age. `None` when it was not looked at
    /// on both sides, or is younger.
    pub fn views_at(&self, age: Duration) -> Option<Figure<f64>> {
        let moment = self.post.posted_at.checked_add(age).ok()?;
        self.views_when(moment)
    }

    /// Its views at a moment, read between the looks before and after it; [`Estimated`](Precision::Estimated) unless a look was
    /// at that very moment. Before it was published: none. `None` outside of what was seen.
    pub fn views_when(&self, moment: Timestamp) -> Option<Figure<f64>> {
        let source = self.seen.first()?.source;
        if moment <= self.post.posted_at {
            return Some(Figure::exact(0.0, source, moment));
        }
        let after = self.seen.iter().position(|seen| seen.at >= moment)?;
        let next = self.seen[after];
        if next.at == moment {
            return Some(Figure {
                value: float(next.views),
                precision: next.precision,
                source: next.source,
                observed_at: moment,
            });
        }
        let before = self.seen.get(after.checked_sub(1)?)?;
        let span = next.at.duration_since(before.at).as_secs_f64();
        let part = moment.duration_since(before.at).as_secs_f64() / span;
        let (low, high) = (float(before.views), float(next.views));
        Some(Figure::estimated(low + (high - low) * part, next.source, moment))
    }

    /// The same, with a look of no views at its publication, if its first look came soon after. For sums over many posts: how the
    /// views of a single one grew before anybody looked is not known.
    pub fn views_from_birth(&self, moment: Timestamp) -> Option<Figure<f64>> {
        let known = self.views_when(moment);
        let (Some(first), true) = (self.seen.first(), self.is_known_from_birth()) else {
            return known;
        };
        if known.is_some() || moment > first.at {
            return known;
        }
        let age = first.at.duration_since(self.post.posted_at).as_secs_f64();
        let part = moment.duration_since(self.post.posted_at).as_secs_f64() / age;
        Some(Figure::estimated(float(first.views) * part, first.source, moment))
    }

    /// Whether its first look came so soon that what was before can be told.
    fn is_known_from_birth(&self) -> bool {
        let age = |first: &Seen| first.at.duration_since(self.post.posted_at).unsigned_abs();
        self.seen.first().is_some_and(|first| age(first) < KNOWN_FROM_BIRTH)
    }

    /// Since when nobody had looked at its counters when they were seen at `now`: since the last look, or since it was published.
    /// `None` when it was first seen too late to tell what was before.
    pub fn unseen_since(&self, now: Timestamp) -> Option<Timestamp> {
        match self.seen.iter().rev().find(|seen| seen.at < now) {
            Some(last) => Some(last.at),
            None => Some(self.post.posted_at).filter(|at| now.duration_since(*at).unsigned_abs() < KNOWN_FROM_BIRTH),
        }
    }

    /// Its newest counters.
    pub fn newest(&self) -> Option<&Seen> {
        self.seen.last()
    }

    fn note(&mut self, seen: Seen) {
        match self.seen.last_mut() {
            // An older answer that comes late adds nothing.
            Some(last) if seen.at <= last.at => return,
            Some(last) if seen.at.duration_since(last.at).unsigned_abs() < NEAREST => *last = seen,
            _ => self.seen.push(seen),
        }
        if self.seen.len() > MOST_SEEN {
            self.thin();
        }
    }

    /// Takes out the look whose neighbours in age are nearest to each other by proportion: early looks lie close, later ones wide.
    fn thin(&mut self) {
        let age = |seen: &Seen| {
            let age = seen.at.duration_since(self.post.posted_at).as_secs_f64();
            age.max(60.0)
        };
        let inner = 1..self.seen.len().saturating_sub(1);
        let tightest = inner.min_by(|&a, &b| {
            let width = |i: usize| age(&self.seen[i + 1]) / age(&self.seen[i - 1]);
            width(a).total_cmp(&width(b))
        });
        if let Some(tightest) = tightest {
            self.seen.remove(tightest);
        }
    }
}

impl Seen {
    /// The counters that a post shows; `None` without views.
    pub fn of(post: &Post) -> Option<Self> {
        let views = post.views?;
        let value = |figure: Option<Figure<u64>>| figure.map(|figure| figure.value);
        Some(Self {
            at: views.observed_at,
            views: views.value,
            precision: views.precision,
            source: views.source,
            shares: value(post.shares),
            reactions: value(post.reactions_count),
            comments: value(post.comments),
        })
    }
}

impl Record for ChannelPost {
    const KIND: &'static str = "channel_post";

    fn key(&self) -> Key {
        Self::key_of(&self.channel, self.post.id)
    }
}

/// A count as a number to reckon with; exact up to 2⁵³.
#[expect(clippy::cast_precision_loss, reason = "counts of views are far below 2^53")]
pub(crate) fn float(count: u64) -> f64 {
    count as f64
}
