//! What the stored posts add up to, day by day.

use std::time::Duration;

use channel_sources::Figure;
use channels::calendar::{begins, day_over_at, days, ends};
use channels::day::ChannelDay;
use channels::history::PostsBack;
use channels::measures::DayViews;
use channels::post::ChannelPost;
use clock::moscow_date;
use jiff::Timestamp;
use jiff::civil::Date;

use super::DayWork;
use crate::collector::Again;

/// What the posts say of a day.
pub(super) struct Reckoned {
    /// Posts published on it, as far as they are stored.
    pub posts: u32,
    /// By how much all views grew.
    pub views: Option<Figure<u64>>,
}

/// A day that is being summed up.
struct Sum {
    day: Date,
    posts: u32,
    views: DayViews,
}

impl DayWork<'_> {
    /// Notes from which day on a look at posts changes the views. True when that is another day than this one.
    pub(super) fn touches(&mut self, unseen_since: Option<Timestamp>, now: Timestamp) -> bool {
        let newest = day_over_at(now);
        let Some(first) = unseen_since.map(moscow_date).filter(|day| *day <= newest) else {
            return false;
        };
        let is_own = first == newest && self.day.day == newest;
        if is_own || self.coverage.reckon_from.is_some_and(|known| known <= first) {
            return false;
        }
        self.coverage.reckon_from = Some(first);
        true
    }

    /// Sums up this day, page by page, and with it the days whose posts were looked at late: their views are stored anew.
    pub(super) async fn reckon(&mut self) -> Result<Reckoned, Again> {
        let services = &self.collector.services;
        let own = self.day.day;
        let (first, last) = match self.coverage.reckon_from {
            Some(from) => (from.min(own), day_over_at(self.collector.now()).max(own)),
            None => (own, own),
        };
        let look_back = services.rules.look_back;
        let mut sums: Vec<Sum> = days(first, last).map(Sum::of).collect();
        let mut back = PostsBack::since(&services.table, &self.day.channel, before(first, look_back));
        while let Some(posts) = back.next().await? {
            for sum in &mut sums {
                posts.iter().for_each(|post| sum.add(post, look_back));
            }
        }
        let mut reckoned = Reckoned { posts: 0, views: None };
        for sum in sums {
            let views = sum.views.figure();
            if sum.day == own {
                reckoned = Reckoned {
                    posts: sum.posts,
                    views,
                };
                continue;
            }
            let key = ChannelDay::key_of(&self.day.channel, sum.day);
            let Some(stored) = services.table.get::<ChannelDay>(&key).await? else {
                continue;
            };
            if stored.record.views != views {
                let again = ChannelDay { views, ..stored.record };
                // Neither opens nor settles anything, so nothing is counted.
                services.table.replace(&again, stored.version).await?;
            }
        }
        if self.coverage.reckon_from.take().is_some() {
            self.coverage.save(&services.table).await?;
        }
        Ok(reckoned)
    }
}

impl Sum {
    fn of(day: Date) -> Self {
        Self {
            day,
            posts: 0,
            views: DayViews::of(day),
        }
    }

    fn add(&mut self, post: &ChannelPost, look_back: Duration) {
        let at = post.post.posted_at;
        if at >= before(self.day, look_back) {
            self.views.add(post);
        }
        self.posts += u32::from((begins(self.day)..ends(self.day)).contains(&at));
    }
}

/// Posts of before this moment are not looked at in the night of a day.
fn before(day: Date, look_back: Duration) -> Timestamp {
    begins(day).checked_sub(look_back).unwrap_or(Timestamp::MIN)
}
