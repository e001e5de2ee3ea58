//! The best and the worst posts of a period.

use std::time::Duration;

use channels::measures::{Measure, less_exact, median};
use channels::post::ChannelPost;
use channels::quality::post_quality;
use channels::{Figure, PostId, Precision};
use jiff::Timestamp;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// Best posts that are kept: as many as a picture shows.
const BEST: usize = 7;
/// Worst posts that are named, where enough others are neither.
const WORST: usize = 2;
/// With fewer posts than this "worst" says nothing.
const LEAST_FOR_WORST: usize = 6;
/// Best posts that are named in words: none of them is ever among the worst.
pub(crate) const NAMED: usize = 3;

/// The period's posts by their views.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranking {
    /// By which views.
    pub by: Compared,
    /// Of how many posts the views are known.
    pub known: usize,
    /// The best, the first one first.
    pub best: Vec<Ranked>,
    /// The worst, the last one first; never one of the best that are named.
    pub worst: Vec<Ranked>,
}

/// By which views posts are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compared {
    /// At the age of a day, each: at equal age.
    AtADay,
    /// As they were last seen, each at least a day old: for posts that nobody looked at when they were young.
    LastSeen,
}

/// A post and how much it was seen.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranked {
    /// Which post.
    pub id: PostId,
    /// When it was published.
    pub posted_at: Timestamp,
    /// How its text begins.
    pub beginning: Option<String>,
    /// Its views.
    pub views: Figure<f64>,
    /// Its views by the median of the period's posts.
    pub by_median: Option<Measure>,
    /// Its quality among them, 0 to 100.
    pub quality: Option<u8>,
}

impl Ranking {
    /// Ranks posts; those that are gone are left out.
    pub(super) fn of(posts: &[ChannelPost]) -> Self {
        let known = posts.iter().filter(|post| post.views_at(DAY).is_some()).count();
        let by = if known >= 2 {
            Compared::AtADay
        } else {
            Compared::LastSeen
        };
        let views = |post: &ChannelPost| match by {
            Compared::AtADay => post.views_at(DAY),
            Compared::LastSeen => last_seen(post),
        };
        let standing = posts.iter().filter(|post| post.gone_at.is_none());
        let mut seen: Vec<(&ChannelPost, Figure<f64>)> =
            standing.filter_map(|post| Some((post, views(post)?))).collect();
        // Of equal ones the earlier stands first, whatever the order they came in.
        seen.sort_by(|(one, ones), (other, others)| {
            let views = others.value.total_cmp(&ones.value);
            views.then(one.post.id.cmp(&other.post.id))
        });
        let middle = median(seen.iter().map(|(_, views)| views.value).collect()).filter(|middle| *middle > 0.0);
        let precision = seen
            .iter()
            .fold(Precision::Exact, |sum, (_, views)| less_exact(sum, views.precision));
        let ranked = |(post, views): &(&ChannelPost, Figure<f64>)| Ranked {
            id: post.post.id,
            posted_at: post.post.posted_at,
            beginning: post.post.text.as_ref().map(|text| text.beginning.clone()),
            views: *views,
            by_median: middle.map(|middle| Measure {
                value: views.value / middle,
                precision,
                of: seen.len(),
            }),
            quality: post_quality(post, posts).score,
        };
        let worst = if seen.len() >= LEAST_FOR_WORST { WORST } else { 0 };
        Self {
            by,
            known: seen.len(),
            best: seen.iter().take(BEST).map(ranked).collect(),
            worst: seen.iter().rev().take(worst).map(ranked).collect(),
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of views are far below 2^53")]
fn last_seen(post: &ChannelPost) -> Option<Figure<f64>> {
    let seen = post.newest()?;
    let age = seen.at.duration_since(post.post.posted_at);
    (age.unsigned_abs() >= DAY).then_some(Figure {
        value: seen.views as f64,
        precision: seen.precision,
        source: seen.source,
        observed_at: seen.at,
    })
}
