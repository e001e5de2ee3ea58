//! A page of posts, read and stored.

use channel_sources::{ChannelName, PostId, PreviewPage, Scope, Source, SourceError};
use channels::channel::partition;
use channels::post::ChannelPost;
use channels::reference::{How, Reference};
use futures::StreamExt;
use futures::stream;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use store::{StoreError, Stored, Table};

use crate::account;
use crate::collector::{Collector, Errand};
use crate::coverage::Piece;
use crate::gate::Denied;

/// Writes under way at once.
const WRITERS: usize = 8;
/// Known posts looked at for one that is not gone, at once.
const STANDING: usize = 20;

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
            hidden(collector, channel, before, landing.why_no_preview(), errand).await
        }
        Err(Denied::Failed(SourceError::NoPreview)) => {
            hidden(collector, channel, before, SourceError::NoPreview, errand).await
        }
        outcome => outcome,
    }
}

/// A page that t.me does not show: an account can read it where there is one.
async fn hidden(
    collector: &Collector,
    channel: &ChannelName,
    before: Option<PostId>,
    why: SourceError,
    errand: Errand<'_>,
) -> Result<PreviewPage, Denied> {
    if why != SourceError::NoPreview {
        return Err(Denied::Failed(why));
    }
    match account::page(collector, channel, before, errand).await {
        Ok(Some(page)) => Ok(page),
        Ok(None) => Err(Denied::Failed(why)),
        Err(Denied::Failed(error)) if error.scope() == Scope::Channel => Err(Denied::Failed(why)),
        Err(denied) => Err(denied),
    }
}

/// When a page was proven good.
pub(crate) fn proven_at(page: &PreviewPage, now: Timestamp) -> Timestamp {
    page.channel.subscribers.map_or(now, |figure| figure.observed_at)
}

/// A page beside what is stored of its posts.
pub(crate) struct Compared<'a> {
    channel: &'a ChannelName,
    posts: &'a [channel_sources::Post],
    known: BTreeMap<PostId, Stored<ChannelPost>>,
    since: Timestamp,
    now: Timestamp,
    /// What the page proves.
    pub proves: Piece,
}

/// Puts a page beside what is stored. `before` is what it was asked for; known posts older than `young` will be left as they are.
/// A page that claims there is nothing where posts are known is doubtful; one that claims to begin the channel above known posts
/// proves what it shows, and no beginning.
pub(crate) async fn compare<'a>(
    table: &Table,
    channel: &'a ChannelName,
    page: &'a PreviewPage,
    before: Option<PostId>,
    young: Duration,
    now: Timestamp,
) -> Result<Compared<'a>, Denied> {
    let mut known = BTreeMap::new();
    let proves = match (page.posts.first(), page.posts.last()) {
        (Some(first), Some(last)) => {
            known = known_between(table, channel, first.id, last.id).await?;
            let is_beginning = page.older.is_none() && !stands(table, channel, Some(first.id)).await?;
            match is_beginning {
                true => Piece::BEGINNING,
                false => Piece {
                    low: first.id,
                    from: first.posted_at,
                },
            }
        }
        _ if page.older.is_some() || stands(table, channel, before).await? => {
            return Err(doubtful("no posts, where there must be some"));
        }
        _ => Piece::BEGINNING,
    };
    Ok(Compared {
        channel,
        posts: &page.posts,
        known,
        since: now.checked_sub(young).unwrap_or(Timestamp::MIN),
        now,
        proves,
    })
}

/// An answer that contradicts what is known.
pub(crate) fn doubtful(what: &str) -> Denied {
    Denied::Failed(SourceError::Doubtful { what: what.to_owned() })
}

impl Compared<'_> {
    /// Since when somebody has not looked at these posts: the sums of the days from then on change with this look.
    pub(crate) fn unseen_since(&self) -> Option<Timestamp> {
        let unseen = self.posts.iter().filter_map(|post| match self.known.get(&post.id) {
            Some(stored) if self.is_left(post, stored) => None,
            Some(stored) => stored.record.unseen_since(self.now),
            None => ChannelPost::first_seen(self.channel.clone(), post.clone()).unseen_since(self.now),
        });
        unseen.min()
    }

    /// Stores the posts, what they say of other channels, and which known posts are gone: those between the first and the last that
    /// the page shows. May be done again.
    pub(crate) async fn store(&self, table: &Table) -> Result<(), StoreError> {
        let shown: BTreeSet<PostId> = self
            .posts
            .iter()
            .flat_map(|post| post.album.iter().copied().chain([post.id]))
            .collect();
        let seen = self.posts.iter().filter_map(|post| match self.known.get(&post.id) {
            Some(stored) if self.is_left(post, stored) => None,
            stored => Some(Change::Seen(stored, post)),
        });
        let missed = self
            .known
            .iter()
            .filter(|(id, stored)| !shown.contains(id) && stored.record.gone_at.is_none());
        let gone = missed.map(|(_, stored)| Change::Gone(stored, self.now));
        let changes: Vec<Change> = seen.chain(gone).collect();
        let mut writing =
            stream::iter(changes.into_iter().map(|change| change.write(table, self.channel))).buffer_unordered(WRITERS);
        while let Some(written) = writing.next().await {
            written?;
        }
        Ok(())
    }

    fn is_left(&self, post: &channel_sources::Post, stored: &Stored<ChannelPost>) -> bool {
        post.posted_at < self.since && stored.record.gone_at.is_none()
    }
}

/// The stored posts of a range of numbers, both included, by number.
async fn known_between(
    table: &Table,
    channel: &ChannelName,
    low: PostId,
    high: PostId,
) -> Result<BTreeMap<PostId, Stored<ChannelPost>>, StoreError> {
    let (first, last) = (ChannelPost::order(low), ChannelPost::order(high));
    let list = table.between::<ChannelPost>(&partition(channel), &first, &last).await?;
    Ok(list.into_iter().map(|stored| (stored.record.post.id, stored)).collect())
}

/// Whether a post is known that is not gone, before this one if one is named.
async fn stands(table: &Table, channel: &ChannelName, before: Option<PostId>) -> Result<bool, StoreError> {
    let mut before = before.map(ChannelPost::order);
    loop {
        let page = table
            .newest::<ChannelPost>(&partition(channel), ChannelPost::PREFIX, before.as_deref(), STANDING)
            .await?;
        if page.records.iter().any(|stored| stored.record.gone_at.is_none()) {
            return Ok(true);
        }
        before = page.next;
        if before.is_none() {
            return Ok(false);
        }
    }
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
