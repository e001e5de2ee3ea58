//! The night: which channels are collected, and of which days.

use std::collections::BTreeSet;
use std::time::Duration;

use channel_sources::{Quota, Source};
use channels::calendar::{day_over_at, days, ends};
use channels::channel::Channel;
use channels::day::{ChannelDay, Part, Progress};
use channels::jobs::{CollectJob, DayJob, Page};
use channels::run::Run;
use channels::sources::SOURCES;
use futures::future::try_join_all;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};
use store::{Counts, StoreError, Table, TransactError, Write};

use crate::collector::{Again, Collector, Done, Errand};
use crate::standing;

/// From the end of a day to its collection: 02:00 UTC is five in the morning in Moscow.
pub const COLLECTED_AFTER: SignedDuration = SignedDuration::from_hours(5);
/// Days opened in one transaction.
const OPENED_AT_ONCE: usize = 40;
/// How often opening is tried against others who open the same days.
const TRIES: u32 = 4;
/// Ordering a page of channels takes no longer; without as much time it is left to a further job.
const A_PAGE: SignedDuration = SignedDuration::from_secs(60);
/// A day that was ordered and not begun is ordered again after this.
const BEGUN_WITHIN: Duration = Duration::from_secs(60 * 60);

/// When the collection of a day begins.
pub fn collected_from(day: Date) -> Timestamp {
    ends(day) + COLLECTED_AFTER
}

/// When a day's parts that are still waiting become gaps: the next day's collection begins.
pub fn given_up_at(day: Date) -> Timestamp {
    collected_from(day.saturating_add(1.day()))
}

/// The newest day whose collection has begun, or should have.
pub(crate) fn due_day(now: Timestamp) -> Date {
    let over = day_over_at(now);
    if now < collected_from(over) {
        return over.saturating_sub(1.day());
    }
    over
}

/// Orders a day, and those before it whose orders are missing. Returns how many days.
pub(crate) async fn order(collector: &Collector, newest: Date, at: Timestamp, trace: &str) -> Result<usize, Again> {
    let table = &collector.services.table;
    let mut wanted = vec![newest];
    wanted.extend(missed(table, newest, collector.services.rules.missed_nights).await?);
    for day in &wanted {
        begin_run(table, *day, collector.now()).await?;
    }
    note_enabled(collector).await?;
    let count = wanted.len();
    // The newest first: its counts are the ones that grow stale.
    let page = |day: Date| CollectJob::Plan(Page { day, at, after: None });
    collector.send(wanted.into_iter().map(page).collect(), trace).await?;
    tracing::info!(day = %newest, days = count, "collection.ordered: the collection of the night was ordered");
    Ok(count)
}

/// Days between the oldest run that is remembered and `today` whose list was not ordered to its end, newest first.
async fn missed(table: &Table, today: Date, most: i32) -> Result<Vec<Date>, StoreError> {
    let known = Run::newest(table, usize::try_from(most).unwrap_or(0) + 1).await?;
    let ordered: BTreeSet<Date> = known
        .iter()
        .filter(|run| run.all_ordered > 0)
        .map(|run| run.day)
        .collect();
    let Some(oldest) = known.iter().map(|run| run.day).min() else {
        return Ok(Vec::new());
    };
    let first = oldest.max(today.saturating_sub(most.days()));
    let mut missed: Vec<Date> = days(first, today)
        .filter(|day| *day < today && !ordered.contains(day))
        .collect();
    missed.reverse();
    Ok(missed)
}

async fn begin_run(table: &Table, day: Date, at: Timestamp) -> Result<(), StoreError> {
    let run = Run {
        day,
        began_at: at,
        ordered: 0,
        all_ordered: 0,
        complete: 0,
        with_gaps: 0,
        last_over_ms: 0,
    };
    match table.insert(&run).await {
        // Ordered before: its counters stay.
        Ok(()) | Err(StoreError::Conflict) => Ok(()),
        Err(error) => Err(error),
    }
}

async fn note_enabled(collector: &Collector) -> Result<(), StoreError> {
    for source in SOURCES {
        let enabled = collector.enabled(source);
        standing::change(&collector.services.table, source, |state| state.enabled = enabled).await?;
    }
    Ok(())
}

/// Orders page after page of channels, so that every channel's day stands before any look back at older posts. What does not fit
/// is for a further job.
pub(crate) async fn page(collector: &Collector, page: &Page, errand: Errand<'_>) -> Result<Done, Again> {
    let services = &collector.services;
    let mut after = page.after.clone();
    let mut ordered = 0;
    loop {
        let list = services
            .channels
            .page(after.as_deref(), services.rules.plan_page)
            .await?;
        let followed = list.records.into_iter().map(|stored| stored.record);
        ordered += order_days(collector, page, followed.collect(), errand).await?;
        after = list.next;
        let is_last = after.is_none();
        tracing::info!(day = %page.day, channels = ordered, is_last, "collection.page: a page of channels was ordered");
        if is_last {
            break;
        }
        if collector.now() + A_PAGE >= errand.deadline {
            let rest = Page { after, ..page.clone() };
            collector.send(vec![CollectJob::Plan(rest)], errand.trace).await?;
            return Ok(Done::Planned { jobs: ordered });
        }
    }
    let all = counts_of(page.day).add("all_ordered", 1);
    mark_all_ordered(&services.table, page.day, all).await?;
    // Nobody's day waits for what is left of a quota.
    if page.day == day_over_at(page.at) {
        look_at_quotas(collector, errand).await;
    }
    Ok(Done::Planned { jobs: ordered })
}

/// Orders the days of these channels, opened before. Returns how many.
async fn order_days(
    collector: &Collector,
    page: &Page,
    mut channels: Vec<Channel>,
    errand: Errand<'_>,
) -> Result<usize, Again> {
    // Of a day before it was followed nobody wants figures, except of the one that had just ended then.
    let is_newest = page.day == day_over_at(page.at);
    channels.retain(|channel| channel.since < ends(page.day) || (is_newest && channel.since <= page.at));
    for some in channels.chunks(OPENED_AT_ONCE) {
        open_days(collector, page.day, some).await?;
    }
    let ordered = channels.len();
    let jobs = channels.into_iter().map(|channel| {
        CollectJob::Day(DayJob {
            channel: channel.name,
            day: page.day,
            at: page.at,
        })
    });
    collector.send(jobs.collect(), errand.trace).await?;
    Ok(ordered)
}

/// Counters of a day's run.
pub(crate) fn counts_of(day: Date) -> Counts {
    Counts::of::<Run>(Run::key_of(day))
}

async fn mark_all_ordered(table: &Table, day: Date, all: Counts) -> Result<(), StoreError> {
    let run = table.get::<Run>(&Run::key_of(day)).await?;
    if run.is_some_and(|run| run.record.all_ordered > 0) {
        return Ok(());
    }
    table.count(all).await
}

/// Opens the days that are not open yet, each in the transaction that counts it as ordered.
async fn open_days(collector: &Collector, day: Date, channels: &[Channel]) -> Result<(), Again> {
    let table = &collector.services.table;
    for _ in 0..TRIES {
        let known = channels.iter().map(|channel| {
            let key = ChannelDay::key_of(&channel.name, day);
            async move { Ok::<_, StoreError>(table.get::<ChannelDay>(&key).await?.is_some()) }
        });
        let known = try_join_all(known).await?;
        let fresh: Vec<ChannelDay> = channels
            .iter()
            .zip(known)
            .filter(|(_, known)| !known)
            .map(|(channel, _)| opened(collector, channel, day))
            .collect();
        if fresh.is_empty() {
            return Ok(());
        }
        let number = i64::try_from(fresh.len()).unwrap_or_default();
        let mut writes: Vec<Write> = fresh.iter().map(Write::insert).collect();
        writes.push(Write::count(counts_of(day).add("ordered", number)));
        match table.transact(writes, None).await {
            Ok(()) => return Ok(()),
            Err(TransactError::Conflict { .. }) => {}
            Err(TransactError::Store(error)) => return Err(error.into()),
        }
    }
    Err(Again("others open the same days".to_owned()))
}

fn opened(collector: &Collector, channel: &Channel, day: Date) -> ChannelDay {
    let not_before = collector.now().checked_add(BEGUN_WITHIN).unwrap_or(Timestamp::MAX);
    let waiting = Progress::Waiting {
        tries: 0,
        not_before,
        why: None,
    };
    let mut opened = ChannelDay::empty(channel.name.clone(), day);
    opened.parts = [Part::Members, Part::Posts, Part::TgStat, Part::Telemetr]
        .into_iter()
        .filter(|part| collector.enabled(source_of(*part)))
        .map(|part| (part, waiting.clone()))
        .collect();
    opened
}

/// Who is asked for a part first.
pub(crate) fn source_of(part: Part) -> Source {
    match part {
        Part::Members => Source::BotApi,
        Part::Posts => Source::Preview,
        Part::TgStat => Source::TgStat,
        Part::Telemetr => Source::Telemetr,
    }
}

/// Once a night the services say what is left of what was paid for. Without an answer the night goes on.
async fn look_at_quotas(collector: &Collector, errand: Errand<'_>) {
    let services = &collector.services;
    if let Some(tgstat) = &services.tgstat {
        match collector.ask(Source::TgStat, errand, tgstat.usage()).await {
            Ok(usage) => {
                let stat = usage.iter().find(|usage| usage.service.contains("stat"));
                let quota = stat.and_then(|usage| usage.requests).map(|spent| Quota {
                    remaining: Some(spent.limit.saturating_sub(spent.spent)),
                    limit: Some(spent.limit),
                    resets_at: None,
                });
                let until = stat.and_then(|usage| usage.expires_at);
                note_quota(collector, Source::TgStat, quota, until).await;
            }
            Err(denied) => tracing::warn!(error = %denied, "quota.unknown: TGStat did not say what is left"),
        }
    }
    if let Some(telemetr) = &services.telemetr {
        match collector.ask(Source::Telemetr, errand, telemetr.limits()).await {
            Ok(quota) => note_quota(collector, Source::Telemetr, quota, None).await,
            Err(denied) => tracing::warn!(error = %denied, "quota.unknown: Telemetr did not say what is left"),
        }
    }
}

/// Writes down what is left; the answer that carried it stands anyway.
pub(crate) async fn note_quota(collector: &Collector, source: Source, quota: Option<Quota>, until: Option<Timestamp>) {
    let noted = standing::note_quota(&collector.services.table, source, quota, until).await;
    if let Err(error) = noted {
        tracing::warn!(error = %error, source = source.name(), "quota.not_noted: what is left was not written down");
    }
    if let Some((left, limit)) = quota.and_then(|quota| Some((quota.remaining?, quota.limit?)))
        && left.saturating_mul(10) < limit
    {
        tracing::warn!(
            source = source.name(),
            left,
            limit,
            "quota.low: less than a tenth of a paid volume is left"
        );
    }
}
