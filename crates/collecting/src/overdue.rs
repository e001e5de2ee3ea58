//! What should have been ordered and was not: a night whose schedule was lost, and days that wait.

use channels::day::{ChannelDay, OPEN_DAYS, Progress};
use channels::jobs::{CollectJob, DayJob};
use channels::run::Run;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use crate::collector::{Again, Collector, Errand};
use crate::plan::{self, collected_from, due_day, given_up_at};

/// A night that is not ordered by then is ordered by the pulse.
const ORDERED_WITHIN: SignedDuration = SignedDuration::from_mins(10);
/// A night whose list is not ordered to its end by then is ordered again.
const LISTED_WITHIN: SignedDuration = SignedDuration::from_mins(25);
/// A night that is not over by then is late.
const LATE_AFTER: SignedDuration = SignedDuration::from_hours(1);
/// Open days looked at in one page.
const OPEN_AT_ONCE: usize = 200;
/// Pages of open days, at most: the next pulse goes on.
const OPEN_PAGES: usize = 50;

/// Orders the night that is due when nobody did, or not to the end.
pub(crate) async fn order_night(collector: &Collector, errand: Errand<'_>) -> Result<(), Again> {
    let now = collector.now();
    let day = due_day(now);
    let run = collector.services.table.get::<Run>(&Run::key_of(day)).await?;
    let run = run.map(|stored| stored.record);
    tell_whether_late(day, run.as_ref(), now);
    if !is_overdue(day, run.as_ref(), now) {
        return Ok(());
    }
    let was_begun = run.is_some();
    tracing::warn!(%day, was_begun, "collection.overdue: the night was not ordered to its end, so the pulse orders it");
    // As if the schedule had come in time: a late schedule orders the same, and who came after that is not of that night.
    plan::order(collector, day, collected_from(day), errand.trace).await?;
    Ok(())
}

fn is_overdue(day: Date, run: Option<&Run>, now: Timestamp) -> bool {
    match run {
        None => now >= collected_from(day) + ORDERED_WITHIN,
        Some(run) => run.all_ordered == 0 && now >= run.began_at + LISTED_WITHIN,
    }
}

fn tell_whether_late(day: Date, run: Option<&Run>, now: Timestamp) {
    let Some(run) = run.filter(|run| !run.is_over() && now >= collected_from(day) + LATE_AFTER) else {
        return;
    };
    let (ordered, over) = (run.ordered, run.over());
    tracing::warn!(%day, ordered, over, "collection.late: the night's collection is not over yet");
}

/// Orders the days that wait for something whose time has come: also those whose job was lost.
pub(crate) async fn order_open(collector: &Collector, at: Timestamp, errand: Errand<'_>) -> Result<(), Again> {
    let table = &collector.services.table;
    let now = collector.now();
    let mut after: Option<String> = None;
    let mut ordered = 0;
    for _ in 0..OPEN_PAGES {
        let page = table
            .work_page::<ChannelDay>(OPEN_DAYS, after.as_deref(), OPEN_AT_ONCE)
            .await?;
        let due = page
            .records
            .iter()
            .map(|stored| &stored.record)
            .filter(|day| is_due(day, now));
        let jobs: Vec<CollectJob> = due
            .map(|day| {
                CollectJob::Day(DayJob {
                    channel: day.channel.clone(),
                    day: day.day,
                    at,
                })
            })
            .collect();
        ordered += jobs.len();
        collector.send(jobs, errand.trace).await?;
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    if ordered > 0 {
        tracing::info!(days = ordered, "pulse.ordered: days that waited were ordered anew");
    }
    Ok(())
}

fn is_due(day: &ChannelDay, now: Timestamp) -> bool {
    let is_up = |progress: &Progress| matches!(progress, Progress::Waiting { not_before, .. } if *not_before <= now);
    now >= given_up_at(day.day) || day.parts.values().any(is_up)
}
