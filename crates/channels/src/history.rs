//! A channel's stored days and posts.

use channel_sources::{ChannelName, PostId};
use jiff::Timestamp;
use jiff::civil::Date;
use store::{StoreError, Table};

use crate::channel::partition;
use crate::day::ChannelDay;
use crate::post::ChannelPost;

/// Posts read from the table at once.
const PAGE: usize = 100;

/// The stored days from `from` to `to`, both included, oldest first. A day without a record is a gap.
///
/// # Errors
/// Those of the table.
pub async fn days(table: &Table, channel: &ChannelName, from: Date, to: Date) -> Result<Vec<ChannelDay>, StoreError> {
    let (first, last) = (ChannelDay::order(from), ChannelDay::order(to));
    let list = table.between::<ChannelDay>(&partition(channel), &first, &last).await?;
    Ok(list.into_iter().map(|stored| stored.record).collect())
}

/// The stored posts published at or after `since`, oldest first, at most `limit` of the newest; the channel's own notices left out.
///
/// # Errors
/// Those of the table.
pub async fn posts_since(
    table: &Table,
    channel: &ChannelName,
    since: Timestamp,
    limit: usize,
) -> Result<Vec<ChannelPost>, StoreError> {
    let pk = partition(channel);
    let mut posts: Vec<ChannelPost> = Vec::new();
    let mut before = None;
    loop {
        let page = table
            .newest::<ChannelPost>(&pk, ChannelPost::PREFIX, before.as_deref(), PAGE)
            .await?;
        for stored in page.records {
            // Numbers rise with time, so the first older one ends the list.
            if stored.record.post.posted_at < since || posts.len() >= limit {
                posts.reverse();
                return Ok(posts);
            }
            if !stored.record.post.service {
                posts.push(stored.record);
            }
        }
        match page.next {
            Some(next) => before = Some(next),
            None => break,
        }
    }
    posts.reverse();
    Ok(posts)
}

/// One stored post.
///
/// # Errors
/// Those of the table.
pub async fn post(table: &Table, channel: &ChannelName, id: PostId) -> Result<Option<ChannelPost>, StoreError> {
    let stored = table.get::<ChannelPost>(&ChannelPost::key_of(channel, id)).await?;
    Ok(stored.map(|stored| stored.record))
}
