//! A channel's stored days and posts.

use channel_sources::{ChannelName, PostId};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use store::{StoreError, Table};

use crate::calendar::{self, begins, ends};
use crate::channel::partition;
use crate::day::ChannelDay;
use crate::post::ChannelPost;
use crate::state::{ChannelState, Past};

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

/// The days before a channel was followed, of which its past tells how many posts there were, added to the stored days: what was
/// read back in one go has no holes. `posts` are all stored ones from the beginning of `from` on.
pub fn with_past(
    days: Vec<ChannelDay>,
    posts: &[ChannelPost],
    state: &ChannelState,
    (from, followed_since): (Date, Date),
) -> Vec<ChannelDay> {
    let Past::Read {
        from: read_from, whole, ..
    } = state.past
    else {
        return days;
    };
    let is_read = |day: Date| whole || read_from.is_some_and(|read_from| read_from <= begins(day));
    let mut all = days;
    for day in calendar::days(from, followed_since.saturating_sub(1.day())).filter(|day| is_read(*day)) {
        let place = all.partition_point(|stored| stored.day < day);
        if all.get(place).is_some_and(|stored| stored.day == day) {
            continue;
        }
        let published = posts
            .iter()
            .filter(|post| (begins(day)..ends(day)).contains(&post.post.posted_at));
        let past = ChannelDay {
            posts: u32::try_from(published.count()).ok(),
            ..ChannelDay::empty(state.channel.clone(), day)
        };
        all.insert(place, past);
    }
    all
}

/// One stored post.
///
/// # Errors
/// Those of the table.
pub async fn post(table: &Table, channel: &ChannelName, id: PostId) -> Result<Option<ChannelPost>, StoreError> {
    let stored = table.get::<ChannelPost>(&ChannelPost::key_of(channel, id)).await?;
    Ok(stored.map(|stored| stored.record))
}
