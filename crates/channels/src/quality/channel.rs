//! A channel's quality.

use std::time::Duration;

use channel_sources::Figure;
use jiff::Timestamp;

use super::jump::{find_jump, largest_gain};
use super::{Component, Judged, Quality};
use crate::day::ChannelDay;
use crate::measures::{count, er_percent, err_percent, mean, reach, reach_at};
use crate::post::ChannelPost;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// With fewer posts nobody can say whether views are flat.
const LEAST_POSTS: usize = 8;

/// What a channel is judged by: its last 28 days.
#[derive(Debug, Clone, Copy)]
pub struct ChannelFigures<'a> {
    /// Subscribers now.
    pub members: Option<Figure<u64>>,
    /// The days, oldest first.
    pub days: &'a [ChannelDay],
    /// The posts, oldest first.
    pub posts: &'a [ChannelPost],
    /// When a page of posts was last proven good: silence lasts until then. `None`: unknown.
    pub posts_proven_at: Option<Timestamp>,
    /// Followed channels that named it in the last 30 days; `None` when it is followed for less.
    pub cited_by: Option<usize>,
}

/// Judges a channel.
pub fn channel_quality(of: ChannelFigures<'_>) -> Quality {
    let engagement = er_percent(of.posts).map(|er| er.value);
    let cited = of.cited_by.map(count);
    Quality::of(vec![
        Component::linear(Judged::Reach, reach_percent(of), 0.0, 30.0, 30.0),
        Component::linear(Judged::Engagement, engagement, 0.0, 5.0, 20.0),
        Component::linear(Judged::Regularity, longest_silence(of), 14.0, 2.0, 15.0),
        Component::linear(Judged::NaturalViews, spread(of.posts), 0.02, 0.15, 15.0),
        natural_growth(of),
        Component::linear(Judged::Citation, cited, 0.0, 5.0, 10.0),
    ])
}

fn reach_percent(of: ChannelFigures<'_>) -> Option<f64> {
    let reach = reach_at(of.posts, DAY).or_else(|| reach(of.posts))?;
    Some(err_percent(reach, of.members?)?.value)
}

/// The longest time without a post, in days, the time since the last one included.
fn longest_silence(of: ChannelFigures<'_>) -> Option<f64> {
    let end = of.posts_proven_at?;
    let mut moments: Vec<Timestamp> = of.posts.iter().map(|post| post.post.posted_at).collect();
    moments.push(end.max(*moments.last()?));
    let gaps = moments
        .windows(2)
        .map(|pair| pair[1].duration_since(pair[0]).as_secs_f64());
    gaps.reduce(f64::max).map(|seconds| seconds / DAY.as_secs_f64())
}

/// Standard deviation by mean of the views at 24 hours; of the newest views of ripe posts where that is unknown.
fn spread(posts: &[ChannelPost]) -> Option<f64> {
    let at_a_day: Vec<f64> = posts
        .iter()
        .filter_map(|post| Some(post.views_at(DAY)?.value))
        .collect();
    if at_a_day.len() < LEAST_POSTS {
        return None;
    }
    let middle = mean(&at_a_day)?;
    let squares: Vec<f64> = at_a_day.iter().map(|value| (value - middle).powi(2)).collect();
    (middle > 0.0).then(|| mean(&squares).map(|variance| variance.sqrt() / middle))?
}

fn natural_growth(of: ChannelFigures<'_>) -> Component {
    const MOST: f64 = 10.0;
    let value = largest_gain(of.days).map(|gain| gain.percent);
    let bought = find_jump(of.days, of.posts).is_some();
    Component {
        what: Judged::NaturalGrowth,
        value,
        points: if value.is_none() || bought { 0.0 } else { MOST },
        most: MOST,
    }
}
