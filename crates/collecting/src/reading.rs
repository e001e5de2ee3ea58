//! A page of posts, read and stored.

use channel_sources::{ChannelName, PostId, PreviewPage, Source, SourceError};
use channels::channel::partition;
use channels::post::ChannelPost;
use channels::reference::{How, Reference};
use futures::StreamExt;
use futures::stream;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use store::{StoreError, Stored, Table};

use crate::collector::{Collector, Errand};
use crate::gate::Denied;

/// Writes under way at once.
const WRITERS: usize = 8;

/// Asks for a page: the newest, or the posts before one. When there are none to see, the landing page tells why.
pub(crate) async fn ask(
    collector: &Collector,
    channel: &ChannelName,
    before: Option<PostId>,
    errand: Errand<'_>,
) -> Result<PreviewPage, Denied> {
    let preview = &collector.services.preview;
    let outcome = collector
        .ask(Source::Preview, errand, preview.page(channel, before))
        .await;
    match outcome {
        Err(Denied::Failed(SourceError::NoPreview)) if before.is_none() => {
            let landing = collector.ask(Source::Preview, errand, preview.landing(channel)).await?;
            Err(Denied::Failed(landing.why_no_preview()))
        }
        outcome => outcome,
    }
}

/// When a page was proven good.
pub(crate) fn proven_at(page: &PreviewPage, now: Timestamp) -> Timestamp {
    page.channel.subscribers.map_or(now, |figure| figure.observed_at)
}

/// Stores a page's posts, what they say of other channels, and which known posts are gone. `before` is what the page was asked
/// for; posts that are older than `young` and known are left as they are. May be done again.
pub(crate) async fn store(
    table: &Table,
    channel: &ChannelName,
    page: &PreviewPage,
    before: Option<PostId>,
    young: Duration,
    now: Timestamp,
) -> Result<(), StoreError> {
    let low = match (page.older, page.posts.first()) {
        (None, _) | (_, None) => PostId(0),
        (Some(_), Some(first)) => first.id,
    };
    let known = known(table, channel, low, before).await?;
    let shown: BTreeSet<PostId> = page
        .posts
        .iter()
        .flat_map(|post| post.album.iter().copied().chain([post.id]))
        .collect();
    let since = now.checked_sub(young).unwrap_or(Timestamp::MIN);
    let mut writes: Vec<Change> = Vec::new();
    for post in &page.posts {
        match known.get(&post.id) {
            Some(stored) if post.posted_at < since && stored.record.gone_at.is_none() => {}
            stored => writes.push(Change::Seen(stored, post)),
        }
    }
    for (id, stored) in &known {
        if !shown.contains(id) && stored.record.gone_at.is_none() {
            writes.push(Change::Gone(stored, now));
        }
    }
    let mut writing =
        stream::iter(writes.into_iter().map(|change| change.write(table, channel))).buffer_unordered(WRITERS);
    while let Some(written) = writing.next().await {
        written?;
    }
    Ok(())
}

/// The stored posts of a range of numbers, by number.
async fn known(
    table: &Table,
    channel: &ChannelName,
    low: PostId,
    before: Option<PostId>,
) -> Result<BTreeMap<PostId, Stored<ChannelPost>>, StoreError> {
    let high = before.map_or(PostId(u32::MAX), |before| PostId(before.0.saturating_sub(1)));
    if high < low {
        return Ok(BTreeMap::new());
    }
    let (first, last) = (ChannelPost::order(low), ChannelPost::order(high));
    let list = table.between::<ChannelPost>(&partition(channel), &first, &last).await?;
    Ok(list.into_iter().map(|stored| (stored.record.post.id, stored)).collect())
}

enum Change<'a> {
    Seen(Option<&'a Stored<ChannelPost>>, &'a channel_sources::Post),
    Gone(&'a Stored<ChannelPost>, Timestamp),
}

impl Change<'_> {
    async fn write(self, table: &Table, channel: &ChannelName) -> Result<(), StoreError> {
        match self {
            Change::Gone(stored, now) => {
                let gone = ChannelPost {
                    gone_at: Some(now),
                    ..stored.record.clone()
                };
                table.replace(&gone, stored.version).await.map(|_| ())
            }
            Change::Seen(None, post) => {
                refer(table, channel, post).await?;
                table
                    .insert(&ChannelPost::first_seen(channel.clone(), post.clone()))
                    .await
            }
            Change::Seen(Some(stored), post) => {
                let was = &stored.record.post;
                if was.mentions != post.mentions || was.forwarded_from != post.forwarded_from {
                    refer(table, channel, post).await?;
                }
                let again = stored.record.clone().seen_again(post.clone());
                if again == stored.record {
                    return Ok(());
                }
                table.replace(&again, stored.version).await.map(|_| ())
            }
        }
    }
}

/// Notes whom a post speaks of. Before the post itself is written, so that a crash between loses none.
async fn refer(table: &Table, channel: &ChannelName, post: &channel_sources::Post) -> Result<(), StoreError> {
    let taken = post.forwarded_from.iter().filter_map(|from| from.place.as_ref());
    let named = post.mentions.iter();
    let all: BTreeSet<(&ChannelName, How)> = taken
        .map(|place| (&place.channel, How::Forward))
        .chain(named.map(|place| (&place.channel, How::Mention)))
        .filter(|(to, _)| *to != channel)
        .collect();
    for (to, how) in all {
        table
            .put(&Reference {
                to: to.clone(),
                from: channel.clone(),
                post: post.id,
                how,
                at: post.posted_at,
            })
            .await?;
    }
    Ok(())
}
