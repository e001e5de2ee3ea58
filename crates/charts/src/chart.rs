use jiff::civil::{Date, DateTime};

use crate::{Point, Series};

/// A picture's words and its data.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    /// What is shown, one line.
    pub title: String,
    /// Of whom and when, one line.
    pub subtitle: Option<String>,
    /// Where the data come from, in small print below.
    pub note: Option<String>,
    /// The drawing itself.
    pub plot: Plot,
}

/// The kinds of drawing.
#[derive(Debug, Clone, PartialEq)]
pub enum Plot {
    /// Lines along time.
    Lines(Lines),
    /// Bars along time, stacked when there are several series.
    Bars(Bars),
    /// Horizontal bars, one a row.
    Ranking(Ranking),
    /// One to four large figures, each with its trend.
    Figures(Vec<Figure>),
}

/// Lines along time; a gap in the data is a gap in the line.
#[derive(Debug, Clone, PartialEq)]
pub struct Lines {
    /// What the horizontal axis says.
    pub steps: Steps,
    /// Up to twelve lines.
    pub series: Vec<Series>,
    /// What the values count.
    pub unit: Unit,
    /// Whether the vertical axis must begin at zero.
    pub from_zero: bool,
    /// Thresholds and events.
    pub marks: Vec<Mark>,
}

/// Bars along time, always from zero; several series are stacked.
#[derive(Debug, Clone, PartialEq)]
pub struct Bars {
    /// What the horizontal axis says.
    pub steps: Steps,
    /// Up to twelve series.
    pub series: Vec<Series>,
    /// What the values count.
    pub unit: Unit,
    /// Thresholds and events.
    pub marks: Vec<Mark>,
}

/// Horizontal bars in the order given; rows that do not fit are counted in the small print.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranking {
    /// The rows, the first on top.
    pub rows: Vec<Row>,
    /// What the values count.
    pub unit: Unit,
}

/// One row of a ranking.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Whose value it is.
    pub label: String,
    /// The value.
    pub point: Point,
    /// Whether this row is the one the reader looks for: the others step back.
    pub highlighted: bool,
}

/// One large figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// What it is.
    pub label: String,
    /// The figure.
    pub value: Point,
    /// What it counts.
    pub unit: Unit,
    /// How it changed.
    pub change: Option<Change>,
    /// The values that led to it, for the small line below.
    pub trend: Vec<Point>,
}

/// How a figure changed since the time before.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// By how much, in the figure's own unit, and how well that is known; nothing is said of a missing one.
    pub by: Point,
    /// By how much in percent, where that makes sense; as well known as `by`.
    pub percent: Option<f64>,
    /// Since when, as in «за неделю».
    pub since: String,
    /// Whether more is better.
    pub more_is_better: bool,
}

/// What the horizontal axis counts.
#[derive(Debug, Clone, PartialEq)]
pub enum Steps {
    /// Days one after another.
    Days {
        /// The first day.
        first: Date,
    },
    /// Hours one after another, in the reader's own time.
    Hours {
        /// The first hour; minutes are not shown.
        first: DateTime,
    },
    /// Named steps, such as spans of time or weekdays. Points beyond the names are refused.
    Named(Vec<String>),
}

/// What the values count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Unit {
    /// Things: members, views, catches.
    #[default]
    Count,
    /// Percent, as in 12.3 for 12.3 %.
    Percent,
    /// Roubles.
    Roubles,
    /// Seconds.
    Seconds,
    /// Milliseconds.
    Milliseconds,
}

/// Something to compare the data with.
#[derive(Debug, Clone, PartialEq)]
pub enum Mark {
    /// A level, drawn across.
    Threshold {
        /// The level, in the chart's unit.
        value: f64,
        /// What it means.
        label: String,
    },
    /// A moment, drawn from top to bottom.
    Event {
        /// The step it happened at, counted from zero.
        step: usize,
        /// What happened.
        label: String,
    },
}

impl Chart {
    /// A chart of that title, without subtitle and note.
    #[must_use]
    pub fn new(title: impl Into<String>, plot: Plot) -> Self {
        Self {
            title: title.into(),
            subtitle: None,
            note: None,
            plot,
        }
    }

    /// The same with a subtitle.
    #[must_use]
    pub fn subtitle(mut self, subtitle: impl Into<String>) -> Self {
        self.subtitle = Some(subtitle.into());
        self
    }

    /// The same with a note in small print.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }
}
