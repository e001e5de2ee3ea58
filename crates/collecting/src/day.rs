//! One channel's day, part by part.

mod look_back;
mod members;
mod passed;
mod posts;
mod reckon;
mod services;
mod settle;

pub(crate) use posts::{newest_of, top_of};

use std::time::Duration;

use channel_sources::{ChannelName, Source, SourceError};
use channels::channel::Follower;
use channels::day::{ChannelDay, Part, Progress};
use channels::jobs::{CollectJob, DayJob, PastJob};
use channels::state::{Past, Trouble};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use store::StoreError;

use self::members::ByCard;
use crate::collector::{Again, Collector, Done, Errand};
use crate::coverage::Coverage;
use crate::gate::Denied;
use crate::looks_back;
use crate::plan::{collected_from, given_up_at, source_of};
use crate::state::{change_state, note_trouble, trouble};

/// The first pause after a failure without a time of its own; it doubles with each try.
const PAUSE: Duration = Duration::from_secs(10 * 60);
/// The longest such pause.
const LONGEST_PAUSE: Duration = Duration::from_secs(2 * 60 * 60);

/// A channel that has shown its posts hides them only when it does so at this many tries of a night.
const HIDDEN_TRIES: u32 = 3;

/// A day at work.
struct DayWork<'a> {
    collector: &'a Collector,
    errand: Errand<'a>,
    /// What names the order: a further one needs another name.
    ordered_at: Timestamp,
    day: ChannelDay,
    version: u64,
    /// The channel's own number, as far as it is known.
    chat_id: Option<i64>,
    coverage: Coverage,
    /// A count by somebody who does not say whose the name is.
    by_card: Option<ByCard>,
    /// Somebody has said in this try that the name is still the channel's.
    has_seen_number: bool,
    /// A page of posts was asked for in this try.
    has_asked_preview: bool,
    /// The first thing that kept figures from coming.
    trouble: Option<Trouble>,
    /// A turn did not come in time: the rest is for a further job.
    is_out_of_time: bool,
}

/// Collects what is missing of a day.
pub(crate) async fn collect(collector: &Collector, job: &DayJob, errand: Errand<'_>) -> Result<Done, Again> {
    let services = &collector.services;
    let key = ChannelDay::key_of(&job.channel, job.day);
    let Some(stored) = services.table.get::<ChannelDay>(&key).await? else {
        tracing::warn!(channel = %job.channel, day = %job.day, "day.unknown: a day was ordered that was never opened");
        return Ok(Done::Nothing);
    };
    let coverage = Coverage::load(&services.table, &job.channel).await?;
    let looks_back = coverage.look_back.is_some_and(|rest| rest.day == job.day);
    if stored.record.is_settled() && !looks_back {
        return Ok(Done::Nothing);
    }
    let channel = services
        .channels
        .channel(&job.channel)
        .await?
        .map(|stored| stored.record);
    let mut work = DayWork {
        collector,
        errand,
        ordered_at: job.at,
        chat_id: coverage
            .chat_id
            .or(channel.as_ref().and_then(|channel| channel.chat_id)),
        day: stored.record,
        version: stored.version,
        coverage,
        by_card: None,
        has_seen_number: false,
        has_asked_preview: false,
        trouble: None,
        is_out_of_time: false,
    };
    if channel.is_none_or(|channel| channel.followers == 0) {
        return match work.day.is_settled() {
            true => Ok(Done::Nothing),
            false => work.give_up_everything("left").await,
        };
    }
    if looks_back {
        work.look_back().await?;
    }
    if work.day.is_settled() {
        work.order_rest().await?;
        return Ok(Done::Nothing);
    }
    work.run().await
}

impl DayWork<'_> {
    async fn run(&mut self) -> Result<Done, Again> {
        if self.is_late() {
            self.give_up_what_is_over().await?;
        }
        self.members().await?;
        self.posts().await?;
        self.believe_card().await?;
        self.tgstat().await?;
        self.telemetr().await?;
        self.less_exact_members().await?;
        self.note_trouble().await?;
        self.order_rest().await?;
        if self.day.is_settled() {
            if !self.is_late() {
                self.order_past().await?;
            }
            return Ok(self.settled());
        }
        Ok(Done::Waits)
    }

    /// What did not fit is a further job, behind those of other channels. A look back waits until nothing else does.
    async fn order_rest(&self) -> Result<(), Again> {
        let now = self.collector.now();
        let mut jobs = Vec::new();
        if self.is_out_of_time && !self.day.is_settled() {
            let another = self.ordered_at + SignedDuration::from_secs(1);
            jobs.push(CollectJob::Day(DayJob {
                channel: self.day.channel.clone(),
                day: self.day.day,
                at: now.max(another),
            }));
        }
        if self.coverage.look_back.is_some_and(|rest| rest.day == self.day.day) {
            jobs.push(looks_back::begin(self.day.day, now));
        }
        if jobs.is_empty() {
            return Ok(());
        }
        self.collector.send(jobs, self.errand.trace).await
    }

    fn settled(&self) -> Done {
        let now = self.collector.now();
        let lag = now.duration_since(collected_from(self.day.day));
        Done::Day {
            has_gaps: has_gaps(&self.day),
            lag_ms: i64::try_from(lag.as_millis()).unwrap_or(i64::MAX),
        }
    }

    /// Whether a part is to be tried now.
    fn is_due(&self, part: Part) -> bool {
        let now = self.collector.now();
        match self.day.parts.get(&part) {
            Some(Progress::Waiting { tries, not_before, .. }) => *tries == 0 || *not_before <= now,
            _ => false,
        }
    }

    fn is_waiting(&self, part: Part) -> bool {
        self.day.parts.get(&part).is_some_and(|progress| !progress.is_settled())
    }

    /// Whether the next day's collection has begun: what is counted now is not this day's any more.
    fn is_late(&self) -> bool {
        self.collector.now() >= given_up_at(self.day.day)
    }

    fn done(&mut self, part: Part, source: Source) {
        let at = self.collector.now();
        self.day.parts.insert(part, Progress::Done { at, source });
    }

    /// A part will not come. Of the subscribers there may be a number that is less than exact: then that is the day's.
    fn missing(&mut self, part: Part, why: impl Into<String>) {
        if let (Part::Members, Some(members)) = (part, self.day.members) {
            return self.done(part, members.source);
        }
        self.day.parts.insert(part, Progress::Missing { why: why.into() });
    }

    /// A part did not come. It waits, unless nothing more is to be hoped for.
    fn denied(&mut self, part: Part, denied: Denied) -> Result<(), Again> {
        let now = self.collector.now();
        let tries = self.tries(part, &denied);
        let (not_before, why) = match denied {
            Denied::Table(error) => return Err(error.into()),
            Denied::NoTime => {
                self.is_out_of_time = true;
                (now, None)
            }
            Denied::Shut { until, why } => (until, Some(why)),
            Denied::Failed(error) if is_final(&error) && !self.may_pass(part, tries) => {
                self.missing(part, error.name());
                return Ok(());
            }
            Denied::Failed(error) => (
                later(now, pause(&error, source_of(part), tries)),
                Some(error.name().to_owned()),
            ),
        };
        let tries = tries + u32::from(why.is_some());
        self.day
            .parts
            .insert(part, Progress::Waiting { tries, not_before, why });
        Ok(())
    }

    /// Tries so far; before a refusal that may be final only those that it followed at once.
    fn tries(&self, part: Part, denied: &Denied) -> u32 {
        let Some(Progress::Waiting { tries, why, .. }) = self.day.parts.get(&part) else {
            return 0;
        };
        match denied {
            Denied::Failed(error) if is_final(error) && why.as_deref() != Some(error.name()) => 0,
            _ => *tries,
        }
    }

    /// Whether a refusal may be a passing one: a channel that has shown its posts does not hide them on one redirect's word.
    fn may_pass(&self, part: Part, tries: u32) -> bool {
        part == Part::Posts && self.coverage.posts.is_some() && tries + 1 < HIDDEN_TRIES
    }

    fn note(&mut self, source: Source, denied: &Denied) {
        if let Some(found) = self.trouble_of(source, denied) {
            self.trouble.get_or_insert(found);
        }
    }

    fn trouble_of(&self, source: Source, denied: &Denied) -> Option<Trouble> {
        let Denied::Failed(error) = denied else { return None };
        Some(trouble(source, error.name(), error.to_string(), self.collector.now()))
    }

    async fn give_up_everything(&mut self, why: &str) -> Result<Done, Again> {
        self.missing_everything(why);
        self.save().await?;
        Ok(self.settled())
    }

    fn missing_everything(&mut self, why: &str) {
        let open: Vec<Part> = self.open_parts();
        open.into_iter().for_each(|part| self.missing(part, why));
    }

    /// The next night has begun. What is counted now is not this day's: that is a gap. Posts can still be read, and a service that
    /// keeps series can still tell the subscribers: they wait, as long as nights are made up for.
    async fn give_up_what_is_over(&mut self) -> Result<(), Again> {
        let waits = SignedDuration::from_hours(24 * i64::from(self.collector.services.rules.missed_nights));
        let is_forgotten = self.collector.now() >= given_up_at(self.day.day) + waits;
        let is_over = |part: &Part| match part {
            Part::TgStat | Part::Telemetr => true,
            Part::Members => is_forgotten || self.day.members.is_some() || !self.has_series(),
            Part::Posts => is_forgotten,
        };
        let over: Vec<Part> = self.open_parts().into_iter().filter(is_over).collect();
        if over.is_empty() {
            return Ok(());
        }
        for part in over {
            let why = match self.day.parts.get(&part) {
                Some(Progress::Waiting { why: Some(why), .. }) => why.clone(),
                _ => "late".to_owned(),
            };
            self.missing(part, why);
        }
        self.save().await
    }

    fn open_parts(&self) -> Vec<Part> {
        let parts = self.day.parts.iter();
        parts
            .filter(|(_, progress)| !progress.is_settled())
            .map(|(part, _)| *part)
            .collect()
    }

    async fn note_trouble(&self) -> Result<(), StoreError> {
        if self.is_late() {
            return Ok(());
        }
        let parts = &self.day.parts;
        let own = [Part::Members, Part::Posts];
        let is_well = own
            .iter()
            .all(|part| matches!(parts.get(part), Some(Progress::Done { .. })));
        let found = self.trouble.clone();
        change_state(
            &self.collector.services.table,
            &self.day.channel,
            |state| match &found {
                Some(found) => note_trouble(state, found),
                None if is_well => state.trouble = None,
                None => {}
            },
        )
        .await
        .map(|_| ())
    }

    /// A past that could not be read when the channel was added is read now.
    async fn order_past(&self) -> Result<(), Again> {
        let services = &self.collector.services;
        if !matches!(self.day.parts.get(&Part::Posts), Some(Progress::Done { .. })) {
            return Ok(());
        }
        let state = services.channels.state(&self.day.channel).await?;
        if matches!(state.past, Past::Read { .. }) {
            return Ok(());
        }
        let Some(Follower { user, chat, .. }) =
            services.channels.followers(&self.day.channel).await?.into_iter().next()
        else {
            return Ok(());
        };
        let language = accounts::audience::language_of(&services.table, user).await?;
        let job = CollectJob::Past(PastJob {
            channel: self.day.channel.clone(),
            user,
            chat,
            language,
            at: collected_from(self.day.day),
            step: 0,
        });
        self.collector.send(vec![job], self.errand.trace).await
    }
}

/// Whether asking again tomorrow is as good as asking again today.
fn is_final(error: &SourceError) -> bool {
    matches!(
        error,
        SourceError::NoSuchChannel
            | SourceError::NotAChannel(_)
            | SourceError::NoPreview
            | SourceError::Private
            | SourceError::NotCovered { .. }
    )
}

fn has_gaps(day: &ChannelDay) -> bool {
    day.parts
        .values()
        .any(|progress| matches!(progress, Progress::Missing { .. }))
}

fn pause(error: &SourceError, source: Source, tries: u32) -> Duration {
    match error {
        SourceError::NotReady { retry } => *retry,
        SourceError::Limited { retry: Some(retry) } => *retry,
        SourceError::Limited { retry: None } | SourceError::Blocked { .. } => source.limits().pause,
        _ => PAUSE.saturating_mul(1 << tries.min(4)).min(LONGEST_PAUSE),
    }
}

fn later(at: Timestamp, by: Duration) -> Timestamp {
    at.checked_add(by).unwrap_or(Timestamp::MAX)
}

/// For the log: which day of which channel.
pub(crate) fn named(channel: &ChannelName, day: Date) -> String {
    format!("{channel} {day}")
}
