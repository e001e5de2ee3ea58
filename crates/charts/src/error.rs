use thiserror::Error;

/// Why a chart was not drawn. Nothing of it is a surprise of the drawing: each names what in the data to change.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ChartError {
    /// A value that is not a number, or is infinite.
    #[error("a value of «{of}» is not a finite number")]
    NotFinite {
        /// The series, row, figure or mark that holds it.
        of: String,
    },
    /// A value whose size is beyond [`crate::LARGEST_VALUE`].
    #[error("a value of «{of}» is larger than a chart can show")]
    TooLarge {
        /// The series, row, figure or mark that holds it.
        of: String,
    },
    /// More things of one kind than a reader could tell apart.
    #[error("{count} {what} are more than the {limit} a chart holds")]
    TooMany {
        /// What there is too much of: series, points, marks, figures or rows.
        what: &'static str,
        /// How many were given.
        count: usize,
        /// How many are allowed.
        limit: usize,
    },
    /// An event outside the steps of its chart.
    #[error("the event «{label}» is at step {step}, beyond the last one")]
    EventOutside {
        /// The event's label.
        label: String,
        /// Its step, counted from zero.
        step: usize,
    },
    /// The days or hours run out of the calendar.
    #[error("the steps go beyond the calendar")]
    BeyondCalendar,
    /// A picture too small to read on a phone or too large to send.
    #[error("a picture of {width}×{height} pixels is outside 800×600 to 2400×2400")]
    Size {
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
    },
    /// The renderer refused the drawing, which would be a fault of this crate.
    #[error("the drawing could not be turned into a picture: {0}")]
    Picture(String),
}
