//! The first look at a channel: how many subscribe, and what was posted before, page by page back.

use std::time::Duration;

use channel_sources::{ChannelName, PostId, PreviewPage, Source, SourceError};
use channels::channel::Channel;
use channels::jobs::{CollectJob, PastJob};
use channels::state::{ChannelState, Past};
use jiff::Timestamp;
use queue::Envelope;
use store::StoreError;
use telegram::{Message, Notification, Standing, Topic};

use crate::collector::{Again, Collector, Done, Errand};
use crate::coverage::{Coverage, Piece, Stretch};
use crate::day::{newest_of, top_of};
use crate::gate::Denied;
use crate::reading;
use crate::state::{change_state, note_members, note_trouble, trouble};
use crate::texts;

/// Posts of the first look are stored whatever their age.
const EVER: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);

/// The kind of trouble of a name that has passed on.
const ANOTHER_CHANNEL: &str = "another_channel";

/// A first look at work. Several users may have asked for it: whoever's job is delivered goes on where the last one stopped.
struct Look<'a> {
    collector: &'a Collector,
    job: &'a PastJob,
    errand: Errand<'a>,
    coverage: Coverage,
    chat_id: Option<i64>,
}

/// What a page led to.
enum Step {
    Further,
    Over,
}

/// Makes a step: a few pages, then word of how far it is, and the next step as a job of its own.
pub(crate) async fn step(collector: &Collector, job: &PastJob, errand: Errand<'_>) -> Result<Done, Again> {
    let services = &collector.services;
    let stored = services.channels.channel(&job.channel).await?;
    let Some(channel) = stored
        .map(|stored| stored.record)
        .filter(|channel| channel.followers > 0)
    else {
        return Ok(Done::Nothing);
    };
    let coverage = Coverage::load(&services.table, &job.channel).await?;
    let mut look = Look {
        collector,
        job,
        errand,
        chat_id: coverage.chat_id.or(channel.chat_id),
        coverage,
    };
    look.run(&channel).await
}

impl Look<'_> {
    async fn run(&mut self, channel: &Channel) -> Result<Done, Again> {
        let services = &self.collector.services;
        let state = services.channels.state(&self.job.channel).await?;
        if matches!(state.past, Past::Read { .. }) {
            match self.is_still_the_channel().await? {
                true => self.tell_end(channel, &state).await?,
                false => self.tell_trouble(ANOTHER_CHANNEL).await?,
            }
            return Ok(Done::Read);
        }
        if state.past == Past::Unread {
            self.tell(&texts::begins(self.job.language, &channel.called()), "begins")
                .await?;
        }
        if state.members.is_none() && !self.count().await? {
            self.tell_trouble(ANOTHER_CHANNEL).await?;
            return Ok(Done::Read);
        }
        for _ in 0..services.rules.pages_a_step {
            match self.page().await {
                Ok(Step::Further) => {}
                Ok(Step::Over) => {
                    let state = services.channels.state(&self.job.channel).await?;
                    self.tell_end(channel, &state).await?;
                    return Ok(Done::Read);
                }
                Err(Denied::NoTime) => break,
                Err(Denied::Table(error)) => return Err(error.into()),
                Err(denied) => {
                    self.stop(channel, denied).await?;
                    return Ok(Done::Read);
                }
            }
        }
        self.go_on(channel).await
    }

    /// How far it is, and the next step.
    async fn go_on(&self, channel: &Channel) -> Result<Done, Again> {
        let state = self.collector.services.channels.state(&self.job.channel).await?;
        if let (Past::Reading { posts, .. }, Some(stretch)) = (&state.past, self.coverage.posts) {
            let text = texts::reads(self.job.language, &channel.called(), *posts, stretch.from);
            self.tell(&text, &self.job.step.to_string()).await?;
        }
        let next = PastJob {
            step: self.job.step + 1,
            ..self.job.clone()
        };
        self.collector
            .send(vec![CollectJob::Past(next)], self.errand.trace)
            .await?;
        Ok(Done::Read)
    }

    /// How many subscribe, if the Bot API says so. False when the name is another channel's.
    async fn count(&mut self) -> Result<bool, Again> {
        let (collector, name) = (self.collector, &self.job.channel);
        let bot = &collector.services.bot_api;
        let counted = async {
            let info = collector.ask(Source::BotApi, self.errand, bot.channel(name)).await?;
            let members = collector
                .ask(Source::BotApi, self.errand, bot.member_count(name))
                .await?;
            Ok::<_, Denied>((info.chat_id, members))
        };
        let table = &collector.services.table;
        match counted.await {
            Ok((found, members)) => {
                if !self.is_same(found).await? {
                    return Ok(false);
                }
                change_state(table, name, |state| note_members(state, members)).await?;
                Ok(true)
            }
            Err(Denied::Table(error)) => Err(error.into()),
            // The night counts.
            Err(_) => Ok(true),
        }
    }

    /// Whether the name is still the channel's whose past was read; an answer that does not come is no reason to doubt it.
    async fn is_still_the_channel(&mut self) -> Result<bool, Again> {
        let bot = &self.collector.services.bot_api;
        let call = bot.channel(&self.job.channel);
        match self.collector.ask(Source::BotApi, self.errand, call).await {
            Ok(info) => Ok(self.is_same(info.chat_id).await?),
            Err(Denied::Table(error)) => Err(error.into()),
            Err(_) => Ok(true),
        }
    }

    async fn is_same(&mut self, found: i64) -> Result<bool, StoreError> {
        if self.chat_id.is_some_and(|known| known != found) {
            self.note(
                Source::Preview,
                ANOTHER_CHANNEL,
                &format!("the name belongs to the chat {found} now"),
            )
            .await?;
            return Ok(false);
        }
        self.chat_id = Some(found);
        if self.coverage.chat_id.is_none() {
            let table = &self.collector.services.table;
            change_state(table, &self.job.channel, |state| state.chat_id = Some(found)).await?;
            self.coverage.chat_id = Some(found);
            self.coverage.save(table).await?;
        }
        Ok(true)
    }

    /// Reads and stores one page, then moves the mark in the channel's state: a page read twice counts once.
    async fn page(&mut self) -> Result<Step, Denied> {
        let services = &self.collector.services;
        let (table, rules, name) = (&services.table, services.rules, &self.job.channel);
        let (before, pages, posts) = match services.channels.state(name).await?.past {
            Past::Reading { before, pages, posts } => (Some(before), pages, posts),
            Past::Unread | Past::Hidden => (None, 0, 0),
            Past::Read { .. } => return Ok(Step::Over),
        };
        let now = self.collector.now();
        let page = reading::ask(self.collector, name, before, self.errand).await?;
        if let Some(found) = page.channel.chat_id
            && !self.is_same(found).await?
        {
            return Err(Denied::Failed(SourceError::NoSuchChannel));
        }
        let compared = reading::compare(table, name, &page, before, EVER, now).await?;
        compared.store(table).await?;
        let piece = compared.proves;
        self.cover(&page, before, piece, now).await?;
        let written = page.posts.iter().filter(|post| !post.service).count();
        let (pages, posts) = (pages + 1, posts + u32::try_from(written).unwrap_or_default());
        let oldest = page.posts.first().map(|post| post.posted_at);
        let far = now.checked_sub(rules.past).unwrap_or(Timestamp::MIN);
        let is_enough =
            pages >= rules.past_pages || posts >= rules.past_posts || oldest.is_some_and(|oldest| oldest <= far);
        let past = match page.older {
            Some(before) if !is_enough => Past::Reading { before, pages, posts },
            _ => Past::Read {
                posts,
                from: oldest,
                whole: piece == Piece::BEGINNING,
            },
        };
        let proven_at = reading::proven_at(&page, now);
        let newest = newest_of(&page);
        let is_over = matches!(past, Past::Read { .. });
        // A page without posts does not say whose it is.
        let is_proven = page.channel.chat_id.is_some() || self.chat_id.is_none();
        change_state(table, name, |state| {
            if before.is_none() {
                state.posts_proven_at = state.posts_proven_at.max(Some(proven_at));
                state.newest_post = newest.or(state.newest_post);
                if state.members.is_none() && is_proven {
                    state.members = page.channel.subscribers;
                }
            }
            state.past = past.clone();
        })
        .await?;
        Ok(if is_over { Step::Over } else { Step::Further })
    }

    /// The pages follow one another from the newest back. A night may have begun another stretch meanwhile: only a page that joins it
    /// lengthens it.
    async fn cover(
        &mut self,
        page: &PreviewPage,
        before: Option<PostId>,
        piece: Piece,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        match before {
            Some(before) => {
                self.coverage.posts = self.coverage.posts.map(|posts| posts.and_older(before, piece));
            }
            None => self
                .coverage
                .adopt(Stretch::newest(piece, top_of(page), reading::proven_at(page, now))),
        }
        self.coverage.save(&self.collector.services.table).await
    }

    /// It does not go on now.
    async fn stop(&self, channel: &Channel, denied: Denied) -> Result<(), Again> {
        let Denied::Failed(error) = &denied else {
            let text = texts::in_the_night(self.job.language, &channel.called());
            return self.tell(&text, "night").await;
        };
        match error {
            // A channel that has shown its posts does not hide them on one redirect's word: the night asks again.
            SourceError::NoPreview if self.coverage.posts.is_none() => {
                self.note(Source::Preview, error.name(), &error.to_string()).await?;
                let state = change_state(&self.collector.services.table, &self.job.channel, |state| {
                    state.past = Past::Hidden;
                })
                .await?;
                self.tell_end(channel, &state).await
            }
            SourceError::NoSuchChannel | SourceError::NotAChannel(_) | SourceError::Private => {
                let state = self.collector.services.channels.state(&self.job.channel).await?;
                let kind = match state.trouble {
                    Some(known) if known.kind == ANOTHER_CHANNEL => known.kind,
                    _ => {
                        self.note(Source::Preview, error.name(), &error.to_string()).await?;
                        error.name().to_owned()
                    }
                };
                self.tell_trouble(&kind).await
            }
            _ => {
                let text = texts::in_the_night(self.job.language, &channel.called());
                self.tell(&text, "night").await
            }
        }
    }

    async fn note(&self, source: Source, kind: &str, said: &str) -> Result<(), StoreError> {
        let found = trouble(source, kind, said, self.collector.now());
        change_state(&self.collector.services.table, &self.job.channel, |state| {
            note_trouble(state, &found)
        })
        .await
        .map(|_| ())
    }

    async fn tell_trouble(&self, kind: &str) -> Result<(), Again> {
        let text = texts::trouble(self.job.language, &self.job.channel, kind);
        self.tell(&text, "trouble").await
    }

    async fn tell_end(&self, channel: &Channel, state: &ChannelState) -> Result<(), Again> {
        let text = texts::over(self.job.language, &channel.called(), state);
        self.tell(&text, "over").await
    }

    /// One message, changed in its place.
    async fn tell(&self, text: &Message, what: &str) -> Result<(), Again> {
        let order = order_of(&self.job.channel, self.job);
        let told = Notification::new(format!("{order}-{what}"), self.job.chat, text.clone())
            .about(Topic::Channel)
            .standing(Standing::Updates(order));
        let now_ms = self.collector.now().as_millisecond();
        let envelope = Envelope::new(told, self.errand.trace, now_ms);
        Ok(self.collector.services.notifications.send(&[envelope]).await?)
    }
}

/// Names the message of one order.
fn order_of(channel: &ChannelName, job: &PastJob) -> String {
    format!("past-{}-{}-{}", channel.as_str(), job.user, job.at.as_millisecond())
}
