//! How many see a post, and how many of those do something.

use std::time::Duration;

use channel_sources::{Figure, Precision};

use super::{Measure, less_exact, mean};
use crate::post::{ChannelPost, float};

/// A post younger than this is still being seen: it says nothing about reach yet.
const RIPE: Duration = Duration::from_secs(24 * 60 * 60);

/// «Охват поста»: the mean of the newest views of posts that were a day old when they were last seen. `None` of none such.
pub fn reach(posts: &[ChannelPost]) -> Option<Measure> {
    let ripe = posts.iter().filter_map(|post| {
        let seen = post.newest()?;
        let age = seen.at.duration_since(post.post.posted_at);
        (age.unsigned_abs() >= RIPE).then(|| (float(seen.views), seen.precision))
    });
    measure(ripe)
}

/// The mean of the views that posts had at one age; posts of which nobody knows are left out. `None` of none.
pub fn reach_at(posts: &[ChannelPost], age: Duration) -> Option<Measure> {
    let known = posts.iter().filter_map(|post| post.views_at(age));
    measure(known.map(|figure| (figure.value, figure.precision)))
}

/// ERR: reach by subscribers, in percent; ERR24 when the reach is that of 24 hours.
pub fn err_percent(reach: Measure, members: Figure<u64>) -> Option<Measure> {
    (members.value > 0).then(|| Measure {
        value: reach.value / float(members.value) * 100.0,
        precision: less_exact(reach.precision, members.precision),
        of: reach.of,
    })
}

/// ER: reactions, comments and forwards by views, in percent, over posts that show views. `None` without views, and when no
/// post shows any of the three.
pub fn er_percent(posts: &[ChannelPost]) -> Option<Measure> {
    let (mut deeds, mut views, mut of) = (0.0, 0.0, 0);
    let mut precision = Precision::Exact;
    for post in posts {
        let Some(seen) = post.newest() else { continue };
        let shown = [seen.shares, seen.reactions, seen.comments].into_iter().flatten();
        let mut shows = false;
        for deed in shown {
            deeds += float(deed);
            shows = true;
        }
        views += float(seen.views);
        precision = less_exact(precision, seen.precision);
        of += usize::from(shows);
    }
    (views > 0.0 && of > 0).then(|| Measure {
        value: deeds / views * 100.0,
        precision,
        of,
    })
}

fn measure(values: impl Iterator<Item = (f64, Precision)>) -> Option<Measure> {
    let (values, precisions): (Vec<f64>, Vec<Precision>) = values.unzip();
    let value = mean(&values)?;
    Some(Measure {
        value,
        precision: precisions.into_iter().fold(Precision::Exact, less_exact),
        of: values.len(),
    })
}
