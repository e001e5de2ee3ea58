//! What the picture beside an alert shows.

use channels::calendar::days;
use channels::errands::{AlertChart, AlertKind};
use channels::follow::Channels;
use channels::{Figure, history};
use clock::moscow_date;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use store::{StoreError, Table};

use crate::posts::{ENOUGH, back_to_enough};
use crate::state::{AlertState, Raised, Reading};
use crate::verdict::views::{AGE, views_of};

/// So many days are drawn.
const DAYS: i64 = 30;

/// The figures of an alert's picture. How they are drawn is the reporter's.
#[derive(Debug, Clone, PartialEq)]
pub struct AlertPicture {
    /// What people call the channel.
    pub called: String,
    /// What the alert watches: subscribers by day, views at 24 hours by post, or posts by day.
    pub kind: AlertKind,
    /// The alert.
    pub alert: Raised,
    /// The points, oldest first; a gap has no figure.
    pub points: Vec<PicturePoint>,
    /// What is normal: the baseline of subscribers, or the median of views. `None` where nothing is compared.
    pub baseline: Option<f64>,
    /// Where the threshold lies: below and above the baseline; views have none above.
    pub limits: (Option<f64>, Option<f64>),
}

/// A point of the picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PicturePoint {
    /// The Moscow day, that of publication for a post.
    pub day: Date,
    /// The moment the figure belongs to; that of publication for a post.
    pub at: Timestamp,
    /// The figure; `None` is a gap.
    pub figure: Option<Figure<u64>>,
}

/// The figures of the picture that was ordered; `None` when that alert is over or the user no longer follows the channel: then nothing is
/// to be drawn.
///
/// # Errors
/// Those of the table.
pub async fn alert_picture_data(table: &Table, order: &AlertChart) -> Result<Option<AlertPicture>, StoreError> {
    let channels = Channels {
        table: table.clone(),
        most: 0,
    };
    let key = AlertState::key_of(order.user, &order.channel, order.kind);
    let stored = table.get::<AlertState>(&key).await?;
    let on = stored.and_then(|stored| stored.record.on);
    let Some(alert) = on.filter(|alert| alert.at == order.at) else {
        return Ok(None);
    };
    if !channels.follows(order.user, &order.channel).await? {
        return Ok(None);
    }
    let channel = channels.channel(&order.channel).await?;
    let called = channel.map_or_else(|| order.channel.to_string(), |stored| stored.record.called());
    let points = match order.kind {
        AlertKind::Members | AlertKind::Silence => days_of(table, order, &alert).await?,
        AlertKind::Views => posts_of(table, order, &alert).await?,
        AlertKind::Trouble => return Ok(None),
    };
    let (baseline, limits) = lines(&alert);
    Ok(Some(AlertPicture {
        called,
        kind: order.kind,
        alert,
        points,
        baseline,
        limits,
    }))
}

async fn days_of(table: &Table, order: &AlertChart, alert: &Raised) -> Result<Vec<PicturePoint>, StoreError> {
    let today = moscow_date(alert.at);
    let (first, last) = (today.saturating_sub(DAYS.days()), today.saturating_sub(1.day()));
    let stored = history::days(table, &order.channel, first, last).await?;
    let mut points: Vec<PicturePoint> = days(first, last)
        .map(|day| {
            let known = stored.iter().find(|stored| stored.day == day);
            let figure = known.and_then(|known| match order.kind {
                AlertKind::Members => known.members,
                _ => known.posts.map(|posts| counted(posts.into(), day)),
            });
            let at = channels::calendar::ends(day);
            PicturePoint { day, at, figure }
        })
        .collect();
    // Days before anything was counted are no gaps.
    let begins = points.iter().position(|point| point.figure.is_some());
    points.drain(..begins.unwrap_or(points.len()));
    if let Reading::Members(reading) = &alert.reading {
        points.push(PicturePoint {
            day: today,
            at: reading.now.observed_at,
            figure: Some(reading.now),
        });
    }
    Ok(points)
}

/// The posts that were judged: none that came after them.
async fn posts_of(table: &Table, order: &AlertChart, alert: &Raised) -> Result<Vec<PicturePoint>, StoreError> {
    let until = match &alert.reading {
        Reading::Views(reading) => reading.to,
        _ => order.at,
    };
    let posts = back_to_enough(table, &order.channel, until).await?;
    let known = posts.iter().filter_map(|post| {
        let seen = post.views_at(AGE)?;
        let posted_at = post.post.posted_at;
        Some(PicturePoint {
            day: moscow_date(posted_at),
            at: posted_at,
            figure: Some(Figure::estimated(views_of(post)?, seen.source, seen.observed_at)),
        })
    });
    let mut points: Vec<PicturePoint> = known.collect();
    points.drain(..points.len().saturating_sub(ENOUGH));
    Ok(points)
}

fn lines(alert: &Raised) -> (Option<f64>, (Option<f64>, Option<f64>)) {
    let share = f64::from(alert.threshold) / 100.0;
    match &alert.reading {
        Reading::Members(reading) => {
            let then = float(reading.then.figure.value);
            (Some(then), (Some(then * (1.0 - share)), Some(then * (1.0 + share))))
        }
        Reading::Views(reading) => {
            let usual = float(reading.usual_twice) / 2.0;
            (Some(usual), (Some(usual * (1.0 - share)), None))
        }
        Reading::Silence(_) | Reading::Trouble(_) => (None, (None, None)),
    }
}

fn counted(posts: u64, day: Date) -> Figure<u64> {
    Figure::exact(posts, channels::Source::Preview, channels::calendar::ends(day))
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
fn float(count: u64) -> f64 {
    count as f64
}
