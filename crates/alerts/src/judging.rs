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
use channels::post::ChannelPost;
use channels::state::ChannelState;
use channels::{ChannelName, history};
use clock::{Clock, moscow_date};
use futures::future::join_all;
use jiff::{SignedDuration, Timestamp, ToSpan};
use queue::{Envelope, Fifo, QueueError};
use store::{StoreError, Table};
use telegram::UserId;
use tokio::sync::OnceCell;

use crate::cursor::{JudgeCursor, in_turn};
use crate::posts::back_to_enough;
use crate::verdict::members::DAYS;

/// Channels ordered at once.
const PAGE: usize = 100;
/// Followers judged side by side.
const AT_ONCE: usize = 8;
/// Kept back of a worker's time, for those whose judgement is under way and for the note of where it stopped.
const LAST_WORDS: SignedDuration = SignedDuration::from_secs(8);

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
    /// The time, by which a judgement stops before its worker has to.
    pub clock: Clock,
}

/// What came of judging a channel.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Judged {
    /// Followers it was judged for.
    pub followers: usize,
    /// Followers for whom there was no time left; the next run begins with them.
    pub left: usize,
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
    posts: OnceCell<Vec<ChannelPost>>,
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

    /// Judges one channel for everybody who follows it, as long as there is time before `deadline`; the next run goes on where this one
    /// stopped, so everybody has their turn. Done again it finds everything judged and told.
    ///
    /// # Errors
    /// See [`AlertError`]: the first one, after all followers have had their turn.
    pub async fn judge(
        &self,
        job: &Judge,
        trace: &str,
        now: Timestamp,
        deadline: Timestamp,
    ) -> Result<Judged, AlertError> {
        let Some(known) = self.known(job, now).await? else {
            return Ok(Judged::default());
        };
        let cursor = JudgeCursor::key_of(&job.channel);
        let cursor = self.table.get_live::<JudgeCursor>(&cursor, now).await?;
        let after = cursor.and_then(|stored| stored.record.after);
        let followers = in_turn(self.channels().followers(&job.channel).await?, after);
        let mut judged = Judged {
            left: followers.len(),
            ..Judged::default()
        };
        let mut failed = None;
        let mut last = None;
        for some in followers.chunks(AT_ONCE) {
            if self.clock.now() >= deadline.saturating_sub(LAST_WORDS).unwrap_or(deadline) {
                break;
            }
            let each = some.iter().map(|follower| self.judge_for(&known, follower, trace, now));
            for of_one in join_all(each).await {
                judged.add(of_one.unwrap_or_else(|error| {
                    // One follower's bad record must not keep the others' alerts.
                    tracing::error!(channel = job.channel.as_str(), error = %error, "alerts of a follower were not judged: {error}");
                    failed.get_or_insert(error);
                    Judged::default()
                }));
            }
            last = some.last();
        }
        let next = match judged.left {
            0 => None,
            _ => last.map(|follower| follower.user).or(after),
        };
        if next != after {
            self.note_place(&job.channel, next, now).await?;
        }
        failed.map_or(Ok(judged), Err)
    }

    /// Notes after whom the next run goes on; `None`: it begins with the first.
    async fn note_place(&self, channel: &ChannelName, after: Option<UserId>, now: Timestamp) -> Result<(), StoreError> {
        let cursor = JudgeCursor {
            channel: channel.clone(),
            after,
            at: now,
        };
        self.table.put(&cursor).await
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
            posts: OnceCell::new(),
            channel,
        }))
    }

    async fn posts<'a>(&self, known: &'a Known, now: Timestamp) -> Result<&'a [ChannelPost], StoreError> {
        let read = || back_to_enough(&self.table, &known.channel.name, now);
        Ok(known.posts.get_or_try_init(read).await?)
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

impl Judged {
    /// Adds what came of judging for one of those who are left.
    fn add(&mut self, of_one: Self) {
        self.followers += 1;
        self.left = self.left.saturating_sub(1);
        self.raised += of_one.raised;
        self.ended += of_one.ended;
    }
}
