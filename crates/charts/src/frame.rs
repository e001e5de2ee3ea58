//! What stands around every drawing: title, subtitle, legend, small print.

use crate::canvas::{Area, Canvas, Fill, Stroke, Text};
use crate::font::{self, Weight};
use crate::{Chart, Language, Look, words};

/// The edge of the picture kept free.
pub(crate) const MARGIN: f64 = 48.0;
/// The size of axis labels, legend and small print: the smallest that reads on a phone.
pub(crate) const LABEL: f64 = 26.0;
const TITLE: f64 = 42.0;
const SUBTITLE: f64 = 28.0;
const LEGEND_ROW: f64 = 42.0;
const SIGN: f64 = 34.0;
const SIGN_GAP: f64 = 12.0;
const ENTRY_GAP: f64 = 36.0;
const LONGEST_ENTRY: f64 = 480.0;

/// A line of the legend.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) sign: Sign,
    pub(crate) text: String,
}

/// What stands before a legend's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sign {
    /// A series drawn as a line.
    Line(&'static str),
    /// A series drawn as bars.
    Block(&'static str),
    /// A hollow mark on a line.
    HollowDot,
    /// A dashed line.
    Dashes,
    /// A bar with an edge.
    EdgedBlock,
    /// A bar with a dashed edge.
    DashedBlock,
    /// The shade of missing bars.
    Shade,
}

/// Draws everything around the drawing; tells the room left for it.
pub(crate) fn draw(
    canvas: &mut Canvas,
    chart: &Chart,
    look: &Look,
    series: Vec<Entry>,
    meanings: Vec<Entry>,
    left_out: usize,
) -> Area {
    let (width, height) = (f64::from(look.size.width), f64::from(look.size.height));
    let inner = width - 2.0 * MARGIN;
    let palette = canvas.palette;
    let title = font::fit(&font::readable(&chart.title), Weight::SemiBold, TITLE, inner);
    let mut baseline = MARGIN + 32.0;
    canvas.text(&Text::new(&title, MARGIN, baseline, TITLE, palette.ink).bold());
    if let Some(subtitle) = shown(chart.subtitle.as_deref(), inner, SUBTITLE) {
        baseline += 44.0;
        canvas.text(&Text::new(&subtitle, MARGIN, baseline, SUBTITLE, palette.muted));
    }
    baseline = legend(canvas, look, baseline, series, meanings);
    let small_print = small_print(chart.note.as_deref(), left_out, look.language);
    let mut bottom = height - 40.0;
    if let Some(note) = shown(small_print.as_deref(), inner, LABEL) {
        canvas.text(&Text::new(&note, MARGIN, height - 32.0, LABEL, palette.muted));
        bottom = height - 32.0 - 46.0;
    }
    Area {
        left: MARGIN,
        top: baseline + 30.0,
        right: width - MARGIN,
        bottom,
    }
}

/// A word in the middle of an empty drawing.
pub(crate) fn draw_nothing(canvas: &mut Canvas, room: Area, language: Language) {
    let palette = canvas.palette;
    canvas.rect(room, 16.0, &Fill::solid(palette.shade));
    let text = words::no_data(language);
    let text = Text::new(text, room.across(0.5), room.up(0.5) + 11.0, 32.0, palette.muted);
    canvas.text(&text.anchored(crate::canvas::Anchor::Middle));
}

fn shown(text: Option<&str>, room: f64, size: f64) -> Option<String> {
    let text = font::fit(&font::readable(text?), Weight::Regular, size, room);
    (!text.is_empty()).then_some(text)
}

fn small_print(note: Option<&str>, left_out: usize, language: Language) -> Option<String> {
    let more = (left_out > 0).then(|| words::and_more(left_out, language));
    let parts: Vec<String> = more.into_iter().chain(note.map(str::to_owned)).collect();
    (!parts.is_empty()).then(|| parts.join(" · "))
}

/// Draws the legend in as many rows as the picture can spare; tells the last baseline.
fn legend(canvas: &mut Canvas, look: &Look, above: f64, series: Vec<Entry>, meanings: Vec<Entry>) -> f64 {
    // The title of a lone series says what it is.
    if meanings.is_empty() && series.len() < 2 {
        return above;
    }
    let right = f64::from(look.size.width) - MARGIN;
    let rows = ((f64::from(look.size.height) - 400.0) / 70.0).clamp(1.0, 4.0) as usize;
    let mut kept = series.len();
    let placed = loop {
        let placed = place(&entries(&series, kept, &meanings, look.language), right);
        let used = placed.last().map_or(0, |(_, _, row)| row + 1);
        // What a mark means is never left out.
        if used <= rows || kept == 0 {
            break placed;
        }
        kept -= 1;
    };
    let mut last = above;
    for (entry, x, row) in placed {
        last = above + 52.0 + LEGEND_ROW * row as f64;
        let mut text_x = x;
        if let Some(sign) = entry.sign {
            draw_sign(canvas, sign, x, last);
            text_x += SIGN + SIGN_GAP;
        }
        let colour = canvas.palette.ink;
        canvas.text(&Text::new(&entry.text, text_x, last, LABEL, colour));
    }
    last
}

struct Shown {
    sign: Option<Sign>,
    text: String,
}

fn entries(series: &[Entry], kept: usize, meanings: &[Entry], language: Language) -> Vec<Shown> {
    let shown = |entry: &Entry| {
        let text = font::fit(&font::readable(&entry.text), Weight::Regular, LABEL, LONGEST_ENTRY);
        Shown {
            sign: Some(entry.sign),
            text,
        }
    };
    let more = (kept < series.len()).then(|| Shown {
        sign: None,
        text: words::and_more(series.len() - kept, language),
    });
    series[..kept]
        .iter()
        .map(shown)
        .chain(more)
        .chain(meanings.iter().map(shown))
        .collect()
}

/// Each entry with its x and its row.
fn place(entries: &[Shown], right: f64) -> Vec<(Shown, f64, usize)> {
    let (mut x, mut row) = (MARGIN, 0);
    let mut placed = Vec::with_capacity(entries.len());
    for entry in entries {
        let sign = if entry.sign.is_some() { SIGN + SIGN_GAP } else { 0.0 };
        let width = sign + font::width(&entry.text, Weight::Regular, LABEL);
        if x > MARGIN && x + width > right {
            (x, row) = (MARGIN, row + 1);
        }
        placed.push((
            Shown {
                sign: entry.sign,
                text: entry.text.clone(),
            },
            x,
            row,
        ));
        x += width + ENTRY_GAP;
    }
    placed
}

fn draw_sign(canvas: &mut Canvas, sign: Sign, x: f64, baseline: f64) {
    let palette = canvas.palette;
    let middle = baseline - 9.0;
    let ends = ((x, middle), (x + SIGN, middle));
    let block = Area {
        left: x + 6.0,
        top: middle - 12.0,
        right: x + 30.0,
        bottom: middle + 12.0,
    };
    match sign {
        Sign::Line(colour) => canvas.line(ends.0, ends.1, &Stroke::solid(colour, 6.0)),
        Sign::Block(colour) => canvas.rect(block, 5.0, &Fill::solid(colour)),
        Sign::HollowDot => {
            canvas.line(ends.0, ends.1, &Stroke::solid(palette.rule, 4.0));
            let edge = Some(Stroke::solid(palette.rule, 4.0));
            canvas.circle(
                (x + SIGN / 2.0, middle),
                7.0,
                &Fill {
                    colour: palette.background,
                    opacity: 1.0,
                    edge,
                },
            );
        }
        Sign::Dashes => canvas.line(ends.0, ends.1, &Stroke::dashed(palette.rule, 4.0, 9.0, 5.0)),
        Sign::EdgedBlock => canvas.rect(block, 5.0, &edged(palette.rule, None)),
        Sign::DashedBlock => canvas.rect(block, 5.0, &edged(palette.rule, Some((5.0, 4.0)))),
        Sign::Shade => {
            let edge = Some(Stroke::solid(palette.grid, 2.0));
            canvas.rect(
                block,
                5.0,
                &Fill {
                    colour: palette.blank,
                    opacity: 1.0,
                    edge,
                },
            );
        }
    }
}

/// A bar that is not exact: pale, with an edge.
pub(crate) fn edged(colour: &str, dash: Option<(f64, f64)>) -> Fill<'_> {
    Fill {
        colour,
        opacity: 0.3,
        edge: Some(Stroke {
            colour,
            width: 3.0,
            dash,
        }),
    }
}
