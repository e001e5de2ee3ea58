/// One value of a series, and how well it is known. What is not exact is drawn so.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Point {
    /// Nothing is known: a gap, never a zero.
    #[default]
    Missing,
    /// The value itself.
    Exact(f64),
    /// The source told it rounded, as in "12.3K": a hollow mark.
    Rounded(f64),
    /// Computed from other figures: dashed.
    Estimated(f64),
}

/// Named values along the steps of a chart; steps after the last value are missing.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Series {
    /// What the legend says.
    pub name: String,
    /// One value a step.
    pub points: Vec<Point>,
}

impl Point {
    /// The number, if there is one.
    #[must_use]
    pub const fn value(self) -> Option<f64> {
        match self {
            Self::Missing => None,
            Self::Exact(value) | Self::Rounded(value) | Self::Estimated(value) => Some(value),
        }
    }

    /// Whether the number stands for something less sure than itself.
    #[must_use]
    pub const fn is_approximate(self) -> bool {
        matches!(self, Self::Rounded(_) | Self::Estimated(_))
    }
}

impl From<Option<f64>> for Point {
    fn from(value: Option<f64>) -> Self {
        value.map_or(Self::Missing, Self::Exact)
    }
}

impl Series {
    /// A series of that name.
    #[must_use]
    pub fn new(name: impl Into<String>, points: impl IntoIterator<Item = Point>) -> Self {
        Self {
            name: name.into(),
            points: points.into_iter().collect(),
        }
    }
}
