//! Lines along time.

use crate::axes::{self, Axes, Wanted};
use crate::canvas::{Area, Canvas, Fill, Text};
use crate::font::{self, Weight};
use crate::frame::{self, Entry, Sign};
use crate::runs::{self, Known};
use crate::{Chart, ChartError, Lines, Look, Point, Series, Unit, marks, numbers, words};

const LINE: f64 = 5.0;
/// The size of the figures at the lines' ends.
const END: f64 = 28.0;
/// More ends than this cannot be told apart.
const MOST_ENDS: usize = 3;

/// A figure at the end of a line.
struct End {
    text: String,
    colour: &'static str,
    y: f64,
}

/// Draws the whole picture.
pub(crate) fn draw(canvas: &mut Canvas, chart: &Chart, lines: &Lines, look: &Look) -> Result<(), ChartError> {
    let palette = canvas.palette;
    let named = lines.series.iter().zip(palette.series);
    let entries = named
        .map(|(series, colour)| Entry {
            sign: Sign::Line(colour),
            text: series.name.clone(),
        })
        .collect();
    let room = frame::draw(canvas, chart, look, entries, meanings(lines, look), 0);
    let values: Vec<f64> = lines
        .series
        .iter()
        .flat_map(|series| &series.points)
        .filter_map(|p| p.value())
        .collect();
    if values.is_empty() {
        frame::draw_nothing(canvas, room, look.language);
        return Ok(());
    }
    let count = axes::step_count(&lines.steps, &lines.series);
    let zero = lines.from_zero.then_some(0.0);
    let held = values.iter().copied().chain(marks::levels(&lines.marks)).chain(zero);
    let (min, max) = held.fold((f64::MAX, f64::MIN), |(min, max), value| {
        (min.min(value), max.max(value))
    });
    let ends = end_texts(&lines.series, count, lines.unit, look);
    let right = ends
        .iter()
        .flatten()
        .map(|text| font::width(text, Weight::SemiBold, END) + 14.0)
        .fold(0.0, f64::max);
    let wanted = Wanted {
        steps: &lines.steps,
        count,
        unit: lines.unit,
        language: look.language,
        min,
        max,
        whole: lines.unit == Unit::Count && values.iter().all(|value| value.fract() == 0.0),
        banded: false,
        right,
        above: 0.0,
    };
    let axes = Axes::place(room, &wanted);
    let events = marks::place_events(&lines.marks, &axes);
    let axes = axes.lowered(marks::room_above(&events));
    axes.draw(canvas, &wanted)?;
    marks::draw_events(canvas, &events, &axes);
    if let ([lone], true) = (lines.series.as_slice(), lines.from_zero) {
        fill_below(canvas, lone, &axes, palette.series[0]);
    }
    // The first series is the most important one: it is drawn last, over the others.
    for (series, colour) in lines.series.iter().zip(palette.series).rev() {
        draw_series(canvas, series, &axes, colour);
    }
    marks::draw_thresholds(canvas, &lines.marks, &axes, &obstacles(&lines.series, &axes));
    draw_ends(canvas, lines, ends, &axes);
    Ok(())
}

fn meanings(lines: &Lines, look: &Look) -> Vec<Entry> {
    let holds = |wanted: fn(&Point) -> bool| lines.series.iter().flat_map(|series| &series.points).any(wanted);
    let rounded = holds(|point| matches!(point, Point::Rounded(_))).then(|| Entry {
        sign: Sign::HollowDot,
        text: words::rounded(look.language).to_owned(),
    });
    let estimated = holds(|point| matches!(point, Point::Estimated(_))).then(|| Entry {
        sign: Sign::Dashes,
        text: words::estimated(look.language).to_owned(),
    });
    rounded.into_iter().chain(estimated).collect()
}

fn runs_of(series: &Series, axes: &Axes) -> Vec<Vec<Known>> {
    runs::runs(&series.points, |step| axes.x(step), |value| axes.y(value))
}

fn draw_series(canvas: &mut Canvas, series: &Series, axes: &Axes, colour: &'static str) {
    let stride = axes.stride();
    let width = if stride < 6.0 { LINE - 1.5 } else { LINE };
    for run in runs_of(series, axes) {
        runs::draw_line(canvas, &run, colour, width);
        runs::draw_dots(canvas, &run, colour, stride);
    }
}

/// Where lines are, for words to keep out of their way.
fn obstacles(series: &[Series], axes: &Axes) -> Vec<Area> {
    let boxed = |pair: &[Known]| Area {
        left: pair[0].x,
        top: pair[0].y.min(pair[1].y),
        right: pair[1].x,
        bottom: pair[0].y.max(pair[1].y),
    };
    let runs = series.iter().flat_map(|one| runs_of(one, axes));
    runs.flat_map(|run| run.windows(2).map(boxed).collect::<Vec<_>>())
        .collect()
}

fn fill_below(canvas: &mut Canvas, series: &Series, axes: &Axes, colour: &str) {
    let ground = axes.y(0.0);
    for run in runs_of(series, axes) {
        let ends = [run.last(), run.first()]
            .into_iter()
            .flatten()
            .map(|end| (end.x, ground));
        let outline: Vec<_> = run.iter().map(|known| (known.x, known.y)).chain(ends).collect();
        canvas.polygon(
            &outline,
            &Fill {
                colour,
                opacity: 0.1,
                edge: None,
            },
        );
    }
}

/// What each line says at its end: only lines that reach the last step, and only if there are few.
fn end_texts(series: &[Series], count: usize, unit: Unit, look: &Look) -> Vec<Option<String>> {
    let few = series.len() <= MOST_ENDS;
    let last = |series: &Series| series.points.get(count.checked_sub(1)?).copied();
    series
        .iter()
        .map(|one| numbers::point(last(one).filter(|_| few)?, unit, look.language))
        .collect()
}

fn draw_ends(canvas: &mut Canvas, lines: &Lines, texts: Vec<Option<String>>, axes: &Axes) {
    let palette = canvas.palette;
    let last = |series: &Series| series.points.last().and_then(|point| point.value());
    let known = lines.series.iter().zip(palette.series).zip(texts);
    let mut ends: Vec<End> = known
        .filter_map(|((series, colour), text)| {
            Some(End {
                text: text?,
                colour,
                y: axes.y(last(series)?),
            })
        })
        .collect();
    keep_apart(&mut ends, axes.plot);
    let x = axes.x(axes::step_count(&lines.steps, &lines.series).saturating_sub(1)) + 20.0;
    for end in &ends {
        canvas.text(&Text::new(&end.text, x, end.y + 10.0, END, end.colour).bold());
    }
}

/// Moves figures that would touch, downwards first and then back into the plot.
fn keep_apart(ends: &mut [End], plot: Area) {
    const LEAST: f64 = 34.0;
    ends.sort_by(|a, b| a.y.total_cmp(&b.y));
    for at in 1..ends.len() {
        ends[at].y = ends[at].y.max(ends[at - 1].y + LEAST);
    }
    let mut floor = plot.bottom;
    for end in ends.iter_mut().rev() {
        end.y = end.y.min(floor);
        floor = end.y - LEAST;
    }
}
