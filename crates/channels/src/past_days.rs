//! The days of before a channel was followed: its past tells how many posts they had, and nothing else.

use std::collections::BTreeMap;

use channel_sources::ChannelName;
use clock::moscow_date;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

use crate::calendar::{self, begins};
use crate::day::ChannelDay;
use crate::post::ChannelPost;
use crate::state::{ChannelState, Past};

/// Posts of each day that was read back whole. What was read back in one go has no holes, so a day without posts has none.
#[derive(Debug, Clone)]
pub struct PastDays {
    channel: ChannelName,
    posts: BTreeMap<Date, u32>,
}

impl PastDays {
    /// The days that were read back, from `from` to before `followed_since`, still without posts. A channel has no days before its
    /// first post.
    pub fn of(state: &ChannelState, from: Date, followed_since: Date) -> Self {
        let first = match state.past {
            Past::Read {
                from: Some(oldest),
                whole,
                ..
            } => first_whole_day(oldest, whole),
            _ => None,
        };
        let read = first.map(|first| calendar::days(first.max(from), followed_since.saturating_sub(1.day())));
        Self {
            channel: state.channel.clone(),
            posts: read.into_iter().flatten().map(|day| (day, 0)).collect(),
        }
    }

    /// The first and the last of them; `None` when there are none.
    pub fn span(&self) -> Option<(Date, Date)> {
        Some((*self.posts.keys().next()?, *self.posts.keys().next_back()?))
    }

    /// Counts a post, if it is of one of these days.
    pub fn count(&mut self, post: &ChannelPost) {
        if let Some(posts) = self.posts.get_mut(&moscow_date(post.post.posted_at)) {
            *posts += 1;
        }
    }

    /// The same with these posts counted: all that are stored of these days.
    #[must_use]
    pub fn with(mut self, posts: &[ChannelPost]) -> Self {
        posts.iter().for_each(|post| self.count(post));
        self
    }

    /// Adds those from `from` to `to` to the stored days of that time, oldest first. What is stored of a day goes before.
    pub fn fill(&self, stored: Vec<ChannelDay>, from: Date, to: Date) -> Vec<ChannelDay> {
        let mut all: BTreeMap<Date, ChannelDay> = match from <= to {
            true => self
                .posts
                .range(from..=to)
                .map(|(day, posts)| (*day, self.day(*day, *posts)))
                .collect(),
            false => BTreeMap::new(),
        };
        all.extend(stored.into_iter().map(|day| (day.day, day)));
        all.into_values().collect()
    }

    fn day(&self, day: Date, posts: u32) -> ChannelDay {
        ChannelDay {
            posts: Some(posts),
            ..ChannelDay::empty(self.channel.clone(), day)
        }
    }
}

/// The day of a channel's first post counts; that of the oldest post read may have had more.
fn first_whole_day(oldest: Timestamp, is_first: bool) -> Option<Date> {
    let day = moscow_date(oldest);
    match is_first || oldest == begins(day) {
        true => Some(day),
        false => day.tomorrow().ok(),
    }
}
