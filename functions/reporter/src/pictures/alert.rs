//! The picture beside an alert: the figures, what is normal, and where the threshold lies.

use alerts::{AlertKind, AlertPicture};
use channels::words;
use charts::{Bars, Chart, Lines, Mark, Plot, Point, Series, Steps, Unit};
use telegram::Language::{self, En, Ru};

use super::points::{any_known, of_figure};

/// The picture; `None` when there is nothing to draw.
pub fn chart(language: Language, of: &AlertPicture) -> Option<Chart> {
    let points: Vec<Point> = of.points.iter().map(|point| of_figure(point.figure)).collect();
    if !any_known(&points) {
        return None;
    }
    let (title, name) = match (of.kind, language) {
        (AlertKind::Members, Ru) => ("Подписчики", "по дням"),
        (AlertKind::Members, En) => ("Subscribers", "day by day"),
        (AlertKind::Views, Ru) => ("Просмотры постов", "за первые 24 часа, пост за постом"),
        (AlertKind::Views, En) => ("Views of posts", "in the first 24 hours, post by post"),
        (_, Ru) => ("Посты", "по дням"),
        (_, En) => ("Posts", "day by day"),
    };
    let first = of.points.first()?.day;
    let plot = match of.kind {
        AlertKind::Members => Plot::Lines(Lines {
            steps: Steps::Days { first },
            series: vec![Series::new(title, points)],
            unit: Unit::Count,
            from_zero: false,
            marks: marks(language, of),
        }),
        AlertKind::Views => {
            let names = of
                .points
                .iter()
                .map(|point| format!("{:02}.{:02}", point.day.day(), point.day.month()));
            bars(Steps::Named(names.collect()), title, points, marks(language, of))
        }
        AlertKind::Silence | AlertKind::Trouble => bars(Steps::Days { first }, title, points, Vec::new()),
    };
    let chart = Chart::new(format!("{title}: {}", of.called), plot).subtitle(name);
    let newest = of.points.iter().rev().find_map(|point| point.figure);
    Some(match newest {
        Some(figure) => chart.note(words::origin(language, &figure)),
        None => chart,
    })
}

fn bars(steps: Steps, title: &str, points: Vec<Point>, marks: Vec<Mark>) -> Plot {
    Plot::Bars(Bars {
        steps,
        series: vec![Series::new(title, points)],
        unit: Unit::Count,
        marks,
    })
}

/// What is normal, and the threshold that was crossed.
fn marks(language: Language, of: &AlertPicture) -> Vec<Mark> {
    let labels = match language {
        Ru => ["обычно", "порог"],
        En => ["usual", "threshold"],
    };
    let mark = |label: &str, value: f64| Mark::Threshold {
        value,
        label: label.to_owned(),
    };
    let newest = of.points.iter().rev().find_map(|point| of_figure(point.figure).value());
    let (below, above) = of.limits;
    // Of two thresholds the one on the side of the newest figure is told.
    let is_above = newest.zip(of.baseline).is_some_and(|(newest, usual)| newest > usual);
    let crossed = if is_above { above } else { below };
    let usual = of.baseline.map(|value| mark(labels[0], value));
    usual
        .into_iter()
        .chain(crossed.map(|value| mark(labels[1], value)))
        .collect()
}
