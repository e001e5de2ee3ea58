//! How much was seen in a day.

use channel_sources::{Figure, Precision, Source};
use jiff::civil::Date;

use crate::calendar::{begins, ends};
use crate::post::ChannelPost;

/// By how much the counters of all these posts grew during a day: what the services call views per day. Estimated, because
/// nobody looks at midnight. A post that was not looked at on both sides of the day adds nothing; `None` when none was.
pub fn views_of_day(posts: &[ChannelPost], day: Date) -> Option<Figure<u64>> {
    let (from, to) = (begins(day), ends(day));
    let mut grown: Option<f64> = None;
    let mut source = Source::Preview;
    for post in posts.iter().filter(|post| post.post.posted_at < to) {
        let (Some(before), Some(after)) = (post.views_when(from), post.views_when(to)) else {
            continue;
        };
        source = after.source;
        *grown.get_or_insert(0.0) += (after.value - before.value).max(0.0);
    }
    let value = whole(grown?);
    Some(Figure {
        value,
        precision: Precision::Estimated,
        source,
        observed_at: to,
    })
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
