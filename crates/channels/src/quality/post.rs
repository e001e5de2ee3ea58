//! A post's quality, by the others of its channel.

use std::time::Duration;

use super::{Component, Judged, Quality};
use crate::measures::{er_percent, median};
use crate::post::{ChannelPost, Seen, float};

/// The ages at which views are compared, the oldest that is known first.
const AGES: [Duration; 3] = [
    Duration::from_secs(72 * 60 * 60),
    Duration::from_secs(24 * 60 * 60),
    Duration::from_secs(6 * 60 * 60),
];
/// With fewer others there is nothing to compare with.
const LEAST_OTHERS: usize = 4;

/// Judges a post by the other posts of its channel. Exactly as good as the median is half of the points, twice as good all of them.
pub fn post_quality(post: &ChannelPost, others: &[ChannelPost]) -> Quality {
    let others: Vec<&ChannelPost> = others.iter().filter(|other| other.post.id != post.post.id).collect();
    let engagement = |post: &ChannelPost| Some(er_percent(std::slice::from_ref(post))?.value);
    let shares = |post: &ChannelPost| post.newest().and_then(share_rate);
    Quality::of(vec![
        Component::linear(Judged::ViewsToMedian, views(post, &others), 0.0, 2.0, 50.0),
        Component::linear(
            Judged::EngagementToMedian,
            by_median(post, &others, engagement),
            0.0,
            2.0,
            30.0,
        ),
        Component::linear(Judged::SharesToMedian, by_median(post, &others, shares), 0.0, 2.0, 20.0),
    ])
}

fn views(post: &ChannelPost, others: &[&ChannelPost]) -> Option<f64> {
    AGES.iter()
        .find_map(|age| by_median(post, others, |post| Some(post.views_at(*age)?.value)))
}

fn by_median(post: &ChannelPost, others: &[&ChannelPost], value: impl Fn(&ChannelPost) -> Option<f64>) -> Option<f64> {
    let mine = value(post)?;
    let theirs: Vec<f64> = others.iter().filter_map(|other| value(other)).collect();
    if theirs.len() < LEAST_OTHERS {
        return None;
    }
    let middle = median(theirs)?;
    (middle > 0.0).then(|| mine / middle)
}

fn share_rate(seen: &Seen) -> Option<f64> {
    (seen.views > 0).then(|| seen.shares.map(|shares| float(shares) / float(seen.views)))?
}
