//! A channel's stored days and posts.

use channel_sources::{ChannelName, Figure, PostId};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use store::{StoreError, Table};

use crate::channel::partition;
use crate::day::{ChannelDay, Part, Progress};
use crate::post::ChannelPost;

/// Posts read from the table at once.
const PAGE: usize = 100;
/// Days among which the last count is looked for.
const MONTH: i32 = 31;

/// The stored days from `from` to `to`, both included, oldest first. A day without a record is a gap.
///
/// # Errors
/// Those of the table.
pub async fn days(table: &Table, channel: &ChannelName, from: Date, to: Date) -> Result<Vec<ChannelDay>, StoreError> {
    let (first, last) = (ChannelDay::order(from), ChannelDay::order(to));
    let list = table.between::<ChannelDay>(&partition(channel), &first, &last).await?;
    Ok(list.into_iter().map(|stored| stored.record).collect())
}

/// The newest number of subscribers that a day was given for good, of the month up to `day`.
///
/// # Errors
/// Those of the table.
pub async fn last_members(table: &Table, channel: &ChannelName, day: Date) -> Result<Option<Figure<u64>>, StoreError> {
    let known = days(table, channel, day.saturating_sub(MONTH.days()), day).await?;
    let counted = |day: &&ChannelDay| matches!(day.parts.get(&Part::Members), Some(Progress::Done { .. }));
    Ok(known.iter().rev().filter(counted).find_map(|day| day.members))
}

/// The stored posts published at or after `since`, oldest first, at most `limit` of the newest; the channel's own notices left out.
/// Who needs each of them once takes [`PostsBack`].
///
/// # Errors
/// Those of the table.
pub async fn posts_since(
    table: &Table,
    channel: &ChannelName,
    since: Timestamp,
    limit: usize,
) -> Result<Vec<ChannelPost>, StoreError> {
    let mut back = PostsBack::since(table, channel, since);
    let mut posts: Vec<ChannelPost> = Vec::new();
    while posts.len() < limit
        && let Some(page) = back.next().await?
    {
        posts.extend(page);
    }
    posts.truncate(limit);
    posts.reverse();
    Ok(posts)
}

/// The stored posts from the newest back, a page at a time, so that a long history is never held at once; the channel's own
/// notices left out.
#[derive(Debug)]
pub struct PostsBack<'a> {
    table: &'a Table,
    pk: String,
    since: Timestamp,
    before: Option<String>,
    is_over: bool,
}

impl<'a> PostsBack<'a> {
    /// Back to those published at `since`.
    pub fn since(table: &'a Table, channel: &ChannelName, since: Timestamp) -> Self {
        Self {
            table,
            pk: partition(channel),
            since,
            before: None,
            is_over: false,
        }
    }

    /// Back from those published before `until` to those published at `since`.
    ///
    /// # Errors
    /// Those of the table.
    pub async fn between(
        table: &'a Table,
        channel: &ChannelName,
        since: Timestamp,
        until: Timestamp,
    ) -> Result<Self, StoreError> {
        let mut back = Self::since(table, channel, since);
        let Some(newest) = back.newest_before(None).await? else {
            return Ok(back);
        };
        // Numbers rise with time: the highest number below which everything is old enough.
        let (mut low, mut high) = (0, newest.post.id.0.saturating_add(1));
        while low < high {
            let middle = low + (high - low).div_ceil(2);
            match back.newest_before(Some(PostId(middle))).await? {
                Some(post) if post.post.posted_at >= until => high = post.post.id.0,
                _ => low = middle,
            }
        }
        back.before = Some(ChannelPost::order(PostId(low)));
        Ok(back)
    }

    async fn newest_before(&self, before: Option<PostId>) -> Result<Option<ChannelPost>, StoreError> {
        let before = before.map(ChannelPost::order);
        let page = self
            .table
            .newest::<ChannelPost>(&self.pk, ChannelPost::PREFIX, before.as_deref(), 1)
            .await?;
        Ok(page.records.into_iter().next().map(|stored| stored.record))
    }

    /// The next page, newest first; it may be empty. `None` at the end.
    ///
    /// # Errors
    /// Those of the table.
    pub async fn next(&mut self) -> Result<Option<Vec<ChannelPost>>, StoreError> {
        if self.is_over {
            return Ok(None);
        }
        let page = self
            .table
            .newest::<ChannelPost>(&self.pk, ChannelPost::PREFIX, self.before.as_deref(), PAGE)
            .await?;
        let mut posts: Vec<ChannelPost> = page.records.into_iter().map(|stored| stored.record).collect();
        // Numbers rise with time, so the first older one ends the list.
        let young = posts
            .iter()
            .take_while(|post| post.post.posted_at >= self.since)
            .count();
        self.is_over = young < posts.len() || page.next.is_none();
        self.before = page.next;
        posts.truncate(young);
        posts.retain(|post| !post.post.service);
        Ok(Some(posts))
    }
}

/// One stored post.
///
/// # Errors
/// Those of the table.
pub async fn post(table: &Table, channel: &ChannelName, id: PostId) -> Result<Option<ChannelPost>, StoreError> {
    let stored = table.get::<ChannelPost>(&ChannelPost::key_of(channel, id)).await?;
    Ok(stored.map(|stored| stored.record))
}
