//! Reading a stretch, writing it, reading the next.

use std::io::{self, Write};

use channels::ChannelName;
use channels::calendar::{begins, ends};
use channels::channel::{Channel, partition};
use channels::day::ChannelDay;
use channels::errands::ExportFormat;
use channels::history::{self, PostsBack};
use channels::past_days::PastDays;
use channels::post::ChannelPost;
use channels::state::ChannelState;
use clock::{Clock, moscow_date};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use store::{StoreError, Table};

use super::csv::Sheet;
use super::json::{Document, Part};
use super::limited::{Limited, MOST_BYTES};
use crate::progress::Progress;
use crate::writing::WritingError;

/// Days read at once.
const STRETCH_DAYS: i64 = 180;
/// Posts read at once.
const PAGE: usize = 100;
/// Most posts in one file; each channel has its share.
const MOST_POSTS: usize = 20_000;

/// What is to be written.
#[derive(Debug, Clone)]
pub struct Request<'a> {
    /// Which channels.
    pub channels: &'a [ChannelName],
    /// How.
    pub format: ExportFormat,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// When this has to be over.
    pub deadline: Timestamp,
}

/// What a file holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Written {
    /// Days of channels.
    pub days: usize,
    /// Channels with at least one day.
    pub channels: usize,
    /// Posts.
    pub posts: usize,
    /// The first and the last of the days.
    pub span: Option<(Date, Date)>,
}

impl Written {
    fn add(&mut self, day: Date) {
        self.days += 1;
        self.span = Some(match self.span {
            Some((first, last)) => (first.min(day), last.max(day)),
            None => (day, day),
        });
    }
}

/// Why a file was not written.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// It would be larger than Telegram takes.
    #[error("the file would be larger than Telegram takes")]
    TooLarge,
    /// It takes longer than this worker has; another one begins anew.
    #[error("no time left to write the file")]
    OutOfTime,
    /// The table.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The file.
    #[error("the file could not be written: {0}")]
    File(io::Error),
    /// The word about how far it has come.
    #[error(transparent)]
    Progress(#[from] queue::QueueError),
}

impl From<WritingError> for ExportError {
    fn from(error: WritingError) -> Self {
        match error {
            WritingError::Store(error) => Self::Store(error),
            WritingError::Queue(error) => Self::Progress(error),
        }
    }
}

impl From<io::Error> for ExportError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::FileTooLarge => Self::TooLarge,
            _ => Self::File(error),
        }
    }
}

enum Out<W: Write> {
    Csv(Box<Sheet<W>>),
    Json(Document<W>),
}

/// Writes the file. In memory is no more than a stretch of days or a page of posts at a time.
///
/// # Errors
/// See [`ExportError`]; what is in the file by then is no file.
pub async fn write<W: Write>(
    table: &Table,
    clock: &Clock,
    request: &Request<'_>,
    file: W,
    mut progress: Option<&mut Progress>,
) -> Result<Written, ExportError> {
    let file = Limited::new(file, MOST_BYTES);
    let mut out = match request.format {
        ExportFormat::Csv => Out::Csv(Box::new(Sheet::begin(file, false)?)),
        ExportFormat::CsvForExcel => Out::Csv(Box::new(Sheet::begin(file, true)?)),
        ExportFormat::Json => Out::Json(Document::begin(file, request.from, request.to, clock.now())?),
    };
    let reader = Reader { table, clock, request };
    let mut written = Written::default();
    for (done, name) in request.channels.iter().enumerate() {
        if let Some(progress) = &mut progress {
            progress.step(done).await?;
        }
        let Some(channel) = table.get::<Channel>(&Channel::key_of(name)).await? else {
            continue;
        };
        let before = written.days;
        let past = reader.past(&channel.record).await?;
        match &mut out {
            Out::Csv(sheet) => {
                let write = |day: &ChannelDay| sheet.day(&channel.record, day);
                reader.days(name, &past, &mut written, write).await?;
            }
            Out::Json(document) => {
                let mut part = document.channel(&channel.record)?;
                reader.days(name, &past, &mut written, |day| part.day(day)).await?;
                written.posts += reader.posts(name, part).await?;
            }
        }
        written.channels += usize::from(written.days > before);
    }
    match out {
        Out::Csv(sheet) => sheet.end()?,
        Out::Json(document) => document.end()?,
    }
    Ok(written)
}

struct Reader<'a> {
    table: &'a Table,
    clock: &'a Clock,
    request: &'a Request<'a>,
}

impl Reader<'_> {
    /// The wanted days of before the channel was followed, their posts counted a page at a time.
    async fn past(&self, channel: &Channel) -> Result<PastDays, ExportError> {
        let state = self
            .table
            .get::<ChannelState>(&ChannelState::key_of(&channel.name))
            .await?;
        let state = state.map_or_else(|| ChannelState::unknown(channel.name.clone()), |stored| stored.record);
        let until = moscow_date(channel.since).min(self.request.to.saturating_add(1.day()));
        let mut past = PastDays::of(&state, self.request.from, until);
        if let Some((first, last)) = past.span() {
            let mut back = PostsBack::between(self.table, &channel.name, begins(first), ends(last)).await?;
            while let Some(posts) = back.next().await? {
                self.check_time()?;
                posts.iter().for_each(|post| past.count(post));
            }
        }
        Ok(past)
    }

    async fn days(
        &self,
        name: &ChannelName,
        past: &PastDays,
        written: &mut Written,
        mut write: impl FnMut(&ChannelDay) -> io::Result<()>,
    ) -> Result<(), ExportError> {
        let mut from = self.request.from;
        while from <= self.request.to {
            self.check_time()?;
            let to = from.saturating_add((STRETCH_DAYS - 1).days()).min(self.request.to);
            let stored = history::days(self.table, name, from, to).await?;
            for day in past.fill(stored, from, to) {
                write(&day)?;
                written.add(day.day);
            }
            from = to.saturating_add(1.day());
        }
        Ok(())
    }

    /// Writes the posts of the same days, the newest first, and ends the channel's part.
    async fn posts<W: Write>(&self, name: &ChannelName, mut part: Part<'_, W>) -> Result<usize, ExportError> {
        let (since, until) = (begins(self.request.from), ends(self.request.to));
        let most = MOST_POSTS / self.request.channels.len().max(1);
        let (place, mut before, mut number) = (partition(name), None, 0);
        part.posts()?;
        loop {
            self.check_time()?;
            let page = self
                .table
                .newest::<ChannelPost>(&place, ChannelPost::PREFIX, before.as_deref(), PAGE)
                .await?;
            for stored in page.records {
                let post = stored.record;
                // Numbers rise with time, so the first older one ends the list.
                if post.post.posted_at < since {
                    part.end(true)?;
                    return Ok(number);
                }
                if post.post.posted_at >= until || post.post.service {
                    continue;
                }
                if number == most {
                    part.end(false)?;
                    return Ok(number);
                }
                part.post(&post)?;
                number += 1;
            }
            before = page.next;
            if before.is_none() {
                part.end(true)?;
                return Ok(number);
            }
        }
    }

    fn check_time(&self) -> Result<(), ExportError> {
        match self.clock.now() < self.request.deadline {
            true => Ok(()),
            false => Err(ExportError::OutOfTime),
        }
    }
}
