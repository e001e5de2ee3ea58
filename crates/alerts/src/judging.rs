//! The half-hourly judgement: ordered by the schedule, page by page, channel by channel, follower by follower.

mod follower;
mod sources;
mod tell;

use accounts::admins::Admins;
use accounts::errands::Errand;
use channels::calendar::day_over_at;
use channels::channel::Channel;
use channels::day::ChannelDay;
use channels::errands::{AlertsPage, ChannelErrand, Judge};
use channels::follow::Channels;
use channels::history;
use channels::post::ChannelPost;
use channels::state::ChannelState;
use clock::moscow_date;
use jiff::{SignedDuration, Timestamp, ToSpan};
use queue::{Envelope, Fifo, QueueError};
use store::{StoreError, Table};

use crate::verdict::members::DAYS;

/// Channels ordered at once.
const PAGE: usize = 100;
/// Posts older than this do not say what views are usual.
const POSTS_FROM: SignedDuration = SignedDuration::from_hours(60 * 24);
/// Most posts that are read of a channel.
const MOST_POSTS: usize = 60;

/// What alerts are judged with.
#[derive(Debug, Clone)]
pub struct Judging {
    /// The table.
    pub table: Table,
    /// Where pages, channels and pictures are ordered.
    pub reports: Fifo,
    /// Where the words go.
    pub notifications: Fifo,
    /// Who is told about the sources.
    pub admins: Admins,
}

/// What came of judging a channel.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Judged {
    /// Followers it was judged for.
    pub followers: usize,
    /// Alerts that began.
    pub raised: usize,
    /// Alerts that ended with a word.
    pub ended: usize,
}

/// Why judging did not come to its end; the same job should come again, and goes on where this one stopped.
#[derive(Debug, thiserror::Error)]
pub enum AlertError {
    /// The table.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A queue.
    #[error(transparent)]
    Queue(#[from] QueueError),
}

/// What is known of a channel while it is judged.
struct Known {
    channel: Channel,
    state: ChannelState,
    days: Vec<ChannelDay>,
    /// Read when somebody's alert needs them.
    posts: Option<Vec<ChannelPost>>,
}

impl Judging {
    /// Orders a judgement of everything; `at` names the run.
    ///
    /// # Errors
    /// Those of the queue.
    pub async fn order(&self, at: Timestamp, trace: &str, now: Timestamp) -> Result<(), QueueError> {
        let page = AlertsPage { at, after: None };
        self.errands(vec![ChannelErrand::Alerts(page)], trace, now).await
    }

    /// Orders one page of channels, and the next page; with the first one the sources are judged. Done again it orders the same.
    /// Says how many channels were ordered.
    ///
    /// # Errors
    /// See [`AlertError`].
    pub async fn page(&self, page: &AlertsPage, trace: &str, now: Timestamp) -> Result<usize, AlertError> {
        let part = self.channels().page(page.after.as_deref(), PAGE).await?;
        let names = part.records.into_iter().map(|stored| stored.record.name);
        let mut errands: Vec<ChannelErrand> = names
            .map(|channel| ChannelErrand::Judge(Judge { channel, at: page.at }))
            .collect();
        let ordered = errands.len();
        errands.extend(part.next.map(|after| {
            ChannelErrand::Alerts(AlertsPage {
                at: page.at,
                after: Some(after),
            })
        }));
        self.errands(errands, trace, now).await?;
        if page.after.is_none() {
            self.judge_sources(trace, now).await?;
        }
        Ok(ordered)
    }

    /// Judges one channel for everybody who follows it. Done again it finds everything judged and told.
    ///
    /// # Errors
    /// See [`AlertError`]: the first one, after all followers have had their turn.
    pub async fn judge(&self, job: &Judge, trace: &str, now: Timestamp) -> Result<Judged, AlertError> {
        let Some(mut known) = self.known(job, now).await? else {
            return Ok(Judged::default());
        };
        let mut judged = Judged::default();
        let mut failed = None;
        for follower in self.channels().followers(&job.channel).await? {
            judged.followers += 1;
            match self.judge_for(&mut known, &follower, trace, now).await {
                Ok(of_one) => {
                    judged.raised += of_one.raised;
                    judged.ended += of_one.ended;
                }
                Err(error) => {
                    // One follower's bad record must not keep the others' alerts.
                    tracing::error!(channel = job.channel.as_str(), error = %error, "alerts of a follower were not judged: {error}");
                    failed = failed.or(Some(error));
                }
            }
        }
        failed.map_or(Ok(judged), Err)
    }

    async fn known(&self, job: &Judge, now: Timestamp) -> Result<Option<Known>, StoreError> {
        let channels = self.channels();
        let stored = channels.channel(&job.channel).await?;
        let Some(channel) = stored
            .map(|stored| stored.record)
            .filter(|channel| channel.followers > 0)
        else {
            return Ok(None);
        };
        let from = moscow_date(now).saturating_sub(DAYS.days());
        Ok(Some(Known {
            state: channels.state(&job.channel).await?,
            days: history::days(&self.table, &job.channel, from, day_over_at(now)).await?,
            posts: None,
            channel,
        }))
    }

    async fn posts<'a>(&self, known: &'a mut Known, now: Timestamp) -> Result<&'a [ChannelPost], StoreError> {
        let posts = match known.posts.take() {
            Some(posts) => posts,
            None => history::posts_since(&self.table, &known.channel.name, now - POSTS_FROM, MOST_POSTS).await?,
        };
        Ok(known.posts.insert(posts))
    }

    fn channels(&self) -> Channels {
        // Nobody follows anything through these.
        Channels {
            table: self.table.clone(),
            most: 0,
        }
    }

    async fn errands(&self, errands: Vec<ChannelErrand>, trace: &str, now: Timestamp) -> Result<(), QueueError> {
        if errands.is_empty() {
            return Ok(());
        }
        let envelopes: Vec<_> = errands
            .into_iter()
            .map(|errand| Envelope::new(Errand::Channel(errand), trace, now.as_millisecond()))
            .collect();
        self.reports.send(&envelopes).await
    }
}
