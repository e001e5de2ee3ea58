//! Subscribers that came all at once, and were not seen to read.

use std::time::Duration;

use jiff::civil::Date;

use crate::calendar::{begins, ends};
use crate::day::ChannelDay;
use crate::measures::{median, reach_at};
use crate::post::{ChannelPost, float};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// A gain is a jump from this part of all subscribers on, in percent.
const LEAST_PERCENT: f64 = 5.0;
/// … and when it is so many times the usual change of a day.
const LEAST_TIMES: f64 = 8.0;
/// Views must follow at least this part of the jump, or nobody came to read.
const FOLLOWED: f64 = 0.25;
/// With fewer counted days nobody knows what is usual.
const LEAST_DAYS: usize = 7;

/// A jump of the number of subscribers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Jump {
    /// On which day.
    pub day: Date,
    /// By how many.
    pub gain: f64,
    /// By how much, in percent of the day before.
    pub percent: f64,
}

/// The largest gain from one counted day to the next; `None` with too few days.
pub(super) fn largest_gain(days: &[ChannelDay]) -> Option<Jump> {
    let gains = gains(days);
    (gains.len() + 1 >= LEAST_DAYS).then_some(())?;
    gains
        .into_iter()
        .max_by(|one, other| one.percent.total_cmp(&other.percent))
}

/// The largest jump that views did not follow: what bought subscribers look like. `None` when there is none, or nobody can say.
pub fn find_jump(days: &[ChannelDay], posts: &[ChannelPost]) -> Option<Jump> {
    let largest = largest_gain(days)?;
    let usual = median(gains(days).iter().map(|gain| gain.gain.abs()).collect())?;
    if largest.percent < LEAST_PERCENT || largest.gain < usual.max(1.0) * LEAST_TIMES {
        return None;
    }
    let (before, after): (Vec<ChannelPost>, Vec<ChannelPost>) = posts
        .iter()
        // The day of the jump itself belongs to neither side.
        .filter(|post| post.post.posted_at < begins(largest.day) || post.post.posted_at >= ends(largest.day))
        .cloned()
        .partition(|post| post.post.posted_at < begins(largest.day));
    let (before, after) = (reach_at(&before, DAY)?, reach_at(&after, DAY)?);
    let views_rose = (after.value / before.value.max(1.0) - 1.0) * 100.0;
    (views_rose < largest.percent * FOLLOWED).then_some(largest)
}

fn gains(days: &[ChannelDay]) -> Vec<Jump> {
    let counted: Vec<(Date, f64)> = days
        .iter()
        .filter_map(|day| Some((day.day, float(day.members?.value))))
        .collect();
    let pairs = counted.windows(2).filter(|pair| pair[0].1 > 0.0);
    pairs
        .map(|pair| Jump {
            day: pair[1].0,
            gain: pair[1].1 - pair[0].1,
            percent: (pair[1].1 / pair[0].1 - 1.0) * 100.0,
        })
        .collect()
}
