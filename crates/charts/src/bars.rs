//! Bars along time, stacked when there are several series.

use crate::axes::{self, Axes, Wanted};
use crate::canvas::{Anchor, Area, Canvas, End, Fill, Text};
use crate::font::{self, Weight};
use crate::frame::{self, Entry, LABEL, Sign};
use crate::{Bars, Chart, ChartError, Look, Mark, Point, Unit, marks, numbers, words};

/// The widest bar: one lone bar is not a wall.
const WIDEST: f64 = 88.0;
/// Narrower bars have no room for an edge.
const NARROWEST_EDGE: f64 = 9.0;
/// What figures on top of bars take above the plot.
const TOP: f64 = 30.0;

/// Both ends of a step's stack, as values.
#[derive(Debug, Clone, Copy, Default)]
struct Stack {
    below: f64,
    above: f64,
    known: bool,
    rounded: bool,
    estimated: bool,
}

impl Stack {
    /// Whether all of it is below zero.
    fn hangs(&self) -> bool {
        self.above == 0.0 && self.below < 0.0
    }
}

/// Draws the whole picture.
pub(crate) fn draw(canvas: &mut Canvas, chart: &Chart, bars: &Bars, look: &Look) -> Result<(), ChartError> {
    let palette = canvas.palette;
    let count = axes::step_count(&bars.steps, &bars.series);
    let stacks: Vec<Stack> = (0..count).map(|step| stack(bars, step)).collect();
    let named = bars.series.iter().zip(palette.series);
    let entries = named
        .map(|(one, colour)| Entry {
            sign: Sign::Block(colour),
            text: one.name.clone(),
        })
        .collect();
    let is_empty = !stacks.iter().any(|stack| stack.known);
    let meanings = if is_empty {
        Vec::new()
    } else {
        meanings(bars, &stacks, look)
    };
    let room = frame::draw(canvas, chart, look, entries, meanings, 0);
    if is_empty {
        frame::draw_nothing(canvas, room, look.language);
        return Ok(());
    }
    let levels = marks::levels(&bars.marks);
    let held = stacks.iter().flat_map(|stack| [stack.below, stack.above]).chain(levels);
    let (min, max) = held.fold((0.0, 0.0), |(min, max): (f64, f64), value| {
        (min.min(value), max.max(value))
    });
    // Figures below hanging bars need room of their own.
    let min = if stacks.iter().any(Stack::hangs) {
        min * 1.15
    } else {
        min
    };
    let points = || {
        bars.series
            .iter()
            .flat_map(|one| &one.points)
            .filter_map(|point| point.value())
    };
    let wanted = Wanted {
        steps: &bars.steps,
        count,
        unit: bars.unit,
        language: look.language,
        min,
        max,
        whole: bars.unit == Unit::Count && points().all(|value| value.fract() == 0.0),
        banded: true,
        right: 0.0,
        above: TOP,
    };
    let axes = Axes::place(room, &wanted);
    let events = marks::place_events(&bars.marks, &axes);
    let axes = axes.lowered(marks::room_above(&events));
    shade_missing(canvas, &stacks, &axes);
    axes.draw(canvas, &wanted)?;
    marks::draw_events(canvas, &events, &axes);
    for step in 0..count {
        draw_stack(canvas, bars, step, &axes);
    }
    marks::draw_thresholds(canvas, &bars.marks, &axes, &obstacles(&stacks, &axes));
    // A threshold's words and the figures would stand in each other's way.
    if !bars.marks.iter().any(|mark| matches!(mark, Mark::Threshold { .. })) {
        draw_totals(canvas, &stacks, &axes, bars.unit, look);
    }
    Ok(())
}

fn stack(bars: &Bars, step: usize) -> Stack {
    let points = bars.series.iter().filter_map(|one| one.points.get(step));
    points.fold(Stack::default(), |stack, point| {
        let Some(value) = point.value() else { return stack };
        Stack {
            below: stack.below + value.min(0.0),
            above: stack.above + value.max(0.0),
            known: true,
            rounded: stack.rounded || matches!(point, Point::Rounded(_)),
            estimated: stack.estimated || matches!(point, Point::Estimated(_)),
        }
    })
}

fn meanings(bars: &Bars, stacks: &[Stack], look: &Look) -> Vec<Entry> {
    let holds = |wanted: fn(&Point) -> bool| bars.series.iter().flat_map(|one| &one.points).any(wanted);
    let language = look.language;
    let entry = |sign: Sign, text: &str| Entry {
        sign,
        text: text.to_owned(),
    };
    [
        holds(|point| matches!(point, Point::Rounded(_))).then(|| entry(Sign::EdgedBlock, words::rounded(language))),
        holds(|point| matches!(point, Point::Estimated(_)))
            .then(|| entry(Sign::DashedBlock, words::estimated(language))),
        stacks
            .iter()
            .any(|stack| !stack.known)
            .then(|| entry(Sign::Shade, words::missing(language))),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn bar_width(axes: &Axes) -> f64 {
    (axes.stride() * if axes.stride() < 12.0 { 0.84 } else { 0.68 }).min(WIDEST)
}

/// A missing day is no zero: its whole height is shaded.
fn shade_missing(canvas: &mut Canvas, stacks: &[Stack], axes: &Axes) {
    let shade = Fill::solid(canvas.palette.blank);
    let half = axes.stride() / 2.0;
    let mut step = 0;
    for days in stacks.chunk_by(|one, next| one.known == next.known) {
        let (first, last) = (axes.x(step), axes.x(step + days.len() - 1));
        step += days.len();
        if !days[0].known {
            canvas.rect(
                Area {
                    left: first - half,
                    right: last + half,
                    ..axes.plot
                },
                0.0,
                &shade,
            );
        }
    }
}

/// Where bars are, for words to keep out of their way.
fn obstacles(stacks: &[Stack], axes: &Axes) -> Vec<Area> {
    let half = bar_width(axes) / 2.0;
    let known = stacks.iter().enumerate().filter(|(_, stack)| stack.known);
    known
        .map(|(step, stack)| {
            let x = axes.x(step);
            Area {
                left: x - half,
                top: axes.y(stack.above),
                right: x + half,
                bottom: axes.y(stack.below),
            }
        })
        .collect()
}

fn draw_stack(canvas: &mut Canvas, bars: &Bars, step: usize, axes: &Axes) {
    let (mut below, mut above) = (0.0, 0.0);
    let half = bar_width(axes) / 2.0;
    let x = axes.x(step);
    let colours = canvas.palette.series;
    let mut values = bars.series.iter().filter_map(|one| one.points.get(step)?.value());
    // A zero shows where it is all there is; among other parts it would be a sliver of something.
    let mut is_zero_due = values.all(|value| value == 0.0);
    for (one, colour) in bars.series.iter().zip(colours) {
        let Some(point) = one.points.get(step) else { continue };
        let Some(value) = point.value() else { continue };
        if value == 0.0 && !std::mem::take(&mut is_zero_due) {
            continue;
        }
        let base = if value < 0.0 { &mut below } else { &mut above };
        let (from, to) = (axes.y(*base), axes.y(*base + value));
        *base += value;
        let (top, bottom) = (from.min(to), from.max(to));
        // A zero is known, and shows as a thin line.
        let bottom = if value == 0.0 { top + 1.5 } else { bottom };
        let top = if value == 0.0 { top - 1.5 } else { top };
        let area = Area {
            left: x - half,
            top,
            right: x + half,
            bottom,
        };
        let end = match value {
            _ if bars.series.len() > 1 => End::Square,
            value if value < 0.0 => End::RoundBottom,
            _ => End::RoundTop,
        };
        draw_bar(canvas, area, *point, colour, end);
    }
}

fn draw_bar(canvas: &mut Canvas, area: Area, point: Point, colour: &str, end: End) {
    let has_room = area.width() >= NARROWEST_EDGE && area.height() >= 4.0;
    let inner = Area {
        left: area.left + 1.5,
        top: area.top + 1.5,
        right: area.right - 1.5,
        bottom: area.bottom - 1.5,
    };
    match point {
        Point::Rounded(_) if has_room => canvas.bar(inner, end, &frame::edged(colour, None)),
        Point::Estimated(_) if has_room => canvas.bar(inner, end, &frame::edged(colour, Some((7.0, 5.0)))),
        Point::Rounded(_) => canvas.bar(
            area,
            end,
            &Fill {
                colour,
                opacity: 0.6,
                edge: None,
            },
        ),
        Point::Estimated(_) => canvas.bar(
            area,
            end,
            &Fill {
                colour,
                opacity: 0.35,
                edge: None,
            },
        ),
        Point::Exact(_) => {
            canvas.bar(area, end, &Fill::solid(colour));
            if end == End::Square && area.height() > 4.0 {
                separate(canvas, area);
            }
        }
        Point::Missing => {}
    }
}

/// A hair of background between the parts of a stack, so that neighbours of one lightness keep apart.
fn separate(canvas: &mut Canvas, area: Area) {
    let background = Fill::solid(canvas.palette.background);
    canvas.rect(
        Area {
            bottom: area.top + 1.5,
            ..area
        },
        0.0,
        &background,
    );
}

/// The figures on top, if all of them have room.
fn draw_totals(canvas: &mut Canvas, stacks: &[Stack], axes: &Axes, unit: Unit, look: &Look) {
    let written = [numbers::point, numbers::short_point].map(|write| {
        let total = |stack: &Stack| {
            let value = stack.above + stack.below;
            // A sum is no surer than the least sure of its parts.
            let point = match (stack.estimated, stack.rounded) {
                (true, _) => Point::Estimated(value),
                (false, true) => Point::Rounded(value),
                (false, false) => Point::Exact(value),
            };
            write(point, unit, look.language)
        };
        let known = stacks.iter().enumerate().filter(|(_, stack)| stack.known);
        known
            .filter_map(|(step, stack)| Some((step, *stack, total(stack)?)))
            .collect::<Vec<_>>()
    });
    let has_room = |texts: &Vec<(usize, Stack, String)>| {
        let mut widths = texts
            .iter()
            .map(|(_, _, text)| font::width(text, Weight::SemiBold, LABEL));
        widths.all(|width| width + 10.0 <= axes.stride())
    };
    let Some(texts) = written.into_iter().find(has_room) else {
        return;
    };
    let ink = canvas.palette.ink;
    for (step, stack, text) in texts {
        // Below a bar that hangs, above any other.
        let y = if stack.hangs() {
            axes.y(stack.below) + 30.0
        } else {
            axes.y(stack.above) - 11.0
        };
        let text = Text::new(&text, axes.x(step), y, LABEL, ink)
            .bold()
            .anchored(Anchor::Middle);
        canvas.text(&text.rimmed());
    }
}
