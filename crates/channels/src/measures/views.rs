//! How much was seen in a day.

use channel_sources::{Figure, Precision, Source};
use jiff::civil::Date;

use crate::calendar::{begins, ends};
use crate::post::ChannelPost;

/// The views of a day, summed up post by post.
#[derive(Debug, Clone)]
pub struct DayViews {
    day: Date,
    grown: Option<f64>,
    source: Source,
}

impl DayViews {
    /// None yet.
    pub fn of(day: Date) -> Self {
        Self {
            day,
            grown: None,
            source: Source::Preview,
        }
    }

    /// Adds by how much a post's views grew during the day. One that was not looked at on both sides of the day adds nothing; its
    /// publication counts as a look if the first one came soon after.
    pub fn add(&mut self, post: &ChannelPost) {
        let (from, to) = (begins(self.day), ends(self.day));
        if post.post.posted_at >= to {
            return;
        }
        let (Some(before), Some(after)) = (post.views_from_birth(from), post.views_from_birth(to)) else {
            return;
        };
        self.source = after.source;
        *self.grown.get_or_insert(0.0) += (after.value - before.value).max(0.0);
    }

    /// The sum; estimated, because nobody looks at midnight. `None` when no post added anything.
    pub fn figure(&self) -> Option<Figure<u64>> {
        Some(Figure {
            value: whole(self.grown?),
            precision: Precision::Estimated,
            source: self.source,
            observed_at: ends(self.day),
        })
    }
}

/// By how much the counters of all these posts grew during a day: what the services call views per day. See [`DayViews`].
pub fn views_of_day(posts: &[ChannelPost], day: Date) -> Option<Figure<u64>> {
    let mut views = DayViews::of(day);
    posts.iter().for_each(|post| views.add(post));
    views.figure()
}

/// A sum of views, rounded.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a sum of views is not negative and far below 2^53"
)]
fn whole(value: f64) -> u64 {
    value.round() as u64
}
