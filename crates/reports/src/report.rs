//! A channel's period, reckoned from what is stored. Pure.

mod posts;
mod sums;

use std::collections::BTreeSet;
use std::time::Duration;

use channels::calendar::{begins, ends};
use channels::channel::Channel;
use channels::day::ChannelDay;
use channels::measures::{Growth, Measure, er_percent, err_percent, growth, less_exact, reach, reach_at};
use channels::post::ChannelPost;
use channels::quality::{ChannelFigures, Jump, Quality, channel_quality, find_jump};
use channels::reference::{How, Reference};
use channels::state::ChannelState;
use channels::{ChannelName, Figure, Precision};
use jiff::ToSpan;
use jiff::civil::Date;

pub(crate) use self::posts::NAMED;
pub use self::posts::{Compared, Ranked, Ranking};
pub use self::sums::Sum;
use crate::reading::{CITED_DAYS, JUDGED_DAYS};
use crate::span::Span;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// What a report is reckoned from.
#[derive(Debug, Clone, PartialEq)]
pub struct Material {
    /// The channel.
    pub channel: Channel,
    /// What is known of it now.
    pub state: ChannelState,
    /// Its days, from before the period before to the period's end, oldest first.
    pub days: Vec<ChannelDay>,
    /// Its posts since then, oldest first; later ones than the period's may be among them.
    pub posts: Vec<ChannelPost>,
    /// What spoke of it in the period and in the last days of it by which quality is judged.
    pub references: Vec<Reference>,
}

/// A channel over a period.
#[derive(Debug, Clone, PartialEq)]
pub struct ChannelReport {
    /// The channel.
    pub channel: Channel,
    /// The period.
    pub span: Span,
    /// The stored days of the period, oldest first.
    pub days: Vec<ChannelDay>,
    /// The newest count of subscribers up to the period's end.
    pub members: Option<(Date, Figure<u64>)>,
    /// How the number of subscribers changed, from the end of the day before the period.
    pub growth: Option<Growth>,
    /// The same of the period before.
    pub growth_before: Option<Growth>,
    /// By how much the counters of views grew.
    pub views: Option<Sum>,
    /// The same of the period before.
    pub views_before: Option<Sum>,
    /// Posts published.
    pub posts: Option<Sum>,
    /// The same of the period before.
    pub posts_before: Option<Sum>,
    /// Mean newest views of the period's posts that are a day old.
    pub reach: Option<Measure>,
    /// Mean views of the period's posts at the age of a day.
    pub reach_24h: Option<Measure>,
    /// The same of the period before.
    pub reach_24h_before: Option<Measure>,
    /// Reach by subscribers, percent.
    pub err: Option<Measure>,
    /// The same with the reach of 24 hours.
    pub err_24h: Option<Measure>,
    /// Reactions, comments and forwards by views, percent.
    pub er: Option<Measure>,
    /// The posts, by their views.
    pub ranking: Ranking,
    /// Who spoke of it in the period.
    pub cited: Spoken,
    /// Of whom it spoke in the period.
    pub citing: Spoken,
    /// How good it is, by the last 28 days of the period.
    pub quality: Quality,
    /// Subscribers that came all at once in these 28 days and were not seen to read.
    pub jump: Option<Jump>,
    /// How exact that jump is: as the less exact of the two counts it lies between.
    pub jump_precision: Precision,
    /// Days of which something is not known.
    pub gaps: Gaps,
}

/// Posts in which one channel speaks of another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Spoken {
    /// Posts that name it.
    pub mentions: usize,
    /// Posts that were taken over.
    pub forwards: usize,
    /// How many channels there are on the other side.
    pub channels: usize,
}

/// Days of the period of which something is not known, from the day on which the channel was first followed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Gaps {
    /// No count of subscribers.
    pub members: Vec<Date>,
    /// No growth of views.
    pub views: Vec<Date>,
    /// No number of posts.
    pub posts: Vec<Date>,
    /// Since when the channel is followed, when that is later than the period's beginning.
    pub followed_since: Option<Date>,
}

impl ChannelReport {
    /// Reckons a channel's period.
    pub fn of(material: Material, span: Span) -> Self {
        let before = span.before();
        let days = within(&material.days, span);
        let posts = published(&material.posts, span);
        let days_before = within(&material.days, before);
        let posts_before = published(&material.posts, before);
        let growth = growth_over(&material.days, span);
        let members = material.days.iter().filter(|day| day.day <= span.to).rev();
        let members = members.filter_map(|day| Some((day.day, day.members?))).next();
        let (reach, reach_24h) = (reach(&posts), reach_at(&posts, DAY));
        let rate = |reach: Option<Measure>| err_percent(reach?, members?.1);
        let jump = jump(&material, span);
        Self {
            span,
            members,
            growth,
            growth_before: growth_over(&material.days, before),
            views: Sum::of_views(&days, span),
            views_before: Sum::of_views(&days_before, before),
            posts: Sum::of_posts(&days, span),
            posts_before: Sum::of_posts(&days_before, before),
            reach,
            reach_24h,
            reach_24h_before: reach_at(&posts_before, DAY),
            err: rate(reach),
            err_24h: rate(reach_24h),
            er: er_percent(&posts),
            ranking: Ranking::of(&posts),
            cited: cited(&material.references, span),
            citing: citing(&posts),
            quality: quality(&material, span),
            jump,
            jump_precision: jump.map_or(Precision::Exact, |jump| precision_of(&material.days, jump)),
            gaps: gaps(&material.channel, &days, span),
            channel: material.channel,
            days,
        }
    }

    /// Its name.
    pub fn name(&self) -> &ChannelName {
        &self.channel.name
    }

    /// Whether nothing at all is known of the period.
    pub fn is_empty(&self) -> bool {
        self.days.iter().all(|day| day.members.is_none())
            && self.views.is_none()
            && self.posts.is_none_or(|posts| posts.total == 0)
            && self.reach.is_none()
            && self.ranking.known == 0
    }

    /// By how much the views of a day changed since the period before, percent; `None` unless at least half of the days of both are known.
    pub fn views_trend(&self) -> Option<Measure> {
        let (now, before) = (self.views?, self.views_before?);
        if !now.is_mostly_known() || !before.is_mostly_known() || before.total == 0 {
            return None;
        }
        Some(Measure {
            value: (now.daily() / before.daily() - 1.0) * 100.0,
            precision: less_exact(now.precision, before.precision),
            of: now.known,
        })
    }

    /// By how much the views of a post at the age of a day changed since the period before, percent.
    pub fn reach_trend(&self) -> Option<Measure> {
        let (now, before) = (self.reach_24h?, self.reach_24h_before?);
        (before.value > 0.0).then(|| Measure {
            value: (now.value / before.value - 1.0) * 100.0,
            precision: less_exact(now.precision, before.precision),
            of: now.of,
        })
    }
}

fn within(days: &[ChannelDay], span: Span) -> Vec<ChannelDay> {
    days.iter().filter(|day| span.contains(day.day)).cloned().collect()
}

fn published(posts: &[ChannelPost], span: Span) -> Vec<ChannelPost> {
    let (from, to) = (begins(span.from), ends(span.to));
    let inside = |post: &&ChannelPost| (from..to).contains(&post.post.posted_at) && !post.post.service;
    posts.iter().filter(inside).cloned().collect()
}

/// A day's count is that of its end, so a period begins with the count of the day before it.
fn growth_over(days: &[ChannelDay], span: Span) -> Option<Growth> {
    let first = span.from.saturating_sub(1.day());
    let counted: Vec<ChannelDay> = days
        .iter()
        .filter(|day| first <= day.day && day.day <= span.to)
        .cloned()
        .collect();
    growth(&counted)
}

fn cited(references: &[Reference], span: Span) -> Spoken {
    let inside = || {
        references
            .iter()
            .filter(|one| one.at >= begins(span.from) && one.at < ends(span.to))
    };
    Spoken {
        mentions: inside().filter(|one| one.how == How::Mention).count(),
        forwards: inside().filter(|one| one.how == How::Forward).count(),
        channels: inside().map(|one| &one.from).collect::<BTreeSet<_>>().len(),
    }
}

fn citing(posts: &[ChannelPost]) -> Spoken {
    let mut channels = BTreeSet::new();
    let (mut mentions, mut forwards) = (0, 0);
    for post in posts {
        let post = &post.post;
        channels.extend(post.mentions.iter().map(|place| &place.channel));
        mentions += usize::from(!post.mentions.is_empty());
        if let Some(from) = &post.forwarded_from {
            forwards += 1;
            channels.extend(from.place.as_ref().map(|place| &place.channel));
        }
    }
    Spoken {
        mentions,
        forwards,
        channels: channels.len(),
    }
}

/// The last 28 days of a period.
fn judged(material: &Material, span: Span) -> (Vec<ChannelDay>, Vec<ChannelPost>) {
    let judged = Span {
        from: span.to.saturating_sub((JUDGED_DAYS - 1).days()),
        ..span
    };
    (within(&material.days, judged), published(&material.posts, judged))
}

fn quality(material: &Material, span: Span) -> Quality {
    let (days, posts) = judged(material, span);
    let end = ends(span.to);
    let since = ends(span.to.saturating_sub(CITED_DAYS.days()));
    let citing = material.references.iter().filter(|one| one.at >= since && one.at < end);
    let cited_by = citing.map(|one| &one.from).collect::<BTreeSet<_>>().len();
    channel_quality(ChannelFigures {
        members: days.iter().rev().find_map(|day| day.members),
        days: &days,
        posts: &posts,
        posts_proven_at: material.state.posts_proven_at.map(|at| at.min(end)),
        // Followed for less, the channel may have been named before anybody looked.
        cited_by: (material.channel.since <= since).then_some(cited_by),
    })
}

fn jump(material: &Material, span: Span) -> Option<Jump> {
    let (days, posts) = judged(material, span);
    find_jump(&days, &posts)
}

/// A jump lies between the count of its day and the one before.
fn precision_of(days: &[ChannelDay], jump: Jump) -> Precision {
    let until = days.iter().rev().filter(|day| day.day <= jump.day);
    let counts = until.filter_map(|day| day.members).take(2);
    counts.fold(Precision::Exact, |sum, count| less_exact(sum, count.precision))
}

fn gaps(channel: &Channel, days: &[ChannelDay], span: Span) -> Gaps {
    let since = clock::moscow_date(channel.since);
    let expected: Vec<Date> = span.days().filter(|day| *day >= since).collect();
    let unknown = |known: fn(&ChannelDay) -> bool| {
        let is_known = |day: &Date| days.iter().any(|stored| stored.day == *day && known(stored));
        expected.iter().copied().filter(|day| !is_known(day)).collect()
    };
    Gaps {
        members: unknown(|day| day.members.is_some()),
        views: unknown(|day| day.views.is_some()),
        posts: unknown(|day| day.posts.is_some()),
        followed_since: (since > span.from).then_some(since),
    }
}
