//! Both axes: round values to the left, days below.

use crate::canvas::{Anchor, Area, Canvas, Stroke, Text};
use crate::dates::{self, StepLabel};
use crate::font::{self, Weight};
use crate::frame::LABEL;
use crate::nice::Scale;
use crate::numbers::Notation;
use crate::{ChartError, Language, Series, Steps, Unit};

/// The room the labels below take.
const BELOW: f64 = 46.0;
/// What stays free above the highest label.
const ABOVE: f64 = 16.0;
/// What stays free between two labels below.
const LABEL_GAP: f64 = 26.0;
/// The same between names, which have no room to choose.
const NAME_GAP: f64 = 16.0;
/// How far a label may stand out of the plot to either side.
const LEFT_OF_PLOT: f64 = 60.0;
const RIGHT_OF_PLOT: f64 = 20.0;

/// What the axes must hold.
pub(crate) struct Wanted<'a> {
    pub(crate) steps: &'a Steps,
    pub(crate) count: usize,
    pub(crate) unit: Unit,
    pub(crate) language: Language,
    pub(crate) min: f64,
    pub(crate) max: f64,
    /// Whether every value is a whole number of things.
    pub(crate) whole: bool,
    /// Whether steps have width, as bars do, or stand on the edges, as lines do.
    pub(crate) banded: bool,
    /// What the drawing keeps free to the right of the plot.
    pub(crate) right: f64,
    /// What the drawing keeps free above the plot.
    pub(crate) above: f64,
}

/// Placed axes: where a step and a value are.
#[derive(Debug)]
pub(crate) struct Axes {
    /// The plot inside the axes.
    pub(crate) plot: Area,
    scale: Scale,
    notation: Notation,
    count: usize,
    banded: bool,
}

/// How many steps a chart has.
pub(crate) fn step_count(steps: &Steps, series: &[Series]) -> usize {
    let longest = series
        .iter()
        .map(|series| series.points.len())
        .max()
        .unwrap_or_default();
    match steps {
        Steps::Named(names) => names.len().max(longest),
        Steps::Days { .. } | Steps::Hours { .. } => longest,
    }
}

impl Axes {
    /// Axes in that room. Nothing is drawn yet.
    pub(crate) fn place(room: Area, wanted: &Wanted<'_>) -> Self {
        let (top, bottom) = (room.top + wanted.above.max(ABOVE), room.bottom - BELOW);
        let steps = ((bottom - top) / 78.0).clamp(2.0, 6.0) as usize;
        let scale = Scale::around(wanted.min, wanted.max, steps, wanted.whole);
        let largest = scale.low.abs().max(scale.high.abs());
        let notation = Notation::of_axis(largest, scale.step, wanted.unit, wanted.language);
        let widths = scale
            .ticks()
            .into_iter()
            .map(|tick| font::width(&notation.write(tick), Weight::Regular, LABEL));
        let left = room.left + widths.fold(0.0, f64::max) + 18.0;
        let plot = Area {
            left,
            top,
            right: room.right - wanted.right,
            bottom,
        };
        Self {
            plot,
            scale,
            notation,
            count: wanted.count,
            banded: wanted.banded,
        }
    }

    /// The same with less room above.
    pub(crate) fn lowered(mut self, by: f64) -> Self {
        self.plot.top += by;
        self
    }

    /// Where the middle of a step is.
    pub(crate) fn x(&self, step: usize) -> f64 {
        if self.banded {
            return self.plot.across((step as f64 + 0.5) / self.count.max(1) as f64);
        }
        match self.count {
            0 | 1 => self.plot.across(0.5),
            // A mark on the very edge needs some room of its own.
            count => self.plot.left + 10.0 + (self.plot.width() - 20.0) * step as f64 / (count - 1) as f64,
        }
    }

    /// The distance between two steps.
    pub(crate) fn stride(&self) -> f64 {
        let gaps = if self.banded {
            self.count
        } else {
            self.count.saturating_sub(1)
        };
        self.plot.width() / gaps.max(1) as f64
    }

    /// Where a value is.
    pub(crate) fn y(&self, value: f64) -> f64 {
        self.plot.up(self.scale.share(value))
    }

    /// Grid and labels.
    pub(crate) fn draw(&self, canvas: &mut Canvas, wanted: &Wanted<'_>) -> Result<(), ChartError> {
        let palette = canvas.palette;
        for tick in self.scale.ticks() {
            let y = self.y(tick);
            let is_zero = tick.abs() < self.scale.step / 2.0;
            let stroke = Stroke::solid(if is_zero { palette.rule } else { palette.grid }, 2.0);
            canvas.line((self.plot.left, y), (self.plot.right, y), &stroke);
            let label = self.notation.write(tick);
            let text = Text::new(&label, self.plot.left - 18.0, y + 9.0, LABEL, palette.muted);
            canvas.text(&text.anchored(Anchor::End));
        }
        for (label, x) in self.labels_below(wanted)? {
            let text = Text::new(&label, x, self.plot.bottom + BELOW - 8.0, LABEL, palette.muted);
            canvas.text(&text);
        }
        Ok(())
    }

    /// Labels with the x of their first letter: the closest labelling whose labels keep apart.
    fn labels_below(&self, wanted: &Wanted<'_>) -> Result<Vec<(String, f64)>, ChartError> {
        let mut ways = dates::labellings(wanted.steps, wanted.count, wanted.language)?;
        if matches!(wanted.steps, Steps::Named(_)) {
            ways = ways.into_iter().map(|labels| self.shorten(&labels)).collect();
        }
        let gap = if matches!(wanted.steps, Steps::Named(_)) {
            NAME_GAP - 1.0
        } else {
            LABEL_GAP
        };
        // So many labels would not keep apart without any letters: they are not even measured.
        let most = ((self.plot.width() + LEFT_OF_PLOT + RIGHT_OF_PLOT) / gap) as usize + 1;
        let sparsest = ways.len().saturating_sub(1);
        let measured = ways.into_iter().enumerate();
        let measured = measured.filter(|(at, labels)| *at == sparsest || labels.len() <= most);
        let mut sparsest = Vec::new();
        for (_, labels) in measured {
            sparsest = self.line_up(&labels);
            let widths = sparsest
                .iter()
                .map(|(text, x)| (*x, x + font::width(text, Weight::Regular, LABEL)));
            let extents: Vec<_> = widths.collect();
            if extents.windows(2).all(|pair| pair[0].1 + gap <= pair[1].0) {
                return Ok(sparsest);
            }
        }
        sparsest.truncate(1);
        Ok(sparsest)
    }

    /// Centred on their steps, but never beyond the drawing.
    fn line_up(&self, labels: &[StepLabel]) -> Vec<(String, f64)> {
        let place = |label: &StepLabel| {
            let text = font::fit(&font::readable(&label.text), Weight::Regular, LABEL, self.plot.width());
            let width = font::width(&text, Weight::Regular, LABEL);
            let x = (self.x(label.step) - width / 2.0).min(self.plot.right + RIGHT_OF_PLOT - width);
            (text, x.max(self.plot.left - LEFT_OF_PLOT))
        };
        labels.iter().map(place).collect()
    }

    /// Names cut to the room of their steps; where there is none, only every second, third … is told.
    fn shorten(&self, labels: &[StepLabel]) -> Vec<StepLabel> {
        let every = (90.0 / self.stride()).ceil().max(1.0) as usize;
        let room = self.stride() * every as f64 - NAME_GAP;
        let cut = |label: &StepLabel| StepLabel {
            step: label.step,
            text: font::fit(&font::readable(&label.text), Weight::Regular, LABEL, room),
        };
        labels.iter().step_by(every).map(cut).collect()
    }
}
