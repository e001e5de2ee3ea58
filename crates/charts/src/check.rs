//! What a chart refuses before drawing anything.

use crate::{Chart, ChartError, Figure, Look, Mark, Plot, Point, Series, Size, Steps};

/// The largest value a chart shows, either side of zero.
pub const LARGEST_VALUE: f64 = 1e15;
/// The most series of one chart: more colours than these nobody tells apart.
pub const MOST_SERIES: usize = 12;
/// The most points of one series: two years of days.
pub const MOST_POINTS: usize = 800;
/// The most thresholds and events of one chart.
pub const MOST_MARKS: usize = 4;
/// The most figures of one card.
pub const MOST_FIGURES: usize = 4;
/// The most rows a ranking accepts; it shows as many as fit.
pub const MOST_ROWS: usize = 1000;

/// Whether a chart can be drawn, or why not.
pub(crate) fn check(chart: &Chart, look: &Look) -> Result<(), ChartError> {
    let Size { width, height } = look.size;
    if !(800..=2400).contains(&width) || !(600..=2400).contains(&height) {
        return Err(ChartError::Size { width, height });
    }
    match &chart.plot {
        Plot::Lines(lines) => stepped(&lines.steps, &lines.series, &lines.marks),
        Plot::Bars(bars) => stepped(&bars.steps, &bars.series, &bars.marks),
        Plot::Ranking(ranking) => {
            at_most("rows", ranking.rows.len(), MOST_ROWS)?;
            ranking.rows.iter().try_for_each(|row| point(row.point, &row.label))
        }
        Plot::Figures(figures) => {
            at_most("figures", figures.len(), MOST_FIGURES)?;
            figures.iter().try_for_each(figure)
        }
    }
}

fn stepped(steps: &Steps, series: &[Series], marks: &[Mark]) -> Result<(), ChartError> {
    at_most("series", series.len(), MOST_SERIES)?;
    at_most("marks", marks.len(), MOST_MARKS)?;
    let count = crate::axes::step_count(steps, series);
    let limit = if let Steps::Named(names) = steps {
        names.len().min(MOST_POINTS)
    } else {
        MOST_POINTS
    };
    at_most("points", count, limit)?;
    for one in series {
        one.points.iter().try_for_each(|value| point(*value, &one.name))?;
    }
    marks.iter().try_for_each(|mark| match mark {
        Mark::Threshold { value: level, label } => value(*level, label),
        Mark::Event { step, label } if *step >= count => Err(ChartError::EventOutside {
            label: label.clone(),
            step: *step,
        }),
        Mark::Event { .. } => Ok(()),
    })
}

fn figure(figure: &Figure) -> Result<(), ChartError> {
    at_most("points", figure.trend.len(), MOST_POINTS)?;
    let change = figure
        .change
        .iter()
        .flat_map(|change| [change.by.value(), change.percent])
        .flatten();
    change
        .map(Point::Exact)
        .chain([figure.value])
        .chain(figure.trend.iter().copied())
        .try_for_each(|value| point(value, &figure.label))
}

fn point(point: Point, of: &str) -> Result<(), ChartError> {
    point.value().map_or(Ok(()), |number| value(number, of))
}

fn value(number: f64, of: &str) -> Result<(), ChartError> {
    if !number.is_finite() {
        return Err(ChartError::NotFinite { of: of.to_owned() });
    }
    if number.abs() > LARGEST_VALUE {
        return Err(ChartError::TooLarge { of: of.to_owned() });
    }
    Ok(())
}

const fn at_most(what: &'static str, count: usize, limit: usize) -> Result<(), ChartError> {
    if count > limit {
        Err(ChartError::TooMany { what, count, limit })
    } else {
        Ok(())
    }
}
