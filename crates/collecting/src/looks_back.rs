//! Looks back at older posts, a few channels at once: whatever else is ordered stands behind few of them.

use channels::jobs::{CollectJob, DayJob, Page};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use store::{StoreError, Stored};

use crate::collector::{Again, Collector, Done, Errand};
use crate::coverage::{Coverage, LOOKS_BACK};
use crate::plan::given_up_at;
use crate::round::{Round, RoundOf};

/// How long a look back keeps its worker; the rest of it is for the next round.
pub(crate) const KEEPS: SignedDuration = SignedDuration::from_secs(45);
/// Channels ordered at once. The next few follow at once, to another worker, so as many are under way for each worker: enough to use
/// the source's pace, few enough for a first look to get its pages between them.
const AT_ONCE: usize = 3;
/// Whoever asks for a round within this time, seconds, asks for the same one.
const ROUND_S: i64 = 10 * 60;

/// The order for a round, given by whoever has left something to look back at.
pub(crate) fn begin(day: Date, now: Timestamp) -> CollectJob {
    let second = now.as_second();
    let at = Timestamp::from_second(second - second.rem_euclid(ROUND_S)).unwrap_or(now);
    CollectJob::LooksBack(Page { day, at, after: None })
}

/// Orders the looks back of a few channels, and the next few behind them.
pub(crate) async fn page(collector: &Collector, page: &Page, errand: Errand<'_>) -> Result<Done, Again> {
    let table = &collector.services.table;
    let newest = Round::newest(table, RoundOf::LooksBack).await?;
    if newest.is_some_and(|round| is_elsewhere(&round, page)) {
        return Ok(Done::Nothing);
    }
    let list = table
        .work_page::<Coverage>(LOOKS_BACK, page.after.as_deref(), AT_ONCE)
        .await?;
    let mut jobs = Vec::new();
    for stored in list.records {
        jobs.extend(order(collector, stored, page.at).await?);
    }
    let channels = jobs.len();
    jobs.extend(list.next.clone().map(|next| {
        CollectJob::LooksBack(Page {
            after: Some(next),
            ..page.clone()
        })
    }));
    collector.send(jobs, errand.trace).await?;
    // Written when they are ordered: a crash before it orders them again, which is the same order.
    let round = Round {
        what: RoundOf::LooksBack,
        at: page.at,
        after: list.next,
    };
    table.put(&round).await?;
    tracing::info!(
        channels,
        "looks_back.page: looks back at older posts of some channels were ordered"
    );
    Ok(Done::Planned { jobs: channels })
}

/// A later round goes on instead, or this one is under way already.
fn is_elsewhere(round: &Round, page: &Page) -> bool {
    let is_under_way = round.at == page.at && round.after.is_some() && page.after.is_none();
    round.replaces(page) || is_under_way
}

/// A channel's look back. One of a night that is over is none any more: the new night begins its own.
async fn order(collector: &Collector, stored: Stored<Coverage>, at: Timestamp) -> Result<Option<CollectJob>, Again> {
    let Stored { record, version } = stored;
    let Some(rest) = record.look_back else {
        return Ok(None);
    };
    if collector.now() < given_up_at(rest.day) {
        return Ok(Some(CollectJob::LookBack(DayJob {
            channel: record.channel,
            day: rest.day,
            at,
        })));
    }
    let ended = Coverage {
        look_back: None,
        ..record
    };
    match collector.services.table.replace(&ended, version).await {
        // Somebody reads this channel now, and knows better.
        Ok(_) | Err(StoreError::Conflict) => Ok(None),
        Err(error) => Err(error.into()),
    }
}
