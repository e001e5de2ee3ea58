//! A channel's figures over some days, read from what is stored.

use std::collections::BTreeSet;

use channels::calendar::{begins, day_over_at};
use channels::channel::Channel;
use channels::day::ChannelDay;
use channels::history;
use channels::measures::{Growth, Measure, er_percent, err_percent, growth, less_exact, reach, reach_at};
use channels::past_days::PastDays;
use channels::post::ChannelPost;
use channels::quality::{ChannelFigures, Jump, Quality, channel_quality, find_jump};
use channels::reference::{How, Reference};
use channels::state::ChannelState;
use channels::{ChannelName, Figure, Precision};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};
use std::time::Duration;
use store::{StoreError, Table};

/// Days that quality is judged by.
const JUDGED_DAYS: i64 = 28;
/// Days in which citations count.
const CITED_DAYS: i64 = 30;
/// Most posts that are read for a view.
const MOST_POSTS: usize = 1_000;
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// A channel over a stretch of days.
#[derive(Debug, Clone)]
pub(crate) struct Overview {
    /// The channel.
    pub channel: Channel,
    /// What is known of it now.
    pub state: ChannelState,
    /// First day.
    pub from: Date,
    /// Last day: the last one that is over.
    pub to: Date,
    /// The days that were collected, oldest first.
    pub days: Vec<ChannelDay>,
    /// The posts published in these days, oldest first, at most the newest thousand.
    pub posts: Vec<ChannelPost>,
    /// Since when they are all here, if that is later than the first day.
    pub posts_read_from: Option<Timestamp>,
    /// Change of the number of subscribers.
    pub growth: Option<Growth>,
    /// Mean views of a ripe post.
    pub reach: Option<Measure>,
    /// Mean views after 24 hours.
    pub reach_24h: Option<Measure>,
    /// Reach by subscribers.
    pub err: Option<Measure>,
    /// The same after 24 hours.
    pub err_24h: Option<Measure>,
    /// Deeds by views.
    pub er: Option<Measure>,
    /// Who spoke of it.
    pub cited: Cited,
    /// How good it is, by the last 28 days.
    pub quality: Quality,
    /// How exact the views are by which it is judged.
    pub judged_views: Precision,
    /// How exact the share of deeds is by which it is judged.
    pub judged_deeds: Precision,
    /// How exact the counts of subscribers are by which it is judged.
    pub judged_members: Precision,
    /// Subscribers that came all at once, by the last 28 days.
    pub jump: Option<Jump>,
    /// How exact that jump is: as the less exact of the two counts it lies between.
    pub jump_precision: Precision,
}

/// Who spoke of a channel, among those that are followed here.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Cited {
    /// Posts that name it.
    pub mentions: usize,
    /// Posts taken over from it.
    pub forwards: usize,
    /// Channels they are in.
    pub channels: usize,
}

impl Overview {
    /// The last `days` days that are over; `None` for a channel that was never followed.
    pub(crate) async fn of(
        table: &Table,
        name: &ChannelName,
        days: u16,
        now: Timestamp,
    ) -> Result<Option<Self>, StoreError> {
        let Some(channel) = table.get::<Channel>(&Channel::key_of(name)).await? else {
            return Ok(None);
        };
        let state = table.get::<ChannelState>(&ChannelState::key_of(name)).await?;
        let state = state.map_or_else(|| ChannelState::unknown(name.clone()), |stored| stored.record);
        let to = day_over_at(now);
        let from = to.saturating_sub((i64::from(days.max(1)) - 1).days());
        let judged_from = to.saturating_sub((JUDGED_DAYS - 1).days());
        // Growth is counted from the end of the day before.
        let before = from.saturating_sub(1.day());
        let widest = before.min(judged_from);
        let mut all_days = history::days(table, name, widest, to).await?;
        // Posts of today too: they are the newest the owner knows of.
        let all_posts = history::posts_since(table, name, begins(widest), MOST_POSTS).await?;
        let read_from = match all_posts.first() {
            Some(first) if all_posts.len() == MOST_POSTS => first.post.posted_at,
            _ => begins(widest),
        };
        // With more posts than are read, the first days would be counted short.
        if read_from == begins(widest) {
            let followed = clock::moscow_date(channel.record.since).min(to.saturating_add(1.day()));
            all_days = PastDays::of(&state, widest, followed)
                .with(&all_posts)
                .fill(all_days, widest, to);
        }
        let since = now - SignedDuration::from_hours(24 * CITED_DAYS);
        let references = Reference::to_channel(table, name, since.min(begins(from)), now).await?;
        let within: Vec<&Reference> = references.iter().filter(|one| one.at >= begins(from)).collect();
        let judged_days: Vec<ChannelDay> = all_days.iter().filter(|day| day.day >= judged_from).cloned().collect();
        let judged_posts = since_day(&all_posts, judged_from);
        let quality = channel_quality(ChannelFigures {
            members: state.members,
            days: &judged_days,
            posts: &judged_posts,
            posts_proven_at: state.posts_proven_at,
            cited_by: cited_by(&channel.record, &references, since),
        });
        let jump = find_jump(&judged_days, &judged_posts);
        let posts = since_day(&all_posts, from);
        let with_before: Vec<ChannelDay> = all_days.into_iter().filter(|day| day.day >= before).collect();
        let growth = growth(&with_before);
        let days: Vec<ChannelDay> = with_before.into_iter().filter(|day| day.day >= from).collect();
        let members = state.members.or_else(|| days.iter().rev().find_map(|day| day.members));
        let (reach, reach_24h) = (reach(&posts), reach_at(&posts, DAY));
        Ok(Some(Self {
            from,
            to,
            growth,
            posts_read_from: (read_from > begins(from)).then_some(read_from),
            reach,
            reach_24h,
            err: reach.and_then(|reach| err_percent(reach, members?)),
            err_24h: reach_24h.and_then(|reach| err_percent(reach, members?)),
            er: er_percent(&posts),
            cited: Cited {
                mentions: within.iter().filter(|one| one.how == How::Mention).count(),
                forwards: within.iter().filter(|one| one.how == How::Forward).count(),
                channels: channels_of(within.iter().copied()),
            },
            quality,
            judged_views: reach_at(&judged_posts, DAY).map_or(Precision::Exact, |reach| reach.precision),
            judged_deeds: er_percent(&judged_posts).map_or(Precision::Exact, |er| er.precision),
            judged_members: least_exact(judged_days.iter().filter_map(|day| day.members).chain(state.members)),
            jump_precision: jump.map_or(Precision::Exact, |jump| precision_of(&judged_days, jump)),
            jump,
            channel: channel.record,
            state,
            days,
            posts,
        }))
    }

    /// The post that was seen most, by its newest counter.
    pub(crate) fn best_post(&self) -> Option<&ChannelPost> {
        let seen = self.posts.iter().filter(|post| post.newest().is_some());
        seen.max_by_key(|post| post.newest().map_or(0, |seen| seen.views))
    }

    /// Posts published in these days, and in how many of them somebody could say.
    pub(crate) fn posts_in_days(&self) -> Option<(u64, usize)> {
        let known: Vec<u64> = self.days.iter().filter_map(|day| Some(u64::from(day.posts?))).collect();
        (!known.is_empty()).then(|| (known.iter().sum(), known.len()))
    }

    /// By how much counters of views grew in these days, of as many of them as somebody could say.
    #[expect(clippy::cast_precision_loss, reason = "sums of views are far below 2^53")]
    pub(crate) fn views(&self) -> Option<Measure> {
        let known = || self.days.iter().filter_map(|day| day.views);
        (known().count() > 0).then(|| Measure {
            value: known().map(|views| views.value).sum::<u64>() as f64,
            precision: least_exact(known()),
            of: known().count(),
        })
    }
}

/// Channels that named it since then. That nobody did says something only when it was followed for so long.
fn cited_by(channel: &Channel, references: &[Reference], since: Timestamp) -> Option<usize> {
    let channels = channels_of(references.iter().filter(|one| one.at >= since));
    (channels > 0 || channel.since <= since).then_some(channels)
}

/// A jump lies between the count of its day and the one before.
fn precision_of(days: &[ChannelDay], jump: Jump) -> Precision {
    let until = days.iter().rev().filter(|day| day.day <= jump.day);
    least_exact(until.filter_map(|day| day.members).take(2))
}

fn least_exact(figures: impl Iterator<Item = Figure<u64>>) -> Precision {
    figures.fold(Precision::Exact, |sum, figure| less_exact(sum, figure.precision))
}

fn since_day(posts: &[ChannelPost], day: Date) -> Vec<ChannelPost> {
    let from = begins(day);
    posts
        .iter()
        .filter(|post| post.post.posted_at >= from)
        .cloned()
        .collect()
}

fn channels_of<'a>(references: impl Iterator<Item = &'a Reference>) -> usize {
    references.map(|one| &one.from).collect::<BTreeSet<_>>().len()
}
