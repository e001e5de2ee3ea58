//! Lines with gaps: only points that follow each other are joined.

use crate::Point;
use crate::canvas::{Canvas, Fill, Stroke};

const DOT: f64 = 6.0;
/// Dots closer than this would run into each other.
const DOT_STRIDE: f64 = 26.0;

/// A known point and its place.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Known {
    pub(crate) point: Point,
    pub(crate) x: f64,
    pub(crate) y: f64,
}

/// The stretches of known points between the gaps.
pub(crate) fn runs(points: &[Point], x: impl Fn(usize) -> f64, y: impl Fn(f64) -> f64) -> Vec<Vec<Known>> {
    let place = |(step, point): (usize, &Point)| {
        point.value().map(|value| Known {
            point: *point,
            x: x(step),
            y: y(value),
        })
    };
    let placed: Vec<_> = points.iter().enumerate().map(place).collect();
    let runs = placed.split(Option::is_none).filter(|run| !run.is_empty());
    runs.map(|run| run.iter().flatten().copied().collect()).collect()
}

/// Solid where both ends are known, dashed where one is estimated.
pub(crate) fn draw_line(canvas: &mut Canvas, run: &[Known], colour: &str, width: f64) {
    let is_dashed = |pair: &[Known]| pair.iter().any(|known| matches!(known.point, Point::Estimated(_)));
    let mut from = 0;
    while from + 1 < run.len() {
        let dashed = is_dashed(&run[from..from + 2]);
        let mut to = from + 1;
        while to + 1 < run.len() && is_dashed(&run[to..to + 2]) == dashed {
            to += 1;
        }
        let points: Vec<(f64, f64)> = run[from..=to].iter().map(|known| (known.x, known.y)).collect();
        let stroke = if dashed {
            Stroke::dashed(colour, width, 10.0, 6.0)
        } else {
            Stroke::solid(colour, width)
        };
        canvas.path(&points, &stroke);
        from = to;
    }
}

/// Dots where there is room for them, counted from the end; the last one and lone ones always.
pub(crate) fn draw_dots(canvas: &mut Canvas, run: &[Known], colour: &str, stride: f64) {
    let every = (DOT_STRIDE / stride).ceil().max(1.0) as usize;
    for (at, known) in run.iter().enumerate() {
        let from_end = run.len() - 1 - at;
        let hollow = Fill {
            colour: canvas.palette.background,
            opacity: 1.0,
            edge: Some(Stroke::solid(colour, 4.0)),
        };
        let centre = (known.x, known.y);
        match known.point {
            Point::Rounded(_) if from_end.is_multiple_of(every) => canvas.circle(centre, DOT, &hollow),
            Point::Estimated(_) if run.len() == 1 => canvas.circle(centre, DOT, &hollow),
            Point::Exact(_) if from_end == 0 || every == 1 => canvas.circle(centre, DOT, &Fill::solid(colour)),
            _ => {}
        }
    }
}
