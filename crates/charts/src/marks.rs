//! Thresholds and events over a plot.

use crate::Mark;
use crate::axes::Axes;
use crate::canvas::{Area, Canvas, Fill, Stroke, Text};
use crate::font::{self, Weight};
use crate::frame::LABEL;

const EVENT_ROW: f64 = 38.0;
const LONGEST_EVENT: f64 = 340.0;
/// What a threshold's words keep to both sides.
const INDENT: f64 = 10.0;

/// The label of an event with its place above the plot.
pub(crate) struct PlacedEvent {
    text: String,
    step: usize,
    left: f64,
    row: usize,
}

/// Finds every event's label a row above the plot where it touches no other.
pub(crate) fn place_events(marks: &[Mark], axes: &Axes) -> Vec<PlacedEvent> {
    let mut events: Vec<(usize, &str)> = marks
        .iter()
        .filter_map(|mark| match mark {
            Mark::Event { step, label } => Some((*step, label.as_str())),
            Mark::Threshold { .. } => None,
        })
        .collect();
    events.sort_by_key(|(step, _)| *step);
    let mut row_ends: Vec<f64> = Vec::new();
    let place = |(step, label): (usize, &str)| {
        let text = font::fit(&font::readable(label), Weight::Regular, LABEL, LONGEST_EVENT);
        let width = font::width(&text, Weight::Regular, LABEL);
        let left = (axes.x(step) - width / 2.0).clamp(axes.plot.left, (axes.plot.right - width).max(axes.plot.left));
        let row = row_ends
            .iter()
            .position(|end| end + 24.0 <= left)
            .unwrap_or(row_ends.len());
        match row_ends.get_mut(row) {
            Some(end) => *end = left + width,
            None => row_ends.push(left + width),
        }
        PlacedEvent { text, step, left, row }
    };
    events.into_iter().map(place).collect()
}

/// The room the events' labels take above the plot.
pub(crate) fn room_above(events: &[PlacedEvent]) -> f64 {
    events.iter().map(|event| event.row + 1).max().unwrap_or_default() as f64 * EVENT_ROW
}

/// The events' lines, for under the data, and their labels.
pub(crate) fn draw_events(canvas: &mut Canvas, events: &[PlacedEvent], axes: &Axes) {
    let palette = canvas.palette;
    for event in events {
        let x = axes.x(event.step);
        let baseline = axes.plot.top - 16.0 - EVENT_ROW * event.row as f64;
        let stroke = Stroke::dashed(palette.rule, 2.5, 3.0, 6.0);
        canvas.line((x, baseline + 10.0), (x, axes.plot.bottom), &stroke);
    }
    // Words after lines, so that a line of a lower row never crosses them.
    for event in events {
        let baseline = axes.plot.top - 16.0 - EVENT_ROW * event.row as f64;
        canvas.text(&Text::new(&event.text, event.left, baseline, LABEL, palette.ink).rimmed());
    }
}

/// The thresholds, over the data; their words where least of it is hidden.
pub(crate) fn draw_thresholds(canvas: &mut Canvas, marks: &[Mark], axes: &Axes, obstacles: &[Area]) {
    let palette = canvas.palette;
    for mark in marks {
        let Mark::Threshold { value, label } = mark else {
            continue;
        };
        let y = axes.y(*value);
        let stroke = Stroke::dashed(palette.ink, 2.5, 12.0, 8.0);
        canvas.line((axes.plot.left, y), (axes.plot.right, y), &stroke);
        let text = font::fit(
            &font::readable(label),
            Weight::Regular,
            LABEL,
            axes.plot.width() - 2.0 * INDENT,
        );
        if text.is_empty() {
            continue;
        }
        let area = emptiest(axes.plot, y, font::width(&text, Weight::Regular, LABEL), obstacles);
        canvas.rect(
            area,
            8.0,
            &Fill {
                colour: palette.background,
                opacity: 0.85,
                edge: None,
            },
        );
        canvas.text(&Text::new(
            &text,
            area.left + INDENT,
            area.bottom - 11.0,
            LABEL,
            palette.ink,
        ));
    }
}

/// Where words of that width beside a level hide least: on either side of it, to the left, to the right or between.
fn emptiest(plot: Area, y: f64, width: f64, obstacles: &[Area]) -> Area {
    const HEIGHT: f64 = 38.0;
    const OFF: f64 = 4.0;
    let width = width + 2.0 * INDENT;
    let places = [y - OFF - HEIGHT, y + OFF].into_iter().flat_map(|top| {
        let lefts = [0.0, 0.25, 0.5, 0.75, 1.0].map(|share| plot.left + (plot.width() - width) * share);
        lefts.map(|left| Area {
            left,
            top,
            right: left + width,
            bottom: top + HEIGHT,
        })
    });
    let inside = places.filter(|place| place.top >= plot.top && place.bottom <= plot.bottom);
    let hidden = |place: &Area| obstacles.iter().filter(|obstacle| place.touches(**obstacle)).count();
    let above = Area {
        left: plot.left,
        top: y - OFF - HEIGHT,
        right: plot.left + width,
        bottom: y - OFF,
    };
    inside.min_by_key(hidden).unwrap_or(above)
}

/// The levels a vertical axis must hold.
pub(crate) fn levels(marks: &[Mark]) -> impl Iterator<Item = f64> {
    marks.iter().filter_map(|mark| match mark {
        Mark::Threshold { value, .. } => Some(*value),
        Mark::Event { .. } => None,
    })
}
