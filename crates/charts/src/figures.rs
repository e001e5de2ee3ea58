//! One to four large figures, each with its trend.

use crate::canvas::{Area, Canvas, Fill, Text};
use crate::font::{self, Weight};
use crate::frame::{self, Entry, LABEL, Sign};
use crate::palette::{COOL, WARM};
use crate::{Change, Chart, Figure, Look, Point, Unit, numbers, runs, words};

const GAP: f64 = 24.0;
const PADDING: f64 = 32.0;
const CAPTION: f64 = 28.0;
/// The largest size of a figure; longer ones shrink to their card.
const LARGEST: f64 = 96.0;
/// Cards lower than this put the trend beside the figure.
const LOW_CARD: f64 = 330.0;

/// Draws the whole picture.
pub(crate) fn draw(canvas: &mut Canvas, chart: &Chart, figures: &[Figure], look: &Look) {
    let trends = || figures.iter().flat_map(|figure| &figure.trend);
    let estimated = trends().any(|point| matches!(point, Point::Estimated(_)));
    let meaning = Entry {
        sign: Sign::Dashes,
        text: words::estimated(look.language).to_owned(),
    };
    let room = frame::draw(
        canvas,
        chart,
        look,
        Vec::new(),
        estimated.then_some(meaning).into_iter().collect(),
        0,
    );
    if figures.is_empty() {
        frame::draw_nothing(canvas, room, look.language);
        return;
    }
    let cards = cards(room, figures.len());
    // One size for all: a smaller figure would look less important.
    let sizes = figures
        .iter()
        .zip(&cards)
        .map(|(figure, card)| Layout::of(figure, *card).size(figure, look));
    let size = sizes.fold(LARGEST, f64::min);
    for (figure, card) in figures.iter().zip(cards) {
        draw_card(canvas, figure, card, size, look);
    }
}

/// One row of cards, or two rows of two.
fn cards(room: Area, count: usize) -> Vec<Area> {
    let (columns, rows) = if count == 4 { (2, 2) } else { (count, 1) };
    let width = (room.width() - GAP * (columns - 1) as f64) / columns as f64;
    let height = (room.height() - GAP * (rows - 1) as f64) / rows as f64;
    let card = |at: usize| {
        let left = room.left + (width + GAP) * (at % columns) as f64;
        let top = room.top + (height + GAP) * (at / columns) as f64;
        Area {
            left,
            top,
            right: left + width,
            bottom: top + height,
        }
    };
    (0..count).map(card).collect()
}

/// Where the parts of a card are.
struct Layout {
    inner: Area,
    /// Whether the trend stands beside the figure instead of below it.
    is_low: bool,
    figure_room: f64,
    baseline: f64,
    largest: f64,
}

impl Layout {
    fn of(figure: &Figure, card: Area) -> Self {
        let is_low = card.height() < LOW_CARD;
        let above = if card.height() < 200.0 { 16.0 } else { 28.0 };
        let inner = Area {
            left: card.left + PADDING,
            top: card.top + above,
            right: card.right - PADDING,
            bottom: card.bottom - above,
        };
        let has_neighbour = is_low && known(&figure.trend) > 1;
        let figure_room = if has_neighbour {
            inner.width() * 0.6
        } else {
            inner.width()
        };
        let largest = if is_low {
            (inner.height() - 76.0).clamp(36.0, 76.0)
        } else {
            LARGEST
        };
        // A low card's figure stands in the middle between its caption and its change.
        let baseline = if is_low {
            inner.up(0.5) + largest * 0.36
        } else {
            inner.top + 62.0 + largest * 0.76
        };
        Self {
            inner,
            is_low,
            figure_room,
            baseline,
            largest,
        }
    }

    /// The largest size the figure has room for.
    fn size(&self, figure: &Figure, look: &Look) -> f64 {
        let width = font::width(&text(figure, look), Weight::SemiBold, self.largest);
        if width <= self.figure_room {
            self.largest
        } else {
            self.largest * self.figure_room / width
        }
    }
}

fn text(figure: &Figure, look: &Look) -> String {
    numbers::point(figure.value, figure.unit, look.language).unwrap_or_else(|| "—".to_owned())
}

fn draw_card(canvas: &mut Canvas, figure: &Figure, card: Area, size: f64, look: &Look) {
    let palette = canvas.palette;
    let layout = Layout::of(figure, card);
    let inner = layout.inner;
    canvas.rect(card, 20.0, &Fill::solid(palette.shade));
    let caption = font::fit(&font::readable(&figure.label), Weight::Regular, CAPTION, inner.width());
    canvas.text(&Text::new(
        &caption,
        inner.left,
        inner.top + 22.0,
        CAPTION,
        palette.muted,
    ));
    let colour = if figure.value == Point::Missing {
        palette.muted
    } else {
        palette.ink
    };
    canvas.text(&Text::new(&text(figure, look), inner.left, layout.baseline, size, colour).bold());
    let mut below = if layout.is_low {
        inner.bottom - 2.0
    } else {
        layout.baseline + 60.0
    };
    if let Some(change) = &figure.change {
        below = draw_change(canvas, change, figure, (inner.left, below), &layout, look);
    }
    let trend = if layout.is_low {
        let left = inner.left + layout.figure_room + 20.0;
        Area {
            left,
            top: layout.baseline - size * 0.72,
            bottom: layout.baseline,
            ..inner
        }
    } else {
        Area {
            top: below + 44.0,
            ..inner
        }
    };
    draw_trend(canvas, &figure.trend, trend);
}

/// Draws how the figure changed, on one line or two; tells the last baseline.
fn draw_change(
    canvas: &mut Canvas,
    change: &Change,
    figure: &Figure,
    (x, baseline): (f64, f64),
    layout: &Layout,
    look: &Look,
) -> f64 {
    let palette = canvas.palette;
    let room = layout.inner.width();
    let Some(by) = change.by.value() else {
        return baseline;
    };
    let amount = amount(change, by, figure, room, look);
    let colour = match by {
        0.0 => palette.muted,
        by if (by > 0.0) == change.more_is_better => palette.series[COOL],
        _ => palette.series[WARM],
    };
    let width = font::width(&amount, Weight::SemiBold, LABEL);
    let size = LABEL * (room / width).min(1.0);
    canvas.text(&Text::new(&amount, x, baseline, size, colour).bold());
    let since = font::readable(&change.since);
    let used = width.min(room) + 12.0;
    let fits = used + font::width(&since, Weight::Regular, LABEL) <= room;
    let (x, baseline, room) = if fits || layout.is_low {
        (x + used, baseline, room - used)
    } else {
        (x, baseline + 38.0, room)
    };
    let since = font::fit(&since, Weight::Regular, LABEL, room);
    canvas.text(&Text::new(&since, x, baseline, LABEL, palette.muted));
    baseline
}

/// The change with as much of it as has room: a number is never cut, its percents go first.
fn amount(change: &Change, by: f64, figure: &Figure, room: f64, look: &Look) -> String {
    let arrow = match by {
        0.0 => return words::unchanged(look.language).to_owned(),
        by if by > 0.0 => "▲",
        _ => "▼",
    };
    let mark = numbers::spaced_mark(change.by);
    let written = |by: f64, unit| format!("{mark}{}", numbers::change(by, unit, look.language));
    let by = written(by, figure.unit);
    let percent = change.percent.map(|percent| written(percent, Unit::Percent));
    let percent = percent.map(|percent| format!(" ({percent})")).unwrap_or_default();
    let whole = format!("{arrow} {by}{percent}");
    if font::width(&whole, Weight::SemiBold, LABEL) <= room {
        whole
    } else {
        format!("{arrow} {by}")
    }
}

fn known(trend: &[Point]) -> usize {
    trend.iter().filter(|point| point.value().is_some()).count()
}

/// The small line: its own scale, no axes, the last value as a dot.
fn draw_trend(canvas: &mut Canvas, trend: &[Point], area: Area) {
    if known(trend) < 2 || area.height() < 24.0 {
        return;
    }
    let values = trend.iter().filter_map(|point| point.value());
    let (low, high) = values.fold((f64::MAX, f64::MIN), |(low, high), value| {
        (low.min(value), high.max(value))
    });
    let inner = Area {
        left: area.left + 8.0,
        top: area.top + 8.0,
        right: area.right - 8.0,
        bottom: area.bottom - 8.0,
    };
    let steps = (trend.len() - 1) as f64;
    let share = |value: f64| if high > low { (value - low) / (high - low) } else { 0.5 };
    let runs = runs::runs(
        trend,
        |step| inner.across(step as f64 / steps),
        |value| inner.up(share(value)),
    );
    let colour = canvas.palette.series[COOL];
    for run in &runs {
        runs::draw_line(canvas, run, colour, 4.0);
    }
    if let Some(last) = runs.last().and_then(|run| run.last()) {
        canvas.circle((last.x, last.y), 7.0, &Fill::solid(colour));
    }
}
