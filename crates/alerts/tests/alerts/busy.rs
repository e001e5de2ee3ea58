//! A channel that posts every quarter of an hour: what is old enough to be compared lies far behind the newest posts.

use alerts::{AlertKind, alert_picture_data};
use channels::errands::ChannelErrand;
use channels::post::{ChannelPost, Seen};
use channels::{Precision, Source};
use jiff::{SignedDuration, Timestamp};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use serde_json::json;

use crate::world::{ANNA, World, hours, name};

const EVERY: SignedDuration = SignedDuration::from_mins(15);
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// A post and its views after a day.
#[derive(Debug, Clone, Copy)]
struct Posted {
    id: u32,
    at: Timestamp,
    views: u64,
}

/// The post as the collector has it at `now`: looked at after an hour, and after a day.
fn stored(posted: Posted, now: Timestamp) -> ChannelPost {
    let post = json!({
        "id": posted.id, "posted_at": posted.at, "edited": false, "service": false, "author": null,
        "text": null, "media": [], "album": [], "views": null, "shares": null, "comments": null,
        "reactions_count": null, "reactions": [], "forwarded_from": null, "reply_to": null, "links": [],
        "mentions": [], "hashtags": []
    });
    let look = |after: SignedDuration, views| Seen {
        at: posted.at + after,
        views,
        precision: Precision::Exact,
        source: Source::Preview,
        shares: None,
        reactions: None,
        comments: None,
    };
    let looks = [look(SignedDuration::from_hours(1), 1), look(DAY, posted.views)];
    ChannelPost {
        channel: name("durov"),
        post: serde_json::from_value(post).unwrap(),
        seen: looks.into_iter().filter(|seen| seen.at <= now).collect(),
        gone_at: None,
    }
}

/// What the book-keeper beside the bot expects to be told: the rules of the README, written anew.
#[derive(Default)]
struct Expected {
    /// Twice the median that is frozen while there is an alert.
    on: Option<u64>,
    told: Vec<&'static str>,
}

impl Expected {
    fn judges(&mut self, all: &[Posted], now: Timestamp) {
        let known: Vec<u64> = all
            .iter()
            .filter(|posted| posted.at + DAY <= now)
            .map(|posted| posted.views)
            .collect();
        let Some((before, newest)) = known.len().checked_sub(5).map(|at| known.split_at(at)) else {
            return;
        };
        let mut twenty = before[before.len().saturating_sub(20)..].to_vec();
        twenty.sort_unstable();
        if self.on.is_none() && twenty.len() < 8 {
            return;
        }
        let middle = twenty.len() / 2;
        let median_twice = match twenty.len() % 2 {
            0 => twenty[middle - 1] + twenty[middle],
            _ => 2 * twenty[middle],
        };
        let usual = self.on.unwrap_or(median_twice);
        // sum / 5 <= 0.7 * usual / 2
        let is_low = newest.iter().sum::<u64>() * 20 <= usual * 35;
        match (self.on, is_low) {
            (None, true) => {
                self.on = Some(usual);
                self.told.push("📉");
            }
            (Some(_), false) => {
                self.on = None;
                self.told.push("✅");
            }
            _ => {}
        }
    }
}

#[tokio::test]
async fn a_busy_channel_is_told_as_arithmetic_has_it() {
    let mut told_at_all = 0;
    for seed in 0..2 {
        let world = World::new().await;
        world.follows(ANNA, "durov", hours(0)).await;
        let mut random = StdRng::seed_from_u64(seed);
        let mut all: Vec<Posted> = Vec::new();
        let mut expected = Expected::default();
        let mut level = 1000_u64;
        for quarter in 0..4 * 24 * 3_u32 {
            let now = hours(0) + EVERY * i32::try_from(quarter).unwrap();
            level = match random.random_range(0..40) {
                0 => 400,
                1 => 1000,
                _ => level,
            };
            let posted = Posted {
                id: quarter + 1,
                at: now,
                views: level + random.random_range(0..60),
            };
            all.push(posted);
            world.table.put(&stored(posted, now)).await.unwrap();
            if let Some(aged) = all.iter().find(|aged| aged.at + DAY == now) {
                world.table.put(&stored(*aged, now)).await.unwrap();
            }
            if quarter % 4 > 0 {
                continue;
            }
            world.counts("durov", 1000, now).await;
            world.page_shows("durov", posted.id, now, now).await;
            expected.judges(&all, now);
            world.judges("durov", now).await;
            let signs: Vec<String> = world.headlines();
            let signs: Vec<&str> = signs.iter().map(|line| line.split(' ').next().unwrap()).collect();
            assert_eq!(signs, expected.told, "seed {seed}, quarter {quarter}");
            if signs.last() == Some(&"📉") {
                the_picture_has_what_was_judged(&world, &all).await;
            }
        }
        told_at_all += expected.told.len();
    }
    assert!(told_at_all > 3, "the seeds make something happen: {told_at_all}");
}

/// 25 posts, the newest of them the newest of the five.
async fn the_picture_has_what_was_judged(world: &World, all: &[Posted]) {
    let state = world.state("durov", AlertKind::Views).await.unwrap();
    let alert = state.on.unwrap();
    let errands = world.errands();
    let order = errands.iter().rev().find_map(|errand| match errand {
        ChannelErrand::AlertChart(order) => Some(order),
        _ => None,
    });
    let picture = alert_picture_data(&world.table, order.unwrap()).await.unwrap().unwrap();
    let drawn: Vec<u64> = picture.points.iter().map(|point| point.figure.unwrap().value).collect();
    let old_enough = all.iter().filter(|posted| posted.at + DAY <= alert.at);
    let views: Vec<u64> = old_enough.map(|posted| posted.views).collect();
    assert_eq!(drawn, views[views.len().saturating_sub(25)..]);
}

#[tokio::test]
async fn a_flood_of_posts_is_not_read_without_end() {
    let mut read = Vec::new();
    for posts in [600_u32, 1000] {
        let world = World::new().await;
        world.follows(ANNA, "durov", hours(0)).await;
        // None of them is a day old: nothing can be judged, and nothing is.
        for n in 0..posts {
            let at = hours(0) + SignedDuration::from_mins(1) * i32::try_from(n).unwrap();
            let posted = Posted {
                id: n + 1,
                at,
                views: 1,
            };
            world.table.put(&stored(posted, hours(17))).await.unwrap();
        }
        world.counts("durov", 1000, hours(17)).await;
        world.page_shows("durov", posts, hours(17), hours(17)).await;
        let before = world.requests();
        world.judges("durov", hours(17)).await;
        read.push(world.requests() - before);
        assert!(world.headlines().is_empty());
    }
    assert_eq!(read[0], read[1], "requests");
}
