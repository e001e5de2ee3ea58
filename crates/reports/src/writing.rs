//! Who gets a report, what goes into it, and bringing its words.

use std::time::Duration;

use accounts::errands::Errand;
use accounts::preferences::Preferences;
use channels::ChannelName;
use channels::errands::{ChannelErrand, Period, ReportJob, ReportsPage};
use channels::follow::Channels;
use clock::{Clock, moscow_date};
use futures::stream::{self, StreamExt, TryStreamExt};
use jiff::Timestamp;
use queue::{Envelope, Fifo, QueueError};
use store::{Begin, EVERYBODY, Once, StoreError, Table, User};
use telegram::{ChatId, Language, Message, Notification, Topic, UserId};

use crate::orders::{Ordered, Orders};
use crate::progress::{Progress, Work};
use crate::reading::material;
use crate::report::ChannelReport;
use crate::span::{Span, day_of_sending};
use crate::wishes::ReportWishes;

/// Users looked at by one page of the schedule.
const PAGE: usize = 100;
/// … and so many at once.
const AT_ONCE: usize = 16;
/// How long it is remembered that a report was written: longer than its period is the newest one.
const REMEMBERED: Duration = Duration::from_secs(40 * 24 * 60 * 60);

/// What reports are written with.
#[derive(Debug, Clone)]
pub struct Reports {
    /// The table.
    pub table: Table,
    /// Who follows what.
    pub channels: Channels,
    /// Where pages and users are ordered.
    pub reports: Fifo,
    /// Where words go.
    pub notifications: Fifo,
    /// The time.
    pub clock: Clock,
}

/// Why a report could not be written; it should be tried again.
#[derive(Debug, thiserror::Error)]
pub enum WritingError {
    /// The table.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A queue.
    #[error(transparent)]
    Queue(#[from] QueueError),
}

/// What came of gathering a report.
#[derive(Debug)]
pub enum Gathered {
    /// Nobody wants it any more, or it was sent before.
    Skipped,
    /// Another worker is at it.
    InProgress,
    /// The user asked, and follows no channel.
    NoChannels(Language),
    /// Here it is.
    Report(Box<Report>),
}

/// A report, before it is put into words and pictures.
#[derive(Debug)]
pub struct Report {
    /// In which language.
    pub language: Language,
    /// Whether its pictures are dark.
    pub dark: bool,
    /// Which days it is about.
    pub span: Span,
    /// The channels, those with the most subscribers first.
    pub channels: Vec<ChannelReport>,
    /// Where it goes.
    pub chat: ChatId,
    /// Whether the user asked for it.
    pub is_asked_for: bool,
    progress: Option<Progress>,
}

impl Reports {
    /// Orders the reports of the period that is over at `at`, for everybody.
    ///
    /// # Errors
    /// Those of the queue.
    pub async fn order(&self, period: Period, at: Timestamp, trace: &str) -> Result<(), QueueError> {
        let page = ReportsPage {
            period,
            day: day_of_sending(period, moscow_date(at)),
            after: None,
        };
        self.place(vec![ChannelErrand::Reports(page)], trace).await
    }

    /// Orders the reports of one page of users, and the next page. Done again it orders the same ones, which are sent once.
    ///
    /// # Errors
    /// See [`WritingError`].
    pub async fn order_page(&self, page: &ReportsPage, trace: &str) -> Result<usize, WritingError> {
        let users = self
            .table
            .work_page::<User>(EVERYBODY, page.after.as_deref(), PAGE)
            .await?;
        let looked_at = users.records.into_iter().map(|stored| self.due(stored.record, page));
        let due: Vec<Option<ReportJob>> = stream::iter(looked_at).buffered(AT_ONCE).try_collect().await?;
        let mut orders: Vec<ChannelErrand> = due.into_iter().flatten().map(ChannelErrand::Report).collect();
        let number = orders.len();
        orders.extend(users.next.map(|after| {
            ChannelErrand::Reports(ReportsPage {
                after: Some(after),
                ..page.clone()
            })
        }));
        self.place(orders, trace).await?;
        Ok(number)
    }

    /// Gathers a report. Whoever gets it sends it and says [`sent`](Self::sent), or [`put_off`](Self::put_off).
    ///
    /// # Errors
    /// See [`WritingError`].
    pub async fn gather(
        &self,
        job: &ReportJob,
        id: &str,
        trace: &str,
        deadline: Timestamp,
    ) -> Result<Gathered, WritingError> {
        let is_asked_for = job.asked_at.is_some();
        let Some(reader) = self.reader(job.user).await? else {
            return Ok(Gathered::Skipped);
        };
        let wishes = ReportWishes::of(&self.table, job.user).await?;
        if !is_asked_for && !self.is_wanted(&wishes, job.period).await? {
            return Ok(Gathered::Skipped);
        }
        let language = Language::from_code(reader.language_or_code());
        let names = self.names(job.user).await?;
        if names.is_empty() {
            return Ok(match is_asked_for {
                true => Gathered::NoChannels(language),
                false => Gathered::Skipped,
            });
        }
        match self.once().begin(id, self.clock.now(), deadline).await? {
            Begin::Fresh => {}
            Begin::InProgress => return Ok(Gathered::InProgress),
            Begin::Done(_) => return Ok(Gathered::Skipped),
        }
        let work = Work {
            id,
            trace,
            chat: job.chat,
            language,
            what: Ordered::Report,
            channels: names.len(),
        };
        // At night nobody looks on while the schedule's reports are written.
        let progress = is_asked_for.then(|| self.progress(work));
        let mut report = Report {
            language,
            dark: wishes.dark,
            span: Span::ending_before(job.period, job.day),
            channels: Vec::with_capacity(names.len()),
            chat: job.chat,
            is_asked_for,
            progress,
        };
        match self.read(&mut report, &names).await {
            Ok(()) => Ok(Gathered::Report(Box::new(report))),
            Err(error) => {
                self.put_off(id).await?;
                Err(error)
            }
        }
    }

    /// Brings a report's words, in order, under ids of their own: brought again they are the same messages.
    ///
    /// # Errors
    /// Those of the queue.
    pub async fn tell(&self, report: &Report, id: &str, trace: &str, words: Vec<Message>) -> Result<(), QueueError> {
        let now = self.clock.now().as_millisecond();
        let told = words.into_iter().enumerate().map(|(number, message)| {
            let told = Notification::new(format!("{id}-{number}"), report.chat, message);
            // What was asked for is sent whatever is muted.
            let told = match report.is_asked_for {
                true => told,
                false => told.about(Topic::Report),
            };
            Envelope::new(told, trace, now)
        });
        let told: Vec<_> = told.collect();
        self.notifications.send(&told).await
    }

    /// All of the report is on its way to the chat: who looked on is told so.
    ///
    /// # Errors
    /// See [`WritingError`].
    pub async fn ready(&self, report: &Report) -> Result<(), WritingError> {
        match &report.progress {
            Some(progress) => progress.ready().await,
            None => Ok(()),
        }
    }

    /// There will be no report, for a reason told beside this: who looked on is told so.
    ///
    /// # Errors
    /// See [`WritingError`].
    pub async fn stopped(
        &self,
        job: &ReportJob,
        id: &str,
        trace: &str,
        language: Language,
    ) -> Result<(), WritingError> {
        let work = Work {
            id,
            trace,
            chat: job.chat,
            language,
            what: Ordered::Report,
            channels: 0,
        };
        self.progress(work).stopped().await
    }

    /// The report was sent.
    ///
    /// # Errors
    /// Those of the table; sent again, the report has the same ids.
    pub async fn sent(&self, job: &ReportJob, id: &str) -> Result<(), StoreError> {
        self.once().finish(id, None, self.clock.now()).await?;
        self.over(job).await
    }

    /// The report was not sent: the next delivery begins anew, at once.
    ///
    /// # Errors
    /// Those of the table.
    pub async fn put_off(&self, id: &str) -> Result<(), StoreError> {
        self.once().release(id).await
    }

    /// Nothing more comes of the order: the user may place the next one.
    ///
    /// # Errors
    /// Those of the table.
    pub async fn over(&self, job: &ReportJob) -> Result<(), StoreError> {
        match job.asked_at {
            Some(at) => {
                let orders = Orders::new(self.table.clone());
                orders.over(job.user, Ordered::Report, at).await
            }
            None => Ok(()),
        }
    }

    fn progress(&self, work: Work<'_>) -> Progress {
        Progress::begin(self.table.clone(), self.notifications.clone(), self.clock.clone(), work)
    }

    async fn read(&self, report: &mut Report, names: &[ChannelName]) -> Result<(), WritingError> {
        for (done, name) in names.iter().enumerate() {
            if let Some(progress) = &mut report.progress {
                progress.step(done).await?;
            }
            if let Some(material) = material(&self.table, name, report.span).await? {
                report.channels.push(ChannelReport::of(material, report.span));
            }
        }
        let members = |channel: &ChannelReport| channel.members.map_or(0, |(_, figure)| figure.value);
        report
            .channels
            .sort_by_key(|channel| std::cmp::Reverse(members(channel)));
        Ok(())
    }

    /// The report the schedule owes this user.
    async fn due(&self, user: User, page: &ReportsPage) -> Result<Option<ReportJob>, StoreError> {
        let id = UserId(user.id);
        if user.blocked || user.banned || self.names(id).await?.is_empty() {
            return Ok(None);
        }
        let wishes = ReportWishes::of(&self.table, id).await?;
        if !self.is_wanted(&wishes, page.period).await? {
            return Ok(None);
        }
        Ok(Some(ReportJob {
            user: id,
            chat: ChatId(user.chat),
            period: page.period,
            day: page.day,
            asked_at: None,
        }))
    }

    async fn is_wanted(&self, wishes: &ReportWishes, period: Period) -> Result<bool, StoreError> {
        if !wishes.wants(period) {
            return Ok(false);
        }
        let preferences = Preferences::of(&self.table, wishes.user).await?;
        Ok(!preferences.mutes(Topic::Report))
    }

    /// Who reads the report, if they can be written to.
    async fn reader(&self, user: UserId) -> Result<Option<User>, StoreError> {
        let stored = self.table.get::<User>(&User::key_of(user.0)).await?;
        Ok(stored
            .map(|stored| stored.record)
            .filter(|user| !user.blocked && !user.banned))
    }

    async fn names(&self, user: UserId) -> Result<Vec<ChannelName>, StoreError> {
        let mine = self.channels.of_user(user).await?;
        Ok(mine.into_iter().map(|following| following.channel).collect())
    }

    async fn place(&self, orders: Vec<ChannelErrand>, trace: &str) -> Result<(), QueueError> {
        let now = self.clock.now().as_millisecond();
        let orders = orders
            .into_iter()
            .map(|order| Envelope::new(Errand::Channel(order), trace, now));
        let orders: Vec<_> = orders.collect();
        if orders.is_empty() {
            return Ok(());
        }
        self.reports.send(&orders).await
    }

    fn once(&self) -> Once {
        Once::new(self.table.clone(), "CHANNELREPORT", REMEMBERED)
    }
}
