//! What the figures say: pure rules, one file a kind. Each takes a state and gives the next one; the same when nothing changes.

pub(crate) mod members;
pub(crate) mod silence;
pub(crate) mod trouble;
pub(crate) mod views;

/// What a comparison says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The threshold is passed upwards.
    Above,
    /// The threshold is passed downwards.
    Below,
    /// Surely within the threshold.
    Within,
    /// It may be either.
    Unknown,
}

impl Verdict {
    /// The threshold is passed.
    pub(crate) fn is_out(self) -> bool {
        matches!(self, Self::Above | Self::Below)
    }
}
