//! What analytics services compute of a channel's posts, at any instant.

use super::channel::Channel;
use super::kind::{DAY_MS, HOUR_MS};
use super::post::Post;

/// Posts of this time make an average.
const MONTH_MS: i64 = 30 * DAY_MS;

/// A channel and its posts, to be measured.
#[derive(Debug)]
pub struct Measured<'c> {
    channel: &'c Channel,
    posts: Vec<Post>,
}

impl<'c> Measured<'c> {
    /// Of these posts, oldest first; notices are not measured.
    pub fn new(channel: &'c Channel, mut posts: Vec<Post>) -> Self {
        posts.retain(|post| post.service.is_none());
        Self { channel, posts }
    }

    /// Posts that stand at an instant.
    pub fn count(&self, at_ms: i64) -> usize {
        self.before(at_ms).filter(|post| post.stands(at_ms)).count()
    }

    /// Views of an average post of the last month.
    pub fn reach(&self, at_ms: i64) -> Option<f64> {
        average(self.month(at_ms).filter_map(|post| post.views(at_ms)))
    }

    /// Views of an average post of the last month when it was so many hours old; younger ones do not count.
    pub fn reach_after(&self, hours: i64, at_ms: i64) -> Option<f64> {
        let age_ms = hours * HOUR_MS;
        let grown = self.month(at_ms).filter(|post| post.at_ms + age_ms <= at_ms);
        average(grown.filter_map(|post| post.views(post.at_ms + age_ms)))
    }

    /// Average reach by members, in percent.
    pub fn err(&self, at_ms: i64) -> Option<f64> {
        self.by_members(self.reach(at_ms)?, at_ms)
    }

    /// The same with the reach of 24 hours.
    pub fn err24(&self, at_ms: i64) -> Option<f64> {
        self.by_members(self.reach_after(24, at_ms)?, at_ms)
    }

    /// Reactions, comments and forwards by views, in percent.
    pub fn er(&self, at_ms: i64) -> Option<f64> {
        let (mut deeds, mut views) = (0, 0);
        for post in self.month(at_ms) {
            deeds += post.reactions_count(at_ms) + post.comments(at_ms) + post.shares(at_ms);
            views += post.views(at_ms).unwrap_or(0);
        }
        (views > 0).then(|| deeds as f64 / views as f64 * 100.0)
    }

    /// Views that came between two instants, on all posts.
    pub fn views_between(&self, from_ms: i64, to_ms: i64) -> u64 {
        let gained = |post: &Post| {
            let before = if post.at_ms < from_ms {
                post.views(from_ms).unwrap_or(0)
            } else {
                0
            };
            post.views(to_ms).unwrap_or(0).saturating_sub(before)
        };
        self.before(to_ms).filter(|post| post.stands(to_ms)).map(gained).sum()
    }

    fn by_members(&self, reach: f64, at_ms: i64) -> Option<f64> {
        let members = self.channel.members_at(at_ms);
        (members > 0).then(|| reach / members as f64 * 100.0)
    }

    fn month(&self, at_ms: i64) -> impl Iterator<Item = &Post> {
        self.before(at_ms)
            .filter(move |post| post.at_ms > at_ms - MONTH_MS && post.stands(at_ms))
    }

    fn before(&self, at_ms: i64) -> impl Iterator<Item = &Post> {
        let end = self.posts.partition_point(|post| post.at_ms <= at_ms);
        self.posts[..end].iter()
    }
}

fn average(numbers: impl Iterator<Item = u64>) -> Option<f64> {
    let (sum, count) = numbers.fold((0, 0_u32), |(sum, count), number| (sum + number, count + 1));
    (count > 0).then(|| sum as f64 / f64::from(count))
}

/// Rounded to hundredths.
pub fn hundredths(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}
