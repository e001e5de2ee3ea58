//! Between the nights: subscribers counted, open days ordered anew, a late night noticed.

use channel_sources::{ChannelName, Figure, Source};
use channels::calendar::day_over_at;
use channels::channel::Channel;
use channels::day::{ChannelDay, OPEN_DAYS, Progress};
use channels::jobs::{CollectJob, DayJob, Page};
use channels::run::Run;
use channels::state::ChannelState;
use futures::future::join_all;
use jiff::{SignedDuration, Timestamp};

use crate::collector::{Again, Collector, Done, Errand};
use crate::coverage::Coverage;
use crate::gate::Denied;
use crate::plan::{collected_from, given_up_at};
use crate::state::{change_state, note_members};

/// A night that is not over by then is late.
const LATE_AFTER: SignedDuration = SignedDuration::from_hours(1);
/// Open days looked at in one page.
const OPEN_AT_ONCE: usize = 200;
/// Pages of open days, at most: the next pulse goes on.
const OPEN_PAGES: usize = 50;

/// Counts a page of channels, and orders the next page. The first page also orders what waits.
pub(crate) async fn page(collector: &Collector, page: &Page, errand: Errand<'_>) -> Result<Done, Again> {
    let services = &collector.services;
    if page.after.is_none() {
        order_open(collector, page.at, errand).await?;
        look_whether_late(collector).await?;
    }
    let list = services
        .channels
        .page(page.after.as_deref(), services.rules.pulse_page)
        .await?;
    if let Some(next) = list.next.filter(|_| is_within(collector, page)) {
        let next = Page {
            after: Some(next),
            ..page.clone()
        };
        collector.send(vec![CollectJob::Pulse(next)], errand.trace).await?;
    }
    let names = list.records.into_iter().map(|stored| stored.record);
    let counted = join_all(names.map(|channel| count(collector, channel, errand))).await;
    let mut channels = 0;
    for outcome in counted {
        channels += usize::from(outcome?);
    }
    tracing::info!(channels, "pulse.page: a page of channels was counted");
    Ok(Done::Counted { channels })
}

/// A pulse ends before the next one: what it did not count, that one does.
fn is_within(collector: &Collector, page: &Page) -> bool {
    let rules = collector.services.rules;
    let page_takes = collector.services.gates.gap(Source::BotApi).as_secs() * rules.pulse_page as u64;
    let most = u64::from(rules.pulse_pages) * page_takes.max(60);
    let took = collector.now().duration_since(page.at).as_secs();
    u64::try_from(took).unwrap_or_default() <= most.min(30 * 60)
}

/// Counts one channel's subscribers; false when nobody could say.
async fn count(collector: &Collector, channel: Channel, errand: Errand<'_>) -> Result<bool, Again> {
    let services = &collector.services;
    let state = services.channels.state(&channel.name).await?;
    if state
        .trouble
        .as_ref()
        .is_some_and(|trouble| trouble.kind == "another_channel")
    {
        return Ok(false);
    }
    let bot = &services.bot_api;
    let asked = collector
        .ask(Source::BotApi, errand, bot.member_count(&channel.name))
        .await;
    let members = match asked {
        Ok(members) => members,
        Err(Denied::Table(error)) => return Err(error.into()),
        Err(_) => return Ok(false),
    };
    if is_far_off(&state, members) && !is_same(collector, &channel, errand).await? {
        return Ok(false);
    }
    change_state(&services.table, &channel.name, |state| note_members(state, members)).await?;
    Ok(true)
}

/// A tenth more or less in half an hour: perhaps another channel's number.
fn is_far_off(state: &ChannelState, members: Figure<u64>) -> bool {
    state
        .members
        .is_none_or(|known| known.value.abs_diff(members.value).saturating_mul(10) > known.value)
}

/// Whether the name is still the channel's that was followed; unknown is no.
async fn is_same(collector: &Collector, channel: &Channel, errand: Errand<'_>) -> Result<bool, Again> {
    let services = &collector.services;
    let known = chat_id(collector, &channel.name).await?.or(channel.chat_id);
    let asked = collector
        .ask(Source::BotApi, errand, services.bot_api.channel(&channel.name))
        .await;
    match asked {
        Ok(info) => Ok(known.is_none_or(|known| known == info.chat_id)),
        Err(Denied::Table(error)) => Err(error.into()),
        Err(_) => Ok(false),
    }
}

async fn chat_id(collector: &Collector, channel: &ChannelName) -> Result<Option<i64>, Again> {
    Ok(Coverage::load(&collector.services.table, channel).await?.chat_id)
}

/// Orders the days that wait for something whose time has come: also those whose job was lost.
async fn order_open(collector: &Collector, at: Timestamp, errand: Errand<'_>) -> Result<(), Again> {
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

async fn look_whether_late(collector: &Collector) -> Result<(), Again> {
    let now = collector.now();
    let mut day = day_over_at(now);
    if now < collected_from(day) {
        day = day.saturating_sub(jiff::ToSpan::days(1));
    }
    let run = collector.services.table.get::<Run>(&Run::key_of(day)).await?;
    let is_late = now >= collected_from(day) + LATE_AFTER;
    match run.map(|stored| stored.record) {
        None if is_late => {
            tracing::warn!(%day, "collection.missed: the night's collection was never ordered; the next night makes up for it");
        }
        Some(run) if is_late && !run.is_over() => {
            let (ordered, over) = (run.ordered, run.over());
            tracing::warn!(%day, ordered, over, "collection.late: the night's collection is not over yet");
        }
        _ => {}
    }
    Ok(())
}
