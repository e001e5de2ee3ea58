#![doc = include_str!("../README.md")]

mod axes;
mod bars;
mod canvas;
mod chart;
mod check;
mod dates;
mod error;
mod figures;
mod font;
mod frame;
mod lines;
mod look;
mod marks;
mod nice;
mod numbers;
mod palette;
mod picture;
mod point;
mod ranking;
mod runs;
mod words;

pub use chart::{Bars, Change, Chart, Figure, Lines, Mark, Plot, Ranking, Row, Steps, Unit};
pub use check::{LARGEST_VALUE, MOST_FIGURES, MOST_MARKS, MOST_POINTS, MOST_ROWS, MOST_SERIES};
pub use error::ChartError;
pub use look::{Language, Look, Size, Theme};
pub use point::{Point, Series};
