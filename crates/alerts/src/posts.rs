//! A channel's newest posts, as far back as views are judged by.

use std::ops::ControlFlow;

use channels::ChannelName;
use channels::channel::partition;
use channels::post::ChannelPost;
use jiff::{SignedDuration, Timestamp};
use store::{StoreError, Table};

use crate::verdict::views::views_of;

/// Posts whose views at the compared age are known: with so many there is enough to judge.
pub(crate) const ENOUGH: usize = 25;
/// Posts that are read in all: in a channel with more of them in a day, none that is read is old enough.
const MOST: usize = 500;
/// Posts older than this do not say what views are usual.
const FROM: SignedDuration = SignedDuration::from_hours(60 * 24);
/// Posts read from the table at once.
const PAGE: usize = 50;

/// What was read so far, newest first.
struct Reading {
    posts: Vec<ChannelPost>,
    known: usize,
    read: usize,
    from: Timestamp,
    until: Timestamp,
}

/// The posts published up to `until`, back to the [`ENOUGH`]th whose views at the compared age are known, oldest first; the channel's own
/// notices left out.
pub(crate) async fn back_to_enough(
    table: &Table,
    channel: &ChannelName,
    until: Timestamp,
) -> Result<Vec<ChannelPost>, StoreError> {
    let pk = partition(channel);
    let mut reading = Reading {
        posts: Vec::new(),
        known: 0,
        read: 0,
        from: until - FROM,
        until,
    };
    let mut before = None;
    loop {
        let page = table
            .newest::<ChannelPost>(&pk, ChannelPost::PREFIX, before.as_deref(), PAGE)
            .await?;
        let mut posts = page.records.into_iter().map(|stored| stored.record);
        let enough = posts.try_for_each(|post| reading.take(post)).is_break();
        match page.next {
            Some(next) if !enough => before = Some(next),
            _ => break,
        }
    }
    reading.posts.reverse();
    Ok(reading.posts)
}

impl Reading {
    /// Takes the next older post; breaks when nothing older is needed.
    fn take(&mut self, post: ChannelPost) -> ControlFlow<()> {
        // Numbers rise with time, so the first older one ends the list.
        if post.post.posted_at < self.from {
            return ControlFlow::Break(());
        }
        self.read += 1;
        if !post.post.service && post.post.posted_at <= self.until {
            self.known += usize::from(views_of(&post).is_some());
            self.posts.push(post);
        }
        match self.known >= ENOUGH || self.read >= MOST {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        }
    }
}
