//! Horizontal bars, one a row.

use crate::canvas::{Anchor, Area, Canvas, Fill, Stroke, Text};
use crate::font::{self, Weight};
use crate::frame::{self, Entry, LABEL, Sign};
use crate::palette::{COOL, COOL_TINT};
use crate::{Chart, Look, Point, Ranking, Row, numbers, words};

const LOWEST_ROW: f64 = 46.0;
const HIGHEST_ROW: f64 = 74.0;
/// The share of the picture's width that labels may take.
const LABELS_SHARE: f64 = 0.42;

/// Where the columns are.
struct Columns {
    labels: f64,
    bars: Area,
    low: f64,
    high: f64,
    /// Whether bars go both ways, so that values stand in a column of their own.
    both_ways: bool,
    values_right: f64,
}

/// Draws the whole picture.
pub(crate) fn draw(canvas: &mut Canvas, chart: &Chart, ranking: &Ranking, look: &Look) {
    let count = ranking.rows.len();
    // The small print about what is left out takes room itself.
    let fitting = |left_out| {
        rows_in(frame::draw(
            &mut Canvas::new(look),
            chart,
            look,
            Vec::new(),
            Vec::new(),
            left_out,
        ))
    };
    let shown = if count <= fitting(0) {
        count
    } else {
        fitting(1).min(count)
    };
    let rows = &ranking.rows[..shown];
    let room = frame::draw(canvas, chart, look, Vec::new(), meanings(rows, look), count - shown);
    if rows.is_empty() {
        frame::draw_nothing(canvas, room, look.language);
        return;
    }
    let texts: Vec<String> = rows.iter().map(|row| value_text(row, ranking, look)).collect();
    let columns = columns(room, rows, &texts);
    let height = (room.height() / shown as f64).min(HIGHEST_ROW);
    let stands_out = rows.iter().any(|row| row.highlighted);
    for (at, (row, text)) in rows.iter().zip(&texts).enumerate() {
        let top = room.top + height * at as f64;
        let colour = canvas.palette.series[if row.highlighted || !stands_out {
            COOL
        } else {
            COOL_TINT
        }];
        draw_row(canvas, row, text, &columns, (top, height), colour);
    }
    if columns.both_ways {
        let x = columns.x(0.0);
        let stroke = Stroke::solid(canvas.palette.rule, 2.0);
        canvas.line((x, room.top), (x, room.top + height * shown as f64), &stroke);
    }
}

fn rows_in(room: Area) -> usize {
    // A legend of one row may still come.
    ((room.height() - 52.0) / LOWEST_ROW).max(1.0) as usize
}

fn value_text(row: &Row, ranking: &Ranking, look: &Look) -> String {
    numbers::point(row.point, ranking.unit, look.language).unwrap_or_else(|| words::missing(look.language).to_owned())
}

fn meanings(rows: &[Row], look: &Look) -> Vec<Entry> {
    let holds = |wanted: fn(&Point) -> bool| rows.iter().any(|row| wanted(&row.point));
    let rounded = holds(|point| matches!(point, Point::Rounded(_))).then(|| Entry {
        sign: Sign::EdgedBlock,
        text: words::rounded(look.language).to_owned(),
    });
    let estimated = holds(|point| matches!(point, Point::Estimated(_))).then(|| Entry {
        sign: Sign::DashedBlock,
        text: words::estimated(look.language).to_owned(),
    });
    rounded.into_iter().chain(estimated).collect()
}

fn columns(room: Area, rows: &[Row], texts: &[String]) -> Columns {
    let label = |row: &Row| font::width(&font::readable(&row.label), weight(row), LABEL);
    let labels = rows
        .iter()
        .map(label)
        .fold(0.0, f64::max)
        .min(room.width() * LABELS_SHARE);
    let widths = texts.iter().map(|text| font::width(text, Weight::SemiBold, LABEL));
    let values = widths.fold(0.0, f64::max) + 16.0;
    let known = rows.iter().filter_map(|row| row.point.value());
    let (low, high) = known.fold((0.0, 0.0), |(low, high): (f64, f64), value| {
        (low.min(value), high.max(value))
    });
    let bars = Area {
        left: room.left + labels + 22.0,
        right: room.right - values,
        ..room
    };
    let high = if high - low < 1e-9 { low + 1.0 } else { high };
    Columns {
        labels,
        bars,
        low,
        high,
        both_ways: low < 0.0,
        values_right: room.right,
    }
}

impl Columns {
    fn x(&self, value: f64) -> f64 {
        self.bars.across((value - self.low) / (self.high - self.low))
    }
}

const fn weight(row: &Row) -> Weight {
    if row.highlighted {
        Weight::SemiBold
    } else {
        Weight::Regular
    }
}

fn draw_row(canvas: &mut Canvas, row: &Row, text: &str, columns: &Columns, (top, height): (f64, f64), colour: &str) {
    let palette = canvas.palette;
    let baseline = top + height / 2.0 + 9.0;
    let label = font::fit(&font::readable(&row.label), weight(row), LABEL, columns.labels + 1.0);
    let start = columns.bars.left - 22.0 - columns.labels;
    let label = Text {
        weight: weight(row),
        ..Text::new(&label, start, baseline, LABEL, palette.ink)
    };
    canvas.text(&label);
    let thickness = (height * 0.62).min(40.0);
    let end = row.point.value().map_or(columns.bars.left, |value| columns.x(value));
    let (left, right) = (columns.x(0.0).min(end), columns.x(0.0).max(end));
    let middle = top + height / 2.0;
    // A zero shows as a thin line.
    let area = Area {
        left,
        right: right.max(left + 3.0),
        top: middle - thickness / 2.0,
        bottom: middle + thickness / 2.0,
    };
    draw_bar(canvas, area, row.point, colour);
    let colour = if row.point == Point::Missing {
        palette.muted
    } else {
        palette.ink
    };
    let value = if columns.both_ways {
        Text::new(text, columns.values_right, baseline, LABEL, colour).anchored(Anchor::End)
    } else {
        Text::new(text, area.right + 14.0, baseline, LABEL, colour)
    };
    canvas.text(&if row.point == Point::Missing {
        value
    } else {
        value.bold()
    });
}

fn draw_bar(canvas: &mut Canvas, area: Area, point: Point, colour: &str) {
    let inner = Area {
        left: area.left + 1.5,
        top: area.top + 1.5,
        right: area.right - 1.5,
        bottom: area.bottom - 1.5,
    };
    let has_room = area.width() > 8.0;
    match point {
        Point::Rounded(_) if has_room => canvas.rect(inner, 6.0, &frame::edged(colour, None)),
        Point::Estimated(_) if has_room => canvas.rect(inner, 6.0, &frame::edged(colour, Some((7.0, 5.0)))),
        Point::Missing => {}
        _ => canvas.rect(area, 6.0, &Fill::solid(colour)),
    }
}
