//! Pictures of several channels side by side.

use channels::ChannelName;
use channels::day::ChannelDay;
use charts::{Chart, Lines, Plot, Point, Ranking, Row, Series, Steps, Unit};
use jiff::civil::Date;
use reports::report::ChannelReport;
use reports::texts::words::{dates, span as period};
use telegram::Language::{self, En, Ru};

use super::points::{any_known, daily, first_drawn, of_figure, of_measure, point};

/// The stored days of one channel.
pub type Days = (ChannelName, Vec<ChannelDay>);

/// How the numbers of subscribers changed since the first counted day, in percent; `None` when nothing can be compared.
pub fn growth(language: Language, channels: &[Days], from: Date, to: Date) -> Option<Chart> {
    let first = first_drawn(from, to);
    let series: Vec<Series> = channels
        .iter()
        .map(|(name, days)| {
            Series::new(
                name.to_string(),
                changes(&daily(days, first, to, |day| of_figure(day.members))),
            )
        })
        .filter(|series| any_known(&series.points))
        .collect();
    if series.is_empty() {
        return None;
    }
    let plot = Plot::Lines(Lines {
        steps: Steps::Days { first },
        series,
        unit: Unit::Percent,
        from_zero: false,
        marks: Vec::new(),
    });
    let (title, since) = match language {
        Ru => ("Рост подписчиков", "к первому известному дню"),
        En => ("Growth of subscribers", "since the first known day"),
    };
    Some(Chart::new(title, plot).subtitle(format!("{} · {since}", dates(language, first, to))))
}

/// Each point as a change in percent of the first known one, and no surer than that one.
fn changes(points: &[Point]) -> Vec<Point> {
    let first = points.iter().find(|point| **point != Point::Missing);
    let known = first.and_then(|first| Some((*first, first.value().filter(|value| *value > 0.0)?)));
    let Some((first, first_value)) = known else {
        return vec![Point::Missing; points.len()];
    };
    let change = |value: f64| (value / first_value - 1.0) * 100.0;
    points
        .iter()
        .map(|point| match (point.value().map(change), *point, first) {
            (None, ..) => Point::Missing,
            (Some(value), Point::Estimated(_), _) | (Some(value), _, Point::Estimated(_)) => Point::Estimated(value),
            (Some(value), Point::Rounded(_), _) | (Some(value), _, Point::Rounded(_)) => Point::Rounded(value),
            (Some(value), ..) => Point::Exact(value),
        })
        .collect()
}

/// The newest numbers of subscribers; `None` when none is known.
pub fn members(language: Language, channels: &[Days], from: Date, to: Date) -> Option<Chart> {
    let rows = channels.iter().map(|(name, days)| {
        let newest = days.iter().rev().find_map(|day| day.members);
        (name.to_string(), of_figure(newest))
    });
    let title = match language {
        Ru => "Подписчики",
        En => "Subscribers",
    };
    Some(ranking(rows, Unit::Count, title)?.subtitle(dates(language, from, to)))
}

/// The channels of a report by growth, views and ERR24, as far as they are known.
pub fn rankings(language: Language, reports: &[ChannelReport]) -> Vec<Chart> {
    let Some(span) = reports.first().map(|report| report.span) else {
        return Vec::new();
    };
    let titles = match language {
        Ru => [
            "Рост подписчиков, %",
            "Просмотры за период",
            "ERR24 — охват за сутки к подписчикам",
        ],
        En => [
            "Growth of subscribers, %",
            "Views in the period",
            "ERR24: reach of a day by subscribers",
        ],
    };
    let named = |of: fn(&ChannelReport) -> Point| {
        reports
            .iter()
            .map(move |report| (report.name().to_string(), of(report)))
    };
    let growth = named(|report| {
        let growth = report
            .growth
            .and_then(|growth| Some((growth.percent?, growth.precision)));
        growth.map_or(Point::Missing, |(percent, precision)| point(percent, precision))
    });
    #[expect(clippy::cast_precision_loss, reason = "sums of views are far below 2^53")]
    let views = named(|report| {
        report
            .views
            .map_or(Point::Missing, |views| point(views.total as f64, views.precision))
    });
    let err = named(|report| of_measure(report.err_24h));
    let all = [
        ranking(growth, Unit::Percent, titles[0]),
        ranking(views, Unit::Count, titles[1]),
        ranking(err, Unit::Percent, titles[2]),
    ];
    let charts = all.into_iter().flatten();
    charts.map(|chart| chart.subtitle(period(language, span))).collect()
}

/// The rows by their values, those of which nothing is known last; `None` with fewer than two known ones.
fn ranking(rows: impl Iterator<Item = (String, Point)>, unit: Unit, title: &str) -> Option<Chart> {
    let mut rows: Vec<(String, Point)> = rows.collect();
    if rows.iter().filter(|(_, point)| *point != Point::Missing).count() < 2 {
        return None;
    }
    let order = |point: &Point| point.value().unwrap_or(f64::NEG_INFINITY);
    rows.sort_by(|(_, one), (_, other)| order(other).total_cmp(&order(one)));
    let rows = rows.into_iter().map(|(label, point)| Row {
        label,
        point,
        highlighted: false,
    });
    let plot = Plot::Ranking(Ranking {
        rows: rows.collect(),
        unit,
    });
    Some(Chart::new(title, plot))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_begin_at_the_first_known_day_and_keep_their_precision() {
        let points = [
            Point::Missing,
            Point::Exact(200.0),
            Point::Missing,
            Point::Rounded(250.0),
            Point::Exact(100.0),
        ];
        assert_eq!(
            changes(&points),
            [
                Point::Missing,
                Point::Exact(0.0),
                Point::Missing,
                Point::Rounded(25.0),
                Point::Exact(-50.0)
            ]
        );
        assert_eq!(
            changes(&[Point::Rounded(200.0), Point::Exact(250.0), Point::Estimated(100.0)]),
            [Point::Rounded(0.0), Point::Rounded(25.0), Point::Estimated(-50.0)],
            "compared with a rounded beginning nothing is exact"
        );
        assert_eq!(changes(&[Point::Exact(0.0), Point::Exact(3.0)]), [Point::Missing; 2]);
    }

    #[test]
    fn a_ranking_of_one_is_none() {
        let rows = [("a".to_owned(), Point::Exact(1.0)), ("b".to_owned(), Point::Missing)];
        assert!(ranking(rows.into_iter(), Unit::Count, "t").is_none());
    }
}
