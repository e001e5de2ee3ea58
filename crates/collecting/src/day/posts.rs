//! The posts of a day, and another look at those of the days before.

use std::time::Duration;

use channel_sources::{PostId, PreviewPage, Source};
use channels::calendar::{begins, ends};
use channels::day::Part;
use channels::history;
use channels::measures::views_of_day;
use channels::post::ChannelPost;
use channels::state::{NewestPost, Past};
use jiff::Timestamp;
use store::StoreError;

use super::DayWork;
use crate::collector::Again;
use crate::coverage::{LookBack, Stretch};
use crate::gate::Denied;
use crate::reading;
use crate::state::change_state;

/// Most stored posts that a day's views are reckoned from.
const MOST_POSTS: usize = 2_000;

/// How far a night's reading has come.
struct Reading {
    pages: u32,
    /// The oldest post seen; the epoch at the channel's beginning.
    oldest: Timestamp,
    /// Whether it has met what was seen before.
    joined: bool,
    proven_at: Timestamp,
    top: PostId,
}

impl DayWork<'_> {
    pub(super) async fn posts(&mut self) -> Result<(), Again> {
        if !self.is_due(Part::Posts) {
            return Ok(());
        }
        let (from, to) = (begins(self.day.day), ends(self.day.day));
        // Made up for later: a reading of a later night has seen this day, too.
        if self.is_late() && self.coverage.covers(from, to) {
            return self.posts_known().await;
        }
        match Box::pin(self.read(from)).await {
            Ok(true) => self.posts_known().await,
            Ok(false) => Ok(()),
            Err(denied) => {
                self.note(Source::Preview, &denied);
                self.denied(Part::Posts, denied)?;
                if self.hides_posts() {
                    self.hide_past().await?;
                }
                self.save().await
            }
        }
    }

    /// Reads page after page until the day is covered and what was seen before is met. False when the name is another channel's.
    async fn read(&mut self, from: Timestamp) -> Result<bool, Denied> {
        let rules = self.collector.services.rules;
        let now = self.collector.now();
        let far = now.checked_sub(rules.look_back).unwrap_or(Timestamp::MIN);
        let name = self.day.channel.clone();
        let mut before = None;
        let mut so_far: Option<Reading> = None;
        loop {
            let page = match reading::ask(self.collector, &name, before, self.errand).await {
                Ok(page) => page,
                // The day is covered: to meet what was seen before is worth having, not worth waiting for.
                Err(denied) => match &so_far {
                    Some(reading) if self.is_enough(reading, from) && !matches!(denied, Denied::Table(_)) => {
                        self.cover(reading, None).await?;
                        return Ok(true);
                    }
                    _ => return Err(denied),
                },
            };
            if let Some(found) = page.channel.chat_id
                && !self.is_same(Source::Preview, found).await?
            {
                return Ok(false);
            }
            reading::store(
                &self.collector.services.table,
                &name,
                &page,
                before,
                rules.look_back,
                now,
            )
            .await?;
            let reading = self.after_page(so_far.take(), &page, now);
            if reading.pages == 1 {
                self.newest_page(&page, reading.proven_at).await?;
            }
            let is_met = reading.joined || self.coverage.posts.is_none();
            let is_last = page.older.is_none() || reading.pages >= rules.night_pages;
            if !(is_last || (is_met && self.is_enough(&reading, from))) {
                before = page.older;
                so_far = Some(reading);
                continue;
            }
            // The counters of older posts are looked at when every channel has its day.
            let is_far = is_last || reading.oldest <= far || self.is_late();
            let rest = page.older.filter(|_| !is_far).map(|before| LookBack {
                day: self.day.day,
                before,
                pages: reading.pages,
            });
            self.cover(&reading, rest).await?;
            return Ok(true);
        }
    }

    fn after_page(&self, so_far: Option<Reading>, page: &PreviewPage, now: Timestamp) -> Reading {
        let low = page.posts.first();
        let oldest = match (page.older, low) {
            (None, _) => Timestamp::UNIX_EPOCH,
            (Some(_), Some(post)) => post.posted_at,
            (Some(_), None) => now,
        };
        let joins = self.coverage.joins(low.map(|post| post.id));
        match so_far {
            None => Reading {
                pages: 1,
                oldest,
                joined: joins,
                proven_at: reading::proven_at(page, now),
                top: page.posts.last().map_or(PostId(0), |post| post.id),
            },
            Some(reading) => Reading {
                pages: reading.pages + 1,
                oldest: oldest.min(reading.oldest),
                joined: reading.joined || joins,
                ..reading
            },
        }
    }

    /// Whether no post of the day can be missing any more.
    fn is_enough(&self, reading: &Reading, from: Timestamp) -> bool {
        reading.oldest <= from || (reading.joined && self.coverage.posts.is_some_and(|posts| posts.from <= from))
    }

    /// What the newest page tells of the channel itself.
    async fn newest_page(&mut self, page: &PreviewPage, proven_at: Timestamp) -> Result<(), Denied> {
        if let Some(members) = page.channel.subscribers
            && !self.is_late()
        {
            self.said_by_others(members);
        }
        let newest = newest_of(page);
        let says_empty = page.evidence.says_empty;
        change_state(&self.collector.services.table, &self.day.channel, |state| {
            state.posts_proven_at = state.posts_proven_at.max(Some(proven_at));
            if newest.is_some() || says_empty {
                state.newest_post = newest;
            }
        })
        .await?;
        Ok(())
    }

    async fn cover(&mut self, reading: &Reading, rest: Option<LookBack>) -> Result<(), Denied> {
        let known = self.coverage.posts.filter(|_| reading.joined);
        self.coverage.posts = Some(Stretch {
            from: known.map_or(reading.oldest, |known| known.from.min(reading.oldest)),
            proven_at: reading.proven_at,
            top: reading.top,
        });
        self.coverage.look_back = rest;
        self.collector.services.table.put(&self.coverage).await?;
        Ok(())
    }

    /// The day's own figures out of what is stored.
    async fn posts_known(&mut self) -> Result<(), Again> {
        let (from, to) = (begins(self.day.day), ends(self.day.day));
        let posts = self.recent_posts().await?;
        let of_day = posts
            .iter()
            .filter(|post| (from..to).contains(&post.post.posted_at))
            .count();
        let is_proven = self.coverage.covers(from, to);
        self.day.posts = is_proven.then(|| u32::try_from(of_day).unwrap_or(u32::MAX));
        self.day.views = views_of_day(&posts, self.day.day);
        if is_proven {
            self.done(Part::Posts, Source::Preview);
        } else {
            // More was posted since than a night may read.
            self.missing(Part::Posts, "too_many");
        }
        self.save().await
    }

    /// The stored posts whose counters may have grown on this day.
    pub(super) async fn recent_posts(&self) -> Result<Vec<ChannelPost>, StoreError> {
        let services = &self.collector.services;
        let from = begins(self.day.day);
        let since = from.checked_sub(services.rules.look_back).unwrap_or(Timestamp::MIN);
        history::posts_since(&services.table, &self.day.channel, since, MOST_POSTS).await
    }

    fn hides_posts(&self) -> bool {
        matches!(
            self.day.parts.get(&Part::Posts),
            Some(channels::day::Progress::Missing { why }) if why == "no_preview"
        )
    }

    async fn hide_past(&self) -> Result<(), Again> {
        change_state(&self.collector.services.table, &self.day.channel, |state| {
            if matches!(state.past, Past::Unread) {
                state.past = Past::Hidden;
            }
        })
        .await?;
        Ok(())
    }
}

/// The newest post that somebody wrote.
pub(crate) fn newest_of(page: &PreviewPage) -> Option<NewestPost> {
    let post = page.posts.iter().rev().find(|post| !post.service)?;
    Some(NewestPost {
        id: post.id,
        posted_at: post.posted_at,
    })
}

/// How long the longest look back is; posts of the first look are stored whatever their age.
pub(crate) const EVER: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);
