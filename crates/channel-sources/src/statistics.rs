//! What analytics services compute: TGStat and Telemetr describe channels in the same terms.

use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::loose::Fields;
use crate::{ChannelName, Figure, Source, SourceError};

/// A channel's figures at a service, all of one answer. The services do not say of which moment, so even the
/// counts are [`Estimated`](crate::Precision::Estimated).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChannelStat {
    /// Its title.
    pub title: Option<String>,
    /// Its username.
    pub name: Option<ChannelName>,
    /// Subscribers.
    pub subscribers: Option<Figure<u64>>,
    /// Views of an average post.
    pub average_reach: Option<Figure<u64>>,
    /// Views of an average advertisement after 12 hours.
    pub ad_reach_12h: Option<Figure<u64>>,
    /// … after 24 hours.
    pub ad_reach_24h: Option<Figure<u64>>,
    /// … after 48 hours.
    pub ad_reach_48h: Option<Figure<u64>>,
    /// Views of all posts in a day.
    pub daily_reach: Option<Figure<u64>>,
    /// Average reach by subscribers, in percent.
    pub err_percent: Option<Figure<f64>>,
    /// The same with the reach of 24 hours.
    pub err24_percent: Option<Figure<f64>>,
    /// Reactions, comments and forwards by views, in percent.
    pub er_percent: Option<Figure<f64>>,
    /// The service's citation index.
    pub citation_index: Option<Figure<f64>>,
    /// Mentions in other channels.
    pub mentions: Option<Figure<u64>>,
    /// Forwards into other channels.
    pub forwards: Option<Figure<u64>>,
    /// Channels that mention it.
    pub mentioning_channels: Option<Figure<u64>>,
    /// Posts.
    pub posts: Option<Figure<u64>>,
}

/// The periods of a series. Weeks are left out: the services write them as year and number, and nobody says of which week
/// the days around New Year are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Period {
    /// An hour.
    Hour,
    /// A day.
    Day,
    /// A month.
    Month,
}

/// A value of a series.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SeriesPoint {
    /// When the period begins. The services name no time zone; theirs is taken to be Moscow's.
    pub begins: DateTime,
    /// The value at the end of the period, or as of now while it lasts.
    pub figure: Figure<f64>,
}

impl ChannelStat {
    /// `None` when there is nothing of a channel in it.
    pub(crate) fn read(fields: &Fields<'_>, source: Source, at: Timestamp) -> Option<Self> {
        let count = |name| Some(Figure::estimated(fields.count(name)?, source, at));
        let rate = |name| Some(Figure::estimated(fields.number(name)?, source, at));
        let stat = ChannelStat {
            title: fields.text("title"),
            name: fields.text("username").and_then(|name| name.parse().ok()),
            subscribers: count("participants_count"),
            average_reach: count("avg_post_reach"),
            ad_reach_12h: count("adv_post_reach_12h"),
            ad_reach_24h: count("adv_post_reach_24h"),
            ad_reach_48h: count("adv_post_reach_48h"),
            daily_reach: count("daily_reach"),
            err_percent: rate("err_percent"),
            err24_percent: rate("err24_percent"),
            er_percent: rate("er_percent"),
            citation_index: rate("ci_index"),
            mentions: count("mentions_count"),
            forwards: count("forwards_count"),
            mentioning_channels: count("mentioning_channels_count"),
            posts: count("posts_count"),
        };
        stat.subscribers.is_some().then_some(stat)
    }
}

impl Period {
    /// Its name in requests.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Period::Hour => "hour",
            Period::Day => "day",
            Period::Month => "month",
        }
    }

    /// The beginning of the period that a service writes `2026-11-20 14:00`, `2026-11-20` or `2026-11`.
    fn begins(self, text: &str) -> Option<DateTime> {
        let day = |text: &str| text.parse::<Date>().ok();
        match self {
            Period::Hour => {
                let (date, hour) = text.split_once([' ', 'T'])?;
                let hour = hour.split(':').next()?.parse().ok()?;
                Some(day(date)?.at(0, 0, 0, 0).with().hour(hour).build().ok()?)
            }
            Period::Day => Some(day(text.get(..10)?)?.at(0, 0, 0, 0)),
            Period::Month => Some(day(&format!("{}-01", text.get(..7)?))?.at(0, 0, 0, 0)),
        }
    }

    fn ends(self, begins: DateTime) -> Option<DateTime> {
        let length = match self {
            Period::Hour => 1.hour(),
            Period::Day => 1.day(),
            Period::Month => 1.month(),
        };
        begins.checked_add(length).ok()
    }
}

/// Reads `[{"period":…,"<field>":…}]`, oldest first. A period without a value is a gap, and left out.
pub(crate) fn series(
    rows: &[Value],
    field: &str,
    period: Period,
    source: Source,
    at: Timestamp,
) -> Result<Vec<SeriesPoint>, SourceError> {
    let mut points = Vec::with_capacity(rows.len());
    let mut gaps = 0;
    for row in rows {
        let fields = Fields::of(row);
        let text = fields.and_then(|fields| fields.text("period")).unwrap_or_default();
        let (Some(fields), Some(begins)) = (fields, period.begins(&text)) else {
            return Err(SourceError::doubtful(format!(
                "a period «{}» among those of a {}",
                crate::http::said(&text, None),
                period.name()
            )));
        };
        let Some(value) = fields.number(field) else {
            gaps += usize::from(fields.is_null(field));
            continue;
        };
        let end = period
            .ends(begins)
            .and_then(|end| Offset::constant(3).to_timestamp(end).ok());
        points.push(SeriesPoint {
            begins,
            figure: Figure::exact(value, source, end.map_or(at, |end| end.min(at))),
        });
    }
    // Nothing but gaps is an answer; values that cannot be read, or stand elsewhere, are none.
    if points.is_empty() && gaps < rows.len() {
        return Err(SourceError::doubtful(format!("no «{field}» in {} periods", rows.len())));
    }
    points.sort_by_key(|point| point.begins);
    Ok(points)
}
