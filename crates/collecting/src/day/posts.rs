//! The posts of a day, and another look at those of the days before.

use channel_sources::{PreviewPage, Source};
use channels::calendar::{begins, ends};
use channels::day::Part;
use channels::state::{NewestPost, Past};
use jiff::Timestamp;

use super::DayWork;
use crate::collector::Again;
use crate::coverage::{LookBack, Piece, Reading, Stretch};
use crate::gate::Denied;
use crate::plan::collected_from;
use crate::reading;
use crate::state::change_state;

impl DayWork<'_> {
    pub(super) async fn posts(&mut self) -> Result<(), Again> {
        if !self.is_due(Part::Posts) {
            return Ok(());
        }
        if self.is_read() {
            return self.posts_known().await;
        }
        match Box::pin(self.read()).await {
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

    /// Whether the day was seen whole, in its own night or in a later one: another channel's day, or a try that died, has read on.
    fn is_read(&self) -> bool {
        let (from, to) = (begins(self.day.day), ends(self.day.day));
        let night = collected_from(self.day.day);
        let in_the_night = self.coverage.posts.is_some_and(|posts| posts.proven_at >= night);
        self.coverage.covers(from, to) && (in_the_night || self.is_late())
    }

    /// Reads page after page until the day is covered and what was seen before is met. What was read is remembered after each page,
    /// so a further try goes on from there. False when the name is another channel's.
    async fn read(&mut self) -> Result<bool, Denied> {
        let rules = self.collector.services.rules;
        let name = self.day.channel.clone();
        loop {
            let now = self.collector.now();
            let so_far = self.under_way();
            let before = so_far.map(|reading| reading.before);
            self.has_asked_preview = true;
            let page = match reading::ask(self.collector, &name, before, self.errand).await {
                Ok(page) => page,
                Err(denied) => return self.read_enough(so_far, denied).await,
            };
            if !self.is_shown(&page).await? {
                return Ok(false);
            }
            let piece = self.take_in(&page, before, now).await?;
            let proven_at = reading::proven_at(&page, now);
            let (stretch, pages) = match so_far {
                Some(reading) => (reading.stretch.and_older(reading.before, piece), reading.pages + 1),
                None => (Stretch::newest(piece, top_of(&page), proven_at), 1),
            };
            if pages == 1 {
                self.newest_page(&page, proven_at).await?;
            }
            let is_met = self.coverage.posts.is_none_or(|known| stretch.joins(&known));
            let is_enough = self.is_enough(&stretch);
            match page.older.filter(|_| pages < rules.night_pages) {
                Some(before) if !(is_met && is_enough) => {
                    let reading = Reading { stretch, before, pages };
                    self.reads_on(reading).await?;
                }
                None if page.older.is_none() && piece != Piece::BEGINNING && !is_enough => {
                    return Err(reading::doubtful(
                        "the beginning of the channel, above posts that are known",
                    ));
                }
                older => {
                    // The counters of older posts are looked at when every channel has its day.
                    let far = now.checked_sub(rules.look_back).unwrap_or(Timestamp::MIN);
                    let is_far = stretch.from <= far || self.is_late();
                    let rest = older.filter(|_| !is_far).map(|before| LookBack {
                        day: self.day.day,
                        before,
                        pages,
                    });
                    self.end_reading(stretch, rest).await?;
                    return Ok(true);
                }
            }
        }
    }

    /// The reading that this day goes on from: one whose newest page is of after the day's end.
    fn under_way(&self) -> Option<Reading> {
        let to = ends(self.day.day);
        self.coverage.reading.filter(|reading| reading.stretch.proven_at >= to)
    }

    /// No further page came. When the day is covered, to meet what was seen before is worth having, not worth waiting for.
    async fn read_enough(&mut self, so_far: Option<Reading>, denied: Denied) -> Result<bool, Denied> {
        match so_far {
            Some(reading)
                if self.is_enough(&reading.stretch) && !matches!(denied, Denied::Table(_) | Denied::NoTime) =>
            {
                self.end_reading(reading.stretch, None).await?;
                Ok(true)
            }
            _ => Err(denied),
        }
    }

    /// Whether no post of the day can be missing any more.
    fn is_enough(&self, stretch: &Stretch) -> bool {
        let from = begins(self.day.day);
        let known = self.coverage.posts.filter(|known| stretch.joins(known));
        stretch.from <= from || known.is_some_and(|known| known.from <= from)
    }

    /// Whether the page is the followed channel's. One that does not say whose it is passes.
    pub(super) async fn is_shown(&mut self, page: &PreviewPage) -> Result<bool, Denied> {
        match page.channel.chat_id {
            Some(found) => self.is_same(Source::Preview, found).await,
            None => Ok(true),
        }
    }

    /// Stores a page's posts. Before it, from which day on views are to be reckoned again: a crash between forgets nothing.
    pub(super) async fn take_in(
        &mut self,
        page: &PreviewPage,
        before: Option<channel_sources::PostId>,
        now: Timestamp,
    ) -> Result<Piece, Denied> {
        let services = &self.collector.services;
        let (table, young) = (&services.table, services.rules.look_back);
        let name = self.day.channel.clone();
        let compared = reading::compare(table, &name, page, before, young, now).await?;
        if self.touches(compared.unseen_since(), now) {
            self.coverage.save(table).await?;
        }
        compared.store(table).await?;
        Ok(compared.proves)
    }

    /// What the newest page tells of the channel itself.
    async fn newest_page(&mut self, page: &PreviewPage, proven_at: Timestamp) -> Result<(), Denied> {
        if let Some(members) = page.channel.subscribers
            && self.is_proven()
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
            // It was a passing refusal.
            if state.past == Past::Hidden {
                state.past = Past::Unread;
            }
        })
        .await?;
        Ok(())
    }

    /// Remembers how far it is. With the first page the day keeps what its header said, which no further page says.
    async fn reads_on(&mut self, reading: Reading) -> Result<(), Denied> {
        let table = &self.collector.services.table;
        if reading.pages == 1 {
            self.version = table.replace(&self.day, self.version).await?;
        }
        self.coverage.reading = Some(reading);
        self.coverage.save(table).await?;
        Ok(())
    }

    async fn end_reading(&mut self, stretch: Stretch, rest: Option<LookBack>) -> Result<(), Denied> {
        self.coverage.adopt(stretch);
        self.coverage.reading = None;
        // A night that is made up for leaves the look back of the newest one as it is.
        if rest.is_some() || !self.is_late() {
            self.coverage.look_back = rest;
        }
        self.coverage.save(&self.collector.services.table).await?;
        Ok(())
    }

    /// The day's own figures out of what is stored.
    async fn posts_known(&mut self) -> Result<(), Again> {
        let reckoned = self.reckon().await?;
        let is_proven = self.coverage.covers(begins(self.day.day), ends(self.day.day));
        self.day.posts = is_proven.then_some(reckoned.posts);
        self.day.views = reckoned.views;
        if is_proven {
            // An account read them where t.me shows none.
            let by_account = reckoned.views.filter(|views| views.source == Source::MtProto);
            self.done(Part::Posts, by_account.map_or(Source::Preview, |views| views.source));
        } else {
            // More was posted since than a night may read.
            self.missing(Part::Posts, "too_many");
        }
        self.save().await
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

/// The highest number on a page; 0 on one without posts.
pub(crate) fn top_of(page: &PreviewPage) -> channel_sources::PostId {
    page.posts.last().map_or(channel_sources::PostId(0), |post| post.id)
}

/// The newest post that somebody wrote.
pub(crate) fn newest_of(page: &PreviewPage) -> Option<NewestPost> {
    let post = page.posts.iter().rev().find(|post| !post.service)?;
    Some(NewestPost {
        id: post.id,
        posted_at: post.posted_at,
    })
}
