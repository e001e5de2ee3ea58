//! Between the nights: subscribers counted, and whatever is overdue ordered.

use channel_sources::{ChannelName, Figure, Source};
use channels::channel::Channel;
use channels::jobs::{CollectJob, Page};
use channels::state::ChannelState;
use futures::future::join_all;
use store::WorkPage;

use crate::collector::{Again, Collector, Done, Errand};
use crate::coverage::Coverage;
use crate::gate::Denied;
use crate::looks_back;
use crate::overdue;
use crate::round::{Round, RoundOf};
use crate::state::{change_state, note_members};

/// What came of counting one channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Count {
    /// It has a new number.
    Counted,
    /// Nobody could say how many there are.
    Unknown,
    /// The source was not asked: it is for the next pulse.
    NotAsked,
}

/// Counts a page of channels, from where the last pulse stopped, and orders the next page. The first page also orders what is
/// overdue.
pub(crate) async fn page(collector: &Collector, page: &Page, errand: Errand<'_>) -> Result<Done, Again> {
    if page.after.is_none() {
        overdue::order_night(collector, errand).await?;
        overdue::order_open(collector, page.at, errand).await?;
        let older = looks_back::begin(page.day, collector.now());
        collector.send(vec![older], errand.trace).await?;
    }
    let table = &collector.services.table;
    let round = Round::newest(table, RoundOf::Pulse).await?;
    if round.as_ref().is_some_and(|round| round.replaces(page)) {
        return Ok(Done::Nothing);
    }
    let (after, list) = match &page.after {
        Some(after) => (page.after.clone(), list(collector, Some(after)).await?),
        None => begin(collector, round.and_then(|round| round.after)).await?,
    };
    let names: Vec<String> = list
        .records
        .iter()
        .map(|stored| stored.record.name.as_str().to_owned())
        .collect();
    let records = list.records.into_iter().map(|stored| stored.record);
    let counted = join_all(records.map(|channel| count(collector, channel, errand))).await;
    let counts = counted.into_iter().collect::<Result<Vec<_>, _>>()?;
    let channels = counts.iter().filter(|count| **count == Count::Counted).count();
    let not_asked = counts.iter().position(|count| *count == Count::NotAsked);
    let next = match not_asked {
        None => list.next,
        Some(0) => after,
        Some(first) => names.into_iter().nth(first - 1),
    };
    let round = Round {
        what: RoundOf::Pulse,
        at: page.at,
        after: next.clone(),
    };
    table.put(&round).await?;
    if let Some(next) = next.filter(|_| not_asked.is_none() && is_within(collector, page)) {
        let next = Page {
            after: Some(next),
            ..page.clone()
        };
        collector.send(vec![CollectJob::Pulse(next)], errand.trace).await?;
    }
    tracing::info!(channels, "pulse.page: a page of channels was counted");
    Ok(Done::Counted { channels })
}

/// Where a pulse begins: after the last channel that was counted, or at the beginning when that was the last of all.
async fn begin(collector: &Collector, after: Option<String>) -> Result<(Option<String>, WorkPage<Channel>), Again> {
    let rest = list(collector, after.as_deref()).await?;
    if after.is_none() || !rest.records.is_empty() {
        return Ok((after, rest));
    }
    Ok((None, list(collector, None).await?))
}

async fn list(collector: &Collector, after: Option<&str>) -> Result<WorkPage<Channel>, Again> {
    let services = &collector.services;
    Ok(services.channels.page(after, services.rules.pulse_page).await?)
}

/// A pulse ends before the next one: what it did not count, that one does.
fn is_within(collector: &Collector, page: &Page) -> bool {
    let rules = collector.services.rules;
    let page_takes = collector.services.gates.gap(Source::BotApi).as_secs() * rules.pulse_page as u64;
    let most = u64::from(rules.pulse_pages) * page_takes.max(60);
    let took = collector.now().duration_since(page.at).as_secs();
    u64::try_from(took).unwrap_or_default() <= most.min(30 * 60)
}

/// Counts one channel's subscribers.
async fn count(collector: &Collector, channel: Channel, errand: Errand<'_>) -> Result<Count, Again> {
    let services = &collector.services;
    let state = services.channels.state(&channel.name).await?;
    if state
        .trouble
        .as_ref()
        .is_some_and(|trouble| trouble.kind == "another_channel")
    {
        return Ok(Count::Unknown);
    }
    let bot = &services.bot_api;
    let asked = collector
        .ask(Source::BotApi, errand, bot.member_count(&channel.name))
        .await;
    let members = match asked {
        Ok(members) => members,
        Err(Denied::Table(error)) => return Err(error.into()),
        Err(Denied::NoTime | Denied::Shut { .. }) => return Ok(Count::NotAsked),
        Err(Denied::Failed(_)) => return Ok(Count::Unknown),
    };
    if is_far_off(&state, members) && !is_same(collector, &channel, errand).await? {
        return Ok(Count::Unknown);
    }
    change_state(&services.table, &channel.name, |state| note_members(state, members)).await?;
    Ok(Count::Counted)
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
